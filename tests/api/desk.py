"""The API over the small city: everybody signed in, requests as they would send them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

import httpx2 as httpx
import structlog
from fastapi import FastAPI
from smart_team_api.app import PREFIX, create_app
from smart_team_api.callers import COOKIE, CSRF_HEADER
from smart_team_api.service import Service
from smart_team_api.strangers import Strangers
from starlette.testclient import TestClient

from smart_team.people.sessions import IDLE, Opened, open_session
from smart_team.settings import Settings
from smart_team.store.files import EvidenceFiles
from smart_team.store.scanner import NoScanner
from smart_team.store.signing import create_key
from tests.assessment.world import World, platform
from tests.people.desk import RULES

HERE = "https://testserver"


def _say_nothing(*_: object) -> NoReturn:
    raise structlog.DropEvent


@dataclass
class Desk:
    """The application, and a session for whoever asks."""

    world: World
    folder: Path
    strangers: int = 1_000_000
    """Requests of nobody known that are recorded in a minute; a test's clock may stand still."""
    service: Service = field(init=False)
    app: FastAPI = field(init=False)
    client: TestClient = field(init=False)
    sessions: dict[str, tuple[datetime, Opened]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.service = Service(
            settings=Settings(data=self.folder, base_url=HERE),
            gate=self.world.gate,
            platform=platform(),
            rules=RULES,
            files=EvidenceFiles(self.folder / "evidence"),
            scanner=NoScanner(),
            signer=create_key(self.folder),
            library=self.world.library,
            log=structlog.wrap_logger(None, processors=[_say_nothing]),
            strangers=Strangers(self.strangers),
        )
        self.app = create_app(self.service)
        self.client = TestClient(self.app, HERE, raise_server_exceptions=False)

    def session(self, person: str) -> Opened:
        """Return the person's session, opened without a password."""
        at, opened = self.sessions.get(person, (datetime.min.replace(tzinfo=UTC), None))
        if opened is None or abs(self.world.now - at) >= IDLE:
            opened = self.world.write(lambda work: open_session(work, person, "office"))
            self.sessions[person] = self.world.now, opened
        return opened

    def headers(self, person: str | None) -> dict[str, str]:
        """Return what the person's browser sends by itself, with the CSRF token of our pages."""
        if person is None:
            return {}
        opened = self.session(person)
        return {"cookie": f"{COOKIE}={opened.session}", CSRF_HEADER: opened.csrf}

    def ask(
        self,
        person: str | None,
        method: str,
        path: str,
        json: Any = None,
        *,
        seen: int | None = None,
        key: str | None = None,
        more: Mapping[str, str] | None = None,
        **how: Any,
    ) -> httpx.Response:
        """Send a request below ``/api/v1`` in a person's name."""
        headers = self.headers(person) | dict(more or {})
        if seen is not None:
            headers["If-Match"] = f'"{seen}"'
        if key is not None:
            headers["Idempotency-Key"] = key
        given = {} if json is None else {"json": json}
        self.client.cookies.clear()
        return self.client.request(method, PREFIX + path, headers=headers, **given, **how)

    def act(self, person: str, submission: str, action: str, json: Any = None) -> httpx.Response:
        """Make a move on a submission as it stands."""
        path = f"/submissions/{submission}/{action}"
        return self.ask(
            person, "POST", path, json, seen=self.world.row(submission).version, key=str(uuid4())
        )
