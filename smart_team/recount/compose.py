"""Stages, modules, roll-up and panels (§5.6 to §5.8, §6)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smart_team.recount.exact import NOTHING, ZERO, Number, Record, exact, r6, rounded, shown
from smart_team.recount.ranking import place
from smart_team.recount.rows import named, standing_row
from smart_team.recount.scorer import by_unit
from smart_team.recount.standing import settle

ROLLUPS = {"district": "district", "kind": "kind", "system": "kind"}
ENOUGH_TO_TRIM = 3


@dataclass(frozen=True)
class Part:
    """A stage of a module, or a module of a year, with its weight."""

    weight: Number
    results: Record


def stage_score(parts: Sequence[Part], unit: str) -> tuple[str, Fraction | None]:
    """Give a unit's status and M = r6(sum w*T / sum w) over the stages it has (§5.6)."""
    weighed = weights = ZERO
    held = False
    for part in parts:
        row = _row_of(part.results, unit)
        if row.get("total") is None:
            continue
        weighed += exact(part.weight) * exact(row["total"])
        weights += exact(part.weight)
        held = held or row["status"] == "held"
    if weights == 0:
        return "not_rated", None
    return ("held" if held else "rated"), r6(weighed / weights)


def compose(parts: Sequence[Part], units: Sequence[Record]) -> dict[str, Any]:
    """Give every unit's module score from its stages (§5.6)."""
    rows = []
    for unit in units:
        status, total = stage_score(parts, unit["unit"])
        rows.append({"unit": unit["unit"], "status": status, "total": shown(total)})
    return {"units": rows}


def composite(
    rule: Record,
    parts: Sequence[Part],
    units: Sequence[Record],
    answers: Sequence[Record] = (),
) -> dict[str, Any]:
    """Compose modules, then adjust, grade and rank by a rule of its own (§5.7).

    The rule is a rubric without dimensions; answers give its counts and redlines.
    """
    sheets = by_unit(answers)
    standings = []
    for unit in units:
        status, base = stage_score(parts, unit["unit"])
        standing = settle(rule, unit, sheets.get(unit["unit"], NOTHING), base)
        if status == "held":
            standing.status, standing.band = "held", None
        standings.append(standing)
    place(rule, standings)
    rows = [standing_row(rule, standing) for standing in standings]
    empty: dict[str, Any] = {"dimensions": {}, "indicators": {}}
    return {"rubric": named(rule), "units": [{**row, **empty} for row in rows]}


def rollup(results: Record, units: Sequence[Record], by: str) -> dict[str, dict[str, Any]]:
    """Average the rated units by `district`, `kind` (or `system`) or `city` (§5.8).

    Every value stands beside its n; where no unit is rated, n is 0 and it is null.
    """
    gathered: dict[str, list[Fraction]] = {}
    for unit in units:
        key = "city" if by == "city" else unit[ROLLUPS[by]]
        totals = gathered.setdefault(key, [])
        row = _row_of(results, unit["unit"])
        if row.get("status") == "rated":
            totals.append(exact(row["total"]))
    return {
        key: {"n": len(totals), "score": shown(_mean6(totals))} for key, totals in gathered.items()
    }


def combine(points: Sequence[Number], how: str, decimals: int) -> Fraction:
    """Combine a panel's points for one indicator: median, mean or trimmed (§6).

    Raises ``ValueError`` without points, or for another way.
    """
    ordered = sorted(exact(point) for point in points)
    if not ordered:
        raise ValueError("a panel needs at least one inspector")
    if how == "median":
        middle = _middle(ordered)
    elif how == "trimmed" and len(ordered) >= ENOUGH_TO_TRIM:
        middle = _mean(ordered[1:-1])
    elif how in {"mean", "trimmed"}:
        middle = _mean(ordered)
    else:
        raise ValueError(f"no way to combine: {how}")
    return rounded(middle, decimals)


def _middle(ordered: list[Fraction]) -> Fraction:
    half = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[half]
    return r6((ordered[half - 1] + ordered[half]) / 2)


def _mean(numbers: list[Fraction]) -> Fraction:
    return sum(numbers, ZERO) / len(numbers)


def _mean6(numbers: list[Fraction]) -> Fraction | None:
    return r6(_mean(numbers)) if numbers else None


def _row_of(results: Record, unit: str) -> Record:
    for row in results["units"]:
        if row["unit"] == unit:
            return dict(row)
    return NOTHING
