"""Which names the service answers to: that of its own address, and this machine's."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from smart_team.errors import Problem
from smart_team_api import messages as m
from smart_team_api.language import language_of
from smart_team_api.problems import response_to

_SHOWN: Final = 100


class Hosts:
    """Refuses requests that were meant for another name, before anything reads them.

    So no page of a stranger's, whose name was pointed at this machine, talks to the service.
    """

    def __init__(self, app: ASGIApp, base_url: str) -> None:
        self.app = app
        self.own = name_of(urlsplit(base_url).netloc)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a request that was meant for us."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        said = request.headers.getlist("host")
        if len(said) == 1 and self.knows(said[0]):
            await self.app(scope, receive, send)
            return
        given = ", ".join(said)[:_SHOWN]
        error = m.WrongHostError([Problem(m.WRONG_HOST, values={"given": given})])
        await response_to(error, language_of(request))(scope, receive, send)

    def knows(self, host: str) -> bool:
        """Whether a Host header names this service."""
        name = name_of(host)
        return name is not None and (name == self.own or is_here(name))


def name_of(host: str) -> str | None:
    """Return a host's name without its port, in small letters; None for what is no host."""
    try:
        parts = urlsplit(f"//{host}")
        _ = parts.port
    except ValueError:
        return None
    return parts.hostname if parts.netloc == host and "@" not in host else None


def is_here(name: str) -> bool:
    """Whether a name is this machine's own."""
    if name == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
