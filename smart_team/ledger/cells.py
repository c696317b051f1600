"""A cell as people fill it, made what :func:`~smart_team.ledger.values.read_values` takes.

What cannot be understood is left as it is: the field's own check refuses it and says why.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final

from smart_team.errors import Problem
from smart_team.ledger import sheet_messages as s
from smart_team.ledger.plain_text import bare, half_width
from smart_team.ledger.unit_names import UnitNames
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    NumberField,
    PercentField,
    UnitField,
    UnitsField,
)

_THOUSANDS: Final = re.compile(r"-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?")
_DAY: Final = re.compile(
    r"(?P<y>[0-9]{4})(?:年|[-/.])(?P<m>[0-9]{1,2})(?:月|[-/.])(?P<d>[0-9]{1,2})日?"
)
_DIGITS: Final = re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})")
_BETWEEN: Final = re.compile(r"[、,，;；\n]+")


class AmbiguousUnitError(Exception):
    """A unit's name that several units have."""

    def __init__(self, value: str, codes: frozenset[str]) -> None:
        super().__init__(value)
        values = {"value": value, "codes": ", ".join(sorted(codes))}
        self.problem = Problem(s.UNIT_AMBIGUOUS, values=values)


def given_of(field: AnyField, cell: object, units: UnitNames) -> Any:  # noqa: ANN401
    """Return a cell as the field reads it; raises AmbiguousUnitError."""
    read = _READERS.get(type(field))
    text = text_of_cell(cell)
    return text if read is None else read(field, text, units)


def text_of_cell(cell: object) -> str:
    """Return a cell as text: a day as 2026-03-05, a truth as a sheet shows it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    return "" if cell is None else str(cell)


def unit_of(text: str, units: UnitNames) -> str:
    """Return the code of the unit that a text means, or the text; raises AmbiguousUnitError."""
    found = units.find(text)
    if len(found) > 1:
        raise AmbiguousUnitError(text, found)
    return next(iter(found), text)


def _number(_: NumberField, text: str, __: UnitNames) -> str:
    number = bare(text)
    return number.replace(",", "") if _THOUSANDS.fullmatch(number) else number


def _percent(_: PercentField, text: str, __: UnitNames) -> str:
    return bare(text)


def _date(_: DateField, text: str, __: UnitNames) -> str:
    written = bare(text.partition(" ")[0] if _is_time(text) else text)
    found = _DAY.fullmatch(written) or _DIGITS.fullmatch(written)
    if found is None:
        return text
    try:
        return date(int(found["y"]), int(found["m"]), int(found["d"])).isoformat()
    except ValueError:
        return text


def _is_time(text: str) -> bool:
    """Whether a day is followed by a time of the day, which no ledger keeps."""
    return re.fullmatch(r"\S+ [0-9]{1,2}:[0-9]{2}(:[0-9.]+)?", half_width(text)) is not None


def _choice(field: ChoiceField, text: str, _: UnitNames) -> str:
    if any(text == each.id for each in field.choices):
        return text
    names = dict(_choice_names(field))
    return names.get(bare(text), text)


def _choice_names(field: ChoiceField) -> Iterator[tuple[str, str]]:
    """Yield bare names of the choices with their ids, the ones that go before others last."""
    for each in reversed(field.choices):
        yield bare(each.id), each.id
    for each in reversed(field.choices):
        if each.title.en is not None:
            yield bare(each.title.en), each.id
    for each in reversed(field.choices):
        yield bare(each.title.zh), each.id


def _unit(_: UnitField, text: str, units: UnitNames) -> str:
    return unit_of(text, units)


def _units(_: UnitsField, text: str, units: UnitNames) -> list[str]:
    parts = (part.strip() for part in _BETWEEN.split(text))
    return [unit_of(part, units) for part in parts if part]


_READERS: Final[Mapping[type, Callable[[Any, str, UnitNames], Any]]] = {
    NumberField: _number,
    PercentField: _percent,
    DateField: _date,
    ChoiceField: _choice,
    UnitField: _unit,
    UnitsField: _units,
}
