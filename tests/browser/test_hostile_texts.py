"""Texts that would be scripts: no page runs one, sends anything elsewhere, or is not shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any, Final
from urllib.parse import urlencode

import pytest
from playwright.sync_api import BrowserContext, Page

from smart_team.assessment.platform import open_platform
from smart_team.demo.store import DemoStore
from smart_team.store.snapshot import opened
from tests.browser.cases import pressed
from tests.browser.city import City, copied, served
from tests.browser.eyes import Eyes, SignedIn
from tests.browser.hostile import EVIL, MARK, MARKS, SHORT, hostile_platform, poison
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
    platform = open_platform()
    with (
        opened(f"sqlite:///{demo.folder / 'smart_team.db'}") as engine,
        engine.begin() as all_of_it,
    ):
        poison(all_of_it, demo.folder, platform.shelf)
    hostile = hostile_platform(platform)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("smart_team_api.opening.open_platform", lambda **_: hostile)
        with served(demo, NOW) as city:
            yield city


@pytest.mark.parametrize("role", WHO)
def test_a_text_stays_a_text(evil_city: City, signed_in: SignedIn, role: str) -> None:
    eyes = signed_in(evil_city, WHO[role], REFUSED)
    page = eyes.context.new_page()
    asked = pressed(evil_city.service.engine, role)
    for found in Ramble(eyes.context.request, evil_city.base, asked, most=1).walk():
        page.goto(evil_city.base + found.path)
        SHOWN.update(MARK.findall(page.content()))
        assert_untouched(page, found.path)
        if found.template not in ASKED:
            ASKED.add(found.template)
            names = {*ALWAYS, *asked_in(page.content())}
            query = urlencode(dict.fromkeys(names, EVIL))
            page.goto(f"{evil_city.base}{found.path.partition('?')[0]}?{query}")
            assert_untouched(page, found.path)
    WALKED.add(role)


WALKED: Final[set[str]] = set()
SHOWN: Final[set[str]] = set()
"""Places whose texts some page showed."""
NOWHERE: Final = {
    "Composite.criteria",
    "Composite.reference",
    "Composite.title",
    "ModuleFile.reference",
    "ModuleFile.says",
    "Procedure.reference",
    "jobs.content.reason",
    "notifications.content.unit",
    "record_files.name",
    "record_revisions.content",
    "sign_in_failures.account",
}
"""Places whose texts no page shows."""


def test_every_text_was_shown() -> None:
    if set(WHO) != WALKED:
        pytest.skip("not every role has walked")
    hidden = MARKS - SHOWN
    assert hidden == NOWHERE, "\n".join(sorted(hidden ^ NOWHERE))


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


@pytest.mark.parametrize("text", [EVIL, SHORT])
def test_what_a_living_text_does_is_seen(
    city: City, opening: Callable[..., BrowserContext], text: str
) -> None:
    """A page of the test's own lets the text live: it is found in the page, and what it does too."""
    eyes = Eyes(opening(), city.base)
    eyes.context.route("**/living", lambda route: route.fulfill(body=f"<p>{text}</p>", **HTML))
    page = eyes.page("/living")
    page.wait_for_load_state("networkidle")
    with pytest.raises(AssertionError):
        assert_untouched(page, "/living")
    with pytest.raises(AssertionError, match=r"asked another host: .*evil\.example") as found:
        eyes.require_calm()
    assert "dialog: " in str(found.value)


def test_what_a_template_works_out_is_seen(opening: Callable[..., BrowserContext]) -> None:
    page = opening().new_page()
    page.set_content(EVIL.replace("{{7*7}}", "49").replace("<", "&lt;"))
    with pytest.raises(AssertionError):
        assert_untouched(page, "worked out")


HTML: Final[dict[str, Any]] = {"content_type": "text/html; charset=utf-8"}


def test_an_address_is_never_taken_for_a_way(city: City, signed_in: SignedIn) -> None:
    eyes = signed_in(city, None)
    page = eyes.page(f"/sign-in?{urlencode({'next': 'javascript:alert(1)', 'said': EVIL})}")
    page.get_by_label("登录名").fill("auditor")
    page.get_by_label("密码").fill(city.demo.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{city.base}/")
