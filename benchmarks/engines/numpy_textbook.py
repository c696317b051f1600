"""NumPy in float64, vectorised over units in the direct style of most code.

The same work as ``numpy_floats`` without its tuning: fresh arrays, ``np.interp``,
``np.searchsorted``, ``np.clip`` and ``np.where`` with masks for blank and not
applicable.  It shows how much the tuning there is worth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.digest import Dimension, applicable, dimensions
from benchmarks.engines.numpy_floats import Groups, groups, standing
from benchmarks.syn106 import MILLION, scored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.syn106 import Array, Spec, Workload

NAME = "NumPy, float64, direct style"
NOTE = "np.interp, np.searchsorted, np.where and fresh arrays"
LIBRARIES = ("numpy",)
_HALF = 0.5 + 1e-9


@dataclass
class Prepared:
    """Float columns with fillers, the blank masks and the rubric."""

    spec: Spec
    groups: Groups
    tree: list[Dimension]
    columns: dict[str, Array]
    blank: Mapping[str, Array]


def prepare(workload: Workload) -> Prepared:
    """Convert whole numbers to floats in natural units."""
    return Prepared(
        workload.spec,
        groups(workload),
        dimensions(workload.spec),
        {key: _native(key, column) for key, column in workload.columns.items()},
        workload.blank,
    )


def _native(key: str, column: Array) -> Array:
    if column.dtype != np.int64:
        return column
    return column / (MILLION if key.endswith(".value") else 1.0)


# --- one indicator ------------------------------------------------------------------


def _levels(columns: Mapping[str, Array], item: Spec) -> Array:
    points = np.array([float(level["points"]) for level in item["levels"]])
    return points[columns[f"{item['id']}.level"]]


def _checklist(columns: Mapping[str, Array], item: Spec) -> Array:
    parts = [
        columns[f"{item['id']}.checked.{part['id']}"] * float(part["points"])
        for part in item["items"]
    ]
    return _add(parts)


def _add(parts: list[Array]) -> Array:
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


def _events(columns: Mapping[str, Array], item: Spec) -> Array:
    parts = []
    for event in item["events"]:
        part = columns[f"{item['id']}.counts.{event['id']}"] * float(event["per"])
        parts.append(np.minimum(part, float(event["max"])) if "max" in event else part)
    return _add(parts)


def _deduct(columns: Mapping[str, Array], item: Spec) -> Array:
    return np.maximum(float(item["points"]) - _events(columns, item), 0.0)


def _input(columns: Mapping[str, Array], item: Spec) -> Array:
    code = item["id"]
    if item["input"] == "value":
        return columns[f"{code}.value"]
    return columns[f"{code}.numerator"] / columns[f"{code}.denominator"]


def _tiers(columns: Mapping[str, Array], item: Spec) -> Array:
    x = _input(columns, item)
    points = [float(tier["points"]) for tier in item["tiers"]]
    if "at_most" in item["tiers"][0]:
        bounds = [float(tier["at_most"]) for tier in item["tiers"]]
        return np.array([*points, 0.0])[np.searchsorted(bounds, x, side="left")]
    bounds = [float(tier["at_least"]) for tier in item["tiers"]][::-1]
    return np.array([0.0, *points[::-1]])[np.searchsorted(bounds, x, side="right")]


def _linear(columns: Mapping[str, Array], item: Spec) -> Array:
    zero, full, points = float(item["zero_at"]), float(item["full_at"]), float(item["points"])
    return _round2(np.clip((_input(columns, item) - zero) / (full - zero), 0.0, 1.0) * points)


def _piecewise(columns: Mapping[str, Array], item: Spec) -> Array:
    at = [float(knot["at"]) for knot in item["curve"]]
    points = [float(knot["points"]) for knot in item["curve"]]
    return _round2(np.interp(_input(columns, item), at, points))


def _round2(x: Array) -> Array:
    return np.floor(x * 100.0 + _HALF) / 100.0


def _round6(x: Array) -> Array:
    return np.floor(x * 1e6 + 0.5) / 1e6


_SCORE: dict[str, Callable[[Mapping[str, Array], Spec], Array]] = {
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
    points = {item["id"]: _points(prepared, item) for item in scored(prepared.spec)}
    nodes = _tree(prepared, points)
    adjusted = _adjustments(prepared)
    total = _total(prepared, nodes[""], adjusted)
    grade, rank = standing(prepared.groups, total)
    named: dict[str, Any] = {f"dimension {key}": node for key, node in nodes.items()}
    return {"total": total, "grade": grade, "rank": rank, **points, **adjusted, **named}


def _points(prepared: Prepared, item: Spec) -> Array:
    earns = ~prepared.blank[item["id"]]
    if "applies_to" in item:
        earns &= np.array(applicable(item))[prepared.groups.kind]
    return np.where(earns, _SCORE[item["type"]](prepared.columns, item), 0.0)


def _tree(prepared: Prepared, points: Mapping[str, Array]) -> dict[str, Array]:
    nodes: dict[str, Array] = {}
    for node in prepared.tree:
        source = points if node.children[0] in points else nodes
        total = _add([source[child] for child in node.children])
        if node.rescaled:
            total = _round6(total * np.array(node.factors)[prepared.groups.kind])
        nodes[node.id] = total
    return nodes


def _adjustments(prepared: Prepared) -> dict[str, Array]:
    return {
        item["id"]: np.where(
            prepared.blank[item["id"]],
            0.0,
            np.minimum(_events(prepared.columns, item), float(item["cap"])),
        )
        for item in prepared.spec["adjustments"]["items"]
    }


def _total(prepared: Prepared, base: Array, adjusted: Mapping[str, Array]) -> Array:
    rules = prepared.spec["adjustments"]

    def capped(kind: str) -> Array:
        parts = [adjusted[item["id"]] for item in rules["items"] if item["type"] == kind]
        return np.minimum(_add(parts), float(rules[f"{kind}_cap"]))

    total = _round6(np.maximum(base + capped("bonus") - capped("penalty"), 0.0))
    for redline in prepared.spec["redlines"]:
        if redline["effect"] == "cap":
            breached = prepared.columns[f"{redline['id']}.breached"]
            total = np.where(breached, np.minimum(total, float(redline["cap"])), total)
    return total
