"""Amounts over the records of a ledger: read once for all units, then taken for any period."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple, Protocol

from smart_team.ledger.book import Book, Record
from smart_team.ledger.conditions import LIGHT, TimedTest, content_of, tests_of, timed_tests_of
from smart_team.ledger.periods import ONE_DAY, Moment
from smart_team.procedure.calendar import Calendar
from smart_team.rubric.ledgers import Amount, SplitBy

NONE: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number, exact, and the ids of the records behind it.

    `lacks` names the ledger in which nobody reported the number; the value is then no number, but
    stands at 0. Those of bulk ledgers are not named: there are so `many` of them, each as often as
    it counted where several months or quarters are taken together.
    """

    value: Decimal
    records: tuple[str, ...] = ()
    many: int = 0
    lacks: str | None = None

    @property
    def count(self) -> int:
        """How many records are behind it."""
        return len(self.records) + self.many


NOTHING: Final = Figure(NONE)


class Taken(Protocol):
    """An amount over the records of one ledger, ready to be taken for any unit and period."""

    def take(self, unit: str, moment: Moment) -> Figure:
        """Return the amount of one unit."""

    def split(
        self, split: SplitBy, choices: Sequence[str], unit: str, moment: Moment
    ) -> Mapping[str, Figure]:
        """Return the amount of one unit for each choice of a field."""


class AnySource(Protocol):
    """A ledger over which amounts are taken, wherever its records are."""

    @property
    def book(self) -> Book:
        """The ledger."""

    def tally(self, amount: Amount, calendar: Calendar) -> Taken:
        """Make an amount ready to be taken."""

    def counting(self) -> Iterator[Record]:
        """Yield the records that stand where they count."""


@dataclass(frozen=True, slots=True)
class Source:
    """A ledger with its records."""

    book: Book
    records: Sequence[Record] = ()

    def counting(self) -> Iterator[Record]:
        """Yield the records that stand where they count."""
        states = {state for state in self.book.states if self.book.counts(state)}
        return (each for each in self.records if each.state in states)

    def tally(self, amount: Amount, calendar: Calendar) -> Tally:
        """Read what the records give to an amount."""
        return tally(amount, self, calendar)


class Entry(NamedTuple):
    """What one record gives to an amount."""

    day: date
    id: str
    value: Any
    record: Record


@dataclass(frozen=True, slots=True)
class Tally:
    """An amount, with what every record gives to it, by unit in the order of days."""

    amount: Amount
    ledger: str
    entries: Mapping[str, Sequence[Entry]] = field(default_factory=dict)
    timed: Sequence[TimedTest] = ()
    timed_all: Sequence[TimedTest] = ()

    def take(self, unit: str, moment: Moment) -> Figure:
        """Return the amount of one unit."""
        return self.figure(self.found(unit, moment), moment)

    def split(
        self, split: SplitBy, choices: Sequence[str], unit: str, moment: Moment
    ) -> Mapping[str, Figure]:
        """Return the amount of one unit for each choice of a field."""
        found = self.found(unit, moment)
        if split.once_per is not None:
            found = _once(found, split.by, split.once_per, choices)
        chosen = {
            choice: [each for each in found if each.record.content.get(split.by) == choice]
            for choice in choices
        }
        return {choice: self.figure(each, moment) for choice, each in chosen.items()}

    def found(self, unit: str, moment: Moment) -> Sequence[Entry]:
        """Return what belongs to one unit and to a period."""
        every, period = self.entries.get(unit, ()), moment.period
        start = 0 if self.amount.any_time else bisect_left(every, (period.first,))
        found = every[start : bisect_left(every, (period.last + ONE_DAY,))]
        if not self.timed:
            return found
        return [each for each in found if all(test(each.record, moment) for test in self.timed)]

    def figure(self, found: Sequence[Entry], moment: Moment) -> Figure:
        """Return the amount of what was found; of nothing it is 0, but the newest is lacking."""
        amount = self.amount
        if not found:
            return NOTHING if amount.latest is None else Figure(NONE, lacks=self.ledger)
        if amount.latest is not None:
            return Figure(found[-1].value, (found[-1].id,))
        if amount.sum == LIGHT:
            found = _lit(found, amount.values or {}, moment)
        if amount.highest_per is not None:
            found = _highest(found, amount.highest_per)
        ids = tuple(each.id for each in found)
        if amount.distinct is not None:
            return Figure(Decimal(len({e.value for e in found})), tuple(dict.fromkeys(ids)))
        if amount.all is not None:
            return Figure(ONE if self._all(found, moment) else NONE, ids)
        if amount.count:
            return Figure(Decimal(len(found)), ids)
        return Figure(sum((each.value for each in found), NONE), ids)

    def _all(self, found: Sequence[Entry], moment: Moment) -> bool:
        return all(
            each.value and all(test(each.record, moment) for test in self.timed_all)
            for each in found
        )


def tally(amount: Amount, source: Source, calendar: Calendar) -> Tally:
    """Read what the records of a ledger give to an amount."""
    tests = tests_of(amount.where, calendar)
    values = _values(amount, calendar)
    entries: dict[str, list[Entry]] = {}
    for record in source.records if amount.any_state else source.counting():
        if not all(test(record) for test in tests):
            continue
        given = [Entry(record.day, record.id, each, record) for each in values(record)]
        for unit in _units(amount, record):
            entries.setdefault(unit, []).extend(given)
    for each in entries.values():
        each.sort(key=_when)
    timed = timed_tests_of(amount.where)
    return Tally(amount, source.book.name, entries, timed, timed_tests_of(amount.all or ()))


def _when(entry: Entry) -> tuple[date, str]:
    return entry.day, entry.id


def _units(amount: Amount, record: Record) -> Iterable[str]:
    return (record.unit,) if amount.whose is None else _several(record.content.get(amount.whose))


def _several(value: Any) -> Sequence[str]:  # noqa: ANN401 - whatever a field holds
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else value


def _values(amount: Amount, calendar: Calendar) -> Callable[[Record], Sequence[Any]]:
    """Return what takes a record's values; one whose field is empty gives none."""
    if amount.distinct is not None:
        counted = content_of(amount.distinct)
        return lambda record: _several(counted(record))
    if amount.all is not None:
        tests = tests_of(amount.all, calendar)
        return lambda record: (all(test(record) for test in tests),)
    if amount.count or amount.sum == LIGHT:
        return lambda _: (ONE,)
    take = content_of(amount.sum or amount.latest or "")
    if amount.values is not None:
        worth = amount.values
        return lambda record: _one(worth.get(take(record)))
    return lambda record: _one(_decimal(take(record)))


def _one(value: Decimal | None) -> Sequence[Decimal]:
    return () if value is None else (value,)


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _lit(entries: Sequence[Entry], worth: Mapping[str, Decimal], moment: Moment) -> list[Entry]:
    """Return what each is worth by its light on the day of counting."""
    lights = [(each, each.record.light_on(moment.on) or "") for each in entries]
    return [each._replace(value=worth[light]) for each, light in lights if light in worth]


def _highest(entries: Sequence[Entry], per: str) -> list[Entry]:
    """Return of those that agree in a field the highest, the first where several are equal.

    Whose field is empty stands for itself.
    """
    best: dict[str, Entry] = {}
    for each in entries:
        group = each.record.content.get(per)
        key = each.id if group is None else f"={group}"
        if key not in best or each.value > best[key].value:
            best[key] = each
    return list(best.values())


def _once(found: Sequence[Entry], by: str, per: str, choices: Sequence[str]) -> list[Entry]:
    """Return of those that agree in a field the first by its choice, then by its day.

    Whose field is empty stands for itself.
    """
    known = [each for each in found if each.record.content.get(by) in choices]
    first: dict[str, Entry] = {}
    for each in sorted(known, key=lambda each: choices.index(each.record.content[by])):
        group = each.record.content.get(per)
        first.setdefault(each.id if group is None else f"={group}", each)
    kept = {each.id for each in first.values()}
    return [each for each in known if each.id in kept]
