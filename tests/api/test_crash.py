"""The service killed, without room, or without its database: nothing acknowledged is lost."""

from __future__ import annotations

import signal
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import httpx2 as httpx
import pytest
from sqlalchemy import make_url

from smart_team.store.database import open_engine
from tests.api.served import NO_LIMIT, Served
from tests.api.wire_accounts import check_accounts
from tests.api.wire_crew import SHUT, TURNED_DOWN, Crew, Entry, Wish
from tests.crew import WRITERS
from tests.store.test_kill import Server

ROUNDS = {"sqlite": 2, "postgresql": 1}
SMALL = 512
"""Bytes: smaller than any file, so that not even a way back fits on the disk."""


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    yield from serving(database_url, tmp_path)


def serving(url: str, folder: Path) -> Iterator[Served]:
    served = Served(url, folder / "data")
    served.prepare()
    served.start()
    yield served
    if served.process is not None and served.process.poll() is None:
        assert served.stop() in {0, -signal.SIGTERM}, served.said()


def test_the_killed_service_loses_nothing_and_leaves_no_half(
    served: Served, pytestconfig: pytest.Config
) -> None:
    engine = open_engine(served.url)
    random, entries = Random(7), list[Entry]()
    rounds = pytestconfig.getoption("--crash-rounds") or ROUNDS[engine.dialect.name]
    for seed in range(1, rounds + 1):
        wanted = random.randint(1, 60)
        with Crew(served, seed) as crew:
            crew.wait(lambda crew, n=wanted: len(crew.entries) >= n)  # type: ignore[misc]
            served.kill()
        assert len(crew.unknown) <= WRITERS
        served.start()
        doubtful = len(crew.unknown)
        there = check_accounts(engine, served.data, [*entries, *crew.entries])
        known = len(entries) + len(crew.entries)
        assert known <= there <= known + doubtful
        crew.resolve()
        entries += crew.entries
        assert check_accounts(engine, served.data, entries) == len(entries)
    engine.dispose()


def fill(served: Served, size: int, seed: int) -> Crew:
    """Work until there is no room, then with room again; readers are served all the time.

    Nobody writes when the limit is set: unlike a full disk, it would forbid to write over what is
    there already.
    """
    served.limit(size)
    with Crew(served, seed) as crew:
        crew.wait(lambda crew: len(crew.shut) >= 3 * WRITERS)
        reads = crew.reads
        crew.wait(lambda crew: crew.reads > reads + WRITERS)
        served.limit(NO_LIMIT)
        done = len(crew.entries)
        crew.wait(lambda crew: len(crew.entries) >= done + WRITERS)
    assert crew.gone == 0
    return crew


def alone(served: Served, room: int) -> None:
    """Let one person try: a file has no room, or the database has none; nothing is kept of either."""
    place = served.places[0]
    clerk = f"clerk-{place.unit}"
    tries = ((room, "attach", 507), (SMALL, "attach", 503), (SMALL, "save", 503))
    with httpx.Client(base_url=served.base) as client:
        for number, (size, action, status) in enumerate(tries):
            served.limit(size)
            wish = Wish(place, clerk, action, 1, f"alone-{number}", place.claim, padding=room)
            answer = wish.send(client, served.staff[clerk])
            assert answer.status_code == status, answer.text
            assert int(answer.headers["retry-after"]) > 0
        seen = client.get(f"/submissions/{place.id}", headers=served.staff[clerk])
        assert (seen.status_code, seen.json()["version"]) == (200, 1)


def test_without_room_only_writers_are_turned_down_and_nothing_of_theirs_is_kept(
    tmp_path: Path,
) -> None:
    url = f"sqlite:///{tmp_path / 'smart_team.db'}"
    file = Path(make_url(url).database or "")
    for served in serving(url, tmp_path):
        engine, entries, statuses = open_engine(url), list[Entry](), Counter[int]()
        alone(served, file.stat().st_size + 100_000)
        for seed in range(1, 4):
            size = SMALL if seed == 1 else file.stat().st_size + Random(seed).randrange(40_000)
            crew = fill(served, size, seed)
            entries += crew.entries
            statuses += crew.statuses
            # Unlike a killed program, a full disk leaves no doubt.
            assert check_accounts(engine, served.data, entries) == len(entries)
            assert list((served.data / "evidence" / "incoming").iterdir()) == []
            assert all(int(answer.headers["retry-after"]) > 0 for answer in crew.shut)
        assert set(statuses) <= {200, 201} | TURNED_DOWN | SHUT
        engine.dispose()


@pytest.fixture
def server() -> Iterator[Server]:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")
        server = Server(Path(folder) / "data")
        yield server
        server.remove()


def stop_at_once(server: Server) -> None:
    server.signal(signal.SIGQUIT)


def kill(server: Server) -> None:
    server.signal(signal.SIGKILL)


def test_a_killed_postgresql_is_503_until_it_is_back_and_retries_do_nothing_twice(
    server: Server, tmp_path: Path
) -> None:
    ways: list[Callable[[Server], None]] = [stop_at_once, kill]
    for served in serving(server.url, tmp_path):
        with Crew(served, seed=1) as crew:
            for way in ways:
                wanted = len(crew.entries) + 30
                crew.wait(lambda crew, n=wanted: len(crew.entries) >= n)  # type: ignore[misc]
                way(server)
                shut = len(crew.shut) + WRITERS
                crew.wait(lambda crew, n=shut: len(crew.shut) >= n)  # type: ignore[misc]
                assert httpx.get(f"{served.base}/health/live").status_code == 200
                assert httpx.get(f"{served.base}/health/ready").status_code == 503
                server.start()
                wanted = len(crew.entries) + WRITERS
                crew.wait(lambda crew, n=wanted: len(crew.entries) >= n)  # type: ignore[misc]
        assert crew.strange == []
        assert crew.gone == 0
        assert set(crew.statuses) <= {200, 201, 503} | TURNED_DOWN
        assert all(int(answer.headers["retry-after"]) > 0 for answer in crew.shut)
        engine = open_engine(server.url)
        check_accounts(engine, served.data, crew.entries)
        crew.resolve()
        assert check_accounts(engine, served.data, crew.entries) == len(crew.entries)
        engine.dispose()
