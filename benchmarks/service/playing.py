"""The city's people take every claim to its rating: handed in, signed, reviewed by a panel."""

from __future__ import annotations

from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from smart_team_api.strict_json import parse
from sqlalchemy import bindparam, select

from smart_team.assessment import submissions as use
from smart_team.assessment.drafts import Draft
from smart_team.assessment.handing_in import submit
from smart_team.assessment.seats import assign_panel
from smart_team.demo.accounts import ADMIN, approver_of, clerk_of, inspector, office_of
from smart_team.store.audit import Act
from smart_team.store.tables import submissions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from benchmarks.service.city import City
    from smart_team.people.principal import Principal
    from smart_team.store.gate import Work

    _Job = Callable[[Work, use.Asked], object]

PANEL: Final = 3
_CHANGED: Final = 12
"""Items that each reviewer sees otherwise."""
_VERSION: Final = select(submissions.c.version).where(submissions.c.id == bindparam("id"))


def play(city: City, bodies: list[bytes]) -> None:
    """Take every submission to the rating by the product's own use cases, then wait for all."""
    claims = [parse(body)["answers"] for body in bodies]
    waiting = [
        city.gate.submit(
            Act(city.people[login].person, "play"),
            partial(_run, principal=city.people[login], submission=paper.id, job=job),
        )
        for at, paper in enumerate(city.papers)
        for login, job in _deeds(city, at, claims[at], claims[(at + 5) % len(claims)])
    ]
    for each in waiting:
        each.result()


def _run(work: Work, principal: Principal, submission: str, job: _Job) -> object:
    seen = work.connection.execute(_VERSION, {"id": submission}).scalar_one()
    return job(work, use.Asked(principal, submission, seen))


def _deeds(
    city: City, at: int, claim: dict[str, Any], other: dict[str, Any]
) -> Iterator[tuple[str, _Job]]:
    unit = city.papers[at].unit
    clerk = clerk_of(unit)
    yield clerk, partial(use.save, draft=Draft(claim), library=city.library)
    yield clerk, partial(submit, library=city.library, plugins=city.plugins)
    yield approver_of(unit), partial(use.act, action="sign", library=city.library)
    district = unit.partition("-")[0]
    if district != "C":
        yield from _review(city, office_of(district), _seen(claim, other, 0))
    logins = [inspector(at + seat) for seat in range(PANEL)]
    persons = [city.people[login].person for login in logins]
    yield ADMIN, partial(assign_panel, step="review", persons=persons)
    for seat, login in enumerate(logins, 1):
        yield from _review(city, login, _seen(claim, other, seat))


def _review(city: City, login: str, draft: Draft) -> Iterator[tuple[str, _Job]]:
    yield login, partial(use.review, draft=draft, library=city.library)
    yield login, partial(use.act, action="confirm", library=city.library)


def _seen(claim: dict[str, Any], other: dict[str, Any], seat: int) -> Draft:
    """Return what a reviewer says otherwise: some items as another unit of the kind has them."""
    items = list(islice(claim, seat * 5, seat * 5 + _CHANGED))
    return Draft({item: other[item] for item in items}, (), dict.fromkeys(items, "核对台账"))
