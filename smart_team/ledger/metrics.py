"""Metrics: declared numbers over ledgers, counted for all units at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from smart_team.errors import PluginError, Problem
from smart_team.ledger import metric_messages as m
from smart_team.ledger.amounts import Figure, Source, Tally, tally
from smart_team.ledger.periods import Period
from smart_team.ledger.plugin import DENOMINATOR, NUMERATOR, VALUE, Count, Counter, Counters
from smart_team.rubric.ledgers import Amount, Metric, MonthsOf


@dataclass(frozen=True, slots=True)
class Named:
    """A metric of a module."""

    module: str
    metric: Metric

    @property
    def name(self) -> str:
        """``module.metric``, as an indicator names it."""
        return f"{self.module}.{self.metric.id}"

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
    if metric.months is not None:
        yield metric.months.amount
    if metric.parts is not None:
        yield from metric.parts.values()
    if metric.by_month is not None:
        yield metric.by_month


@dataclass
class Counting:
    """Ledgers with their records, over which metrics are counted; each record is read once.

    `sources` are by full name and hold every ledger that a counted metric needs.
    """

    sources: Mapping[str, Source]
    counters: Counters = field(default_factory=dict)
    _tallies: dict[str, list[Tally]] = field(default_factory=dict)

    def count(self, named: Named, units: Sequence[str], period: Period) -> Mapping[str, Count]:
        """Return what a metric comes to in a period, by unit.

        Raises PluginError where a counter breaks its promise.
        """
        if named.metric.hook is not None:
            return self._asked(self.counters[named.metric.hook], units, period)
        if named.name not in self._tallies:
            amounts = amounts_of(named.metric)
            self._tallies[named.name] = [
                tally(each, self.sources[named.ledger(each)]) for each in amounts
            ]
        tallies = self._tallies[named.name]
        return {unit: _count(named.metric, tallies, unit, period) for unit in units}

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
    value = figure.value if isinstance(figure, Figure) else object()
    return value.is_finite() if isinstance(value, Decimal) else isinstance(value, str | None)


def _broken(counter: Counter, detail: str) -> PluginError:
    return PluginError([Problem(m.BAD_COUNT, values={"counter": counter.name, "detail": detail})])


def _count(metric: Metric, tallies: Sequence[Tally], unit: str, period: Period) -> Count:
    if metric.amount is not None:
        return Count({VALUE: tallies[0].take(unit, period)})
    if metric.ratio is not None:
        top, bottom = (each.take(unit, period) for each in tallies)
        return Count({NUMERATOR: top, DENOMINATOR: bottom})
    if metric.months is not None:
        return _months(metric.months, tallies[0], unit, period)
    parts = {
        name: each.take(unit, period)
        for name, each in zip(metric.parts or (), tallies, strict=False)
    }
    if metric.by_month is not None:
        parts |= _by_month(tallies[-1], unit, period)
    return Count(parts)


def _months(months: MonthsOf, amount: Tally, unit: str, period: Period) -> Count:
    every = [amount.take(unit, month) for month in period.months]
    reached = [each for each in every if _reaches(each, months.at_least)]
    return Count({NUMERATOR: _together(reached), DENOMINATOR: _together(every)})


def _reaches(figure: Figure, least: Decimal) -> bool:
    return isinstance(figure.value, Decimal) and figure.value >= least


def _together(figures: Sequence[Figure]) -> Figure:
    ids = tuple(dict.fromkeys(id_ for each in figures for id_ in each.records))
    return Figure(Decimal(len(figures)), ids)


def _by_month(amount: Tally, unit: str, period: Period) -> dict[str, Figure]:
    return {
        f"m{number:02d}": amount.take(unit, month)
        for number, month in enumerate(period.months, start=1)
    }
