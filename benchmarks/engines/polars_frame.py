"""Polars: one lazy query of expressions, on all the threads Polars likes to use.

Inputs carry nulls for blank; not applicable points are null.  The query is built in
``prepare``; ``run`` optimises and collects it.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any

import polars as pl

from benchmarks.digest import Dimension, dimensions
from benchmarks.syn106 import KINDS, MILLION, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.syn106 import Array, Spec, Workload

NAME = "Polars"
LIBRARIES = ("polars",)
NOTE = "its own threads: all cores"
_HALF = 0.5 + 1e-9


def prepare(workload: Workload) -> pl.LazyFrame:
    """Build the frame of answers and the query over it."""
    spec = workload.spec
    items = [*spec["adjustments"]["items"]]
    tree = dimensions(spec)
    levels = max(node.id.count("_") for node in tree if node.id)
    query = pl.DataFrame(_columns(workload)).lazy()
    query = query.select(
        "kind",
        *(pl.col(f"{redline['id']}.breached") for redline in spec["redlines"]),
        *(_points(item) for item in scored(spec)),
        *(
            _events(item).fill_null(0.0).clip(upper_bound=float(item["cap"])).alias(item["id"])
            for item in items
        ),
    )
    for depth in range(levels, -2, -1):
        query = query.with_columns(_dimension(node) for node in tree if _depth(node) == depth)
    query = query.with_columns(_total(spec))
    query = query.with_columns(
        pl.col("total").rank("min", descending=True).over("kind").alias("rank"),
        _band(spec).alias("band"),
    )
    return query.with_columns(_grade(spec).alias("grade"))


def run(query: pl.LazyFrame) -> dict[str, Array]:
    """Collect the query."""
    return {column.name: column.to_numpy() for column in query.collect().iter_columns()}


def _depth(node: Dimension) -> int:
    return node.id.count("_") if node.id else -1


def _columns(workload: Workload) -> dict[str, pl.Series]:
    columns = {"kind": pl.Series("kind", workload.units["kind"].tolist(), dtype=pl.Enum(KINDS))}
    for key, column in workload.columns.items():
        code, field = key.split(".", 1)
        series = pl.Series(key, column.view("uint8") if field == "level" else column)
        if field == "value":
            series = series / MILLION
        elif column.dtype.kind == "i" and field != "level":
            series = series.cast(pl.Float64)
        blank = pl.Series("blank", workload.blank[code])
        columns[key] = series.to_frame().select(pl.when(~blank).then(pl.col(key)).alias(key))[key]
    return columns


# --- one indicator ------------------------------------------------------------------


def _points(item: Spec) -> pl.Expr:
    """Points: 0 where blank, null where not applicable."""
    earned = _SCORE[item["type"]](item)
    if item["type"] not in _NEVER_NULL:
        earned = earned.fill_null(0.0)
    if "applies_to" in item:
        earned = pl.when(pl.col("kind").is_in(item["applies_to"]["kinds"])).then(earned)
    return earned.alias(item["id"])


def _levels(item: Spec) -> pl.Expr:
    points = [float(level["points"]) for level in item["levels"]]
    column = pl.col(f"{item['id']}.level")
    return _choose([(column == i, p) for i, p in enumerate(points) if p])


def _choose(cases: list[tuple[pl.Expr, float]]) -> pl.Expr:
    """The number of the first case that holds; 0 if none does or the test is null."""
    chain: Any = pl
    for test, number in cases:
        chain = chain.when(test).then(pl.lit(number))
    expression: pl.Expr = chain.otherwise(pl.lit(0.0))
    return expression


def _checklist(item: Spec) -> pl.Expr:
    code = item["id"]
    parts = [
        pl.when(pl.col(f"{code}.checked.{part['id']}"))
        .then(pl.lit(float(part["points"])))
        .otherwise(pl.lit(0.0))
        for part in item["items"]
    ]
    return reduce(add, parts)


def _events(item: Spec) -> pl.Expr:
    parts = []
    for event in item["events"]:
        part = pl.col(f"{item['id']}.counts.{event['id']}") * float(event["per"])
        parts.append(part.clip(upper_bound=float(event["max"])) if "max" in event else part)
    return reduce(add, parts)


def _deduct(item: Spec) -> pl.Expr:
    return (float(item["points"]) - _events(item)).clip(lower_bound=0.0)


def _input(item: Spec) -> pl.Expr:
    code = item["id"]
    if item["input"] == "value":
        return pl.col(f"{code}.value")
    return pl.col(f"{code}.numerator") / pl.col(f"{code}.denominator")


def _tiers(item: Spec) -> pl.Expr:
    x = _input(item)
    above = "at_least" in item["tiers"][0]
    cases = []
    for tier in item["tiers"]:
        test = x >= float(tier["at_least"]) if above else x <= float(tier["at_most"])
        cases.append((test, float(tier["points"])))
    return _choose(cases)


def _linear(item: Spec) -> pl.Expr:
    zero, full, points = float(item["zero_at"]), float(item["full_at"]), float(item["points"])
    return _round2(((_input(item) - zero) * (points / (full - zero))).clip(0.0, points))


def _piecewise(item: Spec) -> pl.Expr:
    x = _input(item)
    at = [float(knot["at"]) for knot in item["curve"]]
    points = [float(knot["points"]) for knot in item["curve"]]
    parts = [
        (x - a).clip(0.0, b - a) * ((q - p) / (b - a))
        for a, b, p, q in zip(at, at[1:], points, points[1:], strict=False)
    ]
    return _round2(reduce(add, parts) + points[0])


def _round2(x: pl.Expr) -> pl.Expr:
    return (x * 100.0 + _HALF).floor() / 100.0


def _round6(x: pl.Expr) -> pl.Expr:
    return (x * 1e6 + 0.5).floor() / 1e6


_NEVER_NULL = {"levels", "checklist", "tiers"}
_SCORE: dict[str, Callable[[Spec], pl.Expr]] = {
    "levels": _levels,
    "checklist": _checklist,
    "tiers": _tiers,
    "linear": _linear,
    "piecewise": _piecewise,
    "deduct": _deduct,
}


# --- tree, total, grade -------------------------------------------------------------


def _dimension(node: Dimension) -> pl.Expr:
    leaf = _depth(node) == 1
    total = pl.sum_horizontal(child if leaf else f"dimension {child}" for child in node.children)
    if node.rescaled:
        by_kind = pl.col("kind").replace_strict(
            list(KINDS), list(node.factors), return_dtype=pl.Float64
        )
        total = _round6(total * by_kind)
    return total.alias(f"dimension {node.id}")


def _total(spec: Spec) -> pl.Expr:
    rules = spec["adjustments"]

    def capped(kind: str) -> pl.Expr:
        parts = [pl.col(item["id"]) for item in rules["items"] if item["type"] == kind]
        return reduce(add, parts).clip(upper_bound=float(rules[f"{kind}_cap"]))

    total = _round6(
        (pl.col("dimension ") + capped("bonus") - capped("penalty")).clip(lower_bound=0.0)
    )
    for redline in spec["redlines"]:
        if redline["effect"] == "cap":
            breached = pl.col(f"{redline['id']}.breached")
            total = (
                pl.when(breached)
                .then(total.clip(upper_bound=float(redline["cap"])))
                .otherwise(total)
            )
    return total.alias("total")


def _band(spec: Spec) -> pl.Expr:
    """The band by grade lines and ``fail``, before the quota; 0 is the best."""
    bands = spec["grades"]
    last = len(bands) - 1
    chain: Any = pl
    for redline in spec["redlines"]:
        if redline["effect"] == "fail":
            chain = chain.when(pl.col(f"{redline['id']}.breached")).then(pl.lit(last))
    for index, band in enumerate(bands):
        chain = chain.when(pl.col("total") >= float(band["at_least"])).then(pl.lit(index))
    expression: pl.Expr = chain.otherwise(pl.lit(last))
    return expression


def _grade(spec: Spec) -> pl.Expr:
    names = [band["grade"] for band in spec["grades"]]
    share, whole = spec["quota"]["share"].as_integer_ratio()
    best = pl.col("band") == 0
    # Integers: share is the exact quotient of two whole numbers.
    seats = (pl.len().cast(pl.Int64).over("kind") * share // whole).clip(lower_bound=1)
    place = pl.when(best).then(pl.col("total")).rank("max", descending=True).over("kind")
    band = pl.when(best & (place > seats)).then(pl.lit(1)).otherwise(pl.col("band"))
    return band.replace_strict(list(range(len(names))), names, return_dtype=pl.String)
