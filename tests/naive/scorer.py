"""Score units by a rubric, straight from the written rule."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .exact import Record, exact, shown
from .items import Outcome, Question, is_blank, judged, measured, thin_denominator
from .standing import Standing, peer_group, place, settle
from .tree import Leaf, base_of, leaves, under_policy

if TYPE_CHECKING:
    from collections.abc import Mapping
    from fractions import Fraction

NOBODY: Record = {}


def score(
    rubric: dict[str, Any], units: list[dict[str, Any]], answers: list[dict[str, Any]]
) -> dict[str, Any]:
    """Score every unit and give the results structure, units in the order given.

    The rubric's hash is left null: it identifies a file, and no rule computes it.
    """
    sheets = _by_unit(answers)
    table = _outcomes(rubric, units, sheets)
    scores: dict[str, dict[str, Fraction | None]] = {}
    standings = []
    for unit in units:
        code = unit["unit"]
        scores[code] = {}
        base = base_of(rubric, table[code], scores[code])
        given = sheets.get(code, NOBODY).get("answers", NOBODY)
        standings.append(settle(rubric, unit, given, base))
    place(rubric, standings)
    rows = []
    for standing in standings:
        code = standing.unit["unit"]
        rows.append(_row(rubric, standing, scores[code], table[code]))
    return {"rubric": named(rubric), "units": rows}


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


def _by_unit(answers: list[dict[str, Any]]) -> dict[str, Record]:
    sheets: dict[str, Record] = {}
    for sheet in answers:
        if sheet["unit"] in sheets:
            message = f"answers of {sheet['unit']} given twice"
            raise ValueError(message)
        sheets[sheet["unit"]] = sheet
    return sheets


def _outcomes(
    rubric: Record, units: list[dict[str, Any]], sheets: Mapping[str, Record]
) -> dict[str, dict[str, Outcome]]:
    table: dict[str, dict[str, Outcome]] = {unit["unit"]: {} for unit in units}
    for leaf in leaves(rubric):
        rivals = _rivals(rubric, leaf, units, sheets)
        for unit in units:
            sheet = sheets.get(unit["unit"], NOBODY)
            peers = tuple(rivals.get(peer_group(rubric, unit), ()))
            outcome = _outcome(rubric, leaf, unit, sheet, peers)
            table[unit["unit"]][leaf.indicator["id"]] = outcome
    return table


def _outcome(
    rubric: Record,
    leaf: Leaf,
    unit: Record,
    sheet: Record,
    rivals: tuple[Fraction, ...],
) -> Outcome:
    question = Question(leaf.indicator, _answer(leaf, sheet), rubric.get("decimals", 2), rivals)
    outcome = judged(question) if _asked(leaf, unit, sheet) else Outcome("na", None)
    return under_policy(outcome, question.full, rubric.get("na", "rescale"))


def _asked(leaf: Leaf, unit: Record, sheet: Record) -> bool:
    """Tell whether the indicator is applicable, and not granted away (§2)."""
    granted = leaf.indicator["id"] in sheet.get("granted_na", ())
    return leaf.applies(unit) and not granted


def _answer(leaf: Leaf, sheet: Record) -> Record:
    answer: Record | None = sheet.get("answers", NOBODY).get(leaf.indicator["id"])
    return NOBODY if answer is None else answer


def _rivals(
    rubric: Record,
    leaf: Leaf,
    units: list[dict[str, Any]],
    sheets: Mapping[str, Record],
) -> dict[str | None, list[Fraction]]:
    """Gather each peer group's x for a placing: only units that have an x (§3)."""
    rivals: dict[str | None, list[Fraction]] = {}
    if leaf.indicator["type"] != "placing":
        return rivals
    for unit in units:
        sheet = sheets.get(unit["unit"], NOBODY)
        answer = _answer(leaf, sheet)
        if not _asked(leaf, unit, sheet) or is_blank(leaf.indicator, answer):
            continue
        if thin_denominator(leaf.indicator, answer) is None:
            x = measured(leaf.indicator, answer)
            rivals.setdefault(peer_group(rubric, unit), []).append(x)
    return rivals


def _row(
    rubric: Record,
    standing: Standing,
    scores: Mapping[str, Fraction | None],
    outcomes: Mapping[str, Outcome],
) -> dict[str, Any]:
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
