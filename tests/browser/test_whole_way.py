"""One cycle from its opening to its correction-proof result, by everybody, in Chinese, with evidence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, expect
from sqlalchemy import select

from smart_team.store.tables import cycles, panel_members, people, stages, submissions
from tests.browser.city import City
from tests.browser.eyes import SignedIn

UNIT: Final = "D01-court"
NAME: Final = "示例市甲区人民法院"
TITLE: Final = "2026 年度队建动态评估（试评）"
CLERK, APPROVER, OFFICE = "clerk.d01-court", "approver.d01-court", "district.d01"
PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@dataclass
class Way:
    """The cycle on its way, and everybody's browsers."""

    city: City
    signed_in: SignedIn
    folder: Path

    def page(self, login: str, path: str = "/") -> Page:
        """Return a page of somebody's, a minute after what was done before."""
        self.city.clock.now += timedelta(minutes=1)
        return self.signed_in(self.city, login).page(path)

    @property
    def cycle(self) -> str:
        return str(self.city.first(select(cycles.c.id).where(cycles.c.title == TITLE)))

    @property
    def stage(self) -> str:
        return str(self.city.first(select(stages.c.id).where(stages.c.cycle == self.cycle)))

    @property
    def submission(self) -> str:
        query = select(submissions.c.id).where(submissions.c.stage == self.stage)
        return str(self.city.first(query))

    @property
    def state(self) -> str:
        query = select(submissions.c.state).where(submissions.c.id == self.submission)
        return str(self.city.first(query))

    def open(self) -> None:
        """The administrator opens the cycle, led by the page."""
        page = self.page("admin", "/admin/cycles/new")
        page.locator('[name="module"][value="news"]').check()
        forward(page, "下一步")
        page.get_by_label("周期名称").fill(TITLE)
        page.get_by_label(re.compile("^首日")).fill("2026-11-25")
        forward(page, "下一步")
        page.get_by_label("逐家选择").check()
        page.get_by_label(NAME, exact=True).check()
        forward(page, "下一步")
        forward(page, "检查")
        expect(page.get_by_text("选了 1 家单位")).to_be_visible()
        forward(page, "开启周期")
        self.city.work_off()

    def fill_in(self) -> None:
        """The clerk fills in what there is to fill in, proves it, and hands it in."""
        page = self.page(CLERK)
        page.locator(f'main a[href*="{self.submission}"]').first.click()
        if not page.url.endswith("/edit"):
            page.get_by_role("link", name="填报").first.click()
        for field in page.locator('input[name^="a:"][inputmode]').all():
            field.fill("9" if "numerator" in (field.get_attribute("name") or "") else "10")
        expect(page.locator("#claim-state")).to_have_text(re.compile("^已保存"))
        proof = self.folder / "报送记录.pdf"
        proof.write_bytes(PDF)
        for place in page.locator("[data-drop]").all():
            place.locator("summary").click()
            place.locator('input[type="file"]').set_input_files(proof)
            place.get_by_role("button", name="上传").click()
            expect(place.get_by_text("报送记录.pdf").first).to_be_visible()
        page.get_by_role("link", name="去提交").click()
        forward(page, "确认提交")
        assert self.state == "sign_off"

    def sign(self) -> None:
        """The approver sends it back once; the clerk mends it; the approver signs."""
        page = self.page(APPROVER, f"/submissions/{self.submission}")
        page.get_by_label("退回理由").fill("汇总数与分项不符，请核对。")
        forward(page, "退回")
        page = self.page(CLERK, f"/submissions/{self.submission}/edit")
        expect(page.get_by_text("汇总数与分项不符，请核对。").first).to_be_visible()
        page.locator('input[name^="a:"][name$="numerator"]').first.fill("8")
        expect(page.locator("#claim-state")).to_have_text(re.compile("^已保存"))
        page.get_by_role("link", name="去提交").click()
        forward(page, "确认提交")
        page = self.page(APPROVER, f"/submissions/{self.submission}")
        expect(page.get_by_text("此后改动 1 项")).to_be_visible()
        forward(page, "同意，签字报送")
        assert self.state == "preliminary"

    def review(self) -> None:
        """The district's office and an inspector whom the administrator names confirm."""
        page = self.page(OFFICE, "/queue")
        self.take(page)
        page.get_by_role("button", name="无异议的一并标记已核").click()
        self.judge(page)
        assert self.state == "review"
        page = self.page("admin", f"/admin/cycles/{self.cycle}/seats/{self.stage}/review")
        forward(page, "分配")
        page = self.page(self.inspector, "/queue")
        self.take(page)
        for field in page.locator('[name^="a:"][inputmode]').all():
            if field.is_visible() and not field.input_value():
                field.fill("1")
        for why in page.locator("textarea.why").all():
            why.fill("核对台账")
        self.judge(page)
        assert self.state == "publicity"

    @property
    def inspector(self) -> str:
        query = select(people.c.login).join(panel_members, panel_members.c.person == people.c.id)
        return str(self.city.first(query.where(panel_members.c.submission == self.submission)))

    def take(self, page: Page) -> None:
        """Take the submission from the queue, so that nobody else works on it."""
        row = page.locator("tr", has=page.locator(f'a[href*="{self.submission}"]'))
        with page.expect_navigation():
            row.get_by_role("button").click()

    def judge(self, page: Page) -> None:
        page.get_by_role("button", name="保存并确认本环节").click()
        page.wait_for_url(re.compile("said=confirmed"))

    def announce(self) -> None:
        page = self.page("admin", f"/stages/{self.stage}")
        forward(page, "公示这 1 个单位")
        assert self.state == "publicity_open"
        page = self.page(CLERK, "/announcements")
        expect(page.get_by_text(TITLE).first).to_be_visible()

    def appeal(self) -> None:
        """The approver appeals with further evidence; an adjudicator upholds it."""
        self.later(days=10)
        assert self.state == "appeal"
        page = self.page(APPROVER, f"/submissions/{self.submission}")
        page.get_by_label("申诉哪一项").select_option(index=1)
        page.get_by_label("理由", exact=True).fill("漏计一期，见补充材料。")
        proof = self.folder / "补充材料.pdf"
        proof.write_bytes(PDF.replace(b"1.4", b"1.5"))
        page.get_by_label("补充材料").set_input_files(proof)
        forward(page, "提出申诉")
        self.later(days=10)
        assert self.state == "appeal_decision"
        page = self.page("adjudicator.1", f"/submissions/{self.submission}/appeals")
        expect(page.get_by_text("漏计一期，见补充材料。")).to_be_visible()
        page.get_by_label("驳回，维持原结果").check()
        page.get_by_label("理由").last.fill("补充材料与本期无关，维持。")
        forward(page, "作出裁决")

    def later(self, days: int) -> None:
        self.city.pass_to(self.city.clock.now + timedelta(days=days))

    def publish(self) -> None:
        """The administrator rates and publishes; everybody sees the same signed result."""
        assert self.state == "rating"
        page = self.page("admin", f"/stages/{self.stage}")
        forward(page, "定等发布")
        self.city.work_off()
        assert self.state == "feedback"
        page = self.page("leader.1", "/results")
        page.get_by_role("link", name=re.compile("队建动态")).first.click()
        expect(page.get_by_text(NAME).first).to_be_visible()
        page = self.page("admin", f"/stages/{self.stage}")
        forward(page, "发给这 1 个单位")
        assert self.state == "done"
        page = self.page(CLERK, f"/submissions/{self.submission}/feedback")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def forward(page: Page, name: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()


def test_a_cycle_from_its_opening_to_its_publication(
    own_city: City, signed_in: SignedIn, tmp_path: Path, now: datetime
) -> None:
    way = Way(own_city, signed_in, tmp_path)
    assert own_city.clock.now == now
    way.open()
    way.fill_in()
    way.sign()
    way.review()
    way.announce()
    way.appeal()
    way.publish()
