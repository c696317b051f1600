"""Ledgers in a browser: entered, confirmed, filtered, and shown to whom they are for."""

from __future__ import annotations

from io import BytesIO

import pytest

from tests.api.desk import Desk
from tests.api.rows import PNG
from tests.pages.browser import Browser, Page

PROBLEMS = "/ledgers/team.problems"
GIVEN = {
    "v.number": "2026-1",
    "v.text": "轮岗台账未按季更新<script>alert(1)</script>",
    "v.source": "self_check",
    "v.found_on": "2026-02-01",
    "v.due": "2026-04-01",
}


def where(page: Page) -> str:
    return str(page.response.url.path)


def entered(desk: Desk, who: str = "clerk-D01-court", **more: str) -> str:
    """Enter a problem; returns the address of its page."""
    clerk = Browser(desk, who)
    form = clerk.get(f"{PROBLEMS}/new").form(PROBLEMS)
    page = clerk.send(form, **{**GIVEN, **more})
    assert "已添加" in page.text, page.text
    return where(page)


def test_ledgers_stand_by_module_with_what_waits(desk: Desk) -> None:
    path = entered(desk)
    page = Browser(desk, "district-D01").get("/ledgers")
    listed = page.text.partition("数据在这里录入一次")[2]
    assert listed.index("队伍管理") < listed.index("重点工作") < listed.index("队建动态")
    clerk = Browser(desk, "clerk-D01-court")
    assert path in clerk.get(PROBLEMS).links
    assert clerk.get("/ledgers").row("队伍管理问题")[-1] == "1"
    assert PROBLEMS not in Browser(desk, "author").get("/ledgers").links


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_is_lost(desk: Desk) -> None:
    clerk = Browser(desk, "clerk-D01-court")
    form = clerk.get(f"{PROBLEMS}/new").form(PROBLEMS)
    page = clerk.send(form, **{**GIVEN, "v.due": "2026-01-01", "v.source": ""})
    assert page.status == 422
    assert "G113" in page.text
    assert "G102" in page.text
    assert page.response.text.count('aria-invalid="true"') == 2
    assert "轮岗台账未按季更新&lt;script&gt;" in page.response.text
    assert "<script>alert" not in page.response.text


def test_a_record_is_moved_on_by_whom_the_flow_names(desk: Desk) -> None:
    path = entered(desk)
    clerk, office = Browser(desk, "clerk-D01-court"), Browser(desk, "district-D01")
    page = clerk.get(path)
    assert "<script>alert" not in page.response.text
    apply = page.form(f"{path}/acts/apply")
    refused = clerk.send(apply)
    assert (refused.status, "G102" in refused.text) == (422, True)
    done = clerk.send(
        page.form(f"{path}/acts/apply"), **{"v.measure_taken": "已补录", "key": "second-key"}
    )
    assert "已办理" in done.text
    assert "申请销号" in done.text
    back = office.get(path).form(f"{path}/acts/return")
    assert "佐证不清" in office.send(back, reason="佐证不清").text
    assert "佐证不清" in clerk.get(path).text
    assert not clerk.get(path).has_form(f"{path}/acts/strike_off")
    stale = office.send(back, reason="再退", key="third-key")
    assert stale.status in {409, 412, 422}


def test_files_come_and_go(desk: Desk) -> None:
    path = entered(desk)
    clerk = Browser(desk, "clerk-D01-court")
    form = clerk.get(path).form(f"{path}/files")
    page = clerk.send(form, {"file": ("现场.png", BytesIO(PNG))})
    assert "现场.png" in page.text
    file = next(link for link in page.links if f"{path}/files/" in link)
    served = clerk.get(file)
    assert served.response.headers["content-disposition"].startswith("attachment")
    assert Browser(desk, "clerk-D02-court").get(file).status == 404
    gone = clerk.send(page.form(f"{file}/withdraw"))
    assert "没有附件" in gone.text


def test_records_are_changed_filtered_and_removed(desk: Desk) -> None:
    path = entered(desk)
    entered(desk, **{"v.number": "2026-2", "v.found_on": "2026-03-01", "v.due": "2026-05-01"})
    clerk = Browser(desk, "clerk-D01-court")
    changed = clerk.send(clerk.get(f"{path}/edit").form(path), **{"v.text": "改过的问题"})
    assert "改过的问题" in changed.text
    assert "2026-2" not in clerk.get(f"{PROBLEMS}?until=2026-04-30").text
    assert "2026-2" in clerk.get(f"{PROBLEMS}?since=2026-04-30").text
    assert "改过的问题" in clerk.get(f"{PROBLEMS}?text=改过").text
    assert "2026-1" not in clerk.get(f"{PROBLEMS}?f.source=inspection").text
    assert clerk.get(f"{PROBLEMS}?f.source=nothing").status == 422
    assert clerk.get(f"{PROBLEMS}?f.nothing=1").status == 422
    assert clerk.get(f"{PROBLEMS}?state=nothing").status == 422
    left = clerk.send(clerk.get(path).form(f"{path}/remove"), reason="录重了")
    assert "2026-2" in left.text
    assert clerk.get(path).status == 404


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("clerk-D01-court", True),
        ("approver-D01-court", True),
        ("district-D01", True),
        ("admin", True),
        ("leader", True),
        ("auditor", True),
        ("clerk-D01-police", False),
        ("district-D02", False),
        ("author", False),
    ],
)
def test_only_those_in_scope_see_a_record(desk: Desk, who: str, *, seen: bool) -> None:
    path = entered(desk)
    assert Browser(desk, who).get(path).status == (200 if seen else 404)


def test_small_cells_are_one_for_everybody_else(desk: Desk) -> None:
    clerk = Browser(desk, "clerk-D01-court")
    posts = "/ledgers/team.posts"
    cells = (("leading", "county", "2"), ("support", "staff", "4"), ("casework", "staff", "40"))
    for number, (post, band, staff) in enumerate(cells):
        form = clerk.get(f"{posts}/new").form(posts)
        given = {"v.as_of": "2026-03-31", "v.post_class": post, "v.rank_band": band}
        added = clerk.send(form, **given, **{"v.staff": staff, "key": f"another-key-{number}"})
        assert "已添加" in added.text
    assert sum(link.startswith("/records/") for link in clerk.get(posts).links) == 3
    page = Browser(desk, "district-D01").get(posts)
    assert "合并 2 格" in page.text
    assert not any(link.startswith("/records/") for link in page.links)
    assert Browser(desk, "district-D01").get(where(added)).status == 404


def test_an_administrator_lists_a_task_for_a_unit_and_shares_it(desk: Desk) -> None:
    admin, tasks = Browser(desk, "admin"), "/ledgers/work.tasks"
    form = admin.get(f"{tasks}/new").form(tasks)
    given = {"v.number": "甲-1", "v.text": "健全机制", "v.assigned_on": "2026-03-02"}
    page = admin.send(form, unit="D01-court", **given, **{"v.co_units": "D01-police"})
    assert "已添加" in page.text
    assert Browser(desk, "clerk-D01-police").get(where(page)).status == 200
    clerk = Browser(desk, "clerk-D01-court")
    assert "办理中" in clerk.send(clerk.get(where(page)).form(f"{where(page)}/acts/take")).text
    assert clerk.get(f"{tasks}/new").status == 403
