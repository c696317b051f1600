"""What evidence must agree with: its days, the rubric's items, and how much there may be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, NoReturn

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import evidence_messages as e
from smart_team.assessment.drafts import claimable
from smart_team.assessment.evidence_sight import Evidence
from smart_team.assessment.history import Side
from smart_team.assessment.library import Library
from smart_team.errors import Message, Problem
from smart_team.scoring.plan import Plan


@dataclass(frozen=True, slots=True)
class Limits:
    """How much evidence there may be: files per item and per submission, bytes per file and in all.

    The unit's side of a submission and its reviewers' side have these each.
    """

    per_item: int = 20
    files: int = 400
    file_bytes: int = 50_000_000
    all_bytes: int = 2_000_000_000


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Days:
    """When a file was made, and the first and last day of what it shows."""

    dated: date | None = None
    from_day: date | None = None
    until_day: date | None = None

    def texts(self) -> dict[str, str | None]:
        """Return the days as the store keeps them."""
        days = {"dated": self.dated, "from_day": self.from_day, "until_day": self.until_day}
        return {name: None if day is None else day.isoformat() for name, day in days.items()}


DAYS: Final = tuple(Days().texts())
"""The names of the columns that hold days."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides whether a file may be attached: compiled rubrics and limits."""

    library: Library
    limits: Limits = LIMITS


def check_days(days: Days, today: date) -> None:
    """Raise RefusedError for a day of making to come, or a period that ends before it begins."""
    if days.dated is not None and days.dated > today:
        _refuse(e.FUTURE, dated=days.dated, today=today)
    if days.from_day and days.until_day and days.from_day > days.until_day:
        _refuse(e.BACKWARDS, from_day=days.from_day, until_day=days.until_day)


def check_items(plan: Plan, wanted: Sequence[str], side: Side) -> None:
    """Raise RefusedError unless items are named that the rubric has and this side may show."""
    if not wanted:
        _refuse(e.NO_ITEMS)
    known = {item.id for item in plan.rubric.items()}
    unknown = sorted(set(wanted) - known)
    if unknown:
        _refuse(e.UNKNOWN_ITEMS, items=", ".join(unknown))
    foreign = sorted(set(wanted) - claimable(plan)) if side == "unit" else []
    if foreign:
        _refuse(e.NOT_OF_UNIT, items=", ".join(foreign))


def check_limits(
    there: Sequence[Evidence], more: int, fresh: Sequence[str], limits: Limits
) -> None:
    """Refuse what would exceed a limit; `more` bytes are to be added, none for a known file."""
    if more and len(there) >= limits.files:
        _refuse(e.TOO_MANY, limit=limits.files)
    if sum(one.row.size for one in there) + more > limits.all_bytes:
        _refuse(e.TOO_LARGE, limit=limits.all_bytes)
    used = Counter(item for one in there for item in one.items)
    for item in fresh:
        if used[item] >= limits.per_item:
            _refuse(e.ITEM_FULL, item=item, limit=limits.per_item)


def same_file(
    there: Sequence[Evidence], row: Mapping[str, Any], person: str | None
) -> Evidence | None:
    """Return the piece that is this file already; a reviewer's is their own alone."""
    for one in there:
        if one.row.file == row["file"] and person in {None, one.row.uploaded_by}:
            if any(getattr(one.row, name) != row[name] for name in DAYS):
                _refuse(e.DATED_OTHERWISE, name=one.row.name)
            return one
    return None


def _refuse(message: Message, **values: object) -> NoReturn:
    raise m.RefusedError([Problem(message, values=values)])
