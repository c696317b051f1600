"""What is told of the items of a submission that metrics answer, wherever the items are shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smart_team.assessment.library import Library
from smart_team.assessment.metrics.values import ItemValue, Values
from smart_team.errors import Text
from smart_team.ledger.periods import Period


@dataclass(frozen=True, slots=True)
class ToldValue:
    """A value with what it is: title, unit of measure, source, period, and when it was counted.

    The description says what is counted, where the title does not. The module may declare another
    metric by that name since: then it `was_redefined`.
    """

    title: Text
    measure: Text
    source: Text
    description: Text | None
    value: ItemValue
    period: Period
    counted_at: str
    frozen: bool
    was_redefined: bool


def told_values(values: Values | None, library: Library) -> Mapping[str, ToldValue]:
    """Return by item what is told of its value."""
    if values is None:
        return {}
    return {id_: _told(values, each, library) for id_, each in values.items.items()}


def _told(values: Values, value: ItemValue, library: Library) -> ToldValue:
    named = library.metrics.named.get(value.metric)
    title, measure, source, description = Text(value.metric), Text(""), Text(""), None
    if named is not None:
        metric = named.metric
        title, measure, source = (
            each.text() for each in (metric.title, metric.measure, metric.source)
        )
        description = None if metric.description is None else metric.description.text()
    return ToldValue(
        title,
        measure,
        source,
        description,
        value,
        values.period,
        values.counted_at,
        values.frozen,
        named is None or named.definition != value.definition,
    )
