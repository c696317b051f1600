"""A plain Python loop over units and indicators.

Answers are one dict per unit, indicator to answer, as a JSON reader would leave them
(a blank answer is an absent key).  The rubric is digested into small records, and each
type has a function.  Points are whole hundredths, scores whole millionths, inputs whole
millionths: in plain Python that is both exact and faster than floats with ``round``.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.digest import Dimension, applicable, dimensions, hundredths, millionths
from benchmarks.syn106 import KINDS, MILLION, scored

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from benchmarks.syn106 import Array, Spec, Workload

    Input = int | tuple[int, int]

NAME = "plain Python loop"
NOTE = "whole numbers throughout, exact; one dict of answers per unit"


@dataclass(slots=True)
class Rule:
    """One indicator: its full marks in hundredths, its kinds and what its type needs."""

    id: str
    type: str
    full: int
    kinds: frozenset[str]
    data: Any


@dataclass(slots=True)
class Adjustment:
    """A bonus or penalty: cap and events ``(per, max)`` in hundredths."""

    id: str
    sign: int
    cap: int
    events: tuple[tuple[int, int | None], ...]


@dataclass(slots=True)
class Prepared:
    """The digested rubric and the units' answers."""

    units: list[tuple[str, str, dict[str, Any]]]
    rules: list[Rule]
    tree: list[Dimension]
    adjustments: list[Adjustment]
    caps: tuple[int, int]
    redlines: list[tuple[str, str, int]]
    bands: list[tuple[str, int]]
    share: tuple[int, int]


# --- preparing ----------------------------------------------------------------------


def prepare(workload: Workload) -> Prepared:
    """Turn columns into one dict of answers per unit, and digest the rubric."""
    spec = workload.spec
    adjustments = spec["adjustments"]
    share = spec["quota"]["share"].as_integer_ratio()
    return Prepared(
        units=_units(workload),
        rules=[_rule(item) for item in scored(spec)],
        tree=dimensions(spec),
        adjustments=[_adjustment(item) for item in adjustments["items"]],
        caps=(hundredths(adjustments["bonus_cap"]), hundredths(adjustments["penalty_cap"])),
        redlines=[(r["id"], r["effect"], millionths(r.get("cap", 0))) for r in spec["redlines"]],
        bands=[(band["grade"], millionths(band["at_least"])) for band in spec["grades"]],
        share=share,
    )


def _units(workload: Workload) -> list[tuple[str, str, dict[str, Any]]]:
    answers: list[dict[str, Any]] = [{} for _ in range(workload.size)]
    spec = workload.spec
    for item in [*scored(spec), *spec["adjustments"]["items"], *spec["redlines"]]:
        column = _answers(item, workload.columns)
        for unit, answer, blank in zip(
            answers, column, workload.blank[item["id"]].tolist(), strict=True
        ):
            if not blank:
                unit[item["id"]] = answer
    units = workload.units
    return list(zip(units["unit"].tolist(), units["kind"].tolist(), answers, strict=True))


def _answers(item: Spec, columns: Mapping[str, Array]) -> list[Any]:
    """One indicator's answers: a key, a number, a pair, or a tuple of keys or counts."""
    code, kind = item["id"], item.get("type", "redline")
    if kind == "levels":
        names = [level["id"] for level in item["levels"]]
        return [names[i] for i in columns[f"{code}.level"].tolist()]
    if kind == "redline":
        flags: list[bool] = columns[f"{code}.breached"].tolist()
        return flags
    if kind == "checklist":
        names = [part["id"] for part in item["items"]]
        rows = zip(*(columns[f"{code}.checked.{name}"].tolist() for name in names), strict=True)
        return [tuple(name for name, on in zip(names, row, strict=True) if on) for row in rows]
    if "events" in item:
        return list(
            zip(
                *(columns[f"{code}.counts.{e['id']}"].tolist() for e in item["events"]), strict=True
            )
        )
    if item["input"] == "ratio":
        pair = (columns[f"{code}.numerator"].tolist(), columns[f"{code}.denominator"].tolist())
        return list(zip(*pair, strict=True))
    values: list[int] = columns[f"{code}.value"].tolist()
    return values


def _rule(item: Spec) -> Rule:
    kinds = frozenset(kind for kind, on in zip(KINDS, applicable(item), strict=True) if on)
    return Rule(
        item["id"],
        item["type"],
        hundredths(item["points"]),
        kinds,
        _DIGEST[item["type"]](item),
    )


def _events(item: Spec) -> tuple[tuple[int, int | None], ...]:
    return tuple(
        (hundredths(e["per"]), hundredths(e["max"]) if "max" in e else None) for e in item["events"]
    )


def _tier_table(item: Spec) -> tuple[bool, tuple[tuple[int, int], ...]]:
    test = "at_least" if "at_least" in item["tiers"][0] else "at_most"
    tiers = tuple((millionths(tier[test]), hundredths(tier["points"])) for tier in item["tiers"])
    return test == "at_least", tiers


def _adjustment(item: Spec) -> Adjustment:
    sign = 1 if item["type"] == "bonus" else -1
    return Adjustment(item["id"], sign, hundredths(item["cap"]), _events(item))


_DIGEST: dict[str, Callable[[Spec], Any]] = {
    "levels": lambda item: {level["id"]: hundredths(level["points"]) for level in item["levels"]},
    "checklist": lambda item: {part["id"]: hundredths(part["points"]) for part in item["items"]},
    "tiers": _tier_table,
    "linear": lambda item: (millionths(item["zero_at"]), millionths(item["full_at"])),
    "piecewise": lambda item: [
        (millionths(k["at"]), hundredths(k["points"])) for k in item["curve"]
    ],
    "deduct": _events,
}


# --- one indicator ------------------------------------------------------------------


def _levels(rule: Rule, answer: str) -> int:
    return int(rule.data[answer])


def _checklist(rule: Rule, answer: tuple[str, ...]) -> int:
    points = rule.data
    return sum(points[key] for key in answer)


def _deduct(rule: Rule, answer: tuple[int, ...]) -> int:
    return max(0, rule.full - _count(rule.data, answer))


def _count(events: tuple[tuple[int, int | None], ...], counts: tuple[int, ...]) -> int:
    total = 0
    for (per, most), number in zip(events, counts, strict=True):
        lost = number * per
        total += lost if most is None or lost < most else most
    return total


def _tiers(rule: Rule, answer: Input) -> int:
    above, tiers = rule.data
    top, below = answer if isinstance(answer, tuple) else (answer, MILLION)
    top *= MILLION
    for bound, points in tiers:
        limit = bound * below
        if top >= limit if above else top <= limit:
            return int(points)
    return 0


def _linear(rule: Rule, answer: Input) -> int:
    zero, full = rule.data
    top, below = answer if isinstance(answer, tuple) else (answer, MILLION)
    gain = top * MILLION - zero * below
    span = (full - zero) * below
    if span < 0:
        gain, span = -gain, -span
    if gain <= 0:
        return 0
    if gain >= span:
        return rule.full
    return int((2 * rule.full * gain + span) // (2 * span))


def _piecewise(rule: Rule, answer: Input) -> int:
    curve = rule.data
    top, below = answer if isinstance(answer, tuple) else (answer, MILLION)
    top *= MILLION
    left, low = curve[0]
    if top <= left * below:
        return int(low)
    for right, high in curve[1:]:
        if top < right * below:
            span = (right - left) * below
            numerator = low * span + (high - low) * (top - left * below)
            return int((2 * numerator + span) // (2 * span))
        left, low = right, high
    return int(low)


_SCORE: dict[str, Callable[[Rule, Any], int]] = {
    "levels": _levels,
    "checklist": _checklist,
    "tiers": _tiers,
    "linear": _linear,
    "piecewise": _piecewise,
    "deduct": _deduct,
}


# --- all units ----------------------------------------------------------------------


def run(prepared: Prepared) -> dict[str, Array]:
    """Score every unit, then rank and grade the groups."""
    column = {kind: k for k, kind in enumerate(KINDS)}
    points: list[dict[str, int | None]] = []
    scores: list[dict[str, int]] = []
    totals: list[int] = []
    failed: list[bool] = []
    for _, kind, answers in prepared.units:
        earned = _points(prepared.rules, kind, answers)
        nodes = _tree(prepared.tree, column[kind], earned)
        total, fail = _total(prepared, nodes[""], answers, earned)
        points.append(earned)
        scores.append(nodes)
        totals.append(total)
        failed.append(fail)
    grades, ranks = _standing(prepared, totals, failed)
    return {
        "total": np.array(totals) / MILLION,
        "grade": np.array(grades, dtype=object),
        "rank": np.array(ranks),
        "points": np.array(points, dtype=object),
        "dimensions": np.array(scores, dtype=object),
    }


def _points(rules: list[Rule], kind: str, answers: dict[str, Any]) -> dict[str, int | None]:
    """Points of each indicator in hundredths; None where it does not apply."""
    earned: dict[str, int | None] = {}
    for rule in rules:
        if kind not in rule.kinds:
            earned[rule.id] = None
        elif rule.id in answers:
            earned[rule.id] = _SCORE[rule.type](rule, answers[rule.id])
        else:
            earned[rule.id] = 0
    return earned


def _tree(tree: list[Dimension], k: int, earned: dict[str, int | None]) -> dict[str, int]:
    """Scores of the dimensions in millionths, rescaled where something does not apply."""
    nodes: dict[str, int] = {}
    for node in tree:
        total = 0
        for child in node.children:
            if child in nodes:
                total += nodes[child]
            else:
                total += 10_000 * (earned[child] or 0)
        available = node.available[k]
        if 0 < available != node.weight:
            total = (2 * total * node.weight + available) // (2 * available)
        if available:
            nodes[node.id] = total
    return nodes


def _total(
    prepared: Prepared, base: int, answers: dict[str, Any], earned: dict[str, int | None]
) -> tuple[int, bool]:
    """The total in millionths after adjustments and redlines, and whether it fails."""
    bonus = penalty = 0
    for item in prepared.adjustments:
        counts = answers.get(item.id)
        value = min(item.cap, _count(item.events, counts)) if counts is not None else 0
        earned[item.id] = item.sign * value
        if item.sign > 0:
            bonus += value
        else:
            penalty += value
    total = max(0, base + 10_000 * (min(bonus, prepared.caps[0]) - min(penalty, prepared.caps[1])))
    fail = False
    for code, effect, cap in prepared.redlines:
        if answers.get(code):
            if effect == "fail":
                fail = True
            else:
                total = min(total, cap)
    return total, fail


def _standing(
    prepared: Prepared, totals: list[int], failed: list[bool]
) -> tuple[list[str], list[int]]:
    """Grades with the quota, and competition ranks, group by group."""
    groups: dict[str, list[int]] = defaultdict(list)
    for i, (_, kind, _) in enumerate(prepared.units):
        groups[kind].append(i)
    ranks = [0] * len(totals)
    grades = [""] * len(totals)
    for members in groups.values():
        members.sort(key=lambda i: totals[i], reverse=True)
        rank, previous = 0, -1
        for place, i in enumerate(members, 1):
            if totals[i] != previous:
                rank, previous = place, totals[i]
            ranks[i] = rank
            grades[i] = _grade(prepared.bands, totals[i], failed=failed[i])
        _apply_quota(prepared, members, totals, grades)
    return grades, ranks


def _grade(bands: list[tuple[str, int]], total: int, *, failed: bool) -> str:
    if failed:
        return bands[-1][0]
    for grade, at_least in bands:
        if total >= at_least:
            return grade
    return bands[-1][0]


def _apply_quota(
    prepared: Prepared, members: list[int], totals: list[int], grades: list[str]
) -> None:
    """Leave the best grade to the quota; a tie that would overrun it is left out whole."""
    top, second = prepared.bands[0][0], prepared.bands[1][0]
    share, whole = prepared.share
    seats = max(1, share * len(members) // whole)
    best = [i for i in members if grades[i] == top]
    taken = min(len(best), seats)
    while 0 < taken < len(best) and totals[best[taken - 1]] == totals[best[taken]]:
        taken -= 1
    for i in best[taken:]:
        grades[i] = second
