"""Lint: advice on rubrics that load, and refusals of what this software must never do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from smart_team.errors import Problem
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding, parts
from smart_team.rubric.items import Adjustment, Deduct, Event, Item, Redline, Scored
from smart_team.rubric.loader import problems_at
from smart_team.rubric.schema import Adjustments, Rubric
from smart_team.rubric.types import plain
from smart_team.rubric.yaml_text import Document, Path

PERSONAL_WORDS = (
    "身份证", "手机号", "电话号码", "住址", "病历", "健康状况", "宗教", "政治面貌", "指纹", "人脸",
    "银行卡", "银行账户", "行踪", "亲属姓名", "护照号", "id number", "phone number", "home address",
    "medical record", "religion", "fingerprint", "bank account",
)  # fmt: skip
"""What an organisation's assessment does not need and the law protects."""
CITIZEN_WORDS = (
    "上访", "信访登记", "重点人员", "吸毒人员", "精神障碍患者", "社区矫正人员", "邪教", "忠诚度",
    "个人排名", "petitioner", "petitions", "loyalty",
)  # fmt: skip
"""Counting these scores citizens or persons, and rewards hushing them up."""


def lint_rubric(rubric: Rubric, document: Document) -> list[Problem]:
    """Return what is amiss in a rubric that loads, each at its place."""
    return problems_at(document, _lint(rubric))


def _lint(rubric: Rubric) -> Iterator[Finding]:
    if not rubric.illustrative and rubric.reference is None:
        yield Finding(("id",), m.L_OFFICIAL)
    if rubric.grades and rubric.grades[-1].at_least > 0:
        lowest = plain(rubric.grades[-1].at_least)
        where = ("grades", len(rubric.grades) - 1)
        yield Finding(where, m.L_GRADE_GAP, {"at_least": lowest})
    if rubric.na != "rescale" and rubric.applies_to is not None:
        yield Finding(("applies_to",), m.L_FULL_FOR_EXCLUDED, {"na": rubric.na})
    for path, part in parts(rubric):
        yield from _lint_words(part, path, part.id)
        if part.title.en is None:
            yield Finding((*path, "title"), m.L_LANGUAGE, {"id": part.id})
        if isinstance(part, Item):
            yield from _lint_item(part, path)
    yield from _lint_caps(rubric.adjustments)


def _lint_item(item: Item, path: Path) -> Iterator[Finding]:
    if item.reference is None:
        message = m.L_REDLINE_REFERENCE if isinstance(item, Redline) else m.L_REFERENCE
        yield Finding(path, message, {"id": item.id})
    if item.criteria is None:
        yield Finding(path, m.L_DESCRIPTOR, {"id": item.id})
    if isinstance(item, Scored) and item.answered_by == "unit" and not item.evidence.required:
        yield Finding(path, m.L_EVIDENCE, {"id": item.id})
    if isinstance(item, Deduct | Adjustment):
        yield from _lint_events(item, path)


def _lint_events(item: Deduct | Adjustment, path: Path) -> Iterator[Finding]:
    for number, event in enumerate(item.events):
        if event.max is not None and event.per > event.max:
            values: dict[str, object] = {
                "id": event.id,
                "per": plain(event.per),
                "max": plain(event.max),
            }
            yield Finding((*path, "events", number), m.L_UNREACHABLE_EVENT, values)
    most = _most(item.events)
    if (
        isinstance(item, Adjustment)
        and item.cap is not None
        and most is not None
        and most < item.cap
    ):
        values = {"id": item.id, "cap": plain(item.cap), "most": plain(most)}
        yield Finding((*path, "cap"), m.L_UNREACHABLE_CAP, values)


def _most(events: Sequence[Event]) -> Decimal | None:
    """Return what all events can give together, None where one has no limit."""
    limits = [event.max for event in events]
    known = [limit for limit in limits if limit is not None]
    return sum(known, Decimal(0)) if len(known) == len(limits) else None


def _lint_caps(adjustments: Adjustments) -> Iterator[Finding]:
    for sign, name in ((1, "bonus_cap"), (-1, "penalty_cap")):
        cap: Decimal | None = getattr(adjustments, name)
        limits = [
            each.cap if each.cap is not None else _most(each.events)
            for each in adjustments.items
            if each.sign == sign
        ]
        known = [limit for limit in limits if limit is not None]
        if cap is not None and len(known) == len(limits) and sum(known, Decimal(0)) < cap:
            values: dict[str, object] = {"cap": plain(cap), "most": plain(sum(known, Decimal(0)))}
            yield Finding(("adjustments", name), m.L_SMALL_CAP, values)


def _lint_words(part: BaseModel, path: Path, id_: str) -> Iterator[Finding]:
    """Look for words of persons in ids and titles; criteria may say what is not collected."""
    for where, text in _names(part, path):
        lowered = text.lower()
        for words, message in ((PERSONAL_WORDS, m.L_PERSONAL_DATA), (CITIZEN_WORDS, m.L_CITIZENS)):
            found = next((word for word in words if word in lowered), None)
            if found is not None:
                yield Finding(where, message, {"id": id_, "word": found})


def _names(part: Any, path: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - many models
    """Yield the id and title of a part, and of the rows below it that have them."""
    yield (*path, "id"), part.id
    yield (*path, "title"), f"{part.title.zh} {part.title.en or ''}"
    for name in ("events", "items", "levels", "inputs", "categories"):
        for number, row in enumerate(getattr(part, name, ())):
            yield from _names(row, (*path, name, number))
