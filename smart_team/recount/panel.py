"""A panel's results become what is imposed on the units it looked at (§6)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from smart_team.recount.compose import combine
from smart_team.recount.exact import Record, shown


@dataclass(frozen=True)
class Panel:
    """One unit's panel: its members' result rows, and the items on which any of them differs."""

    rows: Sequence[Record]
    differing: Collection[str]


def panels_of(
    results: Sequence[Record],
    sitting: Mapping[str, Collection[int]],
    differing: Mapping[str, Collection[str]],
) -> dict[str, Panel]:
    """Give every unit's panel.

    `results` are all units' results by each member's answers; `sitting` says by number which
    members sit on a unit's panel, `differing` which items any of them says other of than the
    answers that lie below.
    """
    panels = {}
    for rows in zip(*(each["units"] for each in results), strict=True):
        unit = rows[0]["unit"]
        mine = [rows[number] for number in sorted(sitting.get(unit, ()))]
        if mine:
            panels[unit] = Panel(mine, differing.get(unit, ()))
    return panels


def imposed_by(panel: Panel, how: str, decimals: int) -> dict[str, dict[str, Any]]:
    """Give what a panel came to, as one unit's line of answers carries it.

    An indicator is `na` where more than half of the members say so, else `unresolved` where any of
    the others says so, else the others' points combined. A redline is breached where more than half
    say so.
    """
    first = panel.rows[0]
    return {
        "imposed": {
            id_: _points([row["indicators"][id_] for row in panel.rows], how, decimals)
            for id_ in first["indicators"]
            if id_ in panel.differing
        },
        "imposed_effects": {
            id_: _combined([row["adjustments"][id_] for row in panel.rows], how, decimals)
            for id_, effect in first["adjustments"].items()
            if id_ in panel.differing and effect is not None
        },
        "imposed_breaches": {
            id_: _more_than_half([id_ in row["redlines"] for row in panel.rows])
            for id_ in panel.differing
            if id_ not in first["indicators"] and id_ not in first["adjustments"]
        },
    }


def _points(cells: Sequence[Record], how: str, decimals: int) -> str | None:
    if _more_than_half([cell["status"] == "na" for cell in cells]):
        return "na"
    if any(cell["status"] == "unresolved" for cell in cells):
        return "unresolved"
    return _combined([cell["points"] for cell in cells if cell["status"] != "na"], how, decimals)


def _combined(points: Sequence[str], how: str, decimals: int) -> str | None:
    return shown(combine(points, how, decimals))


def _more_than_half(votes: Sequence[bool]) -> bool:
    return 2 * sum(votes) > len(votes)
