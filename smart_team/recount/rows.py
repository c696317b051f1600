"""Rows of results, as the fixed format has them (§5.5, §7)."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from smart_team.recount.exact import Record, exact, shown
from smart_team.recount.items import Outcome
from smart_team.recount.standing import Standing
from smart_team.recount.tree import leaves


def named(rubric: Record) -> dict[str, Any]:
    """Identify a rubric in its results."""
    return {"id": rubric["id"], "version": rubric["version"], "hash": None}


def listed(results: Record) -> list[dict[str, Any]]:
    """Order result rows as a ranked table: by rank, then code; unranked last (§5.5)."""
    return sorted(
        results["units"],
        key=lambda row: (
            row["group"] or "",
            row["rank"] is None,
            row["rank"] or 0,
            row["unit"],
        ),
    )


def full_row(
    rubric: Record,
    standing: Standing,
    scores: Mapping[str, Fraction | None],
    outcomes: Mapping[str, Outcome],
) -> dict[str, Any]:
    """Give a whole row: standing, dimensions and indicators."""
    return {
        **standing_row(rubric, standing),
        "dimensions": {key: shown(value) for key, value in scores.items()},
        "indicators": {
            leaf.indicator["id"]: {
                "points": shown(outcomes[leaf.indicator["id"]].points),
                "full": shown(exact(leaf.indicator["points"])),
                "status": outcomes[leaf.indicator["id"]].status,
            }
            for leaf in leaves(rubric)
        },
    }


def standing_row(rubric: Record, standing: Standing) -> dict[str, Any]:
    """Give the part of a result row that does not depend on the tree."""
    bands = rubric.get("grades", ())
    return {
        "unit": standing.unit["unit"],
        "status": standing.status,
        "total": shown(standing.total),
        "grade": None if standing.band is None else bands[standing.band]["grade"],
        "rank": standing.rank,
        "group": standing.group,
        "notes": standing.notes,
        "adjustments": {key: shown(effect) for key, effect in standing.adjustments.items()},
        "redlines": standing.redlines,
    }
