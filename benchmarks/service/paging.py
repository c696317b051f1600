"""Every page as its role asks for it, over HTTP: the demo's city, and 65 units × 106 indicators."""

from __future__ import annotations

import http.client
from contextlib import closing
from functools import partial
from time import perf_counter_ns
from typing import TYPE_CHECKING, Final

from smart_team_api.callers import COOKIE
from sqlalchemy import select

from benchmarks.service.city import SET_UP, built, now
from benchmarks.service.playing import play
from benchmarks.service.processes import free_port, server
from benchmarks.service.rating import Rated
from benchmarks.service.visits import Visit, visits_of_demo, visits_of_stage
from benchmarks.service.workload import claims, workload
from smart_team.assessment.platform import open_platform
from smart_team.demo.store import Scene, prepare_demo
from smart_team.people.passwords import Cost, new_hasher
from smart_team.people.sessions import open_session
from smart_team.store.database import open_engine, reading
from smart_team.store.gate import Gate
from smart_team.store.tables import people

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

RUNS: Final = 15
OK: Final = 200
QUICK: Final = Cost(passes=1, memory=8, lanes=1)
"""Nobody signs in by the demo's password here."""


def measure(folder: Path) -> list[Rated]:
    """Measure the pages of the demo's city, then those over the largest table."""
    demo = prepare_demo(folder / "demo", Scene(open_platform(), now(), hasher=new_hasher(QUICK)))
    engine = open_engine(f"sqlite:///{demo.folder / 'smart_team.db'}")
    with reading(engine) as connection:
        visits = list(visits_of_demo(connection, demo.cycles))
    engine.dispose()
    found = _visited(demo.folder, visits)
    made = workload()
    with built(made.spec, folder / "large") as city:
        play(city, claims(made))
        stage = city.stage
    return found + _visited(folder / "large", list(visits_of_stage("106 indicators", stage)))


def _visited(data: Path, visits: Sequence[Visit]) -> list[Rated]:
    """Serve a store and ask for each page, one request after another."""
    cookies = _cookies(data, sorted({visit.login for visit in visits}))
    port, log = free_port(), data.with_suffix(".log")
    words = ["smart_team.cli", "serve", "--port", str(port)]
    with server(words, port, log, {"SMART_TEAM_DATA": str(data)}):
        return [
            Rated(f"{each.name} ({each.login})", _timed(port, each, cookies), each.most)
            for each in visits
        ]


def _cookies(data: Path, logins: Sequence[str]) -> dict[str, str]:
    """Sign everybody in."""
    engine = open_engine(f"sqlite:///{data / 'smart_team.db'}")
    query = select(people.c.login, people.c.id).where(people.c.login.in_(logins))
    with reading(engine) as connection:
        ids = {row.login: row.id for row in connection.execute(query)}
    gate = Gate(engine, now)
    opened = {
        login: gate.write(SET_UP, partial(open_session, person=ids[login], source="benchmark"))
        for login in logins
    }
    gate.close()
    engine.dispose()
    return {login: f"{COOKIE}={session.session}" for login, session in opened.items()}


def _timed(port: int, visit: Visit, cookies: dict[str, str]) -> list[int]:
    durations = []
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as line:
        for _ in range(RUNS + 1):
            begun = perf_counter_ns()
            line.request("GET", visit.path, headers={"Cookie": cookies[visit.login]})
            answer = line.getresponse()
            answer.read()
            durations.append(perf_counter_ns() - begun)
            if answer.status != OK:
                message = f"{visit.path} was answered with {answer.status} to {visit.login}"
                raise RuntimeError(message)
    return durations[1:]
