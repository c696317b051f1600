"""The 106 guideline items of the city-wide governance pilot, shared out over the units.

How many are done, expected to be done and under way is public (April 2021); who has which is not,
and is made up here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from smart_team.demo.city import city_units
from smart_team.demo.facts import city_facts
from smart_team.demo.streams import Stream

GUIDELINE: Final = ("city_governance.annual", "S1")
"""The rubric and the indicator that count them."""
STATUSES: Final = {"done": 12, "expected": 61, "ongoing": 33, "not_started": 0}
_MORE = {"commission": 3, "police": 2, "justice": 2}
"""How many lots a kind of unit has when items are shared out; others have one."""
_LUCK = 2


@lru_cache(maxsize=8)
def guideline_items(seed: str) -> dict[str, dict[str, int]]:
    """Return each unit's items by status; they sum to the city's published numbers.

    A unit without items has none in any status, and the indicator does not apply to it.
    """
    owners = _owners(seed)
    counts = {unit.unit: dict.fromkeys(STATUSES, 0) for unit in city_units()}
    statuses = [status for status, count in STATUSES.items() for _ in range(count)]
    for owner, status in zip(owners, statuses, strict=True):
        counts[owner][status] += 1
    return counts


def _owners(seed: str) -> list[str]:
    """Draw the owner of each item, the items of those who work well first."""
    stream, facts = Stream(seed, *GUIDELINE), city_facts(seed)
    lots = [unit.unit for unit in city_units() for _ in range(_MORE.get(unit.kind, 1))]
    drawn = [lots[stream.below(len(lots))] for _ in range(sum(STATUSES.values()))]
    keyed = [
        (-facts[owner].effort - _LUCK * stream.deviation(), number, owner)
        for number, owner in enumerate(drawn)
    ]
    return [owner for _, _, owner in sorted(keyed)]
