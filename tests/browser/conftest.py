"""Debian's Chromium before a slice of the demo's city.

All that is Playwright's ends with the last test of this folder: while it lives, this process has an
event loop, and no other test could run its own.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, StorageState, sync_playwright

from smart_team.demo.store import DemoStore, prepare_demo
from tests.browser.cases import play
from tests.browser.city import City, copied, served
from tests.browser.eyes import Eyes, SignedIn
from tests.demo.conftest import NOW, scene_of, some_units

HERE: Final = Path(__file__).parent
SLICE: Final = ("", "D01")
"""The city's own units and one district."""
SIZE: Final = {"width": 1366, "height": 768}
CHROMIUM: Final = "chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep what needs the browser together, so that it starts once."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> DemoStore:
    """The slice of the city with its further cases, settled once."""
    folder, scene = tmp_path_factory.mktemp("browser") / "store", scene_of(some_units(*SLICE))
    demo = prepare_demo(folder, scene)
    play(demo, scene)
    return demo


@pytest.fixture(scope="package")
def city(settled: DemoStore) -> Iterator[City]:
    """The slice, served to all who only look."""
    with served(settled, NOW) as found:
        yield found


@pytest.fixture
def own_city(settled: DemoStore, tmp_path: Path) -> Iterator[City]:
    """A copy of the slice, served to one test that changes it."""
    with served(copied(settled, tmp_path / "store"), NOW) as found:
        yield found


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser, started once."""
    path = shutil.which(CHROMIUM)
    if path is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


States = dict[tuple[str, str, date], StorageState]


@pytest.fixture(scope="package")
def states() -> States:
    """What browsers keep of those who signed in, by address, login and day: each does so once."""
    return {}


@pytest.fixture
def opening(chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens contexts, and closes them at the end of the test."""
    found: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        found.append(chromium.new_context(**{"locale": "zh-CN", "viewport": SIZE, **options}))
        return found[-1]

    yield open_one
    for context in found:
        context.close()


@pytest.fixture
def signed_in(opening: Callable[..., BrowserContext], states: States) -> Iterator[SignedIn]:
    """Opens the watched browser of who has a login; at the end nothing may have gone wrong."""
    watched: list[Eyes] = []

    def enter(city: City, login: str | None, expected: set[int] | None = None, **how: Any) -> Eyes:
        if login is not None:
            key = (city.base, login, city.clock.now.date())
            if key not in states:
                states[key] = _state_of(opening(), city, login)
            how["storage_state"] = states[key]
        watched.append(Eyes(opening(**how), city.base, expected or set()))
        return watched[-1]

    yield enter
    for eyes in watched:
        eyes.require_calm()


def _state_of(context: BrowserContext, city: City, login: str) -> StorageState:
    page = context.new_page()
    page.goto(f"{city.base}/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(city.demo.password)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"{city.base}/")
    return context.storage_state()


@pytest.fixture
def now() -> datetime:
    """The moment at which the demo is settled."""
    return NOW
