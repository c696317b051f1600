"""Ledgers as files in a browser: taken along, brought in after a preview, refused cell by cell."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest

from smart_team.assessment.xlsx_table import read_sheets
from smart_team.store.record_tables import records
from smart_team.store.tables import audit
from tests.api.desk import Desk
from tests.pages.browser import Browser, Page
from tests.pages.test_ledgers import PROBLEMS, entered

CLERK = "clerk-D01-court"
PREVIEW, IMPORT = f"{PROBLEMS}/import/preview", f"{PROBLEMS}/import"
LIST = f"{PROBLEMS}/import/export-problems"
HEAD = ("单位", "编号", "问题", "来源", "发现日期", "整改期限")
ROW = ("D01-court", "2026-7", "轮岗台账未按季更新", "单位自查", "2026年2月1日", "2026-04-01")


def table(*rows: tuple[str, ...]) -> bytes:
    return "\n".join(",".join(row) for row in (HEAD, *rows)).encode("utf-8-sig")


def previewed(person: Browser, content: bytes, name: str = "问题.csv") -> Page:
    form = person.get(IMPORT).form(PREVIEW)
    return person.send(form, {"file": (name, BytesIO(content))})


def count(desk: Desk) -> int:
    return len(desk.world.rows(records))


def test_a_file_is_previewed_and_then_written(desk: Desk) -> None:
    clerk = Browser(desk, CLERK)
    assert IMPORT in clerk.get(PROBLEMS).links
    shown = previewed(clerk, table(ROW))
    assert shown.status == 200, shown.text
    assert "新增 1 条，修改 0 条，不变 0 条" in shown.text
    assert "轮岗台账未按季更新" in shown.text
    assert count(desk) == 0
    done = clerk.send(shown.form(IMPORT))
    assert "已导入：新增 1 条，修改 0 条，不变 0 条" in done.text
    assert PROBLEMS in done.links
    row = desk.world.rows(audit)[-1]
    assert (row.actor, row.action, row.result) == (CLERK, "enter_records", "success")
    assert row.object == "team.problems +1 ~0 =0"
    again = previewed(clerk, table(ROW))
    assert "文件与台账一致" in again.text
    assert not again.has_form(IMPORT)
    changed = previewed(clerk, table((*ROW[:2], "轮岗记录不全<script>alert(1)</script>", *ROW[3:])))
    assert "轮岗台账未按季更新" in changed.text
    assert "<script>alert" not in changed.response.text
    assert "修改 1 条" in clerk.send(changed.form(IMPORT)).text


def test_sent_twice_it_is_written_once(desk: Desk) -> None:
    clerk = Browser(desk, CLERK)
    form = previewed(clerk, table(ROW)).form(IMPORT)
    first, second = clerk.send(form), clerk.send(form)
    assert first.status == second.status == 200
    assert count(desk) == 1


def test_every_wrong_cell_is_named_and_nothing_is_written(desk: Desk) -> None:
    clerk = Browser(desk, CLERK)
    wrong = (
        ROW,
        ("D02-court", *ROW[1:]),
        ("D01-court", "2026-8", "联系 13800138000", *ROW[3:]),
        ("D01-court", "2026-9", "迟报", "不知道", "2026-02-30", "2026-04-01"),
    )
    page = previewed(clerk, table(*wrong))
    assert page.status == 422
    assert not page.has_form(IMPORT)
    for code in ("G109", "G110", "G111", "G310"):
        assert code in page.text, page.text
    assert "问题.csv:3" in page.text
    assert "smart-team-" not in page.text
    assert count(desk) == 0
    told = clerk.send(page.form(LIST))
    assert told.response.headers["content-disposition"].startswith("attachment")
    assert told.response.content[:2] == b"PK"


def test_what_was_agreed_to_is_done_or_nothing(desk: Desk) -> None:
    clerk = Browser(desk, CLERK)
    form = previewed(clerk, table(ROW)).form(IMPORT)
    entered(desk, **{"v.number": "2026-7"})
    page = clerk.send(form)
    assert (page.status, "G330" in page.text) == (409, True)
    assert "修改 1 条" in page.text
    assert count(desk) == 1
    assert "修改 1 条" in clerk.send(page.form(IMPORT)).text


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", b"%PDF"),
        ("a.xlsx", b"PK\x03\x04 no workbook"),
        ("a.csv", b""),
        ("../../a.csv", "单位,别的\n".encode()),
        ("a.csv", b"x" * 6_000_001),
    ],
    ids=["kind", "broken", "empty", "header", "large"],
)
def test_what_is_no_table_of_the_ledger_is_refused(desk: Desk, name: str, content: bytes) -> None:
    page = previewed(Browser(desk, CLERK), content, name)
    assert page.status in {413, 422}
    assert "smart-team-" not in page.text
    assert count(desk) == 0


def test_a_form_that_was_made_up_writes_nothing(desk: Desk) -> None:
    clerk = Browser(desk, CLERK)
    form = previewed(clerk, table(ROW)).form(IMPORT)
    for more in ({"table": "!"}, {"table": ""}, {"agreed": "sha256:0"}, {"name": ""}):
        page = clerk.send(form, **more, key=f"key-{next(iter(more))}-{len(more)}-made-up")
        assert page.status in {409, 422}
    assert count(desk) == 0


def test_without_a_file_the_form_is_shown_again(desk: Desk) -> None:
    clerk = Browser(desk, CLERK)
    assert clerk.send(clerk.get(IMPORT).form(PREVIEW)).status == 422


def test_what_is_exported_is_what_is_seen_and_comes_back_unchanged(
    desk: Desk, tmp_path: Path
) -> None:
    entered(desk)
    entered(desk, **{"v.number": "2026-2", "v.source": "other", "v.text": "=1+1"})
    clerk = Browser(desk, CLERK)
    page = clerk.get(f"{PROBLEMS}?f.source=other")
    for suffix in ("xlsx", "csv"):
        (link,) = [each for each in page.links if f"export.{suffix}?" in each]
        answer = clerk.get(link).response
        assert answer.headers["content-disposition"].startswith("attachment")
        path = tmp_path / f"a.{suffix}"
        path.write_bytes(answer.content)
        text = answer.text if suffix == "csv" else str(read_sheets(path))
        assert "2026-2" in text
        assert "2026-1" not in text
        same = previewed(clerk, answer.content, path.name)
        assert "新增 0 条，修改 0 条，不变 1 条" in same.text
    assert [row.object for row in desk.world.rows(audit) if row.action == "export"] == [
        "team.problems"
    ] * 2
    other = Browser(desk, "clerk-D02-court").get(f"{PROBLEMS}/export.csv").response.text
    assert "2026-2" not in other
    assert "编号" in other


def test_what_the_import_page_lets_take_along_comes_back_unchanged(desk: Desk) -> None:
    entered(desk)
    clerk = Browser(desk, CLERK)
    (link,) = [each for each in clerk.get(IMPORT).links if "export.xlsx" in each]
    assert link.endswith("?for=import")
    shown = previewed(clerk, clerk.get(link).response.content, "a.xlsx")
    assert "文件与台账一致" in shown.text


def test_the_empty_table_can_be_filled(desk: Desk, tmp_path: Path) -> None:
    answer = Browser(desk, CLERK).get(f"{PROBLEMS}/export-empty.xlsx").response
    path = tmp_path / "empty.xlsx"
    path.write_bytes(answer.content)
    names = [sheet.name for sheet in read_sheets(path)]
    assert names == ["数据", "填写说明"]
    page = previewed(Browser(desk, CLERK), answer.content, "a.xlsx")
    assert page.status == 422


@pytest.mark.parametrize(
    ("who", "export", "bring"),
    [
        (CLERK, 200, 200),
        ("approver-D01-court", 200, 403),
        ("district-D01", 200, 200),
        ("admin", 200, 200),
        ("leader", 200, 403),
        ("auditor", 200, 403),
        ("author", 404, 404),
    ],
)
def test_who_takes_along_and_who_brings_in(desk: Desk, who: str, export: int, bring: int) -> None:
    person = Browser(desk, who)
    for name in ("export.xlsx", "export.csv", "export-empty.xlsx"):
        assert person.get(f"{PROBLEMS}/{name}").status == export
    assert person.get(IMPORT).status == bring
    fields = {"csrf": desk.session(who).csrf, "name": "a.csv", "table": "", "agreed": "x"}
    refused = {200: 422}.get(bring, bring)
    for path in (IMPORT, PREVIEW):
        assert person.post(path, fields).status == refused, path


def test_no_word_of_another_unit_is_in_an_export_or_a_preview(desk: Desk) -> None:
    word = "canary-5f1c"
    entered(desk, **{"v.text": word})
    seen = {
        who
        for who in ("clerk-D01-court", "district-D01", "admin", "clerk-D02-court", "district-D02")
        if word in Browser(desk, who).get(f"{PROBLEMS}/export.csv").response.text
    }
    assert seen == {"clerk-D01-court", "district-D01", "admin"}
    other = Browser(desk, "clerk-D02-court")
    shown = previewed(other, table(("D01-court", "2026-1", *ROW[2:])))
    assert (shown.status, word in shown.text) == (422, False)
