"""What a submission comes to, layer by layer, as far as a person may see the layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from smart_team.assessment.drafts import draft_of
from smart_team.assessment.library import Library
from smart_team.assessment.loading import find
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.views.alone import AloneScore, score_alone
from smart_team.assessment.views.layers import sheet_for
from smart_team.assessment.views.papers import Rows, contents, paper_of
from smart_team.assessment.views.sight import Sight, sight_of
from smart_team.errors import Lang
from smart_team.people.principal import Principal
from smart_team.procedure.schema import Layer, Step


@dataclass(frozen=True, slots=True)
class LayerScore:
    """What holds once a step's layer lies over all below it.

    Until it `is_settled`, a panel has no result: to a member it is their own view alone, to others
    that of the members who have confirmed, of those they may see.
    """

    layer: Layer
    step: str
    is_settled: bool
    score: AloneScore


def layer_scores(
    connection: Connection, principal: Principal, id_: str, library: Library, lang: Lang
) -> list[LayerScore]:
    """Return the score at each layer that exists and that this person may see, in order.

    A unit gets its panel's result once told, never a member's; a member of a blind panel gets
    their own view until the panel is done. Raises AbsentError out of scope.
    """
    found = find(connection, principal, id_)
    sight = sight_of(paper_of(found), principal)
    written = contents(connection, [each.id for each in sight.newest()])
    plan = found.plan(library)
    return [
        LayerScore(
            step.layer or "self", step.id, settled, score_alone(plan, found.procedure, sheet, lang)
        )
        for step, settled, sheet in _sheets(sight, written)
    ]


def _sheets(sight: Sight, written: Rows) -> Iterator[tuple[Step, bool, Sheet]]:
    """Yield each step that left something, whether it is settled, and a sheet of all up to it."""
    done: list[str] = []
    for step in sight.paper.procedure.steps:
        done.append(step.id)
        settled = step.panel is None or _is_settled(sight, step)
        mine = [row for row in written if row.step == step.id and sight.is_own(row)]
        sitting = any(seat.step == step.id and sight.sits(seat) for seat in sight.paper.seats)
        if step.panel is None and not any(row.step == step.id for row in written):
            continue
        if step.panel is not None and not sitting and not mine:
            continue
        sheet = sheet_for(sight, written, done)
        if mine and not settled:
            sheet.members = {row.author: draft_of(row.content) for row in mine}
        yield step, settled, sheet


def _is_settled(sight: Sight, step: Step) -> bool:
    """Whether the panel has come to its result, and this person may see it."""
    confirmed = [
        seat for seat in sight.paper.seats if seat.step == step.id and seat.confirmed_at is not None
    ]
    concluded = (
        sight.sits(seat) and sight.paper.history.concluded(seat.confirmed_at, step.id)
        for seat in confirmed
    )
    return bool(confirmed) and all(concluded)
