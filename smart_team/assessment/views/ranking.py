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
sees a part only gets none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from sqlalchemy import Connection, Row

from smart_team.assessment.library import Library
from smart_team.assessment.published import newest_published
from smart_team.assessment.sheets import load_sheets
from smart_team.assessment.stage import Stage, load_stage
from smart_team.assessment.standings import standing
from smart_team.assessment.views.alone import is_placed
from smart_team.assessment.views.layers import sheets_for
from smart_team.assessment.views.pages import absent, require_word
from smart_team.assessment.views.papers import papers_of
from smart_team.assessment.views.published import content_of, one, readable
from smart_team.assessment.views.ranked import Progress, RankedRow, compared, ranked
from smart_team.assessment.views.rollups import RollUps, roll_ups
from smart_team.assessment.views.sight import sight_of
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.people.scopes import every_submission, submissions_for
from smart_team.scoring.answers import MISSING, NA
from smart_team.scoring.engine import Scores
from smart_team.scoring.plan import Plan
from smart_team.scoring.results import dimension_to_text, outcome_to_dict
from smart_team.scoring.units import Unit
from smart_team.store.tables import submissions

Source = Literal["live", "published", "announced", "own"]
Rows = Sequence[Row[Any]]


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
    if not may(principal, "results", CITY):
        raise absent()
    require_word(stage)
    asked = _Asked(connection, principal, load_stage(connection, stage), library)
    source, publication, rows = _table(asked, only_published=only_published)
    if against is not None:
        rows = compared(rows, content_of(one(connection, against).content)["units"])
    states = Counter(str(row.state) for row in asked.readable.values())
    return RankingView(stage, source, publication, tuple(rows), roll_ups(rows), states)


class _Asked:
    """One question: who asks about which stage, and which of its submissions they may read."""

    def __init__(
        self, connection: Connection, principal: Principal, stage: Stage, library: Library
    ) -> None:
        self.connection = connection
        self.principal = principal
        self.stage = stage
        self.readable = readable(connection, principal, stage.row.id)
        self.plan: Plan = library.plan(stage.row.rubric, stage.rubric_text)

    def all(self) -> Rows:
        """Return all of the stage's submissions."""
        here = submissions.c.stage == self.stage.row.id
        return self.connection.execute(every_submission().where(here)).all()

    def sees_standing(self, everything: Rows) -> bool:
        """Whether this person may see the standing of every unit."""
        query = submissions_for(self.principal, "standing").with_only_columns(submissions.c.id)
        here = submissions.c.stage == self.stage.row.id
        return len(self.connection.execute(query.where(here)).all()) == len(everything)


def _table(
    asked: _Asked, *, only_published: bool
) -> tuple[Source, str | None, Sequence[RankedRow]]:
    everything = asked.all()
    if not only_published and asked.sees_standing(everything):
        return "live", None, ranked(_live(asked, everything))
    published = newest_published(asked.connection, asked.stage.row.id)
    if published is not None:
        units = content_of(published.row.content)["units"]
        return "published", published.row.id, ranked(_shown(asked, everything, units))
    if only_published:
        raise absent()
    if _is_announced(asked, everything):
        return "announced", None, ranked(_announced(asked, everything))
    if not asked.readable:
        raise absent()
    return "own", None, ranked(_own(asked))


def _live(asked: _Asked, rows: Rows) -> Iterator[RankedRow]:
    papers = papers_of(asked.connection, rows, asked.stage.procedure)
    sights = [sight_of(paper, asked.principal) for paper in papers]
    sheets = sheets_for(asked.connection, sights)
    scores = standing(asked.plan, asked.stage.procedure, sheets)
    for position, progress in enumerate(_progress(scores)):
        row = _row(asked, sheets[position].unit, _result(scores, position))
        yield replace(row, progress=progress)


def _own(asked: _Asked) -> Iterator[RankedRow]:
    """Yield rows without what only a comparison tells: rank and grade, totals with places."""
    placed = is_placed(asked.plan)
    for row in _live(asked, sorted(asked.readable.values(), key=lambda each: each.unit)):
        bare = replace(row, rank=None, grade=None, notes=())
        yield replace(bare, total=None, dimensions=None) if placed else bare


def _announced(asked: _Asked, rows: Rows) -> Iterator[RankedRow]:
    procedure = asked.stage.procedure
    sheets = load_sheets(asked.connection, asked.stage.row.id, procedure, "review")
    scores = standing(asked.plan, procedure, sheets)
    results = [_result(scores, position) for position in range(len(sheets))]
    yield from _shown(asked, rows, results)


def _is_announced(asked: _Asked, rows: Rows) -> bool:
    """Whether every unit's result has been announced and not been sent back since."""
    papers = papers_of(asked.connection, rows, asked.stage.procedure)
    for paper in papers:
        last = [move.action for move in paper.history.moves if move.action in _TURNS]
        if not last or last[-1] != "announce":
            return False
    return bool(papers)


_TURNS = frozenset({"announce", "return"})


def _shown(asked: _Asked, rows: Rows, results: Sequence[Mapping[str, Any]]) -> Iterator[RankedRow]:
    units = {row.unit: Unit(row.unit, row.name, row.kind, row.level, row.district) for row in rows}
    for each in results:
        yield _row(asked, units[each["unit"]], each)


def _row(asked: _Asked, unit: Unit, result: Mapping[str, Any]) -> RankedRow:
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
    )


def _result(scores: Scores, position: int) -> Mapping[str, Any]:
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
