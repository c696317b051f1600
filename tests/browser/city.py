"""A slice of the demo's city, served from this process on a port of its own, by a clock to be set."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import structlog
import uvicorn
from smart_team_api.app import create_app
from smart_team_api.opening import opened
from smart_team_api.service import Service
from sqlalchemy import Select, select

from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.dispatch import dispatch
from smart_team.demo.marker import Standing
from smart_team.demo.store import DemoStore
from smart_team.demo.timeline import SetClock
from smart_team.settings import Settings
from smart_team.store.database import reading
from smart_team.store.tables import stages, submissions
from tests.browser.cases import PATIENCE, worked_off


def _say_nothing(*_: object) -> Any:
    raise structlog.DropEvent


LOG: Final = structlog.wrap_logger(None, processors=[_say_nothing])


@dataclass(frozen=True)
class City:
    """The store with what serves it; `base` is its address."""

    demo: DemoStore
    service: Service
    clock: SetClock
    base: str
    jobs: int
    """How many jobs there were before it was served."""

    def first(self, query: Select[Any]) -> Any:
        """Return the one thing that a query finds."""
        with reading(self.service.engine) as connection:
            return connection.execute(query).scalar_one()

    def every(self, query: Select[Any]) -> list[Any]:
        """Return the first column of all that a query finds."""
        with reading(self.service.engine) as connection:
            return list(connection.execute(query).scalars())

    def submission(self, standing: Standing, unit: str) -> str:
        """Return a unit's submission in the first stage of one of the demo's cycles."""
        query = (
            select(submissions.c.id)
            .join(stages, stages.c.id == submissions.c.stage)
            .where(stages.c.cycle == self.demo.cycles[standing], stages.c.number == 0)
        )
        return str(self.first(query.where(submissions.c.unit == unit)))

    def work_off(self) -> None:
        """Wait until no long work is left; whatever failed since the city is served is said."""
        found = worked_off(self.service.engine, self.service.wake)
        assert all(row.state == "done" for row in found[self.jobs :]), found

    def pass_to(self, now: datetime) -> None:
        """Let it be later: windows close, and everybody is told."""
        self.clock.now = now
        close_windows(self.service.gate)
        dispatch(self.service.gate)


@contextmanager
def served(demo: DemoStore, now: datetime) -> Iterator[City]:
    """Serve a demo's store until the end."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{listening.getsockname()[1]}"
        clock = SetClock(now)
        with opened(Settings(data=demo.folder, base_url=base), clock, LOG) as service:
            config = uvicorn.Config(
                create_app(service), log_config=None, access_log=False, lifespan="off"
            )
            server = uvicorn.Server(config)
            thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
            thread.start()
            try:
                _wait_for(server)
                past = worked_off(service.engine, service.wake)
                yield City(demo, service, clock, base, len(past))
            finally:
                server.should_exit = True
                thread.join(PATIENCE)
    assert not thread.is_alive()


def _wait_for(server: uvicorn.Server) -> None:
    until = time.monotonic() + PATIENCE
    while not server.started:
        assert time.monotonic() < until
        time.sleep(0.01)


def copied(demo: DemoStore, folder: Path) -> DemoStore:
    """Return the same demo in a folder of its own, to be changed."""
    shutil.copytree(demo.folder, folder)
    return DemoStore(folder, demo.accounts, demo.password, demo.cycles, demo.token)
