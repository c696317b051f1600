"""One cycle from its opening to its publication, by everybody, in Chinese, with evidence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.city import City
from tests.browser.eyes import SignedIn
from tests.browser.way import NAME, NUMBERS, Way, forward


def test_a_cycle_from_its_opening_to_its_publication(
    own_city: City, signed_in: SignedIn, tmp_path: Path, now: datetime
) -> None:
    way = Way(own_city, signed_in, tmp_path, "team", "2026 年度队伍管理评估（试评）")
    assert own_city.clock.now == now
    way.open()
    way.fill_in({"count": "4"}, "措施清单.pdf")
    way.sign()
    way.confirm_in_district()
    review(way)
    way.announce()
    reject(way)
    way.publish()
    page = way.page("leader.1", "/results")
    page.get_by_role("link", name=way.title).first.click()
    expect(page.get_by_text(NAME).first).to_be_visible()
    way.feed_back()
    assert way.state == "done"


def review(way: Way) -> None:
    """An inspector whom the administrator names confirms."""
    [inspector] = way.seat("review")
    page = way.page(inspector, "/queue")
    way.take(page)
    for field in page.locator(NUMBERS).all():
        if field.is_visible() and not field.input_value():
            field.fill("1")
    for why in page.locator("textarea.why").all():
        why.fill("核对台账")
    way.judge(page)
    assert way.state == "publicity"


def reject(way: Way) -> None:
    """The approver appeals; an adjudicator rejects it."""
    page = way.appeal("M1.10", "漏计一项措施，见补充材料。")
    page.get_by_label("驳回，维持原结果").check()
    page.get_by_label("理由").last.fill("补充材料与本期无关，维持。")
    forward(page, "作出裁决")
