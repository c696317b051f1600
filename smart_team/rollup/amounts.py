"""Amounts over a bulk ledger: compiled to questions, and answered for all units at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from smart_team.ledger.amounts import NONE, NOTHING, Figure
from smart_team.ledger.periods import Moment
from smart_team.rollup.asking import RollUp, Test
from smart_team.rollup.declared import UNIT
from smart_team.rollup.layout import DISTINCT, RECORDS
from smart_team.rubric.ledgers import Amount, Condition, SplitBy

Ask = Callable[[RollUp], pa.Table]
"""Answers a question about a ledger's records that hold."""


@dataclass(frozen=True, slots=True)
class RolledTally:
    """An amount over records in parts; each period is asked for once, for all units."""

    amount: Amount
    ask: Ask
    _answers: dict[RollUp, Mapping[str | None, Sequence[Mapping[str, Any]]]] = field(
        default_factory=dict
    )

    def take(self, unit: str, moment: Moment) -> Figure:
        """Return the amount of one unit."""
        asked = question(self.amount, moment)
        return self._figure(self._rows(asked).get(unit, ()))

    def split(
        self, split: SplitBy, choices: Sequence[str], unit: str, moment: Moment
    ) -> Mapping[str, Figure]:
        """Return the amount of one unit for each choice of a field."""
        asked = question(self.amount, moment)
        if split.by not in asked.by:
            asked = replace(asked, by=(*asked.by, split.by))
        rows = self._rows(asked).get(unit, ())
        return {
            choice: self._figure([row for row in rows if row[split.by] == choice])
            for choice in choices
        }

    def _rows(self, asked: RollUp) -> Mapping[str | None, Sequence[Mapping[str, Any]]]:
        if asked not in self._answers:
            found: dict[str | None, list[Mapping[str, Any]]] = {}
            for row in self.ask(asked).to_pylist():
                found.setdefault(row[asked.by[0]], []).append(row)
            self._answers[asked] = found
        return self._answers[asked]

    def _figure(self, rows: Sequence[Mapping[str, Any]]) -> Figure:
        if not rows:
            return NOTHING
        many = sum(row[RECORDS] for row in rows)
        return Figure(sum((self._value(row) for row in rows), NONE), many=many)

    def _value(self, row: Mapping[str, Any]) -> Decimal:
        amount = self.amount
        if amount.values is not None and amount.sum is not None:
            return Decimal(row[RECORDS]) * amount.values[row[amount.sum]]
        if amount.sum is not None:
            return Decimal(row[amount.sum])
        return Decimal(row[DISTINCT] if amount.distinct is not None else row[RECORDS])


def question(amount: Amount, moment: Moment) -> RollUp:
    """Return what is asked of an amount's ledger, by unit; it is an amount that lint lets pass."""
    taken = amount.sum or amount.distinct
    tests = [test_of(each, moment.on) for each in amount.where]
    by: tuple[str, ...] = (amount.whose or UNIT,)
    sums: tuple[str, ...] = ()
    if taken is not None:
        tests.append(Test(taken, filled=True))
    if amount.values is not None and amount.sum is not None:
        by = (*by, amount.sum)
        tests.append(Test(amount.sum, among=frozenset(amount.values)))
    elif amount.sum is not None:
        sums = (amount.sum,)
    period = moment.period
    since = None if amount.any_time else period.first
    return RollUp(by, sums, since, period.last, (), tuple(tests), amount.distinct)


def test_of(one: Condition, on: date) -> Test:
    """Return a declared condition as it is asked on a day of counting."""
    if one.passed is not None:
        return Test(one.field, until=on) if one.passed else Test(one.field, after=on)
    if one.is_ is not None:
        exact = one.is_
        if isinstance(exact, Decimal):
            return Test(one.field, least=exact, most=exact)
        return Test(one.field, among=frozenset({exact}))
    return Test(
        one.field,
        among=None if one.in_ is None else frozenset(one.in_),
        least=one.at_least,
        most=one.at_most,
        filled=one.filled,
        not_after=one.not_after,
        days=one.within_days,
    )
