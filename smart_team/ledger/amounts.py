"""Amounts over the records of a ledger: read once for all units, then taken for any period."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from smart_team.ledger.book import Book, Record
from smart_team.ledger.conditions import tests_of
from smart_team.ledger.periods import Period
from smart_team.rubric.ledgers import Amount, NumberField, PercentField

ONE: Final = Decimal(1)
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, or the text of a newest choice, and the ids of the records behind it.

    `value` is exact, and None where there is nothing to take it from.
    """

    value: Decimal | str | None
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A ledger with its records."""

    book: Book
    records: Sequence[Record] = ()

    def counting(self) -> Iterator[Record]:
        """Yield the records that stand where they count."""
        states = {state for state in self.book.states if self.book.counts(state)}
        return (each for each in self.records if each.state in states)


class _Entry(NamedTuple):
    """What one record gives to an amount."""

    day: date
    id: str
    value: Any
    group: str | None


@dataclass(frozen=True, slots=True)
class Tally:
    """An amount, with what every record gives to it, by unit in the order of days."""

    amount: Amount
    entries: Mapping[str, Sequence[_Entry]] = field(default_factory=dict)

    def take(self, unit: str, period: Period) -> Figure:
        """Return the amount of one unit and period."""
        every = self.entries.get(unit, ())
        start = 0 if self.amount.any_time else bisect_left(every, (period.first,))
        found = every[start : bisect_left(every, (period.last + _DAY,))]
        if self.amount.latest is not None:
            return Figure(found[-1].value, (found[-1].id,)) if found else Figure(None)
        if self.amount.highest_per is not None:
            found = _highest(found)
        ids = tuple(each.id for each in found)
        if self.amount.distinct is not None:
            return Figure(Decimal(len({e.value for e in found})), tuple(dict.fromkeys(ids)))
        if self.amount.count:
            return Figure(Decimal(len(found)), ids)
        return Figure(sum((each.value for each in found), Decimal(0)), ids)


def tally(amount: Amount, source: Source) -> Tally:
    """Read what the records of a ledger give to an amount."""
    tests, values = tests_of(amount.where), _values(amount, source.book)
    entries: dict[str, list[_Entry]] = {}
    for record in source.records if amount.any_state else source.counting():
        if not all(test(record) for test in tests):
            continue
        group = None if amount.highest_per is None else record.content.get(amount.highest_per)
        for unit in _units(amount, record):
            mine = entries.setdefault(unit, [])
            mine.extend(_Entry(record.day, record.id, each, group) for each in values(record))
    for each in entries.values():
        each.sort(key=_when)
    return Tally(amount, entries)


def _when(entry: _Entry) -> tuple[date, str]:
    return entry.day, entry.id


def _units(amount: Amount, record: Record) -> Iterable[str]:
    if amount.whose is None:
        return (record.unit,)
    return _several(record.content.get(amount.whose))


def _several(value: object) -> Sequence[str]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value  # type: ignore[return-value]


def _values(amount: Amount, book: Book) -> Callable[[Record], Sequence[Any]]:
    """Return what takes a record's values; one whose field is empty gives none."""
    if amount.count:
        return lambda _: (ONE,)
    if amount.distinct is not None:
        counted = amount.distinct
        return lambda record: _several(record.content.get(counted))
    name = amount.sum or amount.latest or ""
    if amount.values is not None:
        worth = amount.values
        return lambda record: _one(worth.get(record.content.get(name, "")))
    if isinstance(book.fields.get(name), NumberField | PercentField):
        return lambda record: _one(_decimal(record.content.get(name)))
    return lambda record: _one(record.content.get(name))


def _one(value: Decimal | str | None) -> Sequence[Decimal | str]:
    return () if value is None else (value,)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _highest(entries: Sequence[_Entry]) -> list[_Entry]:
    """Return of each group its highest, the first of those that are equal, and who has no group."""
    best: dict[str, _Entry] = {}
    for each in entries:
        key = each.id if each.group is None else f"={each.group}"
        if key not in best or each.value > best[key].value:
            best[key] = each
    return list(best.values())
