"""One submission as one person sees it: where it stands, what they may do, what they may read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection

from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find
from smart_team.assessment.views.happened import SeenAppeal, SeenMove, appeals_of, moves_of
from smart_team.assessment.views.layers import SeenLayer, layers_of
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.sight import sight_of
from smart_team.errors import Text
from smart_team.people.policy import Action, may, moves
from smart_team.people.principal import Principal
from smart_team.procedure.machine import step_of
from smart_team.scoring.units import Unit

FINISHED: Final = Text("已完成", "done")
_MATTERS: Final[tuple[Action, ...]] = ("draft", "panel_members")


@dataclass(frozen=True, slots=True)
class RubricNamed:
    """By which rubric a submission is scored."""

    id: str
    version: str
    hash: str
    title: Text


@dataclass(frozen=True, slots=True)
class SubmissionView:
    """A submission as one person sees it.

    `late` says that the unit handed it in after its day; `actions` are the moves that this person
    may make now, and of ``draft`` and ``panel_members`` those they may at any time.
    """

    id: str
    cycle: str
    stage: str
    unit: Unit
    rubric: RubricNamed
    state: str
    title: Text
    due_at: str | None
    sampled: bool
    late: bool
    version: int
    actions: tuple[Action, ...]
    history: tuple[SeenMove, ...]
    layers: tuple[SeenLayer, ...]
    appeals: tuple[SeenAppeal, ...]


def submission_view(
    connection: Connection, principal: Principal, id_: str, library: Library
) -> SubmissionView:
    """Return a submission that this person may see.

    Raises AbsentError alike for what does not exist and what is out of scope.
    """
    found = find(connection, principal, id_)
    paper = paper_of(found)
    sight = sight_of(paper, principal)
    happened = moves_of(sight)
    rubric, row = found.plan(library).rubric, found.row
    named = RubricNamed(rubric.id, rubric.version, found.rubric, rubric.title.text())
    handed = [move for move in paper.history.moves if paper.history.hands_in(move)]
    return SubmissionView(
        found.id,
        row.cycle,
        row.stage,
        paper.unit,
        named,
        row.state,
        _title(found),
        row.due_at,
        row.sampled,
        bool(handed and handed[-1].late),
        row.version,
        _actions(found, principal),
        tuple(happened),
        tuple(layers_of(connection, sight)),
        tuple(_with_actions(each, found, principal) for each in appeals_of(sight)),
    )


def _with_actions(appeal: SeenAppeal, found: Submission, principal: Principal) -> SeenAppeal:
    able = appeal.decision is None and may(principal, "decide", found.target)
    return replace(appeal, actions=("decide",)) if able else appeal


def _title(found: Submission) -> Text:
    step = step_of(found.procedure, found.row.state)
    return FINISHED if step is None else step.title.text()


def _actions(found: Submission, principal: Principal) -> tuple[Action, ...]:
    matters = [each for each in _MATTERS if may(principal, each, found.target)]
    return (*moves(principal, found.target), *matters)
