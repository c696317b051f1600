"""Metrics: declared numbers over ledgers, counted for all units at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from smart_team.errors import PluginError, Problem
from smart_team.ledger import metric_messages as m
from smart_team.ledger.amounts import AnySource, Figure, Taken
from smart_team.ledger.book import Shelf
from smart_team.ledger.periods import Moment, Period
from smart_team.ledger.plugin import DENOMINATOR, NUMERATOR, VALUE, Count, Counter, Counters
from smart_team.procedure.calendar import Calendar
from smart_team.rubric.canonical import content_hash
from smart_team.rubric.catalog import Catalog
from smart_team.rubric.ledgers import (
    Amount,
    AnyField,
    ChoiceField,
    Metric,
    ReachedIn,
    SplitBy,
)


@dataclass(frozen=True)
class Named:
    """A metric of a module."""

    module: str
    metric: Metric

    @property
    def name(self) -> str:
        """``module.metric``, as an indicator names it."""
        return f"{self.module}.{self.metric.id}"

    @cached_property
    def definition(self) -> str:
        """The hash of what its module declares of it."""
        return content_hash(self.metric)

    def ledger(self, amount: Amount) -> str:
        """Return the full name of the ledger that an amount is over."""
        return amount.over if "." in amount.over else f"{self.module}.{amount.over}"

    def ledgers(self, counters: Counters) -> frozenset[str]:
        """Return the full names of the ledgers that it is counted from."""
        hook = self.metric.hook
        named = counters[hook].ledgers if hook is not None and hook in counters else ()
        return frozenset({*named, *(self.ledger(each) for each in amounts_of(self.metric))})


def amounts_of(metric: Metric) -> Iterator[Amount]:
    """Yield every amount of a metric."""
    if metric.amount is not None:
        yield metric.amount
    if metric.ratio is not None:
        yield metric.ratio.top
        yield metric.ratio.bottom
    for one in (metric.months, metric.quarters, metric.split):
        if one is not None:
            yield one.amount
    yield from (metric.parts or {}).values()
    if metric.by_month is not None:
        yield metric.by_month


@dataclass(frozen=True)
class Metrics:
    """The metrics of all modules by full name, with the ledgers and counters that they need."""

    shelf: Shelf = field(default_factory=Shelf)
    named: Mapping[str, Named] = field(default_factory=dict)
    counters: Counters = field(default_factory=dict)

    def find(self, name: str | None) -> Named | None:
        """Return a metric, or None where there is none so called."""
        return None if name is None else self.named.get(name)


def metrics_of(catalog: Catalog, shelf: Shelf, counters: Counters) -> Metrics:
    """Return the metrics of a catalog's modules.

    Raises PluginError for each that asks for a counter, or whose counter asks for a ledger, that
    there is not.
    """
    every = [Named(module.id, each) for module in catalog.modules for each in module.file.metrics]
    if problems := [problem for named in every for problem in _unmet(named, shelf, counters)]:
        raise PluginError(problems)
    return Metrics(shelf, {each.name: each for each in every}, counters)


def _unmet(named: Named, shelf: Shelf, counters: Counters) -> Iterator[Problem]:
    hook = named.metric.hook
    if hook is not None and hook not in counters:
        yield Problem(m.UNKNOWN_COUNTER, values={"metric": named.name, "counter": hook})
    for ledger in sorted(named.ledgers(counters)):
        book = shelf.find(ledger)
        if book is None:
            yield Problem(m.UNKNOWN_LEDGER, values={"metric": named.name, "ledger": ledger})
        elif book.ledger.bulk and hook is not None:
            yield Problem(m.COUNTER_OVER_BULK, values={"counter": hook, "ledger": ledger})


@dataclass
class Counting:
    """Ledgers with their records, over which metrics are counted; each record is read once.

    `sources` are by full name and hold every ledger that a counted metric needs.
    """

    sources: Mapping[str, AnySource]
    today: date
    calendar: Calendar = field(default_factory=Calendar)
    counters: Counters = field(default_factory=dict)
    _tallies: dict[str, list[Taken]] = field(default_factory=dict)

    def count(self, named: Named, units: Sequence[str], period: Period) -> Mapping[str, Count]:
        """Return what a metric comes to in a period, by unit.

        Raises PluginError where a counter breaks its promise.
        """
        if named.metric.hook is not None:
            return self._asked(self.counters[named.metric.hook], units, period)
        if named.name not in self._tallies:
            amounts = amounts_of(named.metric)
            self._tallies[named.name] = [
                self.sources[named.ledger(each)].tally(each, self.calendar) for each in amounts
            ]
        taking = _Taking.of(self._tallies[named.name], period, self.today)
        return {unit: taking.count(named, self.sources, unit) for unit in units}

    def _asked(self, counter: Counter, units: Sequence[str], period: Period) -> Mapping[str, Count]:
        records = {
            name: sorted(
                (each for each in self.sources[name].counting() if each.day <= period.last),
                key=lambda each: (each.day, each.id),
            )
            for name in counter.ledgers
        }
        try:
            found: object = counter.count(records, tuple(units), period)
        except Exception as error:
            detail = f"{type(error).__name__}: {error}"
            raise _broken(counter, detail) from error
        if not isinstance(found, Mapping) or not all(map(_is_sound, found.values())):
            raise _broken(counter, repr(found)[:80])
        return {unit: found[unit] for unit in units if unit in found}


def _is_sound(count: object) -> bool:
    """Whether it is a count of exact numbers."""
    return isinstance(count, Count) and all(map(_is_exact, count.parts.values()))


def _is_exact(figure: object) -> bool:
    value = figure.value if isinstance(figure, Figure) else None
    return isinstance(value, Decimal) and value.is_finite()


def _broken(counter: Counter, detail: str) -> PluginError:
    return PluginError([Problem(m.BAD_COUNT, values={"counter": counter.name, "detail": detail})])


@dataclass(frozen=True, slots=True)
class _Taking:
    """A metric's amounts, taken for a period and its parts as they are today."""

    tallies: Sequence[Taken]
    whole: Moment
    months: Sequence[Moment]
    quarters: Sequence[Moment]

    @classmethod
    def of(cls, tallies: Sequence[Taken], period: Period, today: date) -> _Taking:
        """Return the amounts for a period."""
        whole, *parts = (
            Moment(each, min(each.last, today))
            for each in (period, *period.months, *period.quarters)
        )
        months = len(period.months)
        return cls(tallies, whole, parts[:months], parts[months:])

    def count(self, named: Named, sources: Mapping[str, AnySource], unit: str) -> Count:
        """Return what a metric comes to for one unit."""
        metric, tallies = named.metric, self.tallies
        if metric.amount is not None:
            return Count({VALUE: tallies[0].take(unit, self.whole)})
        if metric.ratio is not None:
            top, bottom = (each.take(unit, self.whole) for each in tallies)
            return Count({NUMERATOR: top, DENOMINATOR: bottom})
        if metric.months is not None:
            return self._reached(metric.months, unit, self.months)
        if metric.quarters is not None:
            return self._reached(metric.quarters, unit, self.quarters)
        if metric.split is not None:
            field = sources[named.ledger(metric.split.amount)].book.fields[metric.split.by]
            return self._split(metric.split, field, unit)
        return self._parts(metric, unit)

    def _parts(self, metric: Metric, unit: str) -> Count:
        names = metric.parts or {}
        parts = {
            name: each.take(unit, self.whole)
            for name, each in zip(names, self.tallies, strict=False)
        }
        if metric.by_month is not None:
            for number, month in enumerate(self.months, start=1):
                parts[f"m{number:02d}"] = self.tallies[-1].take(unit, month)
        return Count(parts)

    def _reached(self, wanted: ReachedIn, unit: str, parts: Sequence[Moment]) -> Count:
        every = [self.tallies[0].take(unit, each) for each in parts]
        reached = [e for e in every if e.lacks is None and e.value >= wanted.at_least]
        return Count({NUMERATOR: _together(reached), DENOMINATOR: _together(every)})

    def _split(self, split: SplitBy, field: AnyField, unit: str) -> Count:
        choices = [each.id for each in field.choices] if isinstance(field, ChoiceField) else []
        return Count(self.tallies[0].split(split, choices, unit, self.whole))


def _together(figures: Sequence[Figure]) -> Figure:
    ids = tuple(dict.fromkeys(id_ for each in figures for id_ in each.records))
    return Figure(Decimal(len(figures)), ids, sum(each.many for each in figures))
