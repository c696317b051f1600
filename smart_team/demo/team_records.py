"""What the demo's units tell of their teams: six quarters with gaps, problems in every state.

Every number is drawn from the unit's code alone, so that each demo tells the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from types import MappingProxyType
from typing import Any, Final

from smart_team.scoring.units import Unit

QUARTERS: Final = 6
"""Quarters that units report, up to the last that has ended."""
_SILENT: Final = 9
"""One unit of so many has not reported the newest quarter."""
_QUOTA: Final = frozenset({"court", "procuratorate"})
_NONE: Final[Mapping[str, Any]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Move:
    """One move of a record's flow, with what it asks for."""

    action: str
    reason: str | None = None
    fills: Mapping[str, Any] = field(default_factory=lambda: _NONE)


@dataclass(frozen=True, slots=True)
class Told:
    """One record: its values, and how it went on."""

    values: Mapping[str, Any]
    moves: tuple[Move, ...] = ()


CONFIRM: Final = Move("confirm")


def month_ends(today: date, count: int) -> list[date]:
    """Return the last days of so many months that have ended, the newest first."""
    found = [today.replace(day=1) - timedelta(days=1)]
    while len(found) < count:
        found.append(found[-1].replace(day=1) - timedelta(days=1))
    return found


def quarter_ends(today: date) -> list[date]:
    """Return the last days of the quarters that units report, the newest first."""
    ends = [each for each in month_ends(today, 3 * QUARTERS + 2) if each.month % 3 == 0]
    return ends[:QUARTERS]


def _reported(unit: Unit, today: date) -> Iterator[tuple[date, Random, tuple[Move, ...]]]:
    drawn = _draw(unit, "silent")
    silent = drawn.randrange(_SILENT) == 0
    for place, end in enumerate(quarter_ends(today)):
        if place == 0 and silent:
            continue
        waits = place == 0 and drawn.random() < 1 / _SILENT
        yield end, _draw(unit, end.isoformat()), () if waits else (CONFIRM,)


def staffing(unit: Unit, today: date) -> Iterator[Told]:
    """Yield the establishment and who is in post at each quarter's end."""
    establishment = 45 + _draw(unit, "posts").randrange(90)
    for end, drawn, moves in _reported(unit, today):
        actual = establishment - 1 - drawn.randrange(establishment // 7)
        values = {
            "as_of": end.isoformat(),
            "reported_on": (end + timedelta(days=1)).isoformat(),
            "establishment": str(establishment),
            "actual": str(actual),
            "seconded": str(drawn.randrange(4)),
        }
        if unit.kind in _QUOTA:
            quota = establishment * 2 // 5
            values |= {"quota": str(quota), "quota_filled": str(quota - drawn.randrange(4))}
        yield Told(values, moves)


def attainment(unit: Unit, today: date) -> Iterator[Told]:
    """Yield how many have attained their training so far in each year."""
    due = 40 + _draw(unit, "due").randrange(80)
    for end, drawn, moves in _reported(unit, today):
        share = min(1.0, end.month / 12 * (0.85 + drawn.random() / 4))
        values = {"as_of": end.isoformat(), "due": str(due), "attained": str(int(due * share))}
        yield Told(values, moves)


def three_rules(unit: Unit, today: date) -> Iterator[Told]:
    """Yield the reports of as many months, few of them late."""
    for end in month_ends(today, 3 * QUARTERS):
        drawn = _draw(unit, f"month-{end}")
        due = end + timedelta(days=5)
        sent = min(end + timedelta(days=drawn.choice((1, 2, 3, 4, 4, 7))), today)
        days = {"month_end": end.isoformat(), "due": due.isoformat(), "sent_on": sent.isoformat()}
        yield Told({**days, "entries": "0"}, (CONFIRM,))


def courses(unit: Unit, today: date) -> Iterator[Told]:
    """Yield a course in each quarter, political and professional in turn."""
    for number, end in enumerate(quarter_ends(today), start=1):
        drawn = _draw(unit, f"course-{end}")
        begins = end - timedelta(days=20 + drawn.randrange(50))
        values = {
            "number": f"示例 {end.year}-{(end.month + 2) // 3}",
            "title": ("示例：政治轮训班", "示例：业务培训班")[number % 2],
            "kind": ("political", "professional")[number % 2],
            "planned": drawn.choice(("planned", "planned", "extra")),
            "begins_on": begins.isoformat(),
            "ended_on": (begins + timedelta(days=4)).isoformat(),
            "hours": str(drawn.choice((16, 24, 32))),
            "attended": str(20 + drawn.randrange(30)),
        }
        yield Told(values, (CONFIRM,))


def commendations(unit: Unit, today: date) -> Iterator[Told]:
    """Yield a batch of each of the last two quarters."""
    for end in quarter_ends(today)[:2]:
        drawn = _draw(unit, f"commended-{end}")
        values = {
            "batch": f"示例〔{end.year}〕{end.month} 号",
            "decided_on": (end - timedelta(days=9)).isoformat(),
            "grade": drawn.choice(("citation", "citation", "third")),
            "teams": str(drawn.randrange(2)),
            "staff": str(1 + drawn.randrange(6)),
            "published": "done",
            "rechecked": drawn.choice(("done", "done", "done", "left_out")),
        }
        yield Told(values, (CONFIRM,))


def avoidance_checks(unit: Unit, today: date) -> Iterator[Told]:
    """Yield a general check of every other quarter, most of them filed."""
    for end in quarter_ends(today)[::2]:
        begun = end - timedelta(days=45)
        values = {
            "begun_on": begun.isoformat(),
            "completed_on": (begun + timedelta(days=20)).isoformat(),
        }
        if _draw(unit, f"check-{end}").random() < _FILED:
            values["filed_on"] = (begun + timedelta(days=25)).isoformat()
        yield Told(values, (CONFIRM,))


_FILED: Final = 0.8
_DONE: Final[Mapping[str, Any]] = MappingProxyType({"measure_taken": "示例：已补录台账，按月核对"})
_ASKED: Final = Move("apply", fills=_DONE)
_WAYS: Final[tuple[tuple[str, int, int, tuple[Move, ...]], ...]] = (
    ("轮岗台账未按季更新", 60, 20, ()),
    ("年度培训计划执行滞后", 75, -12, (Move("begin"),)),
    ("表彰事前公示材料不全", 50, 6, (Move("begin"), _ASKED)),
    ("考勤汇总与编制台账不符", 150, -75, (_ASKED, Move("return", "示例：佐证不全"))),
    ("谈心谈话记录未归档", 110, -5, (_ASKED, Move("strike_off"))),
    ("因私出国境证件保管登记不全", 130, -30, (_ASKED, Move("strike_off"), Move("recheck"))),
)
"""Problem, days since it was found, days until it is due, and how it went on."""


def problems(unit: Unit, today: date) -> Iterator[Told]:
    """Yield three or four problems of a unit; over all units there are some in every state."""
    drawn = _draw(unit, "problems")
    for number, way in enumerate(drawn.sample(_WAYS, 3 + drawn.randrange(2)), start=1):
        text, found, left, moves = way
        values = {
            "number": f"示例 {today.year}-{number:02d}",
            "text": f"示例：{text}",
            "source": drawn.choice(("supervision", "inspection", "self_check", "other")),
            "found_on": (today - timedelta(days=found)).isoformat(),
            "due": (today + timedelta(days=left)).isoformat(),
        }
        yield Told(values, moves)


TOLD: Final[Mapping[str, Callable[[Unit, date], Iterator[Told]]]] = MappingProxyType(
    {
        "team.staffing": staffing,
        "team.attainment": attainment,
        "team.courses": courses,
        "team.commendations": commendations,
        "team.three_rules": three_rules,
        "team.avoidance_checks": avoidance_checks,
        "team.problems": problems,
    }
)
"""What is told of each unit's team, by the full name of the ledger."""


def _draw(unit: Unit, of: str) -> Random:
    return Random(f"team-{unit.unit}-{of}")  # noqa: S311 - examples are drawn, no secrets
