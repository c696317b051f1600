"""队伍管理 in a browser, on the demo's city: for a clerk, a district's office and a leader."""

from __future__ import annotations

from typing import Final

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, expect

from tests.browser.city import City
from tests.browser.eyes import SignedIn
from tests.browser.test_every_page import findings

PATHS: Final = (
    "/team",
    "/team/problems",
    "/team/units/D01-court",
    "/team/compare?unit=D01-court&unit=D01-police",
)


def rows(page: Page) -> int:
    return page.locator("main table").first.locator("tbody tr").count()


@pytest.mark.parametrize(
    ("login", "paths"),
    [
        ("clerk.d01-court", PATHS[1:3]),
        ("district.d01", PATHS),
        ("leader.1", PATHS),
    ],
)
@pytest.mark.parametrize("width", [1366, 390])
def test_pages_are_for_everybody(
    city: City, signed_in: SignedIn, login: str, paths: tuple[str, ...], width: int
) -> None:
    size = {"width": width, "height": 768}
    eyes = signed_in(city, login, reduced_motion="reduce", viewport=size)
    eyes.context.add_init_script(path=AXE_FILE_PATH)
    for path in paths:
        page = eyes.page(path)
        assert list(findings(page)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_a_clerk_comes_to_the_page_of_the_own_unit(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city, "clerk.d01-court").page("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="队伍管理").click()
    expect(page).to_have_url(f"{city.base}/team/units/D01-court")
    expect(page.get_by_role("img", name="编制数和实有人数")).to_be_visible()


def test_an_office_sorts_its_units_and_opens_a_problem(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city, "district.d01").page("/team")
    assert rows(page) == 5
    page.get_by_role("link", name="缺编", exact=True).click()
    expect(page.locator("th[aria-sort=descending]")).to_contain_text("缺编")
    page.get_by_role("link", name="问题清单").click()
    expect(page.locator("main tbody").get_by_text("超期").first).to_be_visible()
    page.locator("main tbody a").first.click()
    page.wait_for_url(f"{city.base}/records/*")


def test_a_leader_takes_the_table_along(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city, "leader.1").page("/team?kind=court")
    expect(page.get_by_text("按区县合计")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
