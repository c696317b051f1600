"""Roles, moves, layers and sorts of steps in words: one word for one thing, wherever it is said."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smart_team.errors import Text
from smart_team.procedure.machine import DONE, Action, Actor, open_state, step_of
from smart_team.procedure.schema import Layer, Procedure

ROLES: Final[Mapping[Actor, Text]] = {
    "clerk": Text("填报员", "clerk"),
    "approver": Text("审签人", "approver"),
    "district": Text("区教整办", "district office"),
    "inspector": Text("评估员", "inspector"),
    "adjudicator": Text("复核员", "adjudicator"),
    "admin": Text("市级管理员", "administrator"),
    "leader": Text("领导", "leader"),
    "author": Text("模块作者", "author"),
    "auditor": Text("审计员", "auditor"),
    "clock": Text("系统到期", "the clock"),
}
ACTIONS: Final[Mapping[Action, Text]] = {
    "save": Text("填报", "fill in"),
    "submit": Text("提交审签", "hand in for sign-off"),
    "withdraw": Text("撤回", "take back"),
    "sign": Text("审签报送", "sign"),
    "return": Text("退回", "send back"),
    "review": Text("评分", "review"),
    "confirm": Text("确认", "confirm"),
    "announce": Text("公示", "announce"),
    "close": Text("到期", "close"),
    "appeal": Text("申诉", "appeal"),
    "decide": Text("裁决申诉", "decide an appeal"),
    "publish": Text("定等发布", "publish"),
    "send_feedback": Text("发反馈清单", "send the feedback list"),
    "accept": Text("整改验收", "accept the rework"),
    "amend": Text("更正", "amend"),
    "correct": Text("更正发布", "publish a correction"),
}
LAYERS: Final[Mapping[Layer, Text]] = {
    "self": Text("自评", "self-assessment"),
    "preliminary": Text("初评", "preliminary assessment"),
    "review": Text("复评", "review"),
    "appeal": Text("复核", "appeal"),
    "final": Text("终评", "final"),
}
_RUNNING: Final = Text("进行中", "under way")
_DONE: Final = Text("已办结", "done")


def state_title(procedure: Procedure, state: str) -> Text:
    """Return what a state is called: as its step is, and whether it is under way."""
    step = step_of(procedure, state)
    if state == DONE or step is None:
        return _DONE
    title = step.title.text()
    if state == step.id:
        return title
    assert state == open_state(step)  # noqa: S101 - a step has two states at most
    return Text(f"{title.zh}({_RUNNING.zh})", f"{title.say('en')} ({_RUNNING.en})")
