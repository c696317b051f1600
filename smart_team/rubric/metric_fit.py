"""Whether an item that takes its answer from a metric finds there what its type takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from smart_team.rubric import items as i
from smart_team.rubric import ledger_messages as m
from smart_team.rubric.checks import Finding
from smart_team.rubric.ledger_checks import Ledgers
from smart_team.rubric.ledgers import Metric
from smart_team.rubric.metric_checks import part_names, ways_of
from smart_team.rubric.yaml_text import Path

_ONE: Final = ("amount",)
_TWO: Final = ("ratio", "months", "quarters")
_SEVERAL: Final = ("parts", "split")
_WANTED: Final[Mapping[type[i.Item], Sequence[str]]] = {
    i.Boolean: _ONE,
    i.Count: _ONE,
    i.PluginScored: (*_SEVERAL, "by_month"),
}
"""The ways of metrics that an item takes, where that is not several by its own names."""


class Known(NamedTuple):
    """The metrics and ledgers of all modules, by their full names."""

    metrics: Mapping[str, Metric]
    ledgers: Ledgers


def check_taken(items: Iterable[tuple[Path, object]], known: Known) -> Iterator[Finding]:
    """Yield the items that name a metric that is not there, or gives what they do not take."""
    for path, item in items:
        if isinstance(item, i.Scored | i.Adjustment) and item.metric is not None:
            yield from _check_item(item, item.metric, (*path, "metric"), known)


def _check_item(
    item: i.Scored | i.Adjustment, name: str, path: Path, known: Known
) -> Iterator[Finding]:
    metric = known.metrics.get(name)
    if metric is None:
        names = ", ".join(known.metrics) or "-"
        yield Finding(path, m.NO_SUCH_METRIC, {"metric": name, "known": names})
        return
    found, wanted = ways_of(metric), _wanted(item)
    values: dict[str, object] = {"type": getattr(item, "type"), "metric": name}  # noqa: B009
    if found == ["hook"]:
        return
    if not {*found} <= {*wanted}:
        told = {"found": ", ".join(found), "wanted": ", ".join(wanted)}
        yield Finding(path, m.METRIC_SHAPE, {**values, **told})
        return
    own = _names(item)
    given = part_names(name.partition(".")[0], metric, known.ledgers)
    fits = {*given} <= {*own} if isinstance(item, i.Levels) else {*given} == {*own}
    if own and not fits:
        told = {"found": ", ".join(given), "wanted": ", ".join(own)}
        yield Finding(path, m.PART_NAMES, {**values, **told})


def _wanted(item: i.Scored | i.Adjustment) -> Sequence[str]:
    if isinstance(item, i.OnInput):
        return _ONE if item.input == "value" else _TWO
    return _WANTED.get(type(item), _SEVERAL)


def _names(item: i.Item) -> list[str]:
    """Return the names of what an item takes by name; a plugin's are its scorer's own."""
    match item:
        case i.Levels():
            return [each.id for each in item.levels]
        case i.Checklist():
            return [each.id for each in item.items]
        case i.Deduct() | i.Adjustment():
            return [each.id for each in item.events]
        case i.Mix():
            return [each.id for each in item.categories]
        case i.Formula():
            return [each.id for each in item.inputs]
        case _:
            return []
