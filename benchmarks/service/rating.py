"""The ranked table of 65 units and 108 items, its pages, and its publication with the gate."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from functools import partial
from time import perf_counter_ns
from typing import TYPE_CHECKING, Final

from smart_team_api.app import PREFIX
from smart_team_api.callers import COOKIE

from benchmarks.service.city import SET_UP, built, now
from benchmarks.service.playing import play
from benchmarks.service.processes import ask, asked, free_port, server
from benchmarks.service.workload import claims, workload
from smart_team.assessment.library import Library
from smart_team.assessment.publication import publish
from smart_team.assessment.sealing import publish_and_seal
from smart_team.assessment.views.ranking import ranking
from smart_team.demo.accounts import ADMIN
from smart_team.people.sessions import open_session
from smart_team.store.audit import Act
from smart_team.store.database import open_engine, reading
from smart_team.store.gate import Gate
from smart_team.store.signing import load_signer

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from benchmarks.service.city import City

LEADER: Final = "leader.1"
RUNS: Final = 15
PUBLISHED: Final = 5
"""How often the result is published, each time in a copy of the store."""
ASKED: Final = (
    ("ranked table from live layers, over HTTP", f"{PREFIX}/stages/{{stage}}/ranking", 50),
    ("page: ranked table from live layers", "/stages/{stage}", 100),
    ("page: one unit with the finding of each figure", "/stages/{stage}/units/D01-court", 100),
    ("page: heat map of 65 units x 106 indicators", "/stages/{stage}/heat?by=indicators", 300),
)
"""What is asked for over HTTP: its name, its path, and the most that its median may be in ms."""


@dataclass(frozen=True)
class Rated:
    """The durations of one thing in ns, and the most that its median may be in ms."""

    name: str
    durations: list[int]
    most: int


def measure(folder: Path) -> list[Rated]:
    """Bring a store to its rating; then time the table before and after publication, and that."""
    made, data = workload(), folder / "rated"
    with built(made.spec, data) as city:
        play(city, claims(made))
        live = _view(city, city.gate, only_published=False)
        cookie = city.gate.write(
            SET_UP,
            partial(open_session, person=city.people[LEADER].person, source="benchmark"),
        ).session
    published = []
    for number in range(PUBLISHED):
        copy = folder / f"published{number}"
        shutil.copytree(data, copy)
        published.append(_publish(city, copy))
    view = _published_view(city, copy)
    return [
        Rated("ranked table from live layers, the view", live, 50),
        *(_over_http(folder, city, cookie, *asked) for asked in ASKED),
        Rated("ranked table from the publication, the view", view, 50),
        Rated("publication: gate, independent recount, signature, commit, seal", published, 5000),
    ]


def _view(city: City, gate: Gate, *, only_published: bool) -> list[int]:
    leader, library = city.people[LEADER], city.library

    def look() -> None:
        with reading(gate.engine) as connection:
            table = ranking(connection, leader, city.stage, library, only_published=only_published)
        assert len(table.rows) == len(city.papers)  # noqa: S101 - all of it is measured
        assert table.source == ("published" if only_published else "live")  # noqa: S101 - as named

    return _timed(look, RUNS)


def _publish(city: City, copy: Path) -> int:
    engine = open_engine(f"sqlite:///{copy / 'smart_team.db'}")
    gate = Gate(engine, now)
    signer, admin = load_signer(copy), city.people[ADMIN]
    job = partial(
        publish,
        principal=admin,
        stage_id=city.stage,
        library=Library(city.library.scorers, city.library.metrics),
        signer=signer,
    )
    try:
        begun = perf_counter_ns()
        publish_and_seal(gate, Act(admin.person, "publish"), job, signer, copy)
        return perf_counter_ns() - begun
    finally:
        gate.close()
        engine.dispose()


def _published_view(city: City, copy: Path) -> list[int]:
    engine = open_engine(f"sqlite:///{copy / 'smart_team.db'}")
    gate = Gate(engine, now)
    try:
        return _view(city, gate, only_published=True)
    finally:
        gate.close()
        engine.dispose()


def _over_http(folder: Path, city: City, cookie: str, name: str, path: str, most: int) -> Rated:
    """Let one client ask a server of its own, one request after another."""
    head = "\r\n".join(
        (
            f"GET {path.format(stage=city.stage)} HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: {COOKIE}={cookie}",
            "\r\n",
        )
    )
    plan, port = folder / "reading.json", free_port()
    plan.write_text(json.dumps([[{"head": head, "bodies": [""]}]]), encoding="utf-8")
    words = ["smart_team.cli", "serve", "--port", str(port)]
    with (
        server(words, port, folder / "reading.log", {"SMART_TEAM_DATA": str(city.folder)}),
        asked(["benchmarks.service.load", str(plan)]) as load,
    ):
        question = {"port": port, "seconds": 30, "most": RUNS + 1}
        found = ask(load, question)
    if set(found["statuses"]) != {"200"}:
        message = f"{name} was answered with {found['statuses']}"
        raise RuntimeError(message)
    return Rated(name, list(found["durations"][1:]), most)


def _timed(call: Callable[[], None], runs: int) -> list[int]:
    call()
    durations = []
    for _ in range(runs):
        begun = perf_counter_ns()
        call()
        durations.append(perf_counter_ns() - begun)
    return durations
