"""Every page that somebody comes to by following links, a few of each kind."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Final
from urllib.parse import urljoin, urlsplit

from fastapi.routing import APIRoute
from playwright.sync_api import APIRequestContext
from smart_team_api.pages.routers import PAGES

LINK: Final = re.compile(r'<(?:a|iframe)\s[^>]*(?:href|src)="([^"#]+)')
OF_A_KIND: Final = 2
"""Pages of one kind that one person looks at."""
OTHERS: Final = {"/help/first-steps"}
"""What leads also to pages of other roles."""


@dataclass(frozen=True)
class Found:
    """A page that answered with HTML, and the route that it is of."""

    template: str
    path: str


@cache
def routes() -> tuple[APIRoute, ...]:
    """Return every page that is asked for by GET, in the order in which they are tried."""
    found = [route for router in PAGES for route in router.routes if isinstance(route, APIRoute)]
    return tuple(route for route in found if "GET" in (route.methods or ()))


def template_of(path: str) -> str | None:
    """Return the route that an address is of; None for what is not a page of ours."""
    for route in routes():
        if route.path_regex.match(urlsplit(path).path):
            return route.path
    return None


@dataclass
class Ramble:
    """One person's walk from the first page on; `broken` are links that lead to nothing.

    It sets out from `pressed` too: pages that one comes to by pressing a button.
    """

    request: APIRequestContext
    base: str
    pressed: Sequence[str] = ()
    most: int = OF_A_KIND
    found: list[Found] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    _seen: set[str] = field(default_factory=set)
    _kinds: Counter[str] = field(default_factory=Counter)

    def walk(self) -> list[Found]:
        """Follow links breadth first."""
        waiting = deque(["/", *self.pressed])
        self._seen |= set(waiting)
        while waiting:
            for link in self._look(waiting.popleft()):
                if link not in self._seen:
                    self._seen.add(link)
                    waiting.append(link)
        return self.found

    def _look(self, path: str) -> list[str]:
        """Ask for a page unless enough of its kind were seen; return where its links lead."""
        template = template_of(path)
        if template is None or (path not in self.pressed and self._kinds[template] >= self.most):
            self.broken += [path] if template is None and not path.startswith("/api/") else []
            return []
        answer = self.request.get(self.base + path)
        if answer.status != 200:
            self.broken.append(f"{path} ({answer.status})")
            return []
        if not answer.headers.get("content-type", "").startswith("text/html"):
            return []
        self._kinds[template] += path not in self.pressed
        self.found.append(Found(template, path))
        if path in OTHERS:
            return []
        links = (unescape(link) for link in LINK.findall(answer.text()))
        return [self._own(path, link) for link in links if not link.startswith(("http", "otpauth"))]

    def _own(self, path: str, link: str) -> str:
        parts = urlsplit(urljoin(self.base + path, link))
        return parts.path + (f"?{parts.query}" if parts.query else "")
