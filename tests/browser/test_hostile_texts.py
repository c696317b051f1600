"""Texts that would be scripts: no page runs one, sends anything elsewhere, or is not shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Page

from smart_team.demo.store import DemoStore
from smart_team.store.snapshot import opened
from tests.browser.city import City, copied, served
from tests.browser.eyes import SignedIn
from tests.browser.hostile import EVIL, poison
from tests.browser.rambling import Ramble
from tests.browser.test_every_page import WHO
from tests.demo.conftest import NOW

GET_FORM: Final = re.compile(r"<form(?![^>]*method=\"post\")[^>]*>(.*?)</form>", re.DOTALL)
NAME: Final = re.compile(r'<(?:input|select)[^>]*\sname="([^"]+)"')
QUERY: Final = re.compile(r'href="[^"?]*\?([^"#]+)"')
ALWAYS: Final = ("said", "next", "after", "link")


@pytest.fixture(scope="module")
def evil_city(settled: DemoStore, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    demo = copied(settled, tmp_path_factory.mktemp("evil") / "store")
    with (
        opened(f"sqlite:///{demo.folder / 'smart_team.db'}") as engine,
        engine.begin() as all_of_it,
    ):
        poison(all_of_it)
    with served(demo, NOW) as city:
        yield city


@pytest.mark.parametrize("role", WHO)
def test_a_text_stays_a_text(evil_city: City, signed_in: SignedIn, role: str) -> None:
    eyes = signed_in(evil_city, WHO[role], REFUSED)
    page, shown = eyes.context.new_page(), 0
    for found in Ramble(eyes.context.request, evil_city.base, most=1).walk():
        page.goto(evil_city.base + found.path)
        shown += "onerror=alert(1)" in page.locator("body").inner_text()
        assert_untouched(page, found.path)
        if found.template not in ASKED:
            ASKED.add(found.template)
            names = {*ALWAYS, *asked_in(page.content())}
            query = urlencode(dict.fromkeys(names, EVIL))
            page.goto(f"{evil_city.base}{found.path.partition('?')[0]}?{query}")
            assert_untouched(page, found.path)
    assert shown > 5, "the hostile text stood nowhere"


REFUSED: Final = {400, 403, 404, 422}
ASKED: Final[set[str]] = set()
"""Kinds of page that were asked with hostile words already, by whichever role came first."""


def asked_in(html: str) -> set[str]:
    """Return all names that a page's own links and forms ask by."""
    found = {name for form in GET_FORM.findall(html) for name in NAME.findall(form)}
    for query in QUERY.findall(html):
        found |= {part.partition("=")[0] for part in unescape(query).split("&")}
    return found


def assert_untouched(page: Page, path: str) -> None:
    """Assert that nothing of the text became a part of the page."""
    made = page.locator("[onerror], [onload], [src*='evil.example'], [href^='javascript:']")
    assert made.count() == 0, path
    assert "49javascript" not in page.content(), path


def test_an_address_is_never_taken_for_a_way(city: City, signed_in: SignedIn) -> None:
    eyes = signed_in(city, None)
    page = eyes.page(f"/sign-in?{urlencode({'next': 'javascript:alert(1)', 'said': EVIL})}")
    page.get_by_label("登录名").fill("auditor")
    page.get_by_label("密码").fill(city.demo.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{city.base}/")
