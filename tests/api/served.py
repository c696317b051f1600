"""The service as a program of its own on a free port, over a small city: to be killed and started."""

from __future__ import annotations

import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

import httpx2 as httpx
from smart_team_api.app import PREFIX
from smart_team_api.callers import COOKIE, CSRF_HEADER
from sqlalchemy import select

from smart_team.assessment.loading import find_for_clock
from smart_team.people.sessions import open_session
from smart_team.store.create import create_store
from smart_team.store.database import open_engine, reading
from smart_team.store.tables import stages, submissions
from tests.assessment.completing import nothings
from tests.assessment.world import UNITS, World

ROOT: Final = Path(__file__).parents[2]
PATIENCE: Final = 120
"""Seconds in which something must happen on the slowest machine."""
NO_LIMIT: Final = resource.RLIM_INFINITY


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Place:
    """One submission, and the claim with which it can be handed in."""

    id: str
    unit: str
    claim: Mapping[str, Any]


@dataclass
class Served:
    """A store in a folder of its own, everybody signed in, and the program that serves it."""

    url: str
    data: Path
    places: list[Place] = field(default_factory=list)
    staff: dict[str, dict[str, str]] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    def prepare(self) -> None:
        """Make the store: a city with two cycles open, and a session for each unit's people."""
        create_store(self.url, self.data, now)
        world = World(open_engine(self.url), now())
        world.settle()
        for _ in range(2):
            world.open()
        with reading(world.engine) as connection:
            query = select(submissions.c.id).join(stages, stages.c.id == submissions.c.stage)
            for id_ in connection.execute(query.where(stages.c.number == 0)).scalars().all():
                found = find_for_clock(connection, id_)
                claim = nothings(found.plan(world.library), found.unit)
                self.places.append(Place(id_, found.row.unit, claim))
        people = [f"{role}-{unit}" for role in ("clerk", "approver") for unit in UNITS]
        for person in [*people, "district-D01", "district-D02", "auditor"]:
            opened = world.write(partial(open_session, person=person, source="office"))
            cookie = f"{COOKIE}={opened.session}"
            self.staff[person] = {"cookie": cookie, CSRF_HEADER: opened.csrf}
        world.gate.close()
        world.engine.dispose()

    @property
    def base(self) -> str:
        """Where the API is."""
        return f"http://127.0.0.1:{self.port}{PREFIX}"

    def start(self) -> None:
        """Start the program and wait until it serves."""
        self.port = self.port or _free_port()
        command = [sys.executable, "-m", "smart_team.cli", "serve", "--port", str(self.port)]
        own = {
            "SMART_TEAM_DATA": str(self.data),
            "SMART_TEAM_DATABASE_URL": self.url,
            "SMART_TEAM_CLOCK_SECONDS": "3600",
        }
        with (self.data.parent / "said.txt").open("ab") as said:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=os.environ | own, stdout=subprocess.DEVNULL, stderr=said
            )
        until = time.monotonic() + PATIENCE
        while not self._lives():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < until
            time.sleep(0.05)

    def _lives(self) -> bool:
        try:
            return httpx.get(f"{self.base}/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def said(self) -> str:
        """Return what the program complained of."""
        return (self.data.parent / "said.txt").read_text(encoding="utf-8")[-2000:]

    def kill(self) -> None:
        """End the program at once, whatever it is doing."""
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask the program to stop; returns what it ends with."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE)

    def limit(self, size: int) -> None:
        """Let none of the program's files grow beyond a size: a disk that is full, and is not."""
        assert self.process is not None
        pid = self.process.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard if size == NO_LIMIT else size, hard))


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
