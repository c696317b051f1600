"""Registering: units and districts by an administrator, rubrics by an author."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, select, update

from smart_team.assessment import registering_messages as r
from smart_team.assessment.library import pin
from smart_team.assessment.unit_files import flaws_of
from smart_team.assessment.views.pages import absent, is_word, require_city
from smart_team.errors import AnswersError, Place, Problem, Text
from smart_team.people.principal import Principal
from smart_team.rubric.lint import lint_rubric
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.units import Unit
from smart_team.store import messages as store_messages
from smart_team.store.gate import Work
from smart_team.store.tables import districts, former_unit_names, units

_FIELDS: Final = ("name", "kind", "level", "district")


@dataclass(frozen=True, slots=True)
class Registered:
    """How many units are new, and how many were changed."""

    added: int
    changed: int


def register_units(
    work: Work, principal: Principal, rows: Sequence[Unit], names: Mapping[str, str] | None = None
) -> Registered:
    """Register units that are new and change those that differ; nobody is removed.

    `names` are districts' names by code; a district that is not registered and not named there is
    called by its code. Cycles under way keep the units as they were pinned. Raises AnswersError
    with all that is wrong with any of them, then nothing is registered.
    """
    require_city(principal, "manage_units")
    if problems := [*_flaws(rows), *_repeated(rows)]:
        raise AnswersError(problems)
    _register_districts(work, {**dict.fromkeys(_districts(rows), None), **(names or {})})
    known = {row.code: row for row in work.connection.execute(select(units))}
    fresh = [_values(unit) for unit in rows if unit.unit not in known]
    differing = [unit for unit in rows if unit.unit in known and _differs(unit, known[unit.unit])]
    if fresh:
        work.connection.execute(insert(units), fresh)
    for unit in differing:
        _change(work, unit, known[unit.unit])
    return Registered(len(fresh), len(differing))


def add_unit(work: Work, principal: Principal, unit: Unit, district: str | None = None) -> None:
    """Register one unit that is new; `district` names its district. Raises AnswersError."""
    require_city(principal, "manage_units")
    known = select(units.c.code).where(units.c.code == unit.unit)
    if is_word(unit.unit) and work.connection.execute(known).first() is not None:
        raise AnswersError([Problem(r.UNIT_TAKEN, values={"unit": unit.unit})])
    names = {unit.district: district} if unit.district and district else None
    work.trace.object = unit.unit
    register_units(work, principal, [unit], names)


def change_unit(work: Work, principal: Principal, unit: Unit, seen: int) -> int:
    """Change one unit; returns its new version. Raises ConflictError unless `seen` is there."""
    require_city(principal, "manage_units")
    work.trace.object = unit.unit
    row = work.connection.execute(select(units).where(units.c.code == unit.unit)).first()
    if row is None:
        raise absent()
    if row.version != seen:
        values = {"seen": seen, "now": row.version}
        raise store_messages.ConflictError([Problem(store_messages.STALE, values=values)])
    if problems := _flaws([unit]):
        raise AnswersError(problems)
    _register_districts(work, dict.fromkeys(_districts([unit]), None))
    return _change(work, unit, row)


def upload_rubric(work: Work, principal: Principal, text: bytes) -> tuple[str, list[Problem]]:
    """Keep an author's rubric; returns its hash and what lint advises.

    Whoever uploaded it cannot open a cycle by it. Raises RubricError with everything that is wrong,
    and RefusedError where its version already stands for another content.
    """
    require_city(principal, "upload_rubric")
    rubric, document = parse_rubric(text)
    hash_ = pin(work, rubric, principal.person)
    work.trace.after = hash_
    return hash_, list(lint_rubric(rubric, document))


def _flaws(rows: Sequence[Unit]) -> list[Problem]:
    return [
        Problem(message, _place(unit), {"column": column, **values})
        for unit in rows
        for column, message, values in flaws_of(unit)
    ]


def _repeated(rows: Sequence[Unit]) -> list[Problem]:
    codes = [unit.unit for unit in rows]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    return [Problem(r.UNIT_TWICE, values={"unit": code}) for code in twice]


def _place(unit: Unit) -> Place:
    return Place(where=Text(f"单位 {unit.unit}", f"unit {unit.unit}"))


def _districts(rows: Sequence[Unit]) -> list[str]:
    return sorted({unit.district for unit in rows if unit.district})


def _register_districts(work: Work, names: Mapping[str, str | None]) -> None:
    known = dict(work.connection.execute(select(districts.c.code, districts.c.name)).all())
    for code, name in names.items():
        if code not in known:
            work.connection.execute(insert(districts).values(code=code, name=name or code))
        elif name is not None and name != known[code]:
            change = update(districts).where(districts.c.code == code)
            work.connection.execute(change.values(name=name))


def _values(unit: Unit) -> dict[str, Any]:
    named = unit._asdict()
    return {"code": named.pop("unit"), **named, "district": unit.district or None}


def _differs(unit: Unit, row: Any) -> bool:  # noqa: ANN401 - a row of the database
    return any(getattr(unit, name) != (getattr(row, name) or "") for name in _FIELDS)


def _change(work: Work, unit: Unit, row: Any) -> int:  # noqa: ANN401 - a row of the database
    if unit.name != row.name:
        _keep_name(work, unit.unit, row.name)
    change = update(units).where(units.c.code == unit.unit)
    version: int = row.version + 1
    work.connection.execute(change.values(**_values(unit), version=version))
    return version


def _keep_name(work: Work, code: str, name: str) -> None:
    """Remember what a unit was called until now."""
    table = former_unit_names
    same = (table.c.unit == code) & (table.c.name == name)
    if not work.connection.execute(update(table).where(same).values(until=work.at)).rowcount:
        work.connection.execute(insert(table).values(unit=code, name=name, until=work.at))
