"""All that was said of the units of one stage, layer by layer, read at once."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, select

from smart_team.assessment.drafts import NOTHING, Draft, draft_of, over
from smart_team.assessment.metrics.values import Values, draft_under, newest_values
from smart_team.procedure.schema import Layer, Procedure, Rework, Step
from smart_team.scoring.units import Unit
from smart_team.store.tables import cycle_units, moves, panel_members, revisions, submissions

LAYERS: Final[tuple[Layer, ...]] = ("self", "preliminary", "review", "appeal", "final")
"""From the bottom up; what is published is all of them."""


@dataclass(slots=True)
class Sheet:
    """One unit's layers: claim, district office, panel, what lies over the panel, and a rework.

    What metrics answer lies under the claim.
    """

    unit: Unit
    submission: str
    state: str
    claim: Draft = NOTHING
    preliminary: Draft = NOTHING
    members: dict[str, Draft] = field(default_factory=dict)
    """Each confirmed member of the panel; one who confirmed without a change is an empty draft."""
    later: Draft = NOTHING
    """The on-site check, then the appeals, then what was amended."""
    rework: Draft = NOTHING
    """What the unit made good."""
    last: Draft = NOTHING
    """What was amended after its acceptance."""
    most: str | None = None
    """The most that the total may be: a rework earns no more."""

    def below(self) -> Draft:
        """Return what the panel was given."""
        return over(self.claim, self.preliminary)

    def above(self) -> Draft:
        """Return all that lies over the panel."""
        reworked = over(self.later, self.rework, keep_null=True)
        return over(reworked, self.last, keep_null=True)

    def speaks(self) -> bool:
        """Whether anybody has said anything of any item."""
        drafts = (self.below(), *self.members.values(), self.above())
        return any(each.items() for each in drafts)

    def content(self) -> dict[str, Any]:
        """Return the sheet as plain values."""
        return {
            "unit": self.unit._asdict(),
            "submission": self.submission,
            "state": self.state,
            "claim": self.claim.text(),
            "preliminary": self.preliminary.text(),
            "members": {person: draft.text() for person, draft in self.members.items()},
            "later": self.later.text(),
            "rework": self.rework.text(),
            "last": self.last.text(),
            "most": self.most,
        }


def text_of(sheets: Sequence[Sheet]) -> str:
    """Return everything that a stage's result is computed from as one text."""
    content = [sheet.content() for sheet in sheets]
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sheets_of(text: str) -> list[Sheet]:
    """Return the sheets that :func:`text_of` wrote."""
    return [
        Sheet(
            Unit(**each["unit"]),
            each["submission"],
            each["state"],
            draft_of(each["claim"]),
            draft_of(each["preliminary"]),
            {person: draft_of(text) for person, text in each["members"].items()},
            draft_of(each["later"]),
            draft_of(each["rework"]),
            draft_of(each["last"]),
            each["most"],
        )
        for each in json.loads(text)
    ]


def load_sheets(
    connection: Connection, stage: str, procedure: Procedure, upto: Layer = "final"
) -> list[Sheet]:
    """Return the sheets of a stage's units in the order of their codes, up to a layer.

    A rework is on its unit's sheet from its acceptance on.
    """
    rows = _rows(connection, stage)
    counted = newest_values(connection, [row.id for row in rows])
    sheets = {row.id: _blank(row, counted.get(row.id)) for row in rows}
    steps = {step.id: step for step in procedure.steps}
    known = LAYERS[: LAYERS.index(upto) + 1]
    if "review" in known:
        for row in _confirmed(connection, stage):
            if steps[row.step].panel is not None:
                sheets[row.submission].members[row.person] = NOTHING
    accepted = _accepted(connection, stage)
    for row in _newest(connection, stage):
        waits = steps[row.step].rework is not None and row.submission not in accepted
        if row.layer in known and not waits:
            draft = draft_of(row.content)
            lay(sheets[row.submission], steps[row.step], row.layer, row.author, draft)
    return list(sheets.values())


_UNIT = cycle_units.c
_NAMED: Final = (_UNIT.unit, _UNIT.name, _UNIT.kind, _UNIT.level, _UNIT.district)


def lay(sheet: Sheet, step: Step, layer: Layer, author: str, draft: Draft) -> None:
    """Put what an author says in a layer at a step into its place on a sheet."""
    if step.rework is not None:
        _lay_rework(sheet, step.rework, layer, draft)
    elif layer == "self":
        sheet.claim = over(sheet.claim, draft)
    elif layer == "preliminary":
        sheet.preliminary = draft
    elif step.panel is None:
        sheet.later = over(sheet.later, draft, keep_null=True)
    elif author in sheet.members:
        sheet.members[author] = draft


def _lay_rework(sheet: Sheet, rework: Rework, layer: Layer, draft: Draft) -> None:
    if layer == "self":
        sheet.rework, sheet.most = draft, f"{rework.cap:f}"
    else:
        sheet.last = draft


def _rows(connection: Connection, stage: str) -> Sequence[Any]:
    unit = cycle_units.c
    query = (
        select(submissions.c.id, submissions.c.state, *_NAMED)
        .join(
            cycle_units,
            and_(unit.cycle == submissions.c.cycle, unit.unit == submissions.c.unit),
        )
        .where(submissions.c.stage == stage)
        .order_by(unit.unit)
    )
    return connection.execute(query).all()


def _blank(row: Row[Any], counted: Values | None) -> Sheet:
    """Return a sheet on which nothing stands but what metrics count."""
    unit = Unit(row.unit, row.name, row.kind, row.level, row.district)
    return Sheet(unit, row.id, row.state, draft_under(counted))


def _of_stage(stage: str) -> Any:  # noqa: ANN401 - a subquery
    return select(submissions.c.id).where(submissions.c.stage == stage)


def _accepted(connection: Connection, stage: str) -> frozenset[str]:
    """Return the submissions of which a rework was accepted."""
    table = moves.c
    query = select(table.submission).where(
        table.submission.in_(_of_stage(stage)), table.action == "accept"
    )
    return frozenset(connection.execute(query).scalars())


def _confirmed(connection: Connection, stage: str) -> Sequence[Any]:
    table = panel_members.c
    query = (
        select(table.submission, table.step, table.person)
        .where(table.submission.in_(_of_stage(stage)), table.confirmed_at.is_not(None))
        .order_by(table.person)
    )
    return connection.execute(query).all()


def _newest(connection: Connection, stage: str) -> Sequence[Any]:
    table = revisions.c
    whose = (table.submission, table.layer, table.step, table.author)
    last = (
        select(*whose, func.max(table.number).label("number"))
        .where(table.submission.in_(_of_stage(stage)))
        .group_by(*whose)
        .subquery()
    )
    same = [table[each.name] == last.c[each.name] for each in (*whose, table.number)]
    query = select(revisions).join(last, and_(*same)).order_by(table.saved_at, table.id)
    return connection.execute(query).all()


def by_unit(sheets: Sequence[Sheet], drafts: Sequence[Draft]) -> Mapping[str, Draft]:
    """Return a draft for each sheet's unit."""
    return {sheet.unit.unit: draft for sheet, draft in zip(sheets, drafts, strict=True)}
