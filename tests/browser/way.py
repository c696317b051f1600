"""A cycle on its way from its opening, and the hands of everybody who is part of every way."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from smart_team.store.tables import cycles, panel_members, people, stages, submissions
from tests.browser.city import City
from tests.browser.eyes import SignedIn

UNIT: Final = "D01-court"
NAME: Final = "示例市甲区人民法院"
CLERK, APPROVER, OFFICE = "clerk.d01-court", "approver.d01-court", "district.d01"
PDF: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
SAVED: Final = re.compile("^已保存")
NUMBERS: Final = '[name^="a:"][inputmode]'


@dataclass
class Way:
    """One unit's way through the first stage of a module's cycle, and everybody's browsers."""

    city: City
    signed_in: SignedIn
    folder: Path
    module: str
    title: str

    def page(self, login: str, path: str = "/") -> Page:
        """Return a page of somebody's, a minute after what was done before."""
        self.city.clock.now += timedelta(minutes=1)
        return self.signed_in(self.city, login).page(path)

    def later(self, days: int) -> None:
        """Let days pass: windows close."""
        self.city.pass_to(self.city.clock.now + timedelta(days=days))

    @property
    def cycle(self) -> str:
        return str(self.city.first(select(cycles.c.id).where(cycles.c.title == self.title)))

    @property
    def stage(self) -> str:
        mine = (stages.c.cycle == self.cycle, stages.c.number == 0)
        return str(self.city.first(select(stages.c.id).where(*mine)))

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
        page.locator(f'[name="module"][value="{self.module}"]').check()
        forward(page, "下一步")
        page.get_by_label("周期名称").fill(self.title)
        page.get_by_label(re.compile("^首日")).first.fill("2026-11-25")
        forward(page, "下一步")
        page.get_by_label("逐家选择").check()
        page.get_by_label(NAME, exact=True).check()
        forward(page, "下一步")
        forward(page, "检查")
        expect(page.get_by_text("选了 1 家单位")).to_be_visible()
        forward(page, "开启周期")
        self.city.work_off()

    def fill_in(self, said: Mapping[str, str], name: str) -> None:
        """The clerk fills in numbers by the parts' names, proves every item, and hands it in."""
        page = self.page(CLERK)
        page.locator(f'main a[href*="{self.submission}"]').first.click()
        if not page.url.endswith("/edit"):
            page.get_by_role("link", name="填报").first.click()
        fill(page.locator(f"input{NUMBERS}"), said)
        for box in page.locator(".fields.boxes").all():
            box.locator('input[name^="a:"]').first.check()
        expect(page.locator("#claim-state")).to_have_text(SAVED)
        proof = self.folder / name
        proof.write_bytes(PDF)
        for place in page.locator("[data-drop]").all():
            place.locator("summary").click()
            place.locator('input[type="file"]').set_input_files(proof)
            place.get_by_role("button", name="上传").click()
            expect(place.get_by_text(name).first).to_be_visible()
        self.hand_in(page)
        assert self.state == "sign_off"

    def hand_in(self, page: Page) -> None:
        """Hand in what was filled in, once the page has nothing more to ask."""
        page.wait_for_load_state("networkidle")
        page.get_by_role("link", name="去提交").click()
        forward(page, "确认提交")

    def sign(self) -> None:
        """The approver sends it back once; the clerk mends it; the approver signs."""
        page = self.page(APPROVER, f"/submissions/{self.submission}")
        page.get_by_label("退回理由").fill("汇总数与分项不符，请核对。")
        forward(page, "退回")
        page = self.page(CLERK, f"/submissions/{self.submission}/edit")
        expect(page.get_by_text("汇总数与分项不符，请核对。").first).to_be_visible()
        page.locator(f"input{NUMBERS}").first.fill("3")
        expect(page.locator("#claim-state")).to_have_text(SAVED)
        self.hand_in(page)
        page = self.page(APPROVER, f"/submissions/{self.submission}")
        expect(page.get_by_text("此后改动 1 项")).to_be_visible()
        forward(page, "同意，签字报送")
        assert self.state == "preliminary"

    def confirm_in_district(self) -> None:
        """The district's office finds nothing to object to."""
        page = self.page(OFFICE, "/queue")
        self.take(page)
        page.get_by_role("button", name="无异议的一并标记已核").click()
        self.judge(page)
        assert self.state == "review"

    def seat(self, step: str) -> list[str]:
        """The administrator has seats filled; returns the logins of who sits."""
        page = self.page("admin", f"/admin/cycles/{self.cycle}/seats/{self.stage}/{step}")
        forward(page, "分配")
        query = select(people.c.login).join(panel_members, panel_members.c.person == people.c.id)
        mine = (panel_members.c.submission == self.submission, panel_members.c.step == step)
        return [str(each) for each in self.city.every(query.where(*mine).order_by(people.c.login))]

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
        expect(page.get_by_text(self.title).first).to_be_visible()

    def appeal(self, item: str, why: str) -> Page:
        """The approver appeals with further evidence; returns it before an adjudicator."""
        self.later(days=10)
        assert self.state == "appeal"
        page = self.page(APPROVER, f"/submissions/{self.submission}")
        page.get_by_label("申诉哪一项").select_option(item)
        page.get_by_label("理由", exact=True).fill(why)
        proof = self.folder / "补充材料.pdf"
        proof.write_bytes(PDF.replace(b"1.4", b"1.5"))
        page.get_by_label("补充材料").set_input_files(proof)
        forward(page, "提出申诉")
        self.later(days=10)
        assert self.state == "appeal_decision"
        page = self.page("adjudicator.1", f"/submissions/{self.submission}/appeals")
        expect(page.get_by_text(why)).to_be_visible()
        return page

    def publish(self) -> None:
        """The administrator rates and publishes."""
        assert self.state == "rating"
        page = self.page("admin", f"/stages/{self.stage}")
        forward(page, "定等发布")
        self.city.work_off()
        assert self.state == "feedback"

    def feed_back(self) -> None:
        """The administrator sends the feedback list, and the clerk reads it."""
        page = self.page("admin", f"/stages/{self.stage}")
        forward(page, "发给这 1 个单位")
        page = self.page(CLERK, f"/submissions/{self.submission}/feedback")
        expect(page.get_by_role("heading", level=1)).to_have_text("反馈清单")


def fill(numbers: Locator, said: Mapping[str, str]) -> None:
    """Fill in fields for numbers by the last word of their names; leave what has a number."""
    for field in numbers.all():
        part = (field.get_attribute("name") or "").rpartition(":")[2].rpartition(".")[2]
        if field.is_visible() and not field.input_value() and part in said:
            field.fill(said[part])


def forward(page: Page, name: str) -> None:
    """Press a button that leads to another page."""
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=True).click()
