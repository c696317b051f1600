"""What is so about a unit whatever is assessed: its staff, its grids, and how well it works.

Spreads are made up, within the orders of magnitude that public reports name.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from smart_team.demo.city import DISTRICT_OFFICES, DISTRICTS, city_units
from smart_team.demo.streams import Stream, clamp
from smart_team.scoring.units import Unit

STAFF: Final = {
    "commission": (20, 60),
    "court": (80, 260),
    "procuratorate": (80, 260),
    "police": (600, 2_000),
    "justice": (40, 120),
}
"""Fewest and most staff of a unit, by kind."""
GRIDS: Final = (600, 1_500)
"""Fewest and most grids of a district."""
ALL_GRIDS: Final = 12_000
"""Grids of the city, about."""
OFFICERS_PER_GRID: Final = (4, 3)
"""Grid officers per grid, 16,000 over 12,000; auxiliary police among them."""
SENDS: Final = {"district": 2, "city": 5}
"""One in so many of a unit's staff is a grid officer; a district's police send all the rest."""
_EFFORT = (-3_000, 2_500)


@dataclass(frozen=True)
class Facts:
    """One unit's own numbers. `effort` is how well it works, in thousandths of a deviation.

    `trainees` are the staff without the long absent; `grids` and `covered` (grids that have an
    officer) are those of the unit's district or city; `officers` are the unit's own.
    """

    unit: Unit
    effort: int
    staff: int
    trainees: int
    grids: int
    covered: int
    officers: int


@lru_cache(maxsize=8)
def city_facts(seed: str) -> dict[str, Facts]:
    """Return the facts of every unit and district office, by code."""
    grids = _grids(seed)
    covered = {code: _covered(seed, code, count) for code, count in grids.items()}
    units = city_units()
    staff = {unit.unit: _staff(seed, unit) for unit in (*units, *DISTRICT_OFFICES)}
    officers = _officers(units, staff, grids)
    grids[""], covered[""] = sum(grids.values()), sum(covered.values())
    return {
        unit.unit: Facts(
            unit,
            _effort(seed, unit),
            staff[unit.unit],
            staff[unit.unit] - _absent(seed, unit, staff[unit.unit]),
            grids[unit.district],
            covered[unit.district],
            officers.get(unit.unit, 0),
        )
        for unit in (*units, *DISTRICT_OFFICES)
    }


def _effort(seed: str, unit: Unit) -> int:
    """Draw a deviation; who falls behind falls further behind than others get ahead."""
    drawn = Stream(seed, unit.unit, "effort").deviation()
    return clamp(drawn if drawn > 0 else drawn * 3 // 2, *_EFFORT)


def _staff(seed: str, unit: Unit) -> int:
    return Stream(seed, unit.unit, "staff").between(*STAFF[unit.kind])


def _absent(seed: str, unit: Unit, staff: int) -> int:
    return Stream(seed, unit.unit, "absent").below(staff // 50 + 1)


def _grids(seed: str) -> dict[str, int]:
    """Draw each district's grids, then move all towards one limit until the city has its sum."""
    low, high = GRIDS
    drawn = {code: Stream(seed, code, "grids").between(low, high) for code in DISTRICTS}
    total, count = sum(drawn.values()), len(drawn)
    limit = low if total > ALL_GRIDS else high
    away, wanted = total - limit * count, ALL_GRIDS - limit * count
    return {code: limit + (grids - limit) * wanted // away for code, grids in drawn.items()}


def _covered(seed: str, district: str, grids: int) -> int:
    stream = Stream(seed, district, "covered")
    return grids - stream.below(grids // 12)


def _officers(units: list[Unit], staff: dict[str, int], grids: dict[str, int]) -> dict[str, int]:
    per, over = OFFICERS_PER_GRID
    officers = {unit.unit: staff[unit.unit] // SENDS[unit.level] for unit in units}
    for district, count in grids.items():
        others = [each for each in units if each.district == district and each.kind != "police"]
        sent = sum(officers[each.unit] for each in others)
        officers[f"{district}-police"] = count * per // over - sent
    return officers
