"""Every page that each role comes to: no serious finding of axe in either theme, nothing foreign."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page, expect

from tests.browser.cases import pressed
from tests.browser.city import City
from tests.browser.eyes import SignedIn
from tests.browser.rambling import Found, Ramble, routes

WHO: Final = {
    "clerk": "clerk.d01-court",
    "approver": "approver.d01-court",
    "district": "district.d01",
    "inspector": "inspector.7",
    "adjudicator": "adjudicator.1",
    "admin": "admin",
    "leader": "leader.1",
    "author": "author",
    "auditor": "auditor",
}
SERIOUS: Final = ("serious", "critical")
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LOOK: Final = """([theme, only, serious]) => {
  document.documentElement.dataset.bsTheme = theme;
  return axe.run({resultTypes: ["violations"], runOnly: only}).then(found =>
    found.violations.filter(each => serious.includes(each.impact)).map(each =>
      each.id + ": " + each.nodes.slice(0, 4).map(node => node.target.join(" ")).join(" | ")));
}"""
"""All of axe's rules in one theme; in the other only what colours can change."""
PICTURES: Final = Path(__file__).parents[2] / "build" / "screenshots"
SIZES: Final = {"1366": (1366, 768), "1920": (1920, 1080), "390": (390, 844)}


def findings(page: Page) -> Iterator[str]:
    for theme, only in (("light", TAGS), ("dark", ["color-contrast"])):
        for each in page.evaluate(LOOK, [theme, only, SERIOUS]):
            yield f"{theme}: {each}"


def set_theme(page: Page, theme: str) -> None:
    page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme; }", theme)


@pytest.mark.parametrize("role", WHO)
def test_every_page_of_a_role_is_for_everybody(city: City, signed_in: SignedIn, role: str) -> None:
    eyes = signed_in(city, WHO[role], reduced_motion="reduce")
    eyes.context.add_init_script(path=AXE_FILE_PATH)
    ramble = Ramble(eyes.context.request, city.base, pressed(city.service.engine, role))
    page = eyes.context.new_page()
    wrong: list[str] = []
    for found in ramble.walk():
        page.goto(city.base + found.path)
        wrong += [f"{found.path} {each}" for each in findings(page)]
        keep_pictures(page, found, role)
    WALKED[role] = {found.template for found in ramble.found}
    wrong += [f"link to nowhere: {each}" for each in ramble.broken]
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("path", ["/sign-in", "/sign-in/code", "/setup?link=a", "/help"])
def test_pages_before_signing_in_are_for_everybody(
    city: City, signed_in: SignedIn, path: str
) -> None:
    eyes = signed_in(city, None, {401, 422}, reduced_motion="reduce")
    eyes.context.add_init_script(path=AXE_FILE_PATH)
    page = eyes.page(path)
    assert list(findings(page)) == []
    if path == "/help":
        return
    for field in page.locator("main input:not([type=hidden])").all():
        field.fill("000000")
    page.locator("main button[type=submit], main form button").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert list(findings(page)) == []


WALKED: Final[dict[str, set[str]]] = {}
TAKEN: Final[set[str]] = set()


def keep_pictures(page: Page, found: Found, role: str) -> None:
    """Keep a page's pictures as a part of the build, once for each kind of page."""
    if found.template in TAKEN:
        return
    TAKEN.add(found.template)
    name = found.template.strip("/").replace("/", "-").replace("{", "").replace("}", "") or "home"
    for size, (width, height) in SIZES.items():
        page.set_viewport_size({"width": width, "height": height})
        for theme in ("light", "dark"):
            if theme == "dark" and size != "1366":
                continue
            set_theme(page, theme)
            path = PICTURES / f"{name}-{role}-{size}-{theme}.png"
            page.screenshot(path=path, full_page=True, animations="disabled")
    page.set_viewport_size({"width": 1366, "height": 768})


APART: Final = {
    "/sign-in",
    "/sign-in/code",
    "/setup",
    "/static/{path:path}",
    "/results/key.pem",
    "/results/{publication}/content.json",
    "/results/{publication}/content.sig",
    "/evidence/{piece}/view",
    "/records/{record}/files/{file}",
    "/news/{record}/pictures/{file}",
    "/admin/cycles/new/step",
}
"""What nobody comes to once they are signed in, or is no page."""


def test_no_kind_of_page_was_left_out() -> None:
    if set(WALKED) != set(WHO):
        pytest.skip("not every role has walked")
    every = {route.path for route in routes() if "export" not in route.path}
    assert every - set().union(*WALKED.values()) == APART
