"""Golden cases: a few units scored, and what must come out compared with what does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from smart_team.errors import Place, Text
from smart_team.rubric.modules import Case, CaseUnit, Expected
from smart_team.scoring.engine import score
from smart_team.scoring.entry import Entry
from smart_team.scoring.fixed import micro, show
from smart_team.scoring.plan import Plan
from smart_team.scoring.results import to_dict
from smart_team.scoring.units import Unit, Units


def differences(case: Case, plan: Plan) -> list[str]:
    """Return what differs from what the case expects, one line each; nothing if all is right."""
    units = Units(
        [Unit(each.unit, each.unit, each.kind, each.level, each.district) for each in case.units]
    )
    entry = Entry(plan, units)
    for unit in case.units:
        _enter(entry, unit)
    results = to_dict(score(plan, units, entry.finish()))["units"]
    return [
        f"{unit.unit}: {line}"
        for unit, result in zip(case.units, results, strict=True)
        for line in _compare(unit.expect, result)
    ]


def _enter(entry: Entry, unit: CaseUnit) -> None:
    place = Place(where=Text("案例", "case"))
    for item, answer in unit.answers.items():
        entry.put_answer(unit.unit, item, answer, place)
    for item in unit.granted_na:
        entry.grant(unit.unit, item, place)


def _compare(expected: Expected, result: Mapping[str, Any]) -> Iterator[str]:
    for name in ("status", "grade", "rank", "notes", "redlines"):
        wanted = getattr(expected, name)
        wanted = list(wanted) if isinstance(wanted, tuple) else wanted
        if wanted is not None and wanted != result[name]:
            yield _line(name, wanted, result[name])
    yield from _compare_score("total", expected.total, result["total"])
    for name in expected.lacks:
        found = result[name] if name in result else result["dimensions"].get(name)
        if found is not None:
            yield _line(name, "nothing", found)
    for part in ("dimensions", "adjustments"):
        for id_, points in getattr(expected, part).items():
            yield from _compare_score(f"{part} {id_}", points, result[part].get(id_))
    for id_, wanted in expected.indicators.items():
        found = result["indicators"].get(id_, {})
        if wanted.status is not None and wanted.status != found.get("status"):
            yield _line(f"{id_} status", wanted.status, found.get("status"))
        yield from _compare_score(id_, wanted.points, found.get("points"))


def _compare_score(name: str, wanted: Decimal | None, found: str | None) -> Iterator[str]:
    if wanted is not None and show(micro(wanted)) != found:
        yield _line(name, show(micro(wanted)), found)


def _line(name: str, wanted: object, found: object) -> str:
    return f"{name}: {wanted} expected, {found} found"
