"""What a unit has before it: each of its submissions, what came back and why, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find
from smart_team.assessment.published import newest_published
from smart_team.assessment.views.claim import returned
from smart_team.assessment.views.happened import SeenMove
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.published import content_of
from smart_team.assessment.views.scores import layer_scores
from smart_team.assessment.views.sight import sight_of
from smart_team.errors import Lang, Text
from smart_team.people.policy import Action, moves
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.procedure.words import state_title
from smart_team.store.tables import cycles, submissions


@dataclass(frozen=True, slots=True)
class Figure:
    """A total, with its grade, and (once published) its rank, at one step."""

    title: Text
    total: str | None
    grade: str | None
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One submission of a person's own unit.

    `returned` is the return that brought it where it stands; `figures` its score at each step that
    the person may see, or what was published once it is.
    """

    id: str
    unit: str
    cycle: str
    rubric: Text
    state: Text
    due_at: str | None
    actions: tuple[Action, ...]
    returned: SeenMove | None
    figures: tuple[Figure, ...]
    is_published: bool


def unit_lines(
    connection: Connection, principal: Principal, library: Library, lang: Lang
) -> list[UnitLine]:
    """Return the submissions of the units for which a person acts, the newest cycle first."""
    own = {each.unit for each in principal.assignments if each.unit is not None}
    if not own:
        return []
    query = (
        submissions_for(principal)
        .where(submissions.c.unit.in_(own))
        .order_by(submissions.c.cycle.desc(), submissions.c.id)
    )
    titles = {row.id: row.title for row in connection.execute(select(cycles.c.id, cycles.c.title))}
    rows = connection.execute(query).all()
    return [_line(connection, principal, row.id, titles, library, lang) for row in rows]


def _line(
    connection: Connection,
    principal: Principal,
    id_: str,
    titles: Mapping[str, str],
    library: Library,
    lang: Lang,
) -> UnitLine:
    found = find(connection, principal, id_)
    row, published = found.row, _published(found)
    return UnitLine(
        id_,
        row.name,
        titles[row.cycle],
        found.plan(library).rubric.title.text(),
        state_title(found.procedure, row.state),
        row.due_at,
        tuple(moves(principal, found.target)),
        returned(sight_of(paper_of(found), principal)),
        (published,) if published else tuple(_layers(found, principal, library, lang)),
        published is not None,
    )


def _published(found: Submission) -> Figure | None:
    published = newest_published(found.connection, found.row.stage)
    rows: Sequence[Mapping[str, Any]] = ()
    if published is not None:
        rows = content_of(published.row.content)["units"]
    row = next((each for each in rows if each["unit"] == found.row.unit), None)
    if row is None:
        return None
    return Figure(_PUBLISHED, row["total"], row["grade"], row["rank"])


def _layers(found: Submission, principal: Principal, library: Library, lang: Lang) -> list[Figure]:
    titles = {step.id: step.title.text() for step in found.procedure.steps}
    return [
        Figure(titles[each.step], each.score.total, each.score.grade)
        for each in layer_scores(found.connection, principal, found.id, library, lang)
    ]


_PUBLISHED = Text("已发布", "published")
