"""What a page looks like besides at rest: refused, in conflict, opened up, empty, withheld."""

from __future__ import annotations

import re
from typing import Final

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from smart_team.store.tables import cycles, stages
from tests.browser.cases import MODULE, SITTING
from tests.browser.city import City
from tests.browser.eyes import Eyes, SignedIn
from tests.browser.test_every_page import findings

CLERK, UNIT, NEIGHBOUR = "clerk.d01-court", "D01-court", "D01-commission"
REFUSED: Final = {400, 403, 404, 409, 412, 422}
COUNT: Final = '[name="a:M1.10:count"]'
EMPTY: Final = {
    "inspector.7": ["/queue?mine=1&overdue=1"],
    "leader.1": ["/queue", "/submissions/nowhere"],
    "admin": ["/audit?actor=nobody", "/admin/people?q=nobody", "/admin/units?q=nowhere"],
}
"""Pages on which there is nothing."""


def entered(city: City, signed_in: SignedIn, login: str, **how: object) -> Eyes:
    eyes = signed_in(city, login, REFUSED, reduced_motion="reduce", **how)
    eyes.context.add_init_script(path=AXE_FILE_PATH)
    return eyes


def require_fit(page: Page, state: Locator) -> None:
    """Assert that the state is there to be seen, and that axe finds nothing serious in it."""
    expect(state.first).to_be_visible()
    assert list(findings(page)) == []


def open_all(page: Page) -> Locator:
    """Open all that can be folded up."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    return page.locator("details[open]")


@pytest.mark.parametrize(("login", "path"), [(who, path) for who in EMPTY for path in EMPTY[who]])
def test_nothing_there(city: City, signed_in: SignedIn, login: str, path: str) -> None:
    page = entered(city, signed_in, login).page(path)
    require_fit(page, page.get_by_role("heading", level=1))


def test_a_result_withheld(city: City, signed_in: SignedIn) -> None:
    mine = (cycles.c.module == MODULE, cycles.c.title.startswith(SITTING))
    stage = city.first(select(stages.c.id).join(cycles, cycles.c.id == stages.c.cycle).where(*mine))
    page = entered(city, signed_in, "admin").page(f"/stages/{stage}?now=live")
    require_fit(page, page.locator("#ranking .mark.off", has_text="暂缓"))


def test_a_claim_opened_up_wrong_cut_off_and_in_conflict(
    own_city: City, signed_in: SignedIn
) -> None:
    eyes, other = (entered(own_city, signed_in, CLERK) for _ in range(2))
    path = f"/submissions/{own_city.submission('open', UNIT)}/edit"
    page, theirs = eyes.page(path), other.page(path)
    require_fit(page, open_all(page))
    page.locator(COUNT).fill("一次")
    expect(page.locator("#claim-state")).to_contain_text("有误的项除外")
    require_fit(page, page.locator(".wrong"))
    eyes.cut = True
    eyes.context.set_offline(True)
    page.locator(COUNT).fill("1")
    expect(page.locator("#claim-state")).to_contain_text("网络中断", timeout=10_000)
    require_fit(page, page.locator("#claim-state"))
    eyes.context.set_offline(False)
    expect(page.locator("#claim-state")).to_have_text(re.compile("^已保存"), timeout=15_000)
    eyes.cut = False
    theirs.locator(COUNT).fill("2")
    require_fit(theirs, theirs.locator("#conflict"))
    page.locator(COUNT).fill("")
    expect(page.locator("#claim-state")).to_have_text(re.compile("^已保存"))
    page.goto(own_city.base + path.replace("/edit", "/submit"))
    require_fit(page, page.locator(".refusal"))


def test_a_conflict_without_scripts_of_ours(own_city: City, signed_in: SignedIn) -> None:
    """The page that a form leads to by itself, as where no script runs."""
    eyes, other = (entered(own_city, signed_in, CLERK) for _ in range(2))
    eyes.context.route("**/claims.js*", lambda route: route.fulfill(body=""))
    other.context.route("**/claims.js*", lambda route: route.fulfill(body=""))
    path = f"/submissions/{own_city.submission('open', UNIT)}/edit"
    pages = eyes.page(path), other.page(path)
    for number, page in enumerate(pages, 1):
        page.locator(COUNT).fill(str(number))
        page.get_by_role("button", name="保存", exact=True).click()
        page.wait_for_load_state()
    require_fit(pages[1], pages[1].locator("#conflict"))


def test_a_review_opened_up_and_refused(own_city: City, signed_in: SignedIn) -> None:
    page = entered(own_city, signed_in, "district.d01").page("/queue")
    page.locator("#queue form button").first.click()
    page.wait_for_url("**/review")
    require_fit(page, open_all(page))
    figure = page.locator(".own-side [inputmode]").first
    figure.fill("两场")
    page.locator("#save").click()
    expect(page.locator(".refusal")).to_be_visible()
    require_fit(page, page.locator(".wrong"))


def test_forms_of_the_administrator_refused(own_city: City, signed_in: SignedIn) -> None:
    page = entered(own_city, signed_in, "admin").page("/admin/units")
    page.get_by_label("编码", exact=True).fill(UNIT)
    page.get_by_label("名称", exact=True).fill("又一家")
    page.get_by_label("区县编码").fill("D01")
    page.get_by_role("button", name="添加", exact=True).click()
    require_fit(page, page.get_by_role("alert"))
    page.goto(f"{own_city.base}/admin/people")
    page.get_by_label("登录名").last.fill("new.one")
    page.get_by_label("姓名").last.fill("新人")
    page.locator("#n-role").select_option("leader")
    page.get_by_role("button", name="添加", exact=True).click()
    require_fit(page, page.locator("code, input[readonly]"))
    page.locator("details.who summary").click()
    require_fit(page, page.get_by_role("link", name="我的账号"))


def test_the_guide_to_a_cycle_step_by_step(city: City, signed_in: SignedIn) -> None:
    page = entered(city, signed_in, "admin").page(f"/admin/cycles/new?module={MODULE}&step=2")
    for step in range(2, 6):
        if step > 2:
            page.get_by_role("button", name="检查" if step == 5 else "下一步", exact=True).click()
        require_fit(page, page.get_by_text(f"第 {step} 步"))


def test_a_rubric_refused(city: City, signed_in: SignedIn) -> None:
    page = entered(city, signed_in, "author").page("/rubrics/upload")
    page.get_by_label("或者在这里写").fill("format: 1\nid: no\nid: twice\n")
    page.get_by_role("button", name="只检查").click()
    require_fit(page, page.locator(".refusal"))
