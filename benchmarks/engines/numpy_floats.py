"""NumPy in float64, vectorised by hand over the units of each indicator.

Written to be fast: inputs are float columns with NaN for blank and level codes whose
last code is "blank"; checked items are packed into one small code and looked up; curves
are sums of clipped segments rather than ``np.interp``; tiers are sums of comparisons
times steps; intermediate arrays are allocated once per run.  (Going block by block, to
stay in the cache, was tried from 2,048 to 16,384 units and is slower: calls cost more.)
Points are kept in hundredths, which float64 holds exactly; what is rounded is rounded
half up with a nudge of 1e-9, the usual way to get decimal halves right in floats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.digest import Dimension, applicable, dimensions, hundredths
from benchmarks.syn106 import KINDS, MILLION, scored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from benchmarks.syn106 import Array, Spec, Workload

    Score = Callable[["Scratch", Array], None]

NAME = "NumPy, float64"
NOTE = "written to be fast; points in hundredths"
LIBRARIES = ("numpy",)
_HALF = 0.5 + 1e-9


class Scratch:
    """Work arrays, allocated once per run."""

    def __init__(self, length: int) -> None:
        """Allocate for so many units."""
        self.x = np.empty(length)
        self.y = np.empty(length)
        self.code = np.empty(length, dtype=np.uint8)
        self.bit = np.empty(length, dtype=np.uint8)
        self.test = np.empty(length, dtype=bool)


@dataclass
class Groups:
    """What grades and ranks need: kinds as codes, bands best first, who fails, the quota."""

    kind: Array
    grades: Array
    lines: Array
    failed: list[Array]
    share: tuple[int, int]


@dataclass
class Prepared:
    """Native columns inside closures, one per indicator, and the digested rest."""

    groups: Groups
    rules: list[tuple[str, Score, int | None]]
    kind_sets: list[Array]
    tree: list[tuple[Dimension, Array | None]]
    adjustments: list[tuple[str, bool, Score]]
    caps: tuple[float, float]
    ceilings: list[tuple[float, Array]]


# --- preparing ----------------------------------------------------------------------


def prepare(workload: Workload) -> Prepared:
    """Convert the columns to floats and codes, and bind each indicator's constants."""
    spec = workload.spec
    kind_sets: list[tuple[bool, ...]] = []
    rules: list[tuple[str, Score, int | None]] = []
    for item in scored(spec):
        applies = applicable(item)
        if applies not in kind_sets and not all(applies):
            kind_sets.append(applies)
        which = None if all(applies) else kind_sets.index(applies)
        rules.append((item["id"], _BIND[item["type"]](item, workload), which))
    adjustments = spec["adjustments"]
    breached = workload.columns
    return Prepared(
        groups=groups(workload),
        rules=rules,
        kind_sets=[np.array(applies, dtype=float) for applies in kind_sets],
        tree=[
            (node, np.array(node.factors) if node.rescaled else None) for node in dimensions(spec)
        ],
        adjustments=[
            (i["id"], i["type"] == "bonus", _bind_adjustment(i, workload))
            for i in adjustments["items"]
        ],
        caps=(float(adjustments["bonus_cap"]), float(adjustments["penalty_cap"])),
        ceilings=[
            (float(r["cap"]), breached[f"{r['id']}.breached"])
            for r in spec["redlines"]
            if r["effect"] == "cap"
        ],
    )


def groups(workload: Workload) -> Groups:
    """Digest what grades and ranks need."""
    spec = workload.spec
    codes = {kind: k for k, kind in enumerate(KINDS)}
    failing = [redline["id"] for redline in spec["redlines"] if redline["effect"] == "fail"]
    return Groups(
        kind=np.array([codes[k] for k in workload.units["kind"].tolist()], dtype=np.intp),
        grades=np.array([band["grade"] for band in spec["grades"]], dtype=object),
        lines=np.array([float(band["at_least"]) for band in spec["grades"]]),
        failed=[workload.columns[f"{code}.breached"] for code in failing],
        share=spec["quota"]["share"].as_integer_ratio(),
    )


def _floats(workload: Workload, code: str, field: str) -> Array:
    """A column as float64, NaN where blank; values in natural units."""
    column: Array = workload.columns[f"{code}.{field}"].astype(float)
    if field == "value":
        column /= MILLION
    column[workload.blank[code]] = np.nan
    return column


def _bind_levels(item: Spec, workload: Workload) -> Score:
    code = item["id"]
    table = np.array([float(hundredths(level["points"])) for level in item["levels"]] + [0.0])
    column = workload.columns[f"{code}.level"].astype(np.intp)
    column[workload.blank[code]] = len(table) - 1

    def score(_: Scratch, out: Array) -> None:
        np.take(table, column, out=out, mode="clip")

    return score


def _bind_checklist(item: Spec, workload: Workload) -> Score:
    code = item["id"]
    points = [hundredths(piece["points"]) for piece in item["items"]]
    table = np.array(
        [sum(p for i, p in enumerate(points) if c >> i & 1) for c in range(1 << len(points))],
        dtype=float,
    )
    filled = ~workload.blank[code]
    columns = [
        (workload.columns[f"{code}.checked.{piece['id']}"] & filled).view(np.uint8)
        for piece in item["items"]
    ]

    def score(scratch: Scratch, out: Array) -> None:
        packed, bit = scratch.code, scratch.bit
        np.copyto(packed, columns[0])
        for shift, column in enumerate(columns[1:], 1):
            np.left_shift(column, shift, out=bit)
            np.bitwise_or(packed, bit, out=packed)
        np.take(table, packed, out=out, mode="clip")

    return score


def _bind_input(item: Spec, workload: Workload) -> Callable[[Scratch], Array]:
    """How x is read: a view of the values, or a quotient."""
    code = item["id"]
    if item["input"] == "value":
        values = _floats(workload, code, "value")
        return lambda _: values
    top, below = _floats(workload, code, "numerator"), _floats(workload, code, "denominator")

    def divide(scratch: Scratch) -> Array:
        quotient: Array = np.divide(top, below, out=scratch.x)
        return quotient

    return divide


def _bind_tiers(item: Spec, workload: Workload) -> Score:
    read = _bind_input(item, workload)
    test = "at_least" if "at_least" in item["tiers"][0] else "at_most"
    compare = np.greater_equal if test == "at_least" else np.less_equal
    bounds = [float(tier[test]) for tier in item["tiers"]]
    points = [hundredths(tier["points"]) for tier in item["tiers"]] + [0]
    steps = [(b, float(p - q)) for b, p, q in zip(bounds, points, points[1:], strict=False)]

    def score(scratch: Scratch, out: Array) -> None:
        x = read(scratch)
        holds, term = scratch.test, scratch.y
        for i, (bound, step) in enumerate(steps):
            compare(x, bound, out=holds)
            if i == 0:
                np.multiply(holds, step, out=out)
            else:
                np.multiply(holds, step, out=term)
                np.add(out, term, out=out)

    return score


def _bind_linear(item: Spec, workload: Workload) -> Score:
    read = _bind_input(item, workload)
    zero, full = float(item["zero_at"]), float(item["full_at"])
    most = float(hundredths(item["points"]))
    slope = most / (full - zero)

    def score(scratch: Scratch, out: Array) -> None:
        np.subtract(read(scratch), zero, out=out)
        np.multiply(out, slope, out=out)
        np.fmax(out, 0.0, out=out)
        np.minimum(out, most, out=out)
        np.add(out, _HALF, out=out)
        np.floor(out, out=out)

    return score


def _bind_piecewise(item: Spec, workload: Workload) -> Score:
    read = _bind_input(item, workload)
    at = [float(knot["at"]) for knot in item["curve"]]
    points = [float(hundredths(knot["points"])) for knot in item["curve"]]
    blank = workload.blank[item["id"]] if points[0] else None
    # np.interp costs several times as much: each segment adds slope * clip(x - left, 0, width).
    segments = [
        (a, b - a, (q - p) / (b - a))
        for a, b, p, q in zip(at, at[1:], points, points[1:], strict=False)
    ]

    def score(scratch: Scratch, out: Array) -> None:
        x, term = read(scratch), scratch.y
        out.fill(points[0] + _HALF)
        for left, width, slope in segments:
            np.subtract(x, left, out=term)
            np.fmax(term, 0.0, out=term)
            np.minimum(term, width, out=term)
            np.multiply(term, slope, out=term)
            np.add(out, term, out=out)
        np.floor(out, out=out)
        if blank is not None:
            np.copyto(out, 0.0, where=blank)

    return score


def _bind_events(item: Spec, workload: Workload) -> list[tuple[Array, float, float | None]]:
    return [
        (
            _floats(workload, item["id"], f"counts.{event['id']}"),
            float(hundredths(event["per"])),
            float(hundredths(event["max"])) if "max" in event else None,
        )
        for event in item["events"]
    ]


def _sum_events(
    events: Sequence[tuple[Array, float, float | None]], scratch: Scratch, out: Array
) -> None:
    """Add up the events' points; NaN where blank."""
    for i, (column, per, most) in enumerate(events):
        term = out if i == 0 else scratch.y
        np.multiply(column, per, out=term)
        if most is not None:
            np.minimum(term, most, out=term)
        if i:
            np.add(out, term, out=out)


def _bind_deduct(item: Spec, workload: Workload) -> Score:
    events = _bind_events(item, workload)
    full = float(hundredths(item["points"]))

    def score(scratch: Scratch, out: Array) -> None:
        _sum_events(events, scratch, out)
        np.subtract(full, out, out=out)
        np.fmax(out, 0.0, out=out)

    return score


def _bind_adjustment(item: Spec, workload: Workload) -> Score:
    events = _bind_events(item, workload)
    cap = float(hundredths(item["cap"]))

    def score(scratch: Scratch, out: Array) -> None:
        _sum_events(events, scratch, out)
        np.fmax(out, 0.0, out=out)
        np.minimum(out, cap, out=out)

    return score


_BIND: dict[str, Callable[[Spec, Workload], Score]] = {
    "levels": _bind_levels,
    "checklist": _bind_checklist,
    "tiers": _bind_tiers,
    "linear": _bind_linear,
    "piecewise": _bind_piecewise,
    "deduct": _bind_deduct,
}


# --- running ------------------------------------------------------------------------


def run(prepared: Prepared) -> dict[str, Array]:
    """Score all units, then grade and rank the groups."""
    number = len(prepared.groups.kind)
    names = [rule[0] for rule in prepared.rules] + [item[0] for item in prepared.adjustments]
    points = dict(zip(names, np.empty((len(names), number)), strict=True))
    nodes = {node.id: np.empty(number) for node, _ in prepared.tree}
    total = np.empty(number)
    _points(prepared, Scratch(number), points)
    _tree(prepared, points, nodes)
    _total(prepared, points, nodes[""], total)
    grade, rank = standing(prepared.groups, total)
    return {
        "total": total,
        "grade": grade,
        "rank": rank,
        **points,
        **{f"dimension {k}": v for k, v in nodes.items()},
    }


def _points(prepared: Prepared, scratch: Scratch, points: Mapping[str, Array]) -> None:
    kind = prepared.groups.kind
    masks = [np.take(applies, kind) for applies in prepared.kind_sets]
    for code, score, which in prepared.rules:
        out = points[code]
        score(scratch, out)
        if which is not None:
            np.multiply(out, masks[which], out=out)
    for code, _, score in prepared.adjustments:
        score(scratch, points[code])


def _tree(prepared: Prepared, points: Mapping[str, Array], nodes: dict[str, Array]) -> None:
    """Dimension scores in points, rounded to six places where rescaled."""
    kind = prepared.groups.kind
    for node, factors in prepared.tree:
        out = nodes[node.id]
        leaf = node.children[0] in points
        source = points if leaf else nodes
        first, second, *others = node.children
        np.add(source[first], source[second], out=out)
        for child in others:
            np.add(out, source[child], out=out)
        if factors is not None:
            np.multiply(out, np.take(factors, kind), out=out)
        if leaf and factors is None:
            np.divide(out, 100.0, out=out)
        elif leaf:
            np.multiply(out, 10_000.0, out=out)
            np.add(out, 0.5, out=out)
            np.floor(out, out=out)
            np.divide(out, 1e6, out=out)
        elif factors is not None:
            _round6(out)


def _round6(array: Array) -> None:
    np.multiply(array, 1e6, out=array)
    np.add(array, 0.5, out=array)
    np.floor(array, out=array)
    np.divide(array, 1e6, out=array)


def _total(prepared: Prepared, points: Mapping[str, Array], base: Array, total: Array) -> None:
    sums = {True: np.zeros(len(base)), False: np.zeros(len(base))}
    for code, bonus, _ in prepared.adjustments:
        sums[bonus] += points[code]
    sums[True] /= 100.0
    sums[False] /= 100.0
    np.add(base, np.minimum(sums[True], prepared.caps[0]), out=total)
    np.subtract(total, np.minimum(sums[False], prepared.caps[1]), out=total)
    np.maximum(total, 0.0, out=total)
    _round6(total)
    for cap, breached in prepared.ceilings:
        np.minimum(total, cap, out=total, where=breached)


def standing(groups: Groups, total: Array) -> tuple[Array, Array]:
    """Grades with the quota, and competition ranks within the kinds."""
    last = len(groups.lines) - 1
    band = last - np.searchsorted(groups.lines[::-1], total, side="right") + 1
    for breached in groups.failed:
        band[breached] = last
    rank = np.empty(len(total), dtype=np.int64)
    for k in range(len(KINDS)):
        members = np.flatnonzero(groups.kind == k)
        scores = total[members]
        ordered = np.sort(scores)
        rank[members] = len(members) + 1 - np.searchsorted(ordered, scores, side="right")
        _apply_quota(groups.share, members, scores, band)
    return groups.grades[band], rank


def _apply_quota(share: tuple[int, int], members: Array, scores: Array, band: Array) -> None:
    """Leave the best grade to the quota; a tie that would overrun it is left out whole."""
    best = band[members] == 0
    seats = max(1, share[0] * len(members) // share[1])
    candidates = np.sort(scores[best])[::-1]
    if len(candidates) > seats:
        band[members[best & (scores <= candidates[seats])]] = 1
