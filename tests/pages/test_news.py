"""The feed of 队建动态 and its articles: who sees what, what is found, which pictures are served."""

from __future__ import annotations

from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.api.desk import Desk
from tests.api.rows import PNG
from tests.pages.browser import Browser, Page

CLERK = "clerk-D01-court"
OTHER = "clerk-D02-court"
EVIL = "<script>alert(1)</script>"
PATH = "/ledgers/news.articles"


def moved(desk: Desk, who: str, path: str, action: str, **typed: str) -> Page:
    browser = Browser(desk, who)
    return browser.send(browser.get(path).form(f"{path}/acts/{action}"), **typed)


def draft(desk: Desk, title: str, who: str = CLERK, day: str = "2026-02-10", **more: str) -> str:
    """Enter an article by its form; returns the address of its record."""
    clerk, typed = Browser(desk, who), {"text": f"{title}的正文", "category": "training", **more}
    values = {f"v.{name}": each for name, each in typed.items()}
    form = clerk.get(f"{PATH}/new").form(PATH)
    page = clerk.send(form, **values, **{"v.title": title, "v.happened_on": day})
    assert "已添加" in page.text, page.text
    return str(page.response.url.path)


def sent(desk: Desk, title: str, who: str = CLERK, **more: str) -> str:
    path = draft(desk, title, who, **more)
    moved(desk, who, path, "submit")
    return path


def published(desk: Desk, title: str, who: str = CLERK, **more: str) -> str:
    path = sent(desk, title, who, **more)
    assert "已发布" in moved(desk, "admin", path, "publish").text
    return path


def article(path: str) -> str:
    return path.replace("/records/", "/news/")


def illustrated(desk: Desk, path: str, name: str = "照片.png", content: bytes = PNG) -> Page:
    clerk = Browser(desk, CLERK)
    return clerk.send(clerk.get(path).form(f"{path}/files"), {"file": (name, content)})


def test_only_what_is_published_is_in_the_feed(desk: Desk) -> None:
    drafted, waiting = draft(desk, "还是草稿"), sent(desk, "等待审核")
    shown = published(desk, "已经发布")
    gone = published(desk, "后来撤下")
    moved(desk, "admin", gone, "withdraw", reason="重复稿件")
    for who in (CLERK, OTHER, "district-D02", "leader", "admin"):
        page = Browser(desk, who).get("/news")
        assert article(shown) in page.links
        assert not {article(each) for each in (drafted, waiting, gone)} & set(page.links)
        for title in ("还是草稿", "等待审核", "后来撤下"):
            assert title not in page.text
    assert Browser(desk, "author").get("/news").status == 404


def test_articles_are_read_by_those_in_scope_alone(desk: Desk) -> None:
    drafted, shown = draft(desk, "还是草稿"), published(desk, "已经发布")
    assert Browser(desk, CLERK).get(article(drafted)).status == 200
    other = Browser(desk, OTHER)
    assert "已经发布的正文" in other.get(article(shown)).text
    hidden, absent = other.get(article(drafted)), other.get("/news/absent")
    assert (hidden.status, absent.status) == (404, 404)
    assert hidden.text.replace(article(drafted), "") == absent.text.replace("/news/absent", "")


def test_words_are_found_together_and_marked(desk: Desk) -> None:
    both = published(desk, "法院培训", text="第一期 Law 班")
    one = published(desk, "法院调研", text="走访")
    browser = Browser(desk, "leader")
    page = browser.get("/news?text=law%E3%80%80培训")
    assert article(both) in page.links
    assert article(one) not in page.links
    assert "<mark>培训</mark>" in page.response.text
    assert "<mark>Law</mark>" in page.response.text
    for inner in ("training", "happened_on", '"'):
        assert "没有符合条件的稿件" in browser.get(f"/news?text={inner}").text


def test_the_feed_is_narrowed(desk: Desk) -> None:
    here = published(desk, "甲", day="2026-01-31")
    there = published(desk, "乙", OTHER, category="service")
    browser = Browser(desk, "leader")
    for query, found in (
        ("category=training", {here}),
        ("unit=D02-court", {there}),
        ("district=D01", {here}),
        ("month=2026-01", {here}),
        ("month=2026-02", {there}),
        ("", {here, there}),
    ):
        links = set(browser.get(f"/news?{query}").links)
        assert {article(each) for each in (here, there)} & links == {article(e) for e in found}
    for bad in ("category=gone", "month=2026-13", f"after={'x' * 121}"):
        assert browser.get(f"/news?{bad}").status == 422


@pytest.mark.parametrize("query", ["", "text=稿件"])
def test_the_feed_goes_on_page_by_page(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr("smart_team_api.pages.news.SHOWN", 2)
    monkeypatch.setattr("smart_team.modules.news.feed._READ", 2)
    paths = [published(desk, f"稿件{n}", day=f"2026-02-0{n}") for n in range(1, 6)]
    seen, here = [], f"/news?{query}"
    while here:
        page = Browser(desk, "leader").get(here)
        seen += [e for e in dict.fromkeys(page.links) if e in {article(p) for p in paths}]
        here = next((link for link in page.links if "after=" in link), "")
    assert seen == [article(each) for each in reversed(paths)]


def test_what_authors_write_is_text(desk: Desk) -> None:
    path = published(desk, EVIL, text=f"{EVIL}\n\n第二段")
    for here in ("/news", f"/news?text={EVIL}", article(path)):
        page = Browser(desk, "leader").get(here)
        assert page.status == 200
        assert EVIL not in page.response.text
        assert "alert(1)" in page.text
    assert Browser(desk, CLERK).get(article(path)).response.text.count('class="paragraph"') == 2


def test_pictures_are_shown_and_other_files_are_not(desk: Desk) -> None:
    path = draft(desk, "有图的稿件")
    illustrated(desk, path)
    illustrated(desk, path, "说明.txt", "纯文本".encode())
    page = Browser(desk, CLERK).get(article(path))
    sources = [
        tag["src"] for name, tag in page.tags if name == "img" and "/pictures/" in tag["src"]
    ]
    assert len(sources) == 1
    answer = Browser(desk, CLERK).get(sources[0]).response
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert Browser(desk, OTHER).get(sources[0]).status == 404
    files = [link for link in Browser(desk, CLERK).get(path).links if "/files/" in link]
    text = next(f for f in files if not sources[0].endswith(f.rsplit("/", 1)[1]))
    hidden = f"{article(path)}/pictures/{text.rsplit('/', 1)[1]}"
    assert Browser(desk, CLERK).get(hidden).status == 404
    moved(desk, CLERK, path, "submit")
    moved(desk, "admin", path, "publish")
    assert Browser(desk, OTHER).get(sources[0]).response.content == PNG
    assert sources[0] in Browser(desk, OTHER).get("/news").response.text


def test_a_record_of_another_ledger_is_no_article(desk: Desk) -> None:
    clerk = Browser(desk, CLERK)
    here = "/ledgers/news.adoptions"
    values = {"article": "甲", "level": "city", "organ": "示例日报", "issue": "第1期"}
    typed = {f"v.{name}": value for name, value in values.items()}
    page = clerk.send(
        clerk.get(f"{here}/new").form(here), **typed, **{"v.adopted_on": "2026-02-20"}
    )
    assert clerk.get(article(str(page.response.url.path))).status == 404
    path = published(desk, "甲")
    assert clerk.get(article(path)).row("市级")[1:3] == ["示例日报", "第1期"]
    assert "示例日报" not in Browser(desk, OTHER).get(article(path)).text


def adopted(desk: Desk, title: str, level: str, issue: str) -> str:
    """Enter an adoption with its proof, and have it confirmed."""
    clerk, here = Browser(desk, CLERK), "/ledgers/news.adoptions"
    values = {"article": title, "level": level, "organ": "示例日报", "issue": issue}
    typed = {f"v.{name}": value for name, value in values.items()}
    day = {"v.adopted_on": "2026-02-20"}
    page = clerk.send(clerk.get(f"{here}/new").form(here), **typed, **day)
    path = str(page.response.url.path)
    illustrated(desk, path, "凭证.png")
    assert "已确认" in moved(desk, "admin", path, "confirm").text
    return path


def test_the_desk_says_what_waits_for_whom(desk: Desk) -> None:
    waiting, back = sent(desk, "等待审核"), sent(desk, f"退回{EVIL}")
    moved(desk, "admin", back, "return", reason=f"数字有误{EVIL}")
    editor, clerk = Browser(desk, "admin").get("/news/desk"), Browser(desk, CLERK).get("/news/desk")
    assert waiting in editor.links
    assert back not in editor.links
    assert back in clerk.links
    assert waiting not in clerk.links
    assert "数字有误" in clerk.row("退回<script>")[4]
    assert EVIL not in clerk.response.text
    for who, there in (("district-D01", True), ("district-D02", False), (OTHER, False)):
        assert (waiting in Browser(desk, who).get("/news/desk").links) is there
    assert Browser(desk, "author").get("/news/desk").status == 404


def test_the_bulletin_counts_the_month_as_the_metrics_do(desk: Desk) -> None:
    back = sent(desk, "退回后没有重报")
    moved(desk, "admin", back, "return", reason="数字有误")
    shown, _ = published(desk, "甲"), draft(desk, "草稿不计")
    gone = published(desk, "重复稿件")
    moved(desk, "admin", gone, "withdraw", reason="与甲重复")
    published(desk, "上月稿件", day="2026-01-05")
    adopted(desk, "甲", "province", "第1期")
    adopted(desk, "甲", "city", "第2期")
    page = Browser(desk, "leader").get("/news/bulletin/2026-02")
    row = next(row for row in page.rows if row[1:4] == ["2", "1", "1"])
    assert row[4:] == ["50.0", "是", "1", "5", "8"]
    assert article(shown) in page.links
    assert article(gone) not in page.links
    levels = [row[1] for row in page.rows if len(row) > 2 and row[2] == "甲"]
    assert levels == ["省级", "市级"]
    assert "退回后没有重报" in page.text
    assert "草稿不计" not in page.text
    assert "上月稿件" not in page.text
    other = Browser(desk, OTHER).get("/news/bulletin/2026-02")
    assert "退回后没有重报" not in other.text
    assert "示例日报" not in other.text


def test_the_bulletin_is_of_the_units_in_sight(desk: Desk) -> None:
    published(desk, EVIL)
    for who, count in (("leader", 65), ("district-D01", 5), (CLERK, 1)):
        browser = Browser(desk, who)
        page = browser.get("/news/bulletin/2026-02/export")
        book = CalamineWorkbook.from_filelike(BytesIO(page.response.content))
        assert len(book.get_sheet_by_index(0).to_python(skip_empty_area=False)) == 3 + count
        assert EVIL not in browser.get("/news/bulletin/2026-02").response.text
    leader = Browser(desk, "leader")
    assert leader.get("/news/bulletin").response.headers["location"] == "/news/bulletin/2026-02"
    asked = leader.get("/news/bulletin?month=2026-01").response
    assert asked.headers["location"] == "/news/bulletin/2026-01"
    assert leader.get("/news/bulletin/2026-13").status == 422
    assert Browser(desk, "author").get("/news/bulletin/2026-02").status == 404
    assert Browser(desk, "author").get("/news/bulletin/2026-02/export").status == 404


def test_who_handles_an_article_is_told_of_near_duplicates_in_sight(desk: Desk) -> None:
    text = "示例法院举办业务能力培训班，安排集中授课、分组研讨和结业测试，全部学员完成学时。"
    first, again = (
        published(desk, "甲", text=text),
        sent(desk, "换了标题", text=f"{text}特此报告。"),
    )
    hidden = sent(desk, "别家未发布", OTHER, text=text)
    editor = Browser(desk, "admin").get(article(again))
    assert "可能重复的稿件" in editor.text
    assert {article(first), article(hidden)} <= set(editor.links)
    office = Browser(desk, "district-D01").get(article(again))
    assert article(first) in office.links
    assert article(hidden) not in office.links
    assert "可能重复的稿件" not in Browser(desk, OTHER).get(article(first)).text
    moved(desk, "admin", first, "withdraw", reason="与乙重复")
    assert article(first) not in Browser(desk, "admin").get(article(again)).links


def test_a_flood_is_shown_on_the_desk(desk: Desk) -> None:
    for number in range(6):
        sent(desk, f"第{number}篇", day=f"2026-03-0{1 + number % 2}")
    assert "七天内 6 篇" in Browser(desk, "admin").get("/news/desk").text
    assert "报送过于集中" not in Browser(desk, "district-D02").get("/news/desk").text
