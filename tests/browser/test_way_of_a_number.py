"""A number that the ledgers know: read in the form, opened down to its records, and disputed."""

from __future__ import annotations

import re
from typing import Final

from playwright.sync_api import expect

from tests.browser.city import City
from tests.browser.eyes import SignedIn
from tests.browser.way import APPROVER, CLERK, SAVED, UNIT, forward

ITEM: Final = "M1.4"
WHY: Final = "上季补办的两个班次尚未计入。"


def test_a_clerk_opens_a_number_disputes_it_and_the_approver_reads_why(
    own_city: City, signed_in: SignedIn
) -> None:
    submission = own_city.submission("open", UNIT)
    page = signed_in(own_city, CLERK).page(f"/submissions/{submission}/edit")
    item = page.locator(f"[id='i-{ITEM}']")
    expect(item).to_contain_text("由数据项填报")
    expect(item.locator("input:not([type=hidden])")).to_have_count(0)
    number = item.locator(".answered-by strong").inner_text()
    item.get_by_role("link", name="看依据的记录").click()
    page.wait_for_url(re.compile(f"/metrics/{ITEM}$"))
    expect(page.locator("dl.facts")).to_contain_text(number)
    page.locator("table.grid a", has_text="打开").first.click()
    page.wait_for_url(re.compile("/records/"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(f"{own_city.base}/submissions/{submission}/edit")
    item.get_by_text("对数据有异议").click()
    item.get_by_label("异议理由（评审人会看到）").fill(WHY)
    expect(page.locator("#claim-state")).to_have_text(SAVED)
    expect(item.locator(".item-mark")).to_contain_text("已提异议")
    page.get_by_role("link", name="去提交").click()
    expect(page.locator("dl", has_text="申请与异议")).to_contain_text("1 项")
    forward(page, "确认提交")
    page = signed_in(own_city, APPROVER).page(f"/submissions/{submission}")
    expect(page.locator("main")).to_contain_text(f"数据异议：{WHY}")
    expect(page.locator("main")).to_contain_text(number)
