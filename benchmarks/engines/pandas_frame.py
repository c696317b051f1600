"""pandas: a wide frame of answers, one Series expression per indicator.

Inputs are float columns with NaN for blank and categoricals for levels and kinds.  Not
applicable points are NaN, as pandas users write them; sums skip them and each
dimension is rescaled by its kind's factor.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from benchmarks.digest import Dimension, dimensions
from benchmarks.syn106 import KINDS, MILLION, scored

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.syn106 import Array, Spec, Workload

    Series: TypeAlias = pd.Series[Any]

NAME = "pandas"
LIBRARIES = ("pandas", "numpy")
_HALF = 0.5 + 1e-9


@dataclass
class Prepared:
    """The answers and the rubric."""

    frame: pd.DataFrame
    spec: Spec
    tree: list[Dimension]


def prepare(workload: Workload) -> Prepared:
    """Build the frame of answers."""
    return Prepared(pd.DataFrame(_columns(workload)), workload.spec, dimensions(workload.spec))


def _columns(workload: Workload) -> dict[str, Any]:
    spec = workload.spec
    levels = {
        item["id"]: [level["id"] for level in item["levels"]]
        for item in scored(spec)
        if item["type"] == "levels"
    }
    columns: dict[str, Any] = {
        "unit": workload.units["unit"],
        "kind": pd.Categorical(workload.units["kind"], categories=KINDS),
    }
    for key, column in workload.columns.items():
        code, field = key.split(".", 1)
        blank = workload.blank[code]
        if field == "level":
            codes = np.where(blank, -1, column).astype(np.int8)
            columns[key] = pd.Categorical.from_codes(codes, categories=pd.Index(levels[code]))
        elif column.dtype == bool:
            columns[key] = column & ~blank
        else:
            scale = MILLION if field == "value" else 1
            columns[key] = np.where(blank, np.nan, column / scale)
    return columns


# --- one indicator ------------------------------------------------------------------


def _levels(frame: pd.DataFrame, item: Spec) -> Series:
    points = {level["id"]: float(level["points"]) for level in item["levels"]}
    return frame[f"{item['id']}.level"].map(points).astype(float)


def _checklist(frame: pd.DataFrame, item: Spec) -> Series:
    parts = [
        frame[f"{item['id']}.checked.{part['id']}"] * float(part["points"])
        for part in item["items"]
    ]
    return _add(parts)


def _add(parts: list[Series]) -> Series:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _events(frame: pd.DataFrame, item: Spec) -> Series:
    parts = []
    for event in item["events"]:
        part = frame[f"{item['id']}.counts.{event['id']}"] * float(event["per"])
        parts.append(part.clip(upper=float(event["max"])) if "max" in event else part)
    return _add(parts)


def _deduct(frame: pd.DataFrame, item: Spec) -> Series:
    return (float(item["points"]) - _events(frame, item)).clip(lower=0.0)


def _input(frame: pd.DataFrame, item: Spec) -> Series:
    code = item["id"]
    if item["input"] == "value":
        return frame[f"{code}.value"]
    return frame[f"{code}.numerator"] / frame[f"{code}.denominator"]


def _tiers(frame: pd.DataFrame, item: Spec) -> Series:
    x = _input(frame, item).to_numpy()
    tiers = item["tiers"]
    if "at_least" in tiers[0]:
        tests = [x >= float(tier["at_least"]) for tier in tiers]
    else:
        tests = [x <= float(tier["at_most"]) for tier in tiers]
    points = [float(tier["points"]) for tier in tiers]
    return pd.Series(np.select(tests, points, default=0.0), index=frame.index)


def _linear(frame: pd.DataFrame, item: Spec) -> Series:
    zero, full, points = float(item["zero_at"]), float(item["full_at"]), float(item["points"])
    return _round2((_input(frame, item) - zero).div(full - zero).clip(0.0, 1.0) * points)


def _piecewise(frame: pd.DataFrame, item: Spec) -> Series:
    at = [float(knot["at"]) for knot in item["curve"]]
    points = [float(knot["points"]) for knot in item["curve"]]
    return _round2(pd.Series(np.interp(_input(frame, item), at, points), index=frame.index))


def _round2(series: Series) -> Series:
    """Half up to two places; NaN stays."""
    rounded: Series = np.floor(series * 100 + _HALF) / 100
    return rounded


def _round6(series: Series) -> Series:
    rounded: Series = np.floor(series * 1e6 + 0.5) / 1e6
    return rounded


_SCORE: dict[str, Callable[[pd.DataFrame, Spec], Series]] = {
    "levels": _levels,
    "checklist": _checklist,
    "tiers": _tiers,
    "linear": _linear,
    "piecewise": _piecewise,
    "deduct": _deduct,
}


# --- all units ----------------------------------------------------------------------


def run(prepared: Prepared) -> dict[str, Array]:
    """Score all units, then grade and rank the groups."""
    frame, spec = prepared.frame, prepared.spec
    points = _points(frame, spec)
    nodes = _tree(frame["kind"], prepared.tree, points)
    adjusted = _adjustments(frame, spec)
    total = _total(frame, spec, nodes[""], adjusted)
    rank = total.groupby(frame["kind"], observed=True).rank(method="min", ascending=False)
    grade = _grades(frame, spec, total)
    columns = {**points, **adjusted, **{f"dimension {key}": node for key, node in nodes.items()}}
    return {
        "total": total.to_numpy(),
        "grade": grade.to_numpy(dtype=object),
        "rank": rank.to_numpy().astype(np.int64),
        **{key: column.to_numpy() for key, column in columns.items()},
    }


def _points(frame: pd.DataFrame, spec: Spec) -> dict[str, Series]:
    """Points per indicator: 0 where blank, NaN where not applicable."""
    points: dict[str, Series] = {}
    applies: dict[tuple[str, ...], Series] = {}
    for item in scored(spec):
        earned = _SCORE[item["type"]](frame, item).fillna(0.0)
        if "applies_to" in item:
            kinds = tuple(item["applies_to"]["kinds"])
            if kinds not in applies:
                applies[kinds] = frame["kind"].isin(kinds)
            earned = earned.where(applies[kinds])
        points[item["id"]] = earned
    return points


def _tree(kind: Series, tree: list[Dimension], points: dict[str, Series]) -> dict[str, Series]:
    nodes: dict[str, Series] = {}
    for node in tree:
        source = points if node.children[0] in points else nodes
        total = pd.DataFrame({child: source[child] for child in node.children}, copy=False).sum(
            axis=1
        )
        if node.rescaled:
            total = _round6(
                total * kind.map(dict(zip(KINDS, node.factors, strict=True))).astype(float)
            )
        nodes[node.id] = total
    return nodes


def _adjustments(frame: pd.DataFrame, spec: Spec) -> dict[str, Series]:
    return {
        item["id"]: _events(frame, item).fillna(0.0).clip(upper=float(item["cap"]))
        for item in spec["adjustments"]["items"]
    }


def _total(frame: pd.DataFrame, spec: Spec, base: Series, adjusted: dict[str, Series]) -> Series:
    rules = spec["adjustments"]

    def capped(kind: str) -> Series:
        parts = [adjusted[item["id"]] for item in rules["items"] if item["type"] == kind]
        return _add(parts).clip(upper=float(rules[f"{kind}_cap"]))

    total = _round6((base + capped("bonus") - capped("penalty")).clip(lower=0.0))
    for redline in spec["redlines"]:
        if redline["effect"] == "cap":
            breached = frame[f"{redline['id']}.breached"]
            total = total.mask(breached, total.clip(upper=float(redline["cap"])))
    return total


def _grades(frame: pd.DataFrame, spec: Spec, total: Series) -> Series:
    bands = spec["grades"]
    band = pd.Series(
        np.select(
            [total >= float(b["at_least"]) for b in bands],
            list(range(len(bands))),
            default=len(bands) - 1,
        ),
        index=frame.index,
    )
    for redline in spec["redlines"]:
        if redline["effect"] == "fail":
            band = band.mask(frame[f"{redline['id']}.breached"], len(bands) - 1)
    share, whole = spec["quota"]["share"].as_integer_ratio()
    kinds = frame["kind"]
    seats = kinds.map((kinds.value_counts() * share // whole).clip(lower=1)).astype(int)
    place = total.where(band == 0).groupby(kinds, observed=True).rank(method="max", ascending=False)
    band = band.mask((band == 0) & (place > seats), 1)
    return band.map(dict(enumerate(b["grade"] for b in bands)))
