"""Which records of bulk ledgers are behind each number of a metric."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from smart_team.errors import Text
from smart_team.ledger.book import Shelf
from smart_team.ledger.metrics import Named
from smart_team.ledger.periods import Moment, Period
from smart_team.ledger.plugin import DENOMINATOR, NUMERATOR, VALUE
from smart_team.rollup.amounts import question
from smart_team.rollup.asking import RollUp
from smart_team.rubric.ledgers import Amount, ChoiceField

_TITLES = {
    VALUE: Text("记录", "Records"),
    NUMERATOR: Text("分子", "Numerator"),
    DENOMINATOR: Text("分母", "Denominator"),
}


@dataclass(frozen=True, slots=True)
class BulkPart:
    """One number of a metric: what it is called, over which bulk ledger, and what was asked.

    The first of what it is asked `by` is the column of the unit for which records count.
    """

    name: str
    title: Text
    ledger: str
    asked: RollUp


def bulk_parts(named: Named, shelf: Shelf, period: Period, today: date) -> Iterator[BulkPart]:
    """Yield the numbers of a metric that are counted over bulk ledgers, as they were on a day.

    Where months or quarters are counted, the one that is yielded is of all records of the period.
    """
    whole = Moment(period, min(period.last, today))
    for name, title, amount, moment in _numbers(named, shelf, whole, today):
        ledger = named.ledger(amount)
        if shelf.books[ledger].ledger.bulk:
            yield BulkPart(name, title, ledger, question(amount, moment))
    split = named.metric.split
    if split is not None and shelf.books[named.ledger(split.amount)].ledger.bulk:
        yield from _split(named, shelf, whole)


def _numbers(
    named: Named, shelf: Shelf, whole: Moment, today: date
) -> Iterator[tuple[str, Text, Amount, Moment]]:
    metric = named.metric
    if metric.amount is not None:
        yield VALUE, _TITLES[VALUE], metric.amount, whole
    if metric.ratio is not None:
        yield NUMERATOR, _TITLES[NUMERATOR], metric.ratio.top, whole
        yield DENOMINATOR, _TITLES[DENOMINATOR], metric.ratio.bottom, whole
    for reached in (metric.months, metric.quarters):
        if reached is not None:
            yield DENOMINATOR, _TITLES[VALUE], reached.amount, whole
    for name, amount in (metric.parts or {}).items():
        title = shelf.books[named.ledger(amount)].ledger.title.text()
        yield name, title, amount, whole
    if metric.by_month is not None:
        for number, month in enumerate(whole.period.months, start=1):
            moment = Moment(month, min(month.last, today))
            yield f"m{number:02d}", Text(f"{month.first:%Y-%m}"), metric.by_month, moment


def _split(named: Named, shelf: Shelf, whole: Moment) -> Iterator[BulkPart]:
    split = named.metric.split
    if split is None:
        return
    ledger = named.ledger(split.amount)
    field = shelf.books[ledger].fields[split.by]
    asked = question(split.amount, whole)
    for choice in field.choices if isinstance(field, ChoiceField) else ():
        chosen = replace(asked, where=((split.by, frozenset({choice.id})),))
        yield BulkPart(choice.id, choice.title.text(), ledger, chosen)
