"""The same request twenty times at once: it is done once, recorded once and told of once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx2 as httpx
import pytest
from smart_team_api.app import PREFIX
from sqlalchemy import Table, func, select

from smart_team.assessment.job_sorts import SORTS
from smart_team.assessment.worker import Desk as Bench
from smart_team.assessment.worker import Worker
from smart_team.store.database import reading
from smart_team.store.tables import (
    answered,
    appeals,
    audit,
    jobs,
    moves,
    outbox,
    publications,
    stages,
)
from tests.api.desk import HERE, Desk
from tests.assessment.world import UNITS

AT_ONCE = 20
ROUNDS = 200
"""On each kind of database."""
CLERK, APPROVER, OFFICE = "clerk-D01-court", "approver-D01-court", "district-D01"
ITEMS = ("A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8")


def at_once(
    desk: Desk, person: str, path: str, body: Any, headers: Sequence[dict[str, str]]
) -> list[Any]:
    """Send a request as often as there are headers, all before the first is answered."""
    own = desk.headers(person)

    async def send() -> list[Any]:
        door = httpx.ASGITransport(desk.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=door, base_url=HERE) as client:
            return await asyncio.gather(
                *(client.post(PREFIX + path, json=body, headers=own | each) for each in headers)
            )

    return asyncio.run(send())


def count(desk: Desk, table: Table, *where: Any) -> int:
    with reading(desk.world.engine) as connection:
        query = select(func.count()).select_from(table).where(*where)
        return int(connection.execute(query).scalar_one())


def done(desk: Desk, action: str) -> int:
    return count(desk, audit, audit.c.action == action, audit.c.result == "success")


def marks(desk: Desk, action: str) -> tuple[int, int, int]:
    """Return how many moves, records of this act and notices there are."""
    return count(desk, moves), done(desk, action), count(desk, outbox)


def once(desk: Desk, person: str, submission: str, action: str, *, keyed: bool) -> None:
    """Ask for a move twenty times at once, with one key or with none, and look at what came."""
    before, refused = marks(desk, action), count(desk, audit, audit.c.result == "refused")
    seen = {"If-Match": f'"{desk.world.row(submission).version}"'}
    more = {"Idempotency-Key": str(uuid4())} if keyed else {}
    path = f"/submissions/{submission}/{action}"
    answers = at_once(desk, person, path, None, [seen | more] * AT_ONCE)
    assert marks(desk, action) == tuple(each + 1 for each in before), answers[0].text
    losers = count(desk, audit, audit.c.result == "refused") - refused
    statuses = Counter(answer.status_code for answer in answers)
    if keyed:
        assert statuses == {200: AT_ONCE}
        assert len({answer.content for answer in answers}) == 1
        assert len({answer.headers["etag"] for answer in answers}) == 1
        assert losers == 0
    else:
        assert statuses == {200: 1, 412: AT_ONCE - 1}
        assert losers == AT_ONCE - 1


def test_a_submission_is_handed_in_once(desk: Desk) -> None:
    mine = desk.world.submission("D01-court")
    desk.world.complete(mine)
    for number in range(ROUNDS):
        once(desk, CLERK, mine, "submit", keyed=number % 2 == 0)
        if number % 5:
            desk.world.act(CLERK, mine, "withdraw")
            continue
        once(desk, APPROVER, mine, "sign", keyed=number % 10 == 0)
        desk.world.act(OFFICE, mine, "return", "请核对")


def test_an_item_is_appealed_once(desk: Desk) -> None:
    mine = desk.world.submission("D01-court")
    desk.world.pass_to(mine, "appeal")
    for number, item in enumerate(ITEMS):
        seen = {"If-Match": f'"{desk.world.row(mine).version}"'}
        more = {"Idempotency-Key": str(uuid4())} if number % 2 else {}
        body = {"item": item, "ground": "材料已补"}
        path = f"/submissions/{mine}/appeals"
        answers = at_once(desk, APPROVER, path, body, [seen | more] * AT_ONCE)
        statuses = Counter(answer.status_code for answer in answers)
        assert statuses == ({200: AT_ONCE} if more else {200: 1, 412: AT_ONCE - 1})
        assert count(desk, appeals) == done(desk, "appeal") == number + 1


@pytest.mark.parametrize("keyed", [True, False])
def test_a_stage_is_published_once(desk: Desk, *, keyed: bool) -> None:
    world, service = desk.world, desk.service
    for unit in UNITS:
        world.pass_to(world.submission(unit), "rating")
    path = f"/stages/{next(row.id for row in world.rows(stages) if row.number == 0)}/publication"
    more = {"Idempotency-Key": str(uuid4())} if keyed else {}
    answers = at_once(desk, "admin", path, None, [more] * AT_ONCE)
    statuses = Counter(answer.status_code for answer in answers)
    asked = count(desk, jobs)
    assert statuses[202] == (AT_ONCE if keyed else asked)
    assert set(statuses) <= {202, 409, 422}
    assert count(desk, answered) == (1 if keyed else 0)
    bench = Bench(service.gate, desk.folder, service.platform, service.library, service.signer)
    worker = Worker(bench, SORTS, lambda _, error: pytest.fail(str(error)), every=0.01)
    while count(desk, jobs, jobs.c.state.in_(("waiting", "running"))):
        pass
    worker.close()
    assert count(desk, publications) == 1
    assert count(desk, jobs, jobs.c.state == "done") == 1
    assert count(desk, moves, moves.c.action == "publish") == len(UNITS)
    if keyed:
        assert asked == 1
