"""What the demo's units have to do as key work: tasks in every state, their plans and reports.

Texts are plainly examples; every draw is from the unit's code alone, so that each demo tells the
same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import Final

from smart_team.demo.team_records import CONFIRM, Move, Told
from smart_team.scoring.units import Unit

TASKS: Final = 3
"""Tasks of a unit."""
_TEXTS: Final = (
    ("政法队伍业务轮训全覆盖", "年内在编人员轮训一遍"),
    ("窗口单位服务流程再造", "办事环节减少三成"),
    ("矛盾纠纷排查化解攻坚", "排查的问题九成以上办结"),
    ("涉企案件办理提速", "平均办理天数比上年少五天"),
    ("基层站所规范化建设", "年内验收三个站所"),
    ("执法办案流程信息化", "六类文书网上流转"),
    ("干部交流轮岗", "满年限的岗位全部轮岗"),
    ("法治宣传进社区", "每个社区每季一场"),
)
_PACES: Final = (1.1, 1, 1, 0.95, 0.9, 0.8, 0.7, 0.45)
"""How much of what was planned is done, each as often as it stands here."""
_RETURN: Final = "缺办结依据，请补充后重报（示例）"
_TAKEN: Final = (Move("take"),)
_REPORTED: Final = (*_TAKEN, Move("report", fills={"result": "已完成，附台账汇总（示例）"}))
_WAYS: Final = (
    *[_TAKEN] * 8,
    (),
    _REPORTED,
    (*_REPORTED, Move("return", _RETURN)),
    (*_TAKEN, Move("suspend", "等待上级部署（示例）")),
    *[(*_REPORTED, Move("close"))] * 3,
)
"""How tasks go on, each as often as it stands here."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One task: from which day until which, how far along, and how it went on."""

    number: str
    text: str
    target: str
    starts: date
    due: date
    pace: float
    moves: tuple[Move, ...]

    def planned(self, day: date) -> int:
        """Return how many of a hundred parts are to be done by a day."""
        gone = (day - self.starts) / (self.due - self.starts)
        return round(100 * min(1, max(0, gone)))


def _tasks(unit: Unit, today: date) -> Iterator[_Task]:
    """Yield a unit's tasks; who has reported one has it done before it is due."""
    draw = Random(f"work-{unit.unit}")  # noqa: S311 - examples are drawn, no secrets
    for number, (text, target) in enumerate(draw.sample(_TEXTS, TASKS), 1):
        starts = today - timedelta(days=draw.randrange(30, 150))
        moves = draw.choice(_WAYS)
        is_told = any(move.action == "report" for move in moves)
        left = draw.randrange(5, 40) if is_told else draw.choice((-9, 2, 6, 15, 30, 45, 60, 90))
        due = today + timedelta(days=left)
        pace = 1 if is_told else draw.choice(_PACES)
        yield _Task(f"示例 {today.year}-{number:02d}", text, target, starts, due, pace, moves)


def tasks(unit: Unit, today: date) -> Iterator[Told]:
    """Yield a unit's tasks, as the city lists them."""
    for task in _tasks(unit, today):
        values = {
            "number": task.number,
            "text": task.text,
            "target": f"{task.target}（示例）",
            "assigned_on": (task.starts - timedelta(days=3)).isoformat(),
            "starts_on": task.starts.isoformat(),
            "due": task.due.isoformat(),
        }
        yield Told(values, task.moves)


def milestones(unit: Unit, today: date) -> Iterator[Told]:
    """Yield the plan of each task: half of it at half its time, and all of it when it is due."""
    for task in _tasks(unit, today):
        half = task.starts + (task.due - task.starts) / 2
        for title, day in (("过半", half), ("完成", task.due)):
            said = {"planned_on": day.isoformat(), "percent": str(task.planned(day))}
            yield Told({"task": task.number, "title": title, **said}, (CONFIRM,))


def progress(unit: Unit, today: date) -> Iterator[Told]:
    """Yield two reports of each task that was taken up, the newest a few days old."""
    for task in _tasks(unit, today):
        newest = today - timedelta(days=4)
        for day in (task.starts + (newest - task.starts) / 2, newest) if task.moves else ():
            done = min(100, round(task.pace * task.planned(day)))
            said = {"reported_on": day.isoformat(), "percent": str(done)}
            text = (
                "按计划推进，台账已更新（示例）"
                if task.pace >= 1
                else "部分环节滞后，已调整人手（示例）"
            )
            yield Told({"task": task.number, "text": text, **said}, (CONFIRM,))


TOLD: Final[Mapping[str, Callable[[Unit, date], Iterator[Told]]]] = MappingProxyType(
    {"work.tasks": tasks, "work.milestones": milestones, "work.progress": progress}
)
"""What is told of each unit, by the full name of the ledger."""
