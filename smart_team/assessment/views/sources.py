"""Where the table of a stage comes from for who asks, and by what it is scored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, Literal

from sqlalchemy import Connection, Row

from smart_team.assessment.library import Library
from smart_team.assessment.published import Published, newest_published
from smart_team.assessment.sheets import Sheet, load_sheets
from smart_team.assessment.stage import Stage, load_stage
from smart_team.assessment.standings import standing
from smart_team.assessment.views.layers import sheets_for
from smart_team.assessment.views.pages import absent, require_word
from smart_team.assessment.views.papers import papers_of
from smart_team.assessment.views.published import readable
from smart_team.assessment.views.sight import sight_of
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.people.scopes import every_submission, submissions_for
from smart_team.scoring.engine import Scores
from smart_team.scoring.plan import Plan
from smart_team.store.tables import submissions

Source = Literal["live", "published", "announced", "own"]
Rows = Sequence[Row[Any]]
_TURNS: Final = frozenset({"announce", "return"})


class Asked:
    """One question: who asks about which stage, and which of its submissions they may read."""

    def __init__(
        self, connection: Connection, principal: Principal, stage: Stage, library: Library
    ) -> None:
        self.connection = connection
        self.principal = principal
        self.stage = stage
        self.library = library
        self.readable = readable(connection, principal, stage.row.id)
        self.plan: Plan = library.plan(stage.row.rubric, stage.rubric_text)

    @cached_property
    def everything(self) -> Rows:
        """All of the stage's submissions."""
        here = submissions.c.stage == self.stage.row.id
        return self.connection.execute(every_submission().where(here)).all()

    @cached_property
    def sees_standing(self) -> bool:
        """Whether this person may see the standing of every unit."""
        query = submissions_for(self.principal, "standing").with_only_columns(submissions.c.id)
        here = submissions.c.stage == self.stage.row.id
        found = self.connection.execute(query.where(here)).all()
        return bool(found) and len(found) == len(self.everything)

    @cached_property
    def is_announced(self) -> bool:
        """Whether every unit's result has been announced and not been sent back since."""
        papers = papers_of(self.connection, self.everything, self.stage.procedure)
        for paper in papers:
            last = [move.action for move in paper.history.moves if move.action in _TURNS]
            if not last or last[-1] != "announce":
                return False
        return bool(papers)

    def sheets(self, source: Source) -> list[Sheet]:
        """Return what is scored now: in this person's sight, or as it stood after the review."""
        if source == "announced":
            stage = self.stage
            return load_sheets(self.connection, stage.row.id, stage.procedure, "review")
        rows = self.everything if source == "live" else self._own
        papers = papers_of(self.connection, rows, self.stage.procedure)
        return sheets_for(self.connection, [sight_of(paper, self.principal) for paper in papers])

    @property
    def _own(self) -> Rows:
        return sorted(self.readable.values(), key=lambda each: str(each.unit))


@dataclass(frozen=True, slots=True)
class Standing:
    """What a table is made of: a frozen result, or sheets with their scores."""

    source: Source
    published: Published | None = None
    sheets: Sequence[Sheet] = ()
    scores: Scores | None = None


def asked_of(connection: Connection, principal: Principal, stage: str, library: Library) -> Asked:
    """Return the question of a person with any role about a stage; raises AbsentError."""
    if not may(principal, "results", CITY):
        raise absent()
    require_word(stage)
    return Asked(connection, principal, load_stage(connection, stage), library)


def standing_for(
    asked: Asked, *, only_published: bool = False, published_first: bool = False
) -> Standing:
    """Return what a person sees of a stage; raises AbsentError where that is nothing.

    `published_first` prefers what holds to what is on its way, for those who may see both.
    """
    published = newest_published(asked.connection, asked.stage.row.id)
    live = not only_published and not (published_first and published is not None)
    if live and asked.sees_standing:
        return _scored(asked, "live")
    if published is not None:
        return Standing("published", published)
    if only_published:
        raise absent()
    if asked.is_announced:
        return _scored(asked, "announced")
    if not asked.readable:
        raise absent()
    return _scored(asked, "own")


def _scored(asked: Asked, source: Source) -> Standing:
    sheets = asked.sheets(source)
    return Standing(source, None, sheets, standing(asked.plan, asked.stage.procedure, sheets))
