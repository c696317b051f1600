"""A record's values: read from what a form, a file or a request gives, and checked as a whole."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from smart_team.errors import Message, Place, Problem, Text
from smart_team.ledger import messages as m
from smart_team.ledger.book import Book
from smart_team.recount.expression import evaluate
from smart_team.rubric.formula import Node, parse_formula
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    FieldsCheck,
    FileField,
    NumberField,
    PercentField,
    TextField,
    UnitField,
    UnitsField,
)
from smart_team.rubric.types import plain

Content = Mapping[str, Any]
_NUMBER: Final = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BETWEEN: Final = re.compile(r"[、,，;；\s]+")
_WIDE_SPACE: Final = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_CUT: Final = 40
_HUNDRED: Final = Decimal(100)
_PERCENT_PLACES: Final = 2


class _RefusedError(Exception):
    def __init__(self, message: Message, **values: object) -> None:
        super().__init__(message.code)
        self.message = message
        self.values = values


def read_values(book: Book, given: Mapping[str, Any], known_units: Container[str]) -> Content:
    """Return a record's content from texts or JSON values, whole and checked.

    Empty texts and nulls are fields that are not there. Files are not among what is typed: a file
    field takes the list that it has. Raises LedgerError with all that is wrong, field by field.
    """
    content, problems = read_fields(book, given, known_units)
    refused = {each.place for each in problems}
    problems += [each for each in problems_of(book, content) if each.place not in refused]
    if problems:
        raise m.LedgerError(problems)
    return content


def read_fields(
    book: Book, given: Mapping[str, Any], known_units: Container[str]
) -> tuple[dict[str, Any], list[Problem]]:
    """Return the fields that can be read, each by itself, and what is wrong with the others."""
    content: dict[str, Any] = {}
    problems = [_unknown(book, name) for name in given if name not in book.fields]
    for id_, field in book.fields.items():
        raw = given.get(id_)
        if raw is None or raw in ("", []):
            continue
        try:
            value = _READERS[type(field)](field, raw, known_units)
        except _RefusedError as error:
            problems.append(Problem(error.message, place_of(field), error.values))
        else:
            if value not in ("", []):
                content[id_] = value
    return content, problems


def problems_of(book: Book, content: Content) -> list[Problem]:
    """Return what a record lacks, and what does not hold between its fields."""
    missing = [
        Problem(m.REQUIRED, place_of(field))
        for id_, field in book.fields.items()
        if field.required and not isinstance(field, FileField) and id_ not in content
    ]
    return [*missing, *_days_in_order(book, content), *_failed_checks(book, content)]


def missing_files(book: Book, content: Content) -> list[Problem]:
    """Return the file fields that must have a file and have none."""
    fields = (field for field in book.fields.values() if isinstance(field, FileField))
    return [Problem(m.REQUIRED, place_of(f)) for f in fields if f.required and f.id not in content]


def place_of(field: AnyField) -> Place:
    """Return a field's place in a message: its title."""
    return Place(where=field.title.text())


def text_of(content: Content) -> str:
    """Return the content as canonical text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def day_of(book: Book, content: Content) -> date:
    """Return the day by which a record belongs to a period."""
    return date.fromisoformat(content[book.ledger.dated_by])


def period_of(book: Book, day: date) -> str:
    """Return the period of a ledger with one record for each: 2026-03, 2026Q1 or 2026, or none."""
    match book.ledger.per:
        case "month":
            return f"{day:%Y-%m}"
        case "quarter":
            return f"{day:%Y}Q{(day.month + 2) // 3}"
        case "year":
            return f"{day:%Y}"
        case None:
            return ""


def key_of(book: Book, unit: str, content: Content) -> str:
    """Return the digest of what tells a record apart: its unit, its period, its key fields."""
    values = [content.get(name) for name in book.ledger.key]
    text = json.dumps([unit, period_of(book, day_of(book, content)), *values], ensure_ascii=False)
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


def shared_units(book: Book, content: Content) -> list[str]:
    """Return the units with which a record is shared."""
    name = book.ledger.shared_with
    value = content.get(name, []) if name is not None else []
    return [value] if isinstance(value, str) else list(value)


def _unknown(book: Book, name: str) -> Problem:
    values = {"ledger": book.ledger.title.text(), "field": name[:_CUT], "known": _known(book)}
    return Problem(m.UNKNOWN_FIELD, Place(where=Text(name[:_CUT])), values)


def _known(book: Book) -> str:
    return ", ".join(book.fields)


def _read_text(field: TextField, raw: object, _: Container[str]) -> str:
    if not isinstance(raw, str):
        raise _RefusedError(m.NOT_A_TEXT)
    text = _WIDE_SPACE.sub(" ", raw.replace("\r\n", "\n")).strip()
    if len(text) > field.longest:
        raise _RefusedError(m.TEXT_LENGTH, length=len(text), longest=field.longest)
    if not text.replace("\n", "").replace("\t", "").isprintable():
        raise _RefusedError(m.TEXT_UNSEEN)
    return text


def _read_decimal(raw: object, least: Decimal, most: Decimal, decimals: int) -> str:
    text = raw.strip() if isinstance(raw, str) else "" if isinstance(raw, bool) else str(raw)
    if not _NUMBER.fullmatch(text):
        raise _RefusedError(m.NOT_A_NUMBER, value=str(raw)[:_CUT])
    value = Decimal(text)
    if not least <= value <= most:
        raise _RefusedError(m.NUMBER_RANGE, value=text, least=plain(least), most=plain(most))
    if value != round(value, decimals):
        raise _RefusedError(m.NUMBER_PLACES, value=text, decimals=decimals)
    return plain(abs(value) if value == 0 else value)


def _read_number(field: NumberField, raw: object, _: Container[str]) -> str:
    return _read_decimal(raw, field.min, field.max, field.decimals)


def _read_percent(_: PercentField, raw: object, __: Container[str]) -> str:
    text = raw.strip().removesuffix("%") if isinstance(raw, str) else raw
    return _read_decimal(text, Decimal(0), _HUNDRED, _PERCENT_PLACES)


def _read_date(_: DateField, raw: object, __: Container[str]) -> str:
    text = str(raw).strip()
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise _RefusedError(m.NOT_A_DATE, value=text[:_CUT])
    return day.isoformat()


def _read_choice(field: ChoiceField, raw: object, _: Container[str]) -> str:
    text = str(raw).strip()
    if any(text == each.id for each in field.choices):
        return text
    for each in field.choices:
        if text in {each.title.zh, each.title.en}:
            return each.id
    known = "、".join(each.title.zh for each in field.choices)
    raise _RefusedError(m.NOT_A_CHOICE, value=text[:_CUT], known=known)


def _read_unit(_: UnitField, raw: object, units: Container[str]) -> str:
    code = str(raw).strip()
    if code not in units:
        raise _RefusedError(m.NO_UNIT, value=code[:_CUT])
    return code


def _read_units(_: UnitsField, raw: object, units: Container[str]) -> list[str]:
    codes = _BETWEEN.split(raw.strip()) if isinstance(raw, str) else raw
    if not isinstance(codes, list):
        raise _RefusedError(m.NO_UNIT, value=str(raw)[:_CUT])
    for code in codes:
        if code not in units:
            raise _RefusedError(m.NO_UNIT, value=str(code)[:_CUT])
    return sorted(set(codes))


def _read_files(_: FileField, raw: object, __: Container[str]) -> list[Any]:
    """Take the list of files that the store itself made; nothing that was typed is one."""
    if not isinstance(raw, list):
        raise _RefusedError(m.FILES_APART)
    for each in raw:
        if not isinstance(each, dict) or set(each) != {"id", "name", "file"}:
            raise _RefusedError(m.FILES_APART)
    return raw


_READERS: Final[Mapping[type, Callable[[Any, object, Container[str]], Any]]] = {
    TextField: _read_text,
    NumberField: _read_number,
    PercentField: _read_percent,
    DateField: _read_date,
    ChoiceField: _read_choice,
    UnitField: _read_unit,
    UnitsField: _read_units,
    FileField: _read_files,
}


def _days_in_order(book: Book, content: Content) -> Iterator[Problem]:
    for id_, field in book.fields.items():
        if not isinstance(field, DateField) or field.not_before is None:
            continue
        day, than = content.get(id_), content.get(field.not_before)
        if day is not None and than is not None and day < than:
            other = book.fields[field.not_before].title.text()
            values = {"day": day, "other": other, "than": than}
            yield Problem(m.NOT_BEFORE, place_of(field), values)


_HOLDS: Final[Mapping[str, Callable[[Fraction, Fraction], bool]]] = {
    "at_most": lambda left, right: left <= right,
    "at_least": lambda left, right: left >= right,
    "equals": lambda left, right: left == right,
}


def _failed_checks(book: Book, content: Content) -> Iterator[Problem]:
    """Yield the checks that fail; one that lacks a number, or divides by zero, says nothing."""
    known = [i for i, field in book.fields.items() if isinstance(field, NumberField | PercentField)]
    numbers = {id_: Fraction(content[id_]) for id_ in known if id_ in content}
    for check in book.ledger.checks:
        for bound, holds in _HOLDS.items():
            formula = getattr(check, bound)
            if formula is None:
                continue
            names = _names(check.value, known) | _names(formula, known)
            if not names <= numbers.keys():
                continue
            with suppress(ZeroDivisionError):
                left, right = evaluate(check.value, numbers), evaluate(formula, numbers)
                if not holds(left, right):
                    yield _failed(book, check, names, left, right)


def _failed(
    book: Book, check: FieldsCheck, names: Container[str], left: Fraction, right: Fraction
) -> Problem:
    titles = (field.title.zh for id_, field in book.fields.items() if id_ in names)
    values = {"says": check.says.text(), "left": _shown(left), "right": _shown(right)}
    return Problem(m.CHECK_FAILED, Place(where=Text("、".join(titles))), values)


def _names(formula: str, known: Sequence[str]) -> set[str]:
    def walk(node: Node) -> Iterator[str]:
        if node.op == "name":
            yield node.name
        for each in node.args:
            yield from walk(each)

    return set(walk(parse_formula(formula, known)))


def _shown(value: Fraction) -> str:
    return plain(round(Decimal(value.numerator) / value.denominator, 6))
