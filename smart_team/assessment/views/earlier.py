"""What the same unit said by the same rubric in the period before, and what it earned."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from smart_team.assessment.loading import Submission, find
from smart_team.assessment.published import newest_published
from smart_team.assessment.views.layers import sheets_for
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.sight import sight_of
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.scoring.plan import Plan
from smart_team.store.tables import cycles, documents, publications, stages, submissions


@dataclass(frozen=True, slots=True)
class Earlier:
    """The newest earlier submission that was published: its answers and points by item."""

    submission: str
    cycle: str
    answers: Mapping[str, Any]
    points: Mapping[str, str | None]


def earlier(found: Submission, principal: Principal, plan: Plan) -> Earlier | None:
    """Return it if there is one that this person may read."""
    before = stages.alias()
    query = (
        submissions_for(principal)
        .join(stages, stages.c.id == submissions.c.stage)
        .join(documents, documents.c.hash == stages.c.rubric)
        .join(publications, publications.c.stage == stages.c.id)
        .join(cycles, cycles.c.id == submissions.c.cycle)
        .where(
            submissions.c.unit == found.row.unit,
            submissions.c.id != found.id,
            documents.c.name == plan.rubric.id,
            stages.c.starts_on
            < select(before.c.starts_on).where(before.c.id == found.row.stage).scalar_subquery(),
        )
        .order_by(stages.c.starts_on.desc(), submissions.c.id.desc())
        .with_only_columns(submissions.c.id, cycles.c.title)
        .limit(1)
    )
    row = found.connection.execute(query).first()
    return None if row is None else _read(found, principal, str(row[0]), str(row[1]))


def _read(found: Submission, principal: Principal, id_: str, title: str) -> Earlier:
    past = find(found.connection, principal, id_)
    sheet = sheets_for(found.connection, [sight_of(paper_of(past), principal)])[0]
    published = newest_published(found.connection, past.row.stage)
    row = None if published is None else published.unit(past.row.unit)
    cells = {} if row is None else row["indicators"]
    points = {item: cell["points"] for item, cell in cells.items()}
    return Earlier(id_, title, sheet.claim.answers, points)
