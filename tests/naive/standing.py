"""From base to total, grade, quota and rank (§5.1 to §5.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from math import floor
from typing import TYPE_CHECKING

from .exact import ZERO, Record, exact
from .items import weighed_events
from .tree import chosen, conditions_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from fractions import Fraction


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


def settle(rubric: Record, unit: Record, answers: Record, base: Fraction | None) -> Standing:
    """Take one unit from its base to its total and status (§5.1, §5.2)."""
    standing = Standing(unit, peer_group(rubric, unit), "not_rated", None)
    standing.adjustments = _adjustments(rubric, unit, answers)
    breached = _breached(rubric, unit, answers)
    standing.redlines = [redline["id"] for redline in breached]
    if base is None:
        return standing
    standing.total = _capped(_adjusted(rubric, base, standing.adjustments), breached)
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


def _adjustments(rubric: Record, unit: Record, answers: Record) -> dict[str, Fraction | None]:
    effects: dict[str, Fraction | None] = {}
    for item in _adjustment_items(rubric):
        if not _binds(rubric, item, unit):
            effects[item["id"]] = None
            continue
        answer = {"counts": answers.get(item["id"], {}).get("counts") or {}}
        size = weighed_events(item["events"], answer)
        if "cap" in item:
            size = min(size, exact(item["cap"]))
        effects[item["id"]] = size if item["type"] == "bonus" else -size
    return effects


def _breached(rubric: Record, unit: Record, answers: Record) -> list[Record]:
    return [
        redline
        for redline in rubric.get("redlines", ())
        if _binds(rubric, redline, unit) and answers.get(redline["id"], {}).get("breached") is True
    ]


def _adjusted(rubric: Record, base: Fraction, effects: dict[str, Fraction | None]) -> Fraction:
    """T = max(0, B + b - p), then at most `max_total` (§5.1)."""
    known = [effect for effect in effects.values() if effect is not None]
    bonus = sum((effect for effect in known if effect > 0), ZERO)
    penalty = -sum((effect for effect in known if effect < 0), ZERO)
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


def place(rubric: Record, standings: Iterable[Standing]) -> None:
    """Rank every peer group and hold it to the quota (§5.4, §5.5)."""
    groups: dict[str | None, list[Standing]] = {}
    for standing in standings:
        if standing.rated is not None:
            groups.setdefault(standing.group, []).append(standing)
    for members in groups.values():
        _rank(members, rubric.get("ties", "competition"))
        if "quota" in rubric:
            _hold_to_quota(rubric, members)


def _ties(members: list[Standing]) -> list[list[Standing]]:
    """Gather units of equal total, best total first."""
    ordered = sorted(members, key=lambda member: -(member.total or ZERO))
    return [list(tie) for _, tie in groupby(ordered, key=lambda member: member.total)]


def _rank(members: list[Standing], ties: str) -> None:
    before = 0
    for number, tie in enumerate(_ties(members)):
        for member in tie:
            member.rank = 1 + (number if ties == "dense" else before)
        before += len(tie)


def _hold_to_quota(rubric: Record, members: list[Standing]) -> None:
    """Allow floor(share * n), at least one; a tie over the line goes whole (§5.4)."""
    quota = rubric["quota"]
    names = [band["grade"] for band in rubric["grades"]]
    band = names.index(quota["grade"])
    allowed = max(1, floor(exact(quota["share"]) * len(members)))
    taken, open_places = 0, True
    for tie in _ties([member for member in members if member.band == band]):
        fits = taken + len(tie) <= allowed
        straddles = taken < allowed and quota.get("ties", "exclude") == "include"
        open_places = open_places and (fits or straddles)
        taken += len(tie)
        if not open_places:
            for member in tie:
                member.band = min(band + 1, len(names) - 1)
                member.notes.append("quota")
