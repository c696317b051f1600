"""Requests to the application without a network: many at once, in the order they are given."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from fastapi import FastAPI
from smart_team_api.app import PREFIX

HOST = "127.0.0.1:8000"
AT_ONCE = 8
"""Fewer than the connections of SQLAlchemy's pool."""
Headers = Mapping[str, str]


@dataclass(frozen=True)
class Sent:
    """One request; its path is that below ``/api/v1``."""

    method: str
    path: str
    headers: Headers = field(default_factory=dict)
    body: Any = None
    content: bytes | None = None
    source: str = "10.0.0.7"

    def bytes(self) -> bytes:
        if self.content is not None:
            return self.content
        return b"" if self.body is None else json.dumps(self.body, ensure_ascii=False).encode()

    def type(self) -> str:
        return "application/json" if self.content is None else "application/octet-stream"


@dataclass(frozen=True)
class Got:
    """What came back."""

    status: int
    headers: Sequence[tuple[str, str]]
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)

    def code(self) -> str | None:
        """The problem's code, if it is one."""
        if dict(self.headers).get("content-type") != "application/problem+json":
            return None
        return str(self.json()["code"])

    def text(self) -> str:
        """Everything that the caller can read, headers too."""
        heads = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return f"{heads}\n{self.content.decode('utf-8', 'replace')}"


class Line:
    """An event loop of its own with the application at its end."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self.runner = asyncio.Runner()

    def close(self) -> None:
        self.runner.close()

    def ask(self, request: Sent) -> Got:
        return self.all([request])[0]

    def all(self, requests: Iterable[Sent]) -> list[Got]:
        """Send requests, several at a time; answers come in the same order."""
        return self.runner.run(self._all(list(requests)))

    async def _all(self, requests: Sequence[Sent]) -> list[Got]:
        places = asyncio.Semaphore(AT_ONCE)

        async def one(request: Sent) -> Got:
            async with places:
                return await send(self.app, request)

        return list(await asyncio.gather(*map(one, requests)))


async def send(app: FastAPI, request: Sent) -> Got:
    """Send one request; what the application raises is raised here."""
    body = request.bytes()
    path, _, query = request.path.partition("?")
    said = {"host": HOST, **({"content-type": request.type()} if body else {}), **request.headers}
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": request.method,
        "scheme": "https",
        "path": unquote(PREFIX + path),
        "raw_path": (PREFIX + path).encode(),
        "root_path": "",
        "query_string": query.encode(),
        "headers": [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in said.items()],
        "client": (request.source, 50000),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }
    parts = [{"type": "http.request", "body": body, "more_body": False}]
    got: list[MutableMapping[str, Any]] = []

    async def receive() -> MutableMapping[str, Any]:
        if parts:
            return parts.pop()
        await asyncio.Event().wait()
        raise AssertionError

    async def take(message: MutableMapping[str, Any]) -> None:
        got.append(message)

    await app(scope, receive, take)
    headers = [(n.decode("latin-1"), v.decode("latin-1")) for n, v in got[0]["headers"]]
    content = b"".join(each.get("body", b"") for each in got[1:])
    return Got(got[0]["status"], headers, content)
