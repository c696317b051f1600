"""What a browser does beside what it is asked to: nothing of it may be seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from playwright.sync_api import BrowserContext, ConsoleMessage, Dialog, Page, Request, WebError

REFUSED: Final = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
"""How Chromium says on its console that an answer was a refusal."""
CUT: Final = re.compile(r"net::ERR_|Failed to fetch|^htmx:")
"""How it says that there is no network."""
LEFT: Final = re.compile(r"^htmx:(afterRequest|sendAbort), ")
"""How htmx says that a page was left while it was asking: what fails has its own word besides."""

NETWORK: Final = ("http:", "https:", "ws:", "wss:", "//")
"""What goes over a network; the browser's own parts, such as its viewer of PDF, do not."""


@dataclass
class Eyes:
    """Somebody's browser, watched: `troubles` is what it should not have done.

    Refusals whose status is among `expected` are a part of the test; so is having no network,
    while it is `cut`.
    """

    context: BrowserContext
    base: str
    expected: set[int] = field(default_factory=set)
    cut: bool = False
    troubles: list[str] = field(default_factory=list)
    sent: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.context.on("request", self._request)
        self.context.on("console", self._console)
        self.context.on("weberror", self._error)
        self.context.on("dialog", self._dialog)

    def page(self, path: str = "/") -> Page:
        """Return a new page, opened where it is asked to be."""
        page = self.context.new_page()
        page.goto(self.base + path)
        return page

    def require_calm(self) -> None:
        """Assert that nothing was done that should not be."""
        assert not self.troubles, "\n".join(self.troubles)

    def _request(self, request: Request) -> None:
        self.sent.append(request)
        if request.url.startswith(NETWORK) and not request.url.startswith(f"{self.base}/"):
            self.troubles.append(f"asked another host: {request.url}")

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or LEFT.match(message.text):
            return
        if self.cut and CUT.search(message.text):
            return
        refused = REFUSED.match(message.text)
        if refused is None or int(refused[1]) not in self.expected:
            self.troubles.append(f"{message.type}: {message.text} ({message.location})")

    def _error(self, error: WebError) -> None:
        self.troubles.append(f"script failed: {error.error}")

    def _dialog(self, dialog: Dialog) -> None:
        if dialog.type != "beforeunload":
            self.troubles.append(f"dialog: {dialog.message}")
        dialog.accept()


SignedIn = Callable[..., Eyes]
"""Returns the watched browser of who has a login; None for nobody. Takes a context's options."""
