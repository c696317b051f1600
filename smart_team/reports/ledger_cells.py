"""A record's values as a table shows them, such that an import reads the same again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from smart_team.errors import Lang
from smart_team.ledger.cells import given_of
from smart_team.ledger.unit_names import UnitNames
from smart_team.reports.sheet_styles import Look
from smart_team.reports.workbook import Plain
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    FileField,
    NumberField,
    PercentField,
    TextField,
    UnitsField,
)

_FIRST_DAY: Final = date(1900, 3, 1)
"""Before it the days of a workbook are off by one, or not there."""
_DIGITS: Final = 15
"""More than these a workbook's number cannot keep."""
_TEXT: Final = "@"
"""Keeps a program from making a number of what is typed: 001, or a long number."""


def kept_in_tables(field: AnyField) -> bool:
    """Whether a table has a column for a field: files are not written into cells."""
    return not isinstance(field, FileField)


def value_of(field: AnyField, kept: Any, units: UnitNames, lang: Lang) -> Plain:  # noqa: ANN401
    """Return a canonical value as a workbook's cell has it; a percentage as its share of 1."""
    if kept is None:
        return None
    match field:
        case NumberField():
            return _number(Decimal(kept), kept)
        case PercentField():
            return Decimal(kept) / 100
        case DateField():
            day = date.fromisoformat(kept)
            return day if day >= _FIRST_DAY else str(kept)
        case ChoiceField():
            return choice_title(field, kept, units, lang)
        case UnitsField():
            return "、".join(kept)
        case _:
            return str(kept)


def text_of(field: AnyField, kept: Any, units: UnitNames, lang: Lang) -> str:  # noqa: ANN401
    """Return a canonical value as a CSV file has it."""
    if isinstance(field, PercentField) and kept is not None:
        return f"{kept}%"
    value = value_of(field, kept, units, lang)
    return "" if value is None else str(value)


def look_of(field: AnyField) -> Look:
    """Return how a field's cells look."""
    match field:
        case NumberField():
            return Look(decimals=field.decimals)
        case PercentField():
            return Look(shown="0.00%")
        case DateField():
            return Look(shown="yyyy-mm-dd", centred=True)
        case TextField():
            return Look(shown=_TEXT, wrap=True)
        case _:
            return Look(wrap=True)


def choice_title(field: ChoiceField, id_: str, units: UnitNames, lang: Lang) -> str:
    """Return a choice's title, or its id where the title would not be read as it."""
    titles: Mapping[str, str] = {each.id: each.title.say(lang) for each in field.choices}
    title = titles.get(id_, id_)
    return title if given_of(field, title, units) == id_ else id_


def _number(value: Decimal, kept: str) -> Plain:
    return value if len(value.as_tuple().digits) <= _DIGITS else kept
