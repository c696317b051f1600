"""A browser without JavaScript: it follows links and sends forms as they stand in the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx2 as httpx
from smart_team_api.callers import COOKIE
from smart_team_api.cookies import CSRF_COOKIE

from tests.api.desk import Desk

VOID = frozenset({"meta", "link", "input", "img", "br", "hr", "circle", "rect", "path", "line"})
HERE = "https://testserver"


@dataclass
class Form:
    """A form with the fields that it would send as it stands."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


@dataclass
class Page:
    """A page as it was answered: its text, links, forms, and whatever has an id."""

    response: httpx.Response
    text: str = ""
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    rows: list[list[str]] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    @property
    def status(self) -> int:
        return self.response.status_code

    def form(self, action: str, method: str | None = None) -> Form:
        """Return the form that goes to an address, by this method if one is named."""
        found = [
            form for form in self.forms if form.action == action and method in {None, form.method}
        ]
        assert len(found) == 1, (action, [form.action for form in self.forms])
        return found[0]

    def has_form(self, action: str) -> bool:
        return any(form.action == action for form in self.forms)

    def row(self, start: str) -> list[str]:
        """Return the first row of a table of which a cell is or begins with a text."""
        return next(row for row in self.rows if any(cell.startswith(start) for cell in row))


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.form: Form | None = None
        self.select: str | None = None
        self.area: str | None = None
        self.cell: list[str] | None = None
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.page.tags.append((tag, given))
        if "id" in given:
            assert given["id"] not in self.page.ids, f"id {given['id']} twice"
            self.page.ids.add(given["id"])
        if tag in {"script", "style"}:
            self.silent += 1
        self._form(tag, given)
        if tag == "a":
            self.page.links.append(given.get("href", ""))
        if tag == "tr":
            self.page.rows.append([])
        if tag in {"td", "th"}:
            self.cell = []

    def _form(self, tag: str, given: Mapping[str, str]) -> None:
        if tag == "form":
            self.form = Form(given.get("action", ""), given.get("method", "get"))
            self.page.forms.append(self.form)
        elif self.form is None:
            return
        elif tag == "input" and given.get("type") not in {"checkbox", "radio", "file"}:
            self.form.fields[given["name"]] = given.get("value", "")
        elif tag == "input" and "checked" in given:
            self.form.fields[given["name"]] = given.get("value", "on")
        elif tag == "textarea":
            self.area = given["name"]
            self.form.fields[self.area] = ""
        elif tag == "select":
            self.select = given["name"]
        elif tag == "option" and self.select is not None:
            first = given.get("value", "")
            chosen = first if "selected" in given else self.form.fields.get(self.select, first)
            self.form.fields[self.select] = chosen

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style"}:
            self.silent -= 1
        if tag == "form":
            self.form = None
        if tag == "select":
            self.select = None
        if tag == "textarea":
            self.area = None
        if tag in {"td", "th"} and self.cell is not None:
            self.page.rows[-1].append(" ".join("".join(self.cell).split()))
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.page.text += data
        if self.area is not None and self.form is not None:
            self.form.fields[self.area] += data
        if self.cell is not None:
            self.cell.append(data)


def read(response: httpx.Response) -> Page:
    """Return an answer as a page."""
    page = Page(response)
    if response.headers.get("content-type", "").startswith("text/html"):
        _Reader(page).feed(response.text)
        page.text = " ".join(page.text.split())
    return page


@dataclass
class Browser:
    """One person's browser."""

    desk: Desk
    person: str | None
    language: str = "zh"

    def get(self, path: str, **more: str) -> Page:
        headers = self._headers() | {name.replace("_", "-"): value for name, value in more.items()}
        return read(self.desk.client.get(path, headers=headers, follow_redirects=False))

    def send(self, form: Form, files: Any = None, **typed: Any) -> Page:
        """Send a form with what was typed into it, and follow to where it leads."""
        answer = self.post(form.action, {**form.fields, **typed}, files)
        if answer.status == 303:
            return self.get(answer.response.headers["location"])
        return answer

    def post(self, path: str, fields: Mapping[str, Any], files: Any = None) -> Page:
        headers = self._headers() | {"origin": HERE}
        client = self.desk.client
        sent = client.post(
            path, data=dict(fields), files=files, headers=headers, follow_redirects=False
        )
        return read(sent)

    def _headers(self) -> dict[str, str]:
        self.desk.client.cookies.clear()
        headers = {"accept-language": self.language}
        if self.person is not None:
            opened = self.desk.session(self.person)
            cookies = {COOKIE: opened.session, CSRF_COOKIE: opened.csrf}
            headers["cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        return headers
