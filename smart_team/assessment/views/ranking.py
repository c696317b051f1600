"""The ranked table of a stage, as far along as the person who asks may see it.

======================================  ===========================================================
who asks                                what they get
======================================  ===========================================================
who may see all of the standing         ``live``: every unit, by the layers that they may see
(administrator, leader, auditor)        themselves: an unsigned claim counts for the auditor alone
everybody, once it is published         ``published``: every unit's total, grade and rank
everybody, once all of it is announced  ``announced``: the same, as it stood after the review
before that, who may read some of it    ``own``: their rows, without grade or rank
everybody else                          nothing: it is as if it were not there
======================================  ===========================================================

公示 means that those who are assessed see how all of them stand, so that they can object; it begins
when the last unit is announced, because ranks before that would change. Decisions on appeals show
with the publication. Figures below the total, and the total of a unit that is held, are for those
who may read the unit's submission. A rank among a part of the units would be a wrong one: whoever
sees a part only gets none. What is on its way of a unit of which they see nothing yet is no zero:
it has no total, no grade and no rank.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from sqlalchemy import Connection

from smart_team.assessment.library import Library
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.views.alone import is_placed
from smart_team.assessment.views.published import content_of, one
from smart_team.assessment.views.ranked import Progress, RankedRow, compared, ranked
from smart_team.assessment.views.rollups import RollUps, roll_ups
from smart_team.assessment.views.sources import (
    Asked,
    Source,
    Standing,
    asked_of,
    standing_for,
)
from smart_team.people.principal import Principal
from smart_team.scoring.answers import MISSING, NA
from smart_team.scoring.engine import Scores
from smart_team.scoring.results import dimension_to_text, outcome_to_dict, unit_to_dict
from smart_team.scoring.units import Unit

__all__ = ["RankingView", "Source", "ranking", "ranking_of"]


@dataclass(frozen=True, slots=True)
class RankingView:
    """A ranked table: where it comes from, its rows in order, and means over the rows shown.

    `states` counts the submissions that this person may read by where they stand. A row that
    is nearer than half a point to another total beside it is marked as close.
    """

    stage: str
    source: Source
    publication: str | None
    rows: tuple[RankedRow, ...]
    roll_ups: RollUps
    states: Mapping[str, int]


def ranking(
    connection: Connection,
    principal: Principal,
    stage: str,
    library: Library,
    *,
    against: str | None = None,
    only_published: bool = False,
) -> RankingView:
    """Return a stage's ranked table as this person may see it now.

    `against` is an earlier publication with which totals and ranks are compared;
    `only_published` leaves out what is still on its way. Raises AbsentError.
    """
    asked = asked_of(connection, principal, stage, library)
    found = standing_for(asked, only_published=only_published)
    return ranking_of(asked, found, against=against)


def ranking_of(
    asked: Asked, found: Standing, *, against: str | None = None, whole: bool = False
) -> RankingView:
    """Return the ranked table of what a person sees of a stage.

    `whole` gives each row all its figures, of every indicator, as far as they may be read.
    """
    rows: Sequence[RankedRow] = ranked(_rows(asked, found, whole=whole))
    if against is not None:
        earlier = one(asked.connection, against)
        rows = compared(rows, content_of(earlier.content)["units"])
    states = Counter(str(row.state) for row in asked.readable.values())
    publication = None if found.published is None else found.published.row.id
    stage = asked.stage.row.id
    return RankingView(stage, found.source, publication, tuple(rows), roll_ups(rows), states)


def _rows(asked: Asked, found: Standing, *, whole: bool) -> Iterator[RankedRow]:
    if found.published is not None:
        units = content_of(found.published.row.content)["units"]
        return _shown(asked, units, whole=whole)
    assert found.scores is not None  # noqa: S101 - what is not published was scored
    scores = found.scores
    results = [_result(scores, position, whole=whole) for position in range(len(scores.units))]
    if found.source == "announced":
        return _shown(asked, results, whole=whole)
    rows = _under_way(asked, found.sheets, scores, results, whole=whole)
    return rows if found.source == "live" else _own(asked, rows)


def _under_way(
    asked: Asked,
    sheets: Sequence[Sheet],
    scores: Scores,
    results: Sequence[Mapping[str, Any]],
    *,
    whole: bool,
) -> Iterator[RankedRow]:
    """Yield rows; a unit of which nothing is to be seen yet has no result: blank is not zero."""
    for sheet, result, progress in zip(sheets, results, _progress(scores), strict=True):
        row = replace(_row(asked, sheet.unit, result, whole=whole), progress=progress)
        yield row if sheet.speaks() else replace(_unrated(row), is_blank=True)


def _unrated(row: RankedRow) -> RankedRow:
    bare = replace(row, total=None, grade=None, rank=None, notes=())
    return replace(bare, dimensions=None, figures=None)


def _own(asked: Asked, rows: Iterator[RankedRow]) -> Iterator[RankedRow]:
    """Yield rows without what only a comparison tells: rank and grade, totals with places."""
    placed = is_placed(asked.plan)
    for row in rows:
        yield _unrated(row) if placed else replace(row, rank=None, grade=None, notes=())


def _shown(
    asked: Asked, results: Sequence[Mapping[str, Any]], *, whole: bool
) -> Iterator[RankedRow]:
    units = {
        row.unit: Unit(row.unit, row.name, row.kind, row.level, row.district)
        for row in asked.everything
    }
    for each in results:
        yield _row(asked, units[each["unit"]], each, whole=whole)


def _row(asked: Asked, unit: Unit, result: Mapping[str, Any], *, whole: bool) -> RankedRow:
    known = asked.readable.get(unit.unit)
    hides = known is None and result["status"] == "held"
    return RankedRow(
        unit,
        result["status"],
        None if hides else result["total"],
        result["grade"],
        result["rank"],
        result["group"],
        tuple(result["notes"]),
        None if known is None else known.id,
        None if known is None else known.state,
        None if known is None else result["dimensions"],
        figures=result if whole and known is not None else None,
    )


def _result(scores: Scores, position: int, *, whole: bool) -> Mapping[str, Any]:
    if whole:
        return unit_to_dict(scores, position)
    rubric = scores.plan.rubric
    grades = [band.grade for band in rubric.grades]
    rows = scores.plan.tree.rows
    return {
        "unit": scores.units.rows[position].unit,
        **outcome_to_dict(scores.outcome, position, grades),
        "dimensions": {
            each.id: dimension_to_text(scores, rows[each.id], position) for each in rubric.walk()
        },
    }


def _progress(scores: Scores) -> list[Progress]:
    leaves = scores.plan.leaves
    due = [leaf.required and leaf.answered_by == "unit" for leaf in leaves]
    statuses = scores.statuses[np.array(due, np.bool_)]
    asked = (statuses != NA).sum(axis=0).tolist()
    missing = (statuses == MISSING).sum(axis=0).tolist()
    return [Progress(all_ - open_, all_) for all_, open_ in zip(asked, missing, strict=True)]
