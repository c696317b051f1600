"""The layers that a person may see, as they were written and as a sheet that can be scored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from smart_team.assessment.drafts import NOTHING, Draft, draft_of
from smart_team.assessment.loading import UNIT_ITSELF, Submission, author_of
from smart_team.assessment.metrics.values import draft_under
from smart_team.assessment.sheets import Sheet, lay
from smart_team.assessment.views.papers import Paper, Rows, contents
from smart_team.assessment.views.sight import Sight
from smart_team.procedure.machine import step_of
from smart_team.procedure.schema import Layer, Step
from smart_team.rubric.types import Role


@dataclass(frozen=True, slots=True)
class SeenLayer:
    """One author's layer: what it changes, each with its reason, when, and by which role.

    `by` is the author's id if it may be known; `number` that of the revision. Of a panel, its unit
    gets one layer without answers and without a number: the members' reasons by item, a line each.
    """

    layer: Layer
    step: str
    role: Role
    by: str | None
    is_own: bool
    number: int | None
    saved_at: str
    draft: Draft
    hash: str | None


def layers_of(connection: Connection, sight: Sight) -> list[SeenLayer]:
    """Return the layers of a submission that a person may see, in the order of the steps."""
    written = contents(connection, [each.id for each in sight.newest()])
    shown = [_layer(sight, row) for row in written if sight.sees(row)]
    order = _order(sight.paper)
    return sorted([*shown, *_remarks(sight, written)], key=lambda each: order[each.step])


def sheets_for(connection: Connection, sights: Sequence[Sight]) -> list[Sheet]:
    """Return a sheet for each submission with all that a person may see of it and that counts.

    A rework counts from its acceptance on.
    """
    wanted = [each.id for sight in sights for each in _holding(sight)]
    written: dict[str, list[Row[Any]]] = {}
    for row in contents(connection, wanted):
        written.setdefault(row.submission, []).append(row)
    return [sheet_for(sight, written.get(sight.paper.id, ())) for sight in sights]


def sheet_for(sight: Sight, written: Rows, steps: Collection[str] | None = None) -> Sheet:
    """Return what a person may see of a submission as a sheet, of all steps or of some.

    `written` are the newest revisions with their contents.
    """
    paper, known = sight.paper, _steps(sight.paper)
    sheet = Sheet(paper.unit, paper.id, paper.row.state, draft_under(paper.counted))
    for seat in paper.seats:
        if sight.sits(seat) and (steps is None or seat.step in steps):
            sheet.members[seat.person] = NOTHING
    for row in written:
        if steps is None or row.step in steps:
            lay(sheet, known[row.step], row.layer, row.author, draft_of(row.content))
    return sheet


def sheet_with(sight: Sight, found: Submission, draft: Draft, *, claims: bool) -> Sheet:
    """Return the layers below a draft of the step that are part of what its author may see.

    The draft lies over them: the unit's where it `claims`, else that of this reviewer.
    """
    step, steps = found.step, found.procedure.steps
    author = UNIT_ITSELF if claims else author_of(found, sight.principal)
    layer: Layer = "self" if claims else step.layer or "review"
    upto = {each.id for each in steps[: steps.index(step) + 1]}
    mine = (step.id, author)
    below = [row.id for row in sight.newest() if (row.step, row.author) != mine]
    sheet = sheet_for(sight, contents(found.connection, below), upto)
    if step.panel is not None:
        sheet.members = {author: NOTHING}
    lay(sheet, step, layer, author, draft)
    return sheet


def _holding(sight: Sight) -> Iterator[Row[Any]]:
    steps = _steps(sight.paper)
    accepted = any(move.action == "accept" for move in sight.paper.history.moves)
    return (each for each in sight.newest() if accepted or steps[each.step].rework is None)


def _steps(paper: Paper) -> Mapping[str, Step]:
    return {step.id: step for step in paper.procedure.steps}


def _order(paper: Paper) -> Mapping[str, int]:
    return {step.id: number for number, step in enumerate(paper.procedure.steps)}


def _layer(sight: Sight, row: Row[Any]) -> SeenLayer:
    step = _steps(sight.paper)[row.step]
    return SeenLayer(
        row.layer,
        row.step,
        step.by,
        sight.name(row.saved_by, row.step),
        sight.is_own(row),
        row.number,
        row.saved_at,
        draft_of(row.content),
        row.hash,
    )


def _remarks(sight: Sight, written: Rows) -> Iterator[SeenLayer]:
    """Yield what the members of a panel gave as reasons, for a unit that was told its result."""
    if sight.part != "unit":
        return
    sitting = {(seat.step, seat.person) for seat in sight.paper.seats if sight.sits(seat)}
    for id_ in sorted({step for step, _ in sitting}):
        rows = [row for row in written if row.step == id_ and (id_, row.author) in sitting]
        step = step_of(sight.paper.procedure, id_)
        if step is not None and rows:
            draft = Draft(reasons=_joined([draft_of(row.content) for row in rows]))
            at = max(row.saved_at for row in rows)
            yield SeenLayer("review", id_, step.by, None, False, None, at, draft, None)  # noqa: FBT003


def _joined(drafts: Sequence[Draft]) -> dict[str, str]:
    """Return all reasons by item, in an order that does not tell who gave which."""
    items = sorted({item for draft in drafts for item in draft.reasons})
    return {
        item: "\n".join(sorted({draft.reasons[item] for draft in drafts if item in draft.reasons}))
        for item in items
    }
