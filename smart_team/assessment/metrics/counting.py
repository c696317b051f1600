"""Counting: what the metrics of a stage's rubric come to for its units, as the ledgers stand."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import Connection, bindparam, func, select

from smart_team.assessment.drafts import Draft, check
from smart_team.assessment.library import Library
from smart_team.assessment.metrics import messages as m
from smart_team.assessment.metrics.period import period_of
from smart_team.assessment.metrics.values import ItemValue, Kept, Part
from smart_team.assessment.record_sources import Ready
from smart_team.assessment.windows import load_calendar
from smart_team.errors import AnswersError, Text
from smart_team.ledger.amounts import Figure
from smart_team.ledger.answers import answer_for
from smart_team.ledger.metrics import Named
from smart_team.ledger.periods import Period
from smart_team.ledger.plugin import Count
from smart_team.rubric.items import Item
from smart_team.rubric.types import plain
from smart_team.scoring.plan import Plan
from smart_team.store.tables import cycles, documents, stages


@dataclass(frozen=True, slots=True)
class Asking:
    """What a stage asks of metrics: its rubric's items that they answer, and for which period."""

    plan: Plan
    period: Period
    items: Sequence[tuple[Item, Named]]

    def of(self, item: str) -> Named | None:
        """Return the metric that answers an item."""
        return next((named for each, named in self.items if each.id == item), None)


def asking_of(connection: Connection, stage: str, library: Library) -> Asking:
    """Return what a stage asks of metrics."""
    row = connection.execute(_STAGE, {"stage": stage}).one()
    plan = library.plan(row.rubric, row.text)
    return Asking(plan, period_of(row, row.first), list(_answered(plan, library)))


def count_units(
    connection: Connection, asking: Asking, library: Library, units: Sequence[str], today: date
) -> Mapping[str, Kept]:
    """Return by unit what the metrics come to today."""
    ready = ready_for(connection, asking, library, today)
    found: dict[str, dict[str, ItemValue]] = {unit: {} for unit in units}
    for item, named in asking.items:
        counts = ready.counting.count(named, units, asking.period)
        for unit, count in counts.items():
            found[unit][item.id] = _value(asking.plan, item, named, count, ready)
    return {unit: Kept(asking.period, items, ready.listings) for unit, items in found.items()}


def ready_for(connection: Connection, asking: Asking, library: Library, today: date) -> Ready:
    """Return the records from which a stage's metrics are counted."""
    counters = library.metrics.counters
    ledgers = {name for _, named in asking.items for name in named.ledgers(counters)}
    return library.sources.over(connection, ledgers, today, load_calendar(connection))


def _answered(plan: Plan, library: Library) -> Iterator[tuple[Item, Named]]:
    for item in plan.rubric.items():
        named = library.countable(getattr(item, "metric", None))
        if named is not None:
            yield item, named


def _value(plan: Plan, item: Item, named: Named, count: Count, ready: Ready) -> ItemValue:
    answer, refused = answer_for(item, count), None
    if lacking := count.lacks():
        refused = _not_reported(lacking, ready)
    elif answer is not None:
        try:
            check(plan, Draft({item.id: answer}))
        except AnswersError as error:
            answer, refused = None, Text(error.say("zh"), error.say("en"))
    known = {name: each for name, each in count.parts.items() if each.lacks is None}
    parts = {name: _part(each, ready) for name, each in known.items()}
    return ItemValue(named.name, named.definition, answer, parts, refused)


def _not_reported(ledgers: Sequence[str], ready: Ready) -> Text:
    """Return the sentence that names the ledgers in which a number is lacking."""
    titles = [ready.counting.sources[each].book.ledger.title.text() for each in ledgers]
    what = m.NOT_REPORTED.what
    zh = what.zh.format(ledger="、".join(f"“{each.zh}”" for each in titles))
    en = what.say("en").format(ledger=", ".join(f"'{each.say('en')}'" for each in titles))
    return Text(zh, en)


def _part(figure: Figure, ready: Ready) -> Part:
    digest = hashlib.sha256()
    if figure.many:
        digest.update(f"{figure.many} {plain(figure.value)}\n".encode())
    for id_ in figure.records:
        digest.update(f"{id_} {ready.hashes.get(id_, '')}\n".encode())
    hash_ = f"sha256:{digest.hexdigest()}"
    return Part(plain(figure.value), figure.count, hash_, figure.records)


_EACH: Final = stages.alias()
_STAGE: Final = (
    select(
        stages.c.rubric,
        documents.c.text,
        cycles.c.period_from,
        cycles.c.period_until,
        select(func.min(_EACH.c.starts_on))
        .where(_EACH.c.cycle == stages.c.cycle)
        .scalar_subquery()
        .label("first"),
    )
    .join(cycles, cycles.c.id == stages.c.cycle)
    .join(documents, documents.c.hash == stages.c.rubric)
    .where(stages.c.id == bindparam("stage"))
)
