"""Somebody goes away before their request has come: nothing failed, and nothing was done."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from smart_team_api.problems import LEFT

from smart_team.store.tables import revisions
from tests.api.desk import Desk
from tests.assessment.world import World


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(world, tmp_path)
    with desk.client:
        yield desk


@pytest.mark.parametrize("path", ["submissions/{id}/preview", "submissions/{id}/edit"])
def test_a_form_that_never_comes_is_no_failure(desk: Desk, path: str) -> None:
    world = desk.world
    id_ = world.submission("D01-court")
    before = len(world.rows(revisions))
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        sent.append(message)

    address = "/" + path.format(id=id_)
    headers = {
        "host": "testserver",
        "content-type": "application/x-www-form-urlencoded",
        "content-length": "100",
        **desk.headers("clerk-D01-court"),
    }
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "https",
        "path": address,
        "raw_path": address.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 5000),
        "server": ("testserver", 443),
    }
    asyncio.run(desk.app(scope, receive, send))
    assert [each["status"] for each in sent if "status" in each] == [LEFT]
    assert len(world.rows(revisions)) == before
