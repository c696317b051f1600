"""What a well-formed declaration of a metric must also make sense of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from re import fullmatch
from typing import Final

from smart_team.rubric import ledger_messages as lm
from smart_team.rubric import messages as m
from smart_team.rubric.amount_checks import check_amount
from smart_team.rubric.checks import Finding, check_unique_ids
from smart_team.rubric.field_checks import SINGLE, check_field
from smart_team.rubric.ledger_checks import Ledgers, exactly_one
from smart_team.rubric.ledgers import Amount, ChoiceField, Ledger, Metric, SplitBy
from smart_team.rubric.yaml_text import Path

WAYS: Final = ("amount", "ratio", "months", "quarters", "parts", "split", "by_month", "hook")
_MONTH: Final = r"m[0-9]{2}"


def check_metrics(metrics: Sequence[Metric]) -> Iterator[Finding]:
    """Yield what is wrong with the metrics of one module in themselves."""
    paths: list[tuple[Path, Metric]] = [(("metrics", n), each) for n, each in enumerate(metrics)]
    yield from check_unique_ids((path, each.id) for path, each in paths)
    for path, metric in paths:
        ways = ways_of(metric)
        both = {"parts", "by_month"} <= {*ways}
        yield from exactly_one(len(ways) - both, WAYS, path)
        if metric.parts is not None and not metric.parts:
            yield Finding((*path, "parts"), m.EMPTY_LIST)
        for name in (metric.parts or {}) if both else ():
            if fullmatch(_MONTH, name):
                yield Finding((*path, "parts", name), lm.RESERVED_NAME, {"name": name}, at_key=True)


def check_own_amounts(
    module: str, metrics: Sequence[Metric], ledgers: Ledgers
) -> Iterator[Finding]:
    """Yield what is wrong with amounts over a module's own ledgers, which are by full name."""
    for path, metric, amount in _amounts(metrics):
        if full_name(module, amount.over).startswith(f"{module}."):
            yield from _check_over(module, metric, amount, path, ledgers)


def check_other_amounts(
    module: str, metrics: Sequence[Metric], ledgers: Ledgers
) -> Iterator[Finding]:
    """Yield what is wrong with amounts over the ledgers of other modules, all by full name."""
    for path, metric, amount in _amounts(metrics):
        if not full_name(module, amount.over).startswith(f"{module}."):
            yield from _check_over(module, metric, amount, path, ledgers)


def full_name(module: str, over: str) -> str:
    """Return the full name of the ledger that an amount of a module's metric is over."""
    return over if "." in over else f"{module}.{over}"


def ways_of(metric: Metric) -> list[str]:
    """Return the ways in which a metric is written; a sound one has one, or two of its parts."""
    return [name for name in WAYS if getattr(metric, name) is not None]


def part_names(module: str, metric: Metric, ledgers: Ledgers) -> list[str]:
    """Return the names of a metric's parts, of a split those of its field's choices."""
    if metric.split is None:
        return [*(metric.parts or ())]
    ledger = ledgers.get(full_name(module, metric.split.amount.over))
    return [
        choice.id
        for field in (ledger.fields if ledger is not None else ())
        if isinstance(field, ChoiceField) and field.id == metric.split.by
        for choice in field.choices
    ]


def _amounts(metrics: Sequence[Metric]) -> Iterator[tuple[Path, Metric, Amount]]:
    for number, metric in enumerate(metrics):
        for path, amount in amounts_of(metric):
            yield ("metrics", number, *path), metric, amount


def amounts_of(metric: Metric) -> Iterator[tuple[Path, Amount]]:
    """Yield every amount of a metric, in order, with its path below it."""
    if metric.amount is not None:
        yield ("amount",), metric.amount
    if metric.ratio is not None:
        yield ("ratio", "top"), metric.ratio.top
        yield ("ratio", "bottom"), metric.ratio.bottom
    for key in ("months", "quarters", "split"):
        if (holder := getattr(metric, key)) is not None:
            yield (key, "amount"), holder.amount
    for name, amount in (metric.parts or {}).items():
        yield ("parts", name), amount
    if metric.by_month is not None:
        yield ("by_month",), metric.by_month


def _check_over(
    module: str, metric: Metric, amount: Amount, path: Path, ledgers: Ledgers
) -> Iterator[Finding]:
    name = full_name(module, amount.over)
    if name not in ledgers:
        values: dict[str, object] = {"ledger": name, "known": ", ".join(ledgers) or "-"}
        yield Finding((*path, "over"), lm.NO_SUCH_LEDGER, values)
        return
    yield from check_amount(ledgers[name], amount, path)
    if metric.split is not None and metric.split.amount is amount:
        yield from _check_split(ledgers[name], metric.split, path[:-1])


def _check_split(ledger: Ledger, split: SplitBy, path: Path) -> Iterator[Finding]:
    yield from check_field(ledger, split.by, (*path, "by"), (ChoiceField,))
    if split.once_per is not None:
        place = (*path, "once_per")
        yield from check_field(ledger, split.once_per, place, SINGLE)
        if ledger.bulk:
            yield Finding(place, lm.NOT_OVER_BULK, {"what": "once_per"}, at_key=True)
