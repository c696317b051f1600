"""Saving drafts of 106 answers: everything the service does, beside a bare insert.

Both servers run at once in processes of their own and take turns; whoever waits, sleeps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import partial
from statistics import quantiles
from typing import TYPE_CHECKING, Any, Final

from smart_team_api.app import PREFIX
from smart_team_api.callers import COOKIE, CSRF_HEADER

from benchmarks.service.city import built
from benchmarks.service.processes import ask, asked, free_port, server
from benchmarks.service.workload import claims, workload

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.service.city import City
    from smart_team.people.sessions import Opened

CLIENTS: Final = 16
MOST: Final = 20_000
"""Requests of one round at most."""
OURS: Final = "everything, through `smart-team serve`"
BARE: Final = "bare FastAPI + SQLAlchemy insert"


@dataclass(frozen=True)
class Saved:
    """One round: how long it took in ns, each request's duration in ns, answers by status."""

    ns: int
    durations: list[int] = field(repr=False)
    statuses: dict[str, int]

    @property
    def per_second(self) -> float:
        """Drafts saved a second."""
        return self.statuses.get("200", 0) / self.ns * 1e9

    @property
    def errors(self) -> int:
        """What was not saved."""
        return sum(count for status, count in self.statuses.items() if status != "200")

    def percentile(self, which: int) -> float:
        """The duration in ms below which so many of a hundred requests stay."""
        return quantiles(self.durations, n=100, method="inclusive")[which - 1] / 1e6


def measure(folder: Path, *, rounds: int, seconds: float) -> dict[str, list[Saved]]:
    """Measure both in turns, so many rounds of so many seconds each, after one that is untimed."""
    made, data = workload(), folder / "store"
    with built(made.spec, data) as city:
        plan = _plan(city, claims(made))
    path = folder / "plan.json"
    path.write_text(json.dumps(plan), encoding="utf-8")
    ports = {OURS: free_port(), BARE: free_port()}
    serve = ["smart_team.cli", "serve", "--port", str(ports[OURS])]
    bare = ["benchmarks.service.bare", str(folder / "bare.db"), str(ports[BARE])]
    found: dict[str, list[Saved]] = {OURS: [], BARE: []}
    with (
        server(serve, ports[OURS], folder / "ours.log", {"SMART_TEAM_DATA": str(data)}),
        server(bare, ports[BARE], folder / "bare.log", {}),
        asked(["benchmarks.service.load", str(path)]) as load,
    ):
        turn = partial(_turn, load, ports, seconds)
        for name in ports:
            turn(name)
        for number in range(rounds):
            for name in list(ports)[:: 1 if number % 2 == 0 else -1]:
                found[name].append(turn(name))
    return found


def _turn(load: Any, ports: dict[str, int], seconds: float, name: str) -> Saved:  # noqa: ANN401 - a process
    return Saved(**ask(load, {"port": ports[name], "seconds": seconds, "most": MOST}))


def _plan(city: City, bodies: list[bytes]) -> list[list[dict[str, Any]]]:
    """Return each client's submissions: its every sixteenth unit, with two claims of one kind."""
    texts = [body.decode() for body in bodies]
    targets = [
        {"head": _head(paper.id, clerk), "bodies": [texts[at], texts[(at + 5) % len(texts)]]}
        for at, (paper, clerk) in enumerate(zip(city.papers, city.clerks(), strict=True))
    ]
    return [targets[client::CLIENTS] for client in range(CLIENTS)]


def _head(submission: str, clerk: Opened) -> str:
    return "\r\n".join(
        (
            f"PUT {PREFIX}/submissions/{submission}/draft HTTP/1.1",
            "Host: 127.0.0.1",
            f"Cookie: {COOKIE}={clerk.session}",
            f"{CSRF_HEADER}: {clerk.csrf}",
            'If-Match: "{version}"',
            "Content-Type: application/json",
            "Content-Length: {length}",
            "\r\n",
        )
    )
