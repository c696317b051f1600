"""What a reviewer may hold a claim against: the peers' claims of the stage, what was published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import select

from smart_team.assessment.loading import Submission
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.standings import standing
from smart_team.assessment.views.layers import sheet_for
from smart_team.assessment.views.papers import contents, papers_of
from smart_team.assessment.views.published import content_of, readable
from smart_team.assessment.views.sight import Sight, sight_of
from smart_team.people.principal import Principal
from smart_team.scoring.answers import SCORED
from smart_team.scoring.engine import Scores
from smart_team.scoring.plan import Plan
from smart_team.store.tables import documents, publications, stages

Shares = Mapping[str, Fraction]
"""By indicator, the points as a share of its full marks."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The claim's shares, those of its peers by indicator, and those last published of the unit."""

    claimed: Shares
    peers: Mapping[str, Sequence[Fraction]]
    before: Shares


def beside(found: Submission, principal: Principal, plan: Plan) -> Beside:
    """Return what a reviewer may hold a claim against; of the peers, what they may see."""
    sheets = _claims(found, principal)
    here = next((n for n, sheet in enumerate(sheets) if sheet.submission == found.id), None)
    if here is None:
        return Beside({}, {}, _before(found, plan))
    scores = standing(plan, found.procedure, sheets)
    groups = scores.outcome.groups
    peers = [n for n in range(len(sheets)) if n != here and groups[n] == groups[here]]
    all_shares = [_shares(scores, position) for position in peers]
    claimed = _shares(scores, here)
    by_item = {item: [each[item] for each in all_shares if item in each] for item in claimed}
    return Beside(claimed, by_item, _before(found, plan))


def _claims(found: Submission, principal: Principal) -> list[Sheet]:
    """Return the claims of a stage that a person may see, by themselves."""
    connection = found.connection
    rows = list(readable(connection, principal, found.row.stage).values())
    own = {step.id for step in found.procedure.steps if step.layer == "self"}
    sights = [sight_of(each, principal) for each in papers_of(connection, rows, found.procedure)]
    seen = {sight.paper.id: _claim_of(sight, own) for sight in sights}
    written = {
        row.id: row for row in contents(connection, [i for ids in seen.values() for i in ids])
    }
    return [
        sheet_for(sight, [written[id_] for id_ in seen[sight.paper.id]], own)
        for sight in sights
        if seen[sight.paper.id]
    ]


def _claim_of(sight: Sight, own: set[str]) -> list[str]:
    found = [each for each in sight.newest() if each.layer == "self" and each.step in own]
    return [each.id for each in reversed(found)]


def _shares(scores: Scores, position: int) -> dict[str, Fraction]:
    plan, tick = scores.plan, scores.plan.tree.tick
    return {
        leaf.id: Fraction(int(scores.ticks[row, position]) * tick, 1_000_000)
        / Fraction(leaf.points)
        for row, leaf in enumerate(plan.leaves)
        if scores.statuses[row, position] == SCORED
    }


_PAST: Final = (
    select(publications.c.content)
    .join(stages, stages.c.id == publications.c.stage)
    .join(documents, documents.c.hash == stages.c.rubric)
    .order_by(publications.c.published_at.desc())
)


def _before(found: Submission, plan: Plan) -> Shares:
    """Return what was last published of a unit by a rubric of the same id, in another stage."""
    query = _PAST.where(documents.c.name == plan.rubric.id, stages.c.id != found.row.stage)
    for content in found.connection.execute(query).scalars():
        rows: Sequence[Mapping[str, Any]] = content_of(content)["units"]
        mine = next((row for row in rows if row["unit"] == found.row.unit), None)
        if mine is not None:
            return dict(_published(mine["indicators"]))
    return {}


def _published(indicators: Mapping[str, Any]) -> list[tuple[str, Fraction]]:
    return [
        (item, Fraction(each["points"]) / Fraction(each["full"]))
        for item, each in indicators.items()
        if each["points"] is not None and Fraction(each["full"])
    ]
