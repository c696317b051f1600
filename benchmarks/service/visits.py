"""Which pages are measured, who asks for each, and what stands in its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from smart_team.demo.accounts import ADMIN, approver_of, clerk_of, office_of
from smart_team.store.tables import (
    audit,
    documents,
    evidence,
    panel_members,
    people,
    publications,
    stages,
    submissions,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection, Select

PAGE: Final = 100
HEAT: Final = 300
"""The most that a page's median may be, in ms."""
LEADER: Final = "leader.1"
AUDITOR: Final = "auditor"
INSPECTOR: Final = "inspector.1"
ADJUDICATOR: Final = "adjudicator.1"


@dataclass(frozen=True)
class Visit:
    """A page as one person asks for it; `most` is what its median may be, in ms."""

    name: str
    login: str
    path: str
    most: int = PAGE


_CITYWIDE: Final = (
    ("the first page", LEADER, "/"),
    ("the first page", ADMIN, "/"),
    ("notices", LEADER, "/notices"),
    ("the account", LEADER, "/account"),
    ("help", LEADER, "/help"),
    ("the queue", INSPECTOR, "/queue"),
    ("the queue", ADJUDICATOR, "/queue"),
    ("appeals in numbers", ADJUDICATOR, "/appeals"),
    ("cycles", LEADER, "/cycles"),
    ("a cycle under review", LEADER, "/cycles/{under_review}"),
    ("a published cycle", LEADER, "/cycles/{finished}"),
    ("a published cycle's result", LEADER, "/cycles/{finished}/result"),
    ("announcements", LEADER, "/announcements"),
    ("results", LEADER, "/results"),
    ("a published result", LEADER, "/results/{publication}"),
    ("its announcement", LEADER, "/results/{publication}/notice"),
    ("administration", ADMIN, "/admin"),
    ("health", ADMIN, "/admin/health"),
    ("units", ADMIN, "/admin/units"),
    ("a unit", ADMIN, "/admin/units/D01-court"),
    ("people", ADMIN, "/admin/people"),
    ("a person", ADMIN, "/admin/people/{person}"),
    ("cycles to keep", ADMIN, "/admin/cycles"),
    ("a cycle to keep", ADMIN, "/admin/cycles/{under_review}"),
    ("opening a cycle", ADMIN, "/admin/cycles/new"),
    ("the calendar", ADMIN, "/admin/calendar"),
    ("rubrics", "author", "/rubrics"),
    ("a rubric", "author", "/rubrics/{rubric}"),
    ("the audit", AUDITOR, "/audit"),
    ("a record of the audit", AUDITOR, "/audit/{record}"),
)
_TABLES: Final = (
    ("the ranked table", LEADER, "/stages/{stage}", PAGE),
    ("the heat map by dimension", LEADER, "/stages/{stage}/heat", HEAT),
    ("the heat map by indicator", LEADER, "/stages/{stage}/heat?by=indicators", HEAT),
    ("a unit down to its findings", LEADER, "/stages/{stage}/units/D01-court", PAGE),
    ("two units compared", LEADER, "/stages/{stage}/compare?a=D01-court&b=D02-court", PAGE),
)


def visits_of_demo(connection: Connection, cycles: Mapping[Any, str]) -> Iterator[Visit]:
    """Yield the pages of the demo's city, each as its role asks for it."""
    first = _Finder(connection)
    ids = {
        **cycles,
        "publication": first(select(publications.c.id)),
        "person": first(select(people.c.id).where(people.c.login == "clerk.d01-court")),
        "rubric": first(select(documents.c.hash).where(documents.c.sort == "rubric")),
        "record": first(select(audit.c.number)),
    }
    for name, login, path in _CITYWIDE:
        yield Visit(name, login, path.format(**ids))
    yield from visits_of_stage("finished", first(_stage(cycles["finished"])))
    yield from visits_of_stage("under review", first(_stage(cycles["under_review"])))
    yield from _of_claims(first, cycles["open"])
    yield from _of_reviews(first, cycles["under_review"])


def visits_of_stage(name: str, stage: str) -> Iterator[Visit]:
    """Yield the pages over a stage's table."""
    for title, login, path, most in _TABLES:
        yield Visit(f"{title}, {name}", login, path.format(stage=stage), most)


@dataclass(frozen=True)
class _Finder:
    connection: Connection

    def __call__(self, query: Select[Any]) -> Any:  # noqa: ANN401 - an id or a row's value
        return self.connection.execute(query.limit(1)).scalar_one()

    def submission(self, cycle: str, state: str) -> tuple[str, str]:
        """Return a district unit's submission that stands in a state, and its unit."""
        query = select(submissions.c.id, submissions.c.unit).where(
            submissions.c.cycle == cycle, submissions.c.state == state
        )
        row = self.connection.execute(query.where(submissions.c.unit.like("D%")).limit(1)).one()
        return row.id, row.unit


def _stage(cycle: str) -> Select[Any]:
    return select(stages.c.id).where(stages.c.cycle == cycle).order_by(stages.c.number)


def _of_claims(first: _Finder, cycle: str) -> Iterator[Visit]:
    claim, unit = first.submission(cycle, "self_assessment")
    clerk = clerk_of(unit)
    yield Visit("the first page", clerk, "/")
    yield Visit("the self-assessment", clerk, f"/submissions/{claim}/edit")
    yield Visit("handing in", clerk, f"/submissions/{claim}/submit")
    signing, unit = first.submission(cycle, "sign_off")
    yield Visit("the first page", approver_of(unit), "/")
    yield Visit("a whole submission", approver_of(unit), f"/submissions/{signing}")


def _of_reviews(first: _Finder, cycle: str) -> Iterator[Visit]:
    given, unit = first.submission(cycle, "preliminary")
    office = office_of(unit.partition("-")[0])
    yield Visit("the queue", office, "/queue")
    yield Visit("a review", office, f"/submissions/{given}/review")
    judged, _ = first.submission(cycle, "review")
    seat = select(people.c.login).join(panel_members, panel_members.c.person == people.c.id)
    seated = seat.where(panel_members.c.submission == judged)
    login = first(seated)
    yield Visit("a review", login, f"/submissions/{judged}/review")
    yield Visit("the list for a visit", login, f"/submissions/{judged}/on-site")
    piece = first(select(evidence.c.id).where(evidence.c.submission == judged))
    yield Visit("a file of evidence", login, f"/evidence/{piece}/look")
