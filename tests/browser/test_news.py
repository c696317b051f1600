"""队建动态 in a browser, on the demo's city: for a clerk, an editor and a leader."""

from __future__ import annotations

from typing import Final

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import FilePayload, Page, expect

from tests.api.rows import PNG
from tests.browser.city import City
from tests.browser.eyes import SignedIn
from tests.browser.test_every_page import findings

PATHS: Final = ("/news", "/news?text=示例", "/news/desk", "/news/bulletin")
TITLE: Final = "浏览器里报送的稿件"


@pytest.mark.parametrize("login", ["clerk.d01-court", "district.d01", "leader.1", "admin"])
@pytest.mark.parametrize("width", [1366, 390])
def test_pages_are_for_everybody(city: City, signed_in: SignedIn, login: str, width: int) -> None:
    size = {"width": width, "height": 768}
    eyes = signed_in(city, login, reduced_motion="reduce", viewport=size)
    eyes.context.add_init_script(path=AXE_FILE_PATH)
    for path in PATHS:
        page = eyes.page(path)
        assert list(findings(page)) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def act(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def test_an_article_is_sent_in_returned_and_published(city: City, signed_in: SignedIn) -> None:
    clerk = signed_in(city, "clerk.d01-court").page("/ledgers/news.articles/new")
    clerk.get_by_label("标题").fill(TITLE)
    clerk.get_by_label("正文").fill("第一段\n\n第二段")
    clerk.get_by_label("事情发生日期").fill("2026-01-05")
    clerk.get_by_label("栏目").select_option("training")
    clerk.locator("main form button.btn-primary").click()
    clerk.wait_for_url(f"{city.base}/records/*")
    path = clerk.url.removeprefix(city.base).split("?")[0]
    picture = FilePayload(name="现场.png", mimeType="image/png", buffer=PNG)
    clerk.locator("#file-pictures").set_input_files(picture)
    act(clerk, "上传")
    act(clerk, "报送")
    editor = signed_in(city, "admin").page(path)
    editor.get_by_text("退回", exact=True).first.click()
    editor.get_by_label("理由").first.fill("请写明人数")
    act(editor, "退回")
    clerk.goto(f"{city.base}/news/desk")
    expect(clerk.get_by_role("row").filter(has_text=TITLE)).to_contain_text("请写明人数")
    clerk.goto(f"{city.base}{path}")
    act(clerk, "重报")
    editor.goto(f"{city.base}{path}")
    act(editor, "发布")
    reader = signed_in(city, "leader.1").page(f"/news?text={TITLE}")
    reader.locator(".story h2 a").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text(TITLE)
    expect(reader.get_by_role("img", name="现场.png")).to_be_visible()
    assert reader.locator("figure img").evaluate("each => each.naturalWidth") > 0


def test_a_leader_reads_the_bulletin_and_takes_it_along(city: City, signed_in: SignedIn) -> None:
    page = signed_in(city, "leader.1").page("/")
    page.get_by_role("navigation", name="主导航").get_by_role("link", name="队建动态").click()
    page.get_by_role("link", name="月报").click()
    expect(page.get_by_role("region", name="各单位本月情况")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="导出 Excel").click()
    assert download.value.suggested_filename.endswith(".xlsx")
