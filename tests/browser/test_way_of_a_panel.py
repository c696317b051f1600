"""The longest way: a panel apart, a check on the spot, an appeal upheld, a rework and its check."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page, expect

from tests.browser.city import City
from tests.browser.eyes import SignedIn
from tests.browser.way import CLERK, NAME, NUMBERS, SAVED, UNIT, Way, fill, forward

LITTLE: Final = {"numerator": "9", "denominator": "10", "count": "1"}
FULL: Final = {"numerator": "10", "denominator": "10", "count": "9"}
TESTED: Final = ("due", "sat", "passed")
APPEALED: Final = "A3"
CAP: Final = "79.99"


def test_a_cycle_with_panel_visit_and_rework(
    own_city: City, signed_in: SignedIn, tmp_path: Path, now: datetime
) -> None:
    title = "2026 年政法队伍教育整顿评估（试评）"
    way = Way(own_city, signed_in, tmp_path, "education_rectification", title)
    assert own_city.clock.now == now
    way.open()
    way.fill_in(LITTLE, "学习教育台账.pdf")
    way.sign()
    way.confirm_in_district()
    sit(way)
    visit(way)
    way.announce()
    uphold(way)
    way.publish()
    way.feed_back()
    assert way.state == "rework"
    rework(way)
    check_rework(way)
    correct(way)
    look_down(way)


def sit(way: Way) -> None:
    """Three inspectors judge, none seeing the others; then they see how far apart they are."""
    panel = way.seat("review")
    assert len(panel) == 3
    for login, numerator in zip(panel, ("10", "9", "2"), strict=True):
        page = way.page(login, "/queue")
        way.take(page)
        said = {"numerator": numerator, "denominator": "10"}
        fill(
            page.locator(f'section:not([id^="i-J"]) {NUMBERS}'), dict.fromkeys(TESTED, "10") | said
        )
        for why in page.locator("textarea.why").all():
            why.fill("核对台账")
        way.judge(page)
    assert way.state == "on_site"
    page = way.page(panel[0], f"/submissions/{way.submission}")
    page.get_by_role("link", name="评估组").click()
    expect(page.locator("#panel th", has_text="评估员")).to_have_count(2)
    expect(page.locator("tr.far", has_text="A10")).to_contain_text("相差大")


def visit(way: Way) -> None:
    """One of them goes there with the list on paper, and finds less on the spot."""
    [login] = way.seat("on_site")
    page = way.page(login, "/queue")
    way.take(page)
    page.get_by_role("link", name="现场核查单").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("现场核查")
    page.go_back()
    one = page.locator("#i-A12")
    one.locator('[name$=":numerator"]').fill("7")
    one.locator('[name$=":denominator"]').fill("10")
    one.locator("textarea.why").fill("现场走访十处，三处未见落实。")
    way.judge(page)
    assert way.state == "publicity"


def uphold(way: Way) -> None:
    """An adjudicator sees what an appeal changes before upholding it, and the unit sees it after."""
    page = way.appeal(APPEALED, "两人公差未计，见补充材料。")
    place = page.locator(f"#p-{APPEALED}")
    place.get_by_label("支持申诉，改按下面的答案").check()
    place.locator('[name$=":numerator"]').fill("10")
    expect(place.locator("[data-trial]")).to_contain_text("→")
    before, after = points(place.locator("[data-trial] dd").first)
    assert before < after == 5
    place.get_by_label("理由").last.fill("补充材料属实，按十人计。")
    forward(page, "作出裁决")
    page = way.page(CLERK, f"/submissions/{way.submission}")
    expect(page.locator("#appeals")).to_contain_text("予以采纳")


def points(line: Locator) -> list[float]:
    return [float(each) for each in re.findall(r"[\d.]+", line.inner_text())]


def rework(way: Way) -> None:
    """The clerk makes good what lacked, proves it, and hands it in."""
    page = way.page(CLERK, f"/submissions/{way.submission}/edit")
    expect(page.get_by_text("这是补课整改")).to_be_visible()
    fill(page.locator(f"input{NUMBERS}"), FULL)
    expect(page.locator("#claim-state")).to_have_text(SAVED)
    way.hand_in(page)
    assert way.state == "rework_check"


def check_rework(way: Way) -> None:
    """An inspector checks it: it counts, and no more than the cap."""
    [login] = way.seat("rework")
    page = way.page(login, "/queue")
    way.take(page)
    before, after = (total(page, name) for name in ("补课前", "验收后"))
    assert before < 60 < after
    assert after == float(CAP)
    forward(page, "整改验收")
    assert way.state == "done"


def total(page: Page, name: str) -> float:
    place = page.locator("dl.facts-row > div", has_text=name)
    return float(place.locator("dd").inner_text())


def correct(way: Way) -> None:
    """The administrator publishes anew with the reason; everybody sees the signature hold."""
    page = way.page("admin", f"/stages/{way.stage}")
    page.get_by_label("更正理由").fill("补课经复验合格，按办法封顶计分。")
    forward(page, "更正发布")
    way.city.work_off()
    page = way.page(CLERK, "/results")
    page.get_by_role("link", name=way.title).first.click()
    expect(page.get_by_text("签名有效")).to_be_visible()
    expect(page.get_by_text("补课经复验合格，按办法封顶计分。").first).to_be_visible()
    expect(page.locator("table", has_text="原总分")).to_contain_text(CAP)


def look_down(way: Way) -> None:
    """A leader opens the ranked table, a unit in it, and reads whence its points come."""
    page = way.page("leader.1", f"/stages/{way.stage}")
    row = page.locator("#ranking tr", has_text=NAME)
    expect(row).to_contain_text(CAP)
    row.get_by_role("link", name=NAME).click()
    page.wait_for_url(re.compile(f"/units/{UNIT}"))
    expect(page.locator("#i-A12")).to_contain_text("0.7")
