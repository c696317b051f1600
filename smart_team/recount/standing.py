"""From base to total and grade (§5.1 to §5.3)."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from smart_team.recount.answers import weighed_events
from smart_team.recount.exact import NOTHING, ZERO, Record, exact
from smart_team.recount.tree import chosen, conditions_of


@dataclass
class Standing:
    """Where one unit stands; filled step by step."""

    unit: Record
    group: str | None
    status: str
    total: Fraction | None
    band: int | None = None
    rank: int | None = None
    notes: list[str] = field(default_factory=list)
    adjustments: dict[str, Fraction | None] = field(default_factory=dict)
    redlines: list[str] = field(default_factory=list)

    @property
    def rated(self) -> Fraction | None:
        """The total that ranks and grades; None where the unit is not rated."""
        return self.total if self.status == "rated" else None


def peer_group(rubric: Record, unit: Record) -> str | None:
    """Name the unit's peer group; None where the rubric makes no groups (§5.5)."""
    groups = rubric.get("groups")
    if groups is None:
        return None
    if "by" in groups:
        return "/".join(unit[key] for key in groups["by"])
    for named in groups["lists"]:
        if all(chosen(condition, unit) for condition in conditions_of(named)):
            return str(named["id"])
    return "other"


def settle(rubric: Record, unit: Record, sheet: Record, base: Fraction | None) -> Standing:
    """Take one unit from its base, by its line of answers, to its total and status (§5.1, §5.2)."""
    standing = Standing(unit, peer_group(rubric, unit), "not_rated", None)
    standing.adjustments = _adjustments(rubric, unit, sheet)
    breached = _breached(rubric, unit, sheet)
    standing.redlines = [redline["id"] for redline in breached]
    if base is None:
        return standing
    total = _capped(_adjusted(rubric, base, standing.adjustments), breached)
    standing.total = _bound(total, sheet)
    held = any(redline["effect"] == "hold" for redline in breached)
    standing.status = "held" if held else "rated"
    if not held:
        standing.band = _band(rubric, standing.total, breached)
    return standing


def _binds(rubric: Record, item: Record, unit: Record) -> bool:
    conditions = conditions_of(rubric) + conditions_of(item)
    return all(chosen(condition, unit) for condition in conditions)


def _adjustment_items(rubric: Record) -> list[Record]:
    return list(rubric.get("adjustments", {}).get("items", ()))


def _adjustments(rubric: Record, unit: Record, sheet: Record) -> dict[str, Fraction | None]:
    return {
        item["id"]: _effect(item, sheet) if _binds(rubric, item, unit) else None
        for item in _adjustment_items(rubric)
    }


def _effect(item: Record, sheet: Record) -> Fraction:
    """Give an adjustment's signed effect, or what the panel came to (§3, §6)."""
    said = sheet.get("imposed_effects", NOTHING).get(item["id"])
    if said is not None:
        return exact(said)
    counts = _answer(item, sheet).get("counts") or NOTHING
    size = weighed_events(item["events"], {"counts": counts})
    if "cap" in item:
        size = min(size, exact(item["cap"]))
    return size if item["type"] == "bonus" else -size


def _breached(rubric: Record, unit: Record, sheet: Record) -> list[Record]:
    return [
        redline
        for redline in rubric.get("redlines", ())
        if _binds(rubric, redline, unit) and _is_breached(redline, sheet)
    ]


def _is_breached(redline: Record, sheet: Record) -> bool:
    said = sheet.get("imposed_breaches", NOTHING).get(redline["id"])
    if said is None:
        said = _answer(redline, sheet).get("breached")
    return said is True


def _answer(item: Record, sheet: Record) -> Record:
    return sheet.get("answers", NOTHING).get(item["id"]) or NOTHING


def _adjusted(rubric: Record, base: Fraction, effects: dict[str, Fraction | None]) -> Fraction:
    """T = max(0, B + b - p), then at most `max_total` (§5.1)."""
    bonus = penalty = ZERO
    for item in _adjustment_items(rubric):
        effect = effects[item["id"]] or ZERO
        if item["type"] == "bonus":
            bonus += effect
        else:
            penalty -= effect
    caps = rubric.get("adjustments", {})
    if "bonus_cap" in caps:
        bonus = min(bonus, exact(caps["bonus_cap"]))
    if "penalty_cap" in caps:
        penalty = min(penalty, exact(caps["penalty_cap"]))
    total = max(ZERO, base + bonus - penalty)
    return min(total, exact(rubric["max_total"])) if "max_total" in rubric else total


def _capped(total: Fraction, breached: list[Record]) -> Fraction:
    """Apply every `zero` and `cap` (§5.2)."""
    for redline in breached:
        if redline["effect"] == "zero":
            total = ZERO
        elif redline["effect"] == "cap":
            total = min(total, exact(redline["cap"]))
    return total


def _bound(total: Fraction, sheet: Record) -> Fraction:
    """Keep to the most that the line of answers lets the total be."""
    most = sheet.get("imposed_most")
    return total if most is None else min(total, exact(most))


def _band(rubric: Record, total: Fraction, breached: list[Record]) -> int | None:
    """Give the grade as an index of the bands, best first (§5.3)."""
    bands = rubric.get("grades")
    if not bands:
        return None
    last = len(bands) - 1
    effects = {redline["effect"] for redline in breached}
    if "fail" in effects:
        return last
    for index, band in enumerate(bands):
        if exact(band["at_least"]) <= total:
            return min(last, 1) if index == 0 and "no_top" in effects else index
    return None
