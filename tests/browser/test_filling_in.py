"""The self-assessment under hands: two at once, without network, without JavaScript."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from smart_team.store.tables import evidence, submissions
from tests.browser.city import City
from tests.browser.eyes import Eyes, SignedIn

CLERK: Final = "clerk.d01-court"
UNIT: Final = "D01-court"
COUNT: Final = "M1.10"
LIST: Final = "M1.5"
PART: Final = "checked.annual"
"""A count and a list that the unit answers itself; the demo's draft has every box checked."""
SAVED: Final = re.compile("^已保存")


def field(page: Page, item: str, part: str) -> Locator:
    return page.locator(f'[name="a:{item}:{part}"]')


def state(page: Page) -> Locator:
    return page.locator("#claim-state")


def form_of(eyes: Eyes, city: City) -> Page:
    page = eyes.page(f"/submissions/{city.submission('open', UNIT)}/edit")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_what_is_typed_is_scored_and_saved_by_itself(own_city: City, signed_in: SignedIn) -> None:
    page = form_of(signed_in(own_city, CLERK), own_city)
    before = page.locator("#score").inner_text()
    field(page, COUNT, "count").fill("1")
    expect(state(page)).to_have_text("有改动，稍后自动保存")
    expect(page.locator("#score")).not_to_have_text(before)
    expect(state(page)).to_have_text(SAVED)
    page.reload()
    expect(field(page, COUNT, "count")).to_have_value("1")


def test_two_clerks_who_change_different_items_both_keep_theirs(
    own_city: City, signed_in: SignedIn
) -> None:
    one, other = (form_of(signed_in(own_city, CLERK, {412}), own_city) for _ in range(2))
    field(one, COUNT, "count").fill("1")
    expect(state(one)).to_have_text(SAVED)
    field(other, LIST, PART).uncheck()
    expect(state(other)).to_have_text(SAVED)
    expect(field(other, COUNT, "count")).to_have_value("1")
    expect(other.locator("#merged")).to_contain_text(COUNT)
    one.reload()
    expect(field(one, COUNT, "count")).to_have_value("1")
    expect(field(one, LIST, PART)).not_to_be_checked()


@pytest.mark.parametrize(("choice", "kept"), [("mine", "2"), ("theirs", "1")])
@pytest.mark.parametrize("scripts", [True, False])
def test_two_clerks_who_change_one_item_choose(
    own_city: City, signed_in: SignedIn, choice: str, kept: str, *, scripts: bool
) -> None:
    how = {"java_script_enabled": scripts}
    one = form_of(signed_in(own_city, CLERK), own_city)
    other = form_of(signed_in(own_city, CLERK, {412}, **how), own_city)
    field(one, COUNT, "count").fill("1")
    expect(state(one)).to_have_text(SAVED)
    field(other, COUNT, "count").fill("2")
    field(other, LIST, PART).uncheck()
    if not scripts:
        other.get_by_role("button", name="保存", exact=True).click()
    both = other.locator(f'#conflict tr[data-difference="{COUNT}"]')
    expect(both).to_contain_text("两人都改了")
    both.locator(f'[value="{choice}"]').check()
    other.get_by_role("button", name="按所选保存").click()
    expect(other.locator("#conflict")).to_have_count(0)
    if scripts:
        expect(state(other)).to_have_text(SAVED)
    one.reload()
    expect(field(one, COUNT, "count")).to_have_value(kept)
    expect(field(one, LIST, PART)).not_to_be_checked()


def test_the_network_may_go_and_come_back(own_city: City, signed_in: SignedIn) -> None:
    eyes = signed_in(own_city, CLERK)
    page = form_of(eyes, own_city)
    eyes.cut = True
    eyes.context.set_offline(True)
    field(page, COUNT, "count").fill("1")
    expect(state(page)).to_contain_text("网络中断", timeout=10_000)
    field(page, LIST, PART).uncheck()
    eyes.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED, timeout=15_000)
    eyes.cut = False
    page.reload()
    expect(field(page, COUNT, "count")).to_have_value("1")
    expect(field(page, LIST, PART)).not_to_be_checked()


def test_what_was_typed_offline_is_found_again_in_the_same_window(
    own_city: City, signed_in: SignedIn
) -> None:
    eyes = signed_in(own_city, CLERK, {412})
    page = form_of(eyes, own_city)
    eyes.cut = True
    eyes.context.set_offline(True)
    field(page, COUNT, "count").fill("1")
    expect(state(page)).to_contain_text("网络中断", timeout=10_000)
    eyes.context.set_offline(False)
    page.goto(f"{own_city.base}/help")
    page.goto(f"{own_city.base}/submissions/{own_city.submission('open', UNIT)}/edit")
    expect(field(page, COUNT, "count")).to_have_value("1")
    expect(state(page)).to_have_text(SAVED, timeout=15_000)


def test_a_clerk_needs_no_javascript(own_city: City, signed_in: SignedIn, tmp_path: Path) -> None:
    """From the first page to what is handed in, and back again, with a file of evidence."""
    page = signed_in(own_city, CLERK, java_script_enabled=False).page("/")
    submission = own_city.submission("open", UNIT)
    page.locator(f'main a[href^="/submissions/{submission}"]').first.click()
    if not page.url.endswith("/edit"):
        page.get_by_role("link", name="填报").first.click()
    field(page, LIST, PART).uncheck()
    page.get_by_role("button", name="试算").click()
    expect(field(page, LIST, PART)).not_to_be_checked()
    proof = tmp_path / "证明.pdf"
    proof.write_bytes(b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")
    page.locator(f"[id='e-{LIST}'] summary").click()
    page.locator(f'[name="f:{LIST}"]').set_input_files(proof)
    page.locator(f'[name="fd:{LIST}"]').fill("2026-11-20")
    page.get_by_role("button", name="保存", exact=True).click()
    page.wait_for_url("**/edit?said=saved")
    expect(page.get_by_role("status").first).to_have_text("已保存")
    expect(page.locator(f"[id='e-{LIST}']")).to_contain_text("证明.pdf")
    page.get_by_role("link", name="去提交").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("提交审签")
    page.get_by_role("button", name="确认提交").click()
    expect(page.get_by_role("status").first).to_have_text("已提交审签")
    query = select(submissions.c.state).where(submissions.c.id == submission)
    assert own_city.first(query) == "sign_off"
    name = select(evidence.c.name).where(evidence.c.name == "证明.pdf")
    assert own_city.first(name) == "证明.pdf"
    page.goto(f"{own_city.base}/submissions/{submission}")
    page.get_by_role("button", name="撤回").click()
    assert own_city.first(query) == "self_assessment"


def test_a_clerk_needs_no_mouse(own_city: City, signed_in: SignedIn) -> None:
    page = form_of(signed_in(own_city, CLERK), own_city)
    field(page, COUNT, "count").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("1")
    page.keyboard.press("ControlOrMeta+s")
    expect(state(page)).to_have_text(SAVED)
    page.get_by_role("link", name="去提交").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("提交审签")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "确认提交":
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("已提交审签")
