"""A unit's way without JavaScript: fill in, prove, hand in, sign, send back, appeal."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from smart_team.store.tables import appeals, audit, evidence, evidence_uses, moves, revisions
from tests.api.desk import Desk
from tests.assessment.completing import PROOF
from tests.assessment.office import UNITS, Office
from tests.assessment.world import World
from tests.pages.browser import Browser, Page

UNIT = "D01-court"
CLERK, APPROVER = f"clerk-{UNIT}", f"approver-{UNIT}"
CONTENT = [("f:A2", ("记录.pdf", PROOF, "application/pdf"))]


@pytest.fixture
def clerk(desk: Desk) -> Browser:
    return Browser(desk, CLERK)


@pytest.fixture
def mine(desk: Desk) -> str:
    return f"/submissions/{desk.world.submission(UNIT)}"


def newest(world: World) -> Any:
    return max(world.rows(revisions), key=lambda row: row.number)


def test_a_claim_is_filled_in_and_handed_in_and_signed(
    desk: Desk, clerk: Browser, mine: str
) -> None:
    form = clerk.get(f"{mine}/edit")
    assert form.status == 200
    assert "由评审填写" in form.text
    typed = {"a:A2:count": "２", "a:A3:numerator": "9", "a:A3:denominator": "10"}
    checks = {"a:A1:checked.group": "true", "w:A5": "本单位由市局统一组织"}
    saved = clerk.send(form.form(f"{mine}/edit"), **typed, **checks)
    assert (saved.status, "已保存" in saved.text) == (200, True)
    assert saved.form(f"{mine}/edit").fields["a:A2:count"] == "2"
    assert saved.form(f"{mine}/edit").fields["w:A5"] == "本单位由市局统一组织"
    text = newest(desk.world).content
    assert '"A1":{"checked":["group"]}' in text
    assert '"wishes":{"A5"' in text
    lacking = clerk.get(f"{mine}/submit")
    assert "还不能提交" in lacking.text
    assert f"{mine}/edit#i-A4" in lacking.links
    desk.world.complete(desk.world.submission(UNIT))
    ready = clerk.get(f"{mine}/submit")
    assert "不能再改" in ready.text
    sent = clerk.send(ready.form(f"{mine}/submit"))
    assert "已提交审签" in sent.text
    approver = Browser(desk, APPROVER)
    signed = approver.send(approver.get(mine).form(f"{mine}/sign"))
    assert "已审签报送" in signed.text
    assert not signed.response.text.count(f'action="{mine}/sign"')


def test_a_claim_that_lacks_something_is_not_handed_in(
    desk: Desk, clerk: Browser, mine: str
) -> None:
    page = clerk.get(mine)
    version = desk.world.row(desk.world.submission(UNIT)).version
    fields = {"csrf": desk.session(CLERK).csrf, "seen": str(version)}
    refused = clerk.post(f"{mine}/submit", fields)
    assert (page.status, refused.status) == (200, 409)
    assert "还不能提交" in refused.text
    assert desk.world.rows(moves) == []


def test_what_is_wrong_stands_at_its_field_and_the_rest_is_saved(
    desk: Desk, clerk: Browser, mine: str
) -> None:
    form = clerk.get(f"{mine}/edit")
    clerk.send(form.form(f"{mine}/edit"), **{"a:A3:numerator": "8", "a:A3:denominator": "10"})
    form = clerk.get(f"{mine}/edit")
    typed = {"a:A2:count": "1", "a:A3:numerator": "11", "a:A8:numerator": "5"}
    again = clerk.send(form.form(f"{mine}/edit"), **typed)
    assert again.status == 422
    assert "有 2 项填写有误" in again.text
    assert again.form(f"{mine}/edit").fields["a:A3:numerator"] == "11"
    assert again.form(f"{mine}/edit").fields["a:A8:numerator"] == "5"
    assert "wrong-A8-denominator" in again.response.text
    text = newest(desk.world).content
    assert '"A2":{"count":1}' in text
    assert '"A3":{"denominator":10,"numerator":8}' in text
    assert '"A8"' not in text


def test_evidence_comes_with_the_form_is_used_again_and_withdrawn(
    desk: Desk, clerk: Browser, mine: str
) -> None:
    form = clerk.get(f"{mine}/edit")
    days = {"fd:A2": "2026-02-01", "fs:A2": "2026-01-01", "fu:A2": "2026-01-31"}
    saved = clerk.send(form.form(f"{mine}/edit"), files=CONTENT, **{"a:A2:count": "1"}, **days)
    assert (saved.status, "记录.pdf" in saved.text) == (200, True)
    (row,) = desk.world.rows(evidence)
    assert (row.name, row.dated, row.from_day, row.until_day) == (
        "记录.pdf",
        "2026-02-01",
        "2026-01-01",
        "2026-01-31",
    )
    used = clerk.send(saved.form(f"{mine}/edit"), **{"r:A4": row.id})
    assert used.status == 200
    assert {each.item for each in desk.world.rows(evidence_uses)} == {"A2", "A4"}
    gone = clerk.send(used.form(f"{mine}/edit"), x=row.id)
    assert gone.status == 200
    assert desk.world.rows(evidence)[0].withdrawn_at is not None
    assert len(desk.world.rows(revisions)) == 1


def test_a_file_that_is_refused_loses_nothing_that_was_typed(
    desk: Desk, clerk: Browser, mine: str
) -> None:
    form = clerk.get(f"{mine}/edit")
    bad = [("f:A2", ("run.exe", b"MZ\x90\x00", "application/octet-stream"))]
    again = clerk.send(form.form(f"{mine}/edit"), files=bad, **{"a:A2:count": "1"})
    assert again.status == 422
    assert again.form(f"{mine}/edit").fields["a:A2:count"] == "1"
    assert desk.world.rows(evidence) == []
    dated = clerk.send(form.form(f"{mine}/edit"), files=CONTENT, **{"fd:A2": "yesterday"})
    assert (dated.status, "C202" in dated.text) == (422, True)


def test_two_people_at_once_choose_item_by_item(desk: Desk, clerk: Browser, mine: str) -> None:
    first, second = clerk.get(f"{mine}/edit"), clerk.get(f"{mine}/edit")
    clerk.send(first.form(f"{mine}/edit"), **{"a:A2:count": "1", "a:A4:count": "3"})
    both = clerk.send(second.form(f"{mine}/edit"), **{"a:A2:count": "2", "a:A5:count": "1"})
    assert both.status == 412
    assert both.text.count("两人都改了") == 1
    fields = both.form(f"{mine}/edit").fields
    assert {name: fields[name] for name in ("pick:A2", "pick:A4", "pick:A5")} == {
        "pick:A2": "mine",
        "pick:A4": "theirs",
        "pick:A5": "mine",
    }
    merged = clerk.send(both.form(f"{mine}/edit"), **{"pick:A2": "theirs"})
    assert merged.status == 200
    kept = merged.form(f"{mine}/edit").fields
    assert [kept[f"a:{item}:count"] for item in ("A2", "A4", "A5")] == ["1", "3", "1"]
    assert len(desk.world.rows(revisions)) == 2


def test_a_third_person_in_between_asks_again(clerk: Browser, mine: str) -> None:
    pages = [clerk.get(f"{mine}/edit") for _ in range(3)]
    clerk.send(pages[0].form(f"{mine}/edit"), **{"a:A2:count": "1"})
    conflict = clerk.send(pages[1].form(f"{mine}/edit"), **{"a:A2:count": "2"})
    clerk.send(clerk.get(f"{mine}/edit").form(f"{mine}/edit"), **{"a:A4:count": "1"})
    again = clerk.send(conflict.form(f"{mine}/edit"), **{"pick:A2": "mine"})
    assert again.status == 412
    done = clerk.send(again.form(f"{mine}/edit"))
    kept = done.form(f"{mine}/edit").fields
    assert [kept[f"a:{item}:count"] for item in ("A2", "A4")] == ["2", "1"]


def test_a_part_of_the_page_is_answered_to_scripts(desk: Desk, clerk: Browser, mine: str) -> None:
    form = clerk.get(f"{mine}/edit").form(f"{mine}/edit").fields
    saved = partly(desk, f"{mine}/edit", {**form, "a:A2:count": "1"})
    assert saved.status_code == 200
    assert 'data-version="2" data-number="1"' in saved.text
    assert "<html" not in saved.text
    stale = partly(desk, f"{mine}/edit", {**form, "a:A2:count": "2"})
    assert stale.status_code == 412
    assert 'data-both="1"' in stale.text
    assert 'data-name="a:A2:count" data-value="1"' in stale.text
    score = partly(desk, f"{mine}/preview", {**form, "a:A2:count": "2"})
    assert score.status_code == 200
    assert "满分" in score.text or "5.00" in score.text
    assert 'id="p-A2"' in score.text
    assert len(desk.world.rows(revisions)) == 1


def partly(desk: Desk, path: str, fields: dict[str, Any]) -> Any:
    headers = {**desk.headers(CLERK), "hx-request": "true"}
    desk.client.cookies.clear()
    return desk.client.post(path, data=fields, headers=headers, follow_redirects=False)


def test_a_preview_is_a_page_too_and_keeps_nothing(desk: Desk, clerk: Browser, mine: str) -> None:
    form = clerk.get(f"{mine}/edit").form(f"{mine}/edit").fields
    page = clerk.post(f"{mine}/preview", {**form, "a:A2:count": "2"})
    assert page.status == 200
    assert page.form(f"{mine}/edit").fields["a:A2:count"] == "2"
    assert desk.world.rows(revisions) == []


def test_the_approver_sends_back_and_sees_what_changed(
    desk: Desk, clerk: Browser, mine: str
) -> None:
    id_, approver = desk.world.submission(UNIT), Browser(desk, APPROVER)
    desk.world.save(CLERK, id_, {"A2": {"count": 1}})
    desk.world.act(CLERK, id_, "submit")
    page = approver.get(mine)
    unexplained = approver.send(page.form(f"{mine}/return"), reason=" ")
    assert unexplained.status == 409
    back = approver.send(page.form(f"{mine}/return"), reason="A2 <b>少一次</b>")
    assert "已退回" in back.text
    assert "<b>少一次" not in back.response.text
    later(desk)
    form = clerk.get(f"{mine}/edit")
    assert "A2 <b>少一次</b>" in form.text
    clerk.send(form.form(f"{mine}/edit"), **{"a:A2:count": "2"})
    clerk.send(clerk.get(f"{mine}/submit").form(f"{mine}/submit"))
    whole, only = approver.get(mine), approver.get(f"{mine}?only=changed")
    assert "此后改动 1 项" in whole.text
    assert whole.response.text.count("答案已改") == 1
    assert 'id="i-A2"' in only.response.text
    assert 'id="i-A3"' not in only.response.text
    clerk.send(clerk.get(mine).form(f"{mine}/withdraw"))
    assert desk.world.row(id_).state == "self_assessment"


def later(desk: Desk) -> None:
    desk.world.now = desk.world.now.replace(minute=desk.world.now.minute + 1)


def test_the_approver_appeals_inside_the_window(desk: Desk, mine: str) -> None:
    world, approver = desk.world, Browser(desk, APPROVER)
    id_ = world.submission(UNIT)
    world.save(CLERK, id_, {"A2": {"count": 2}})
    world.pass_to(id_, "appeal")
    later(desk)
    page = approver.get(mine)
    files = [("files", ("签到.pdf", PROOF, "application/pdf"))]
    done = approver.send(page.form(f"{mine}/appeal"), files=files, item="A9", ground="及格人数少计")
    assert "申诉已提出" in done.text
    assert "及格人数少计" in done.text
    assert [(row.item, row.ground) for row in world.rows(appeals)] == [("A9", "及格人数少计")]
    assert any(row.item == "A9" for row in world.rows(evidence_uses))
    assert 'value="A9"' not in approver.get(mine).response.text
    assert "提出申诉" not in Browser(desk, CLERK).get(mine).text


@pytest.mark.parametrize("path", ["", "/edit", "/submit"])
def test_another_units_submission_is_not_there(desk: Desk, clerk: Browser, path: str) -> None:
    theirs = desk.world.submission("D02-court")
    found = clerk.get(f"/submissions/{theirs}{path}")
    absent = clerk.get(f"/submissions/none{path}")
    assert (found.status, absent.status) == (404, 404)
    sent = clerk.post(
        f"/submissions/{theirs}/edit", {"csrf": desk.session(CLERK).csrf, "seen": "1"}
    )
    assert sent.status == 404


def test_only_the_clerk_fills_in(desk: Desk, mine: str) -> None:
    for person in (APPROVER, "leader", "auditor"):
        assert Browser(desk, person).get(f"{mine}/edit").status == 403
        assert f"{mine}/edit" not in Browser(desk, person).get(mine).links


def test_every_refusal_of_a_form_is_in_the_audit(desk: Desk, clerk: Browser, mine: str) -> None:
    page = clerk.get(f"{mine}/edit")
    clerk.send(page.form(f"{mine}/edit"), **{"a:A2:count": "1"})
    before = len(desk.world.rows(audit))
    clerk.send(page.form(f"{mine}/edit"), **{"a:A2:count": "2"})
    rows = desk.world.rows(audit)[before:]
    assert [(row.action, row.result, row.code) for row in rows] == [("save", "refused", "D104")]


def test_the_whole_is_read_by_roles_as_they_may(desk: Desk, mine: str) -> None:
    id_ = desk.world.submission(UNIT)
    desk.world.save(CLERK, id_, {"A2": {"count": 1}})
    hidden: Page = Browser(desk, "district-D01").get(mine)
    assert hidden.status == 200
    assert "未填" in hidden.text
    desk.world.act(CLERK, id_, "submit")
    desk.world.act(APPROVER, id_, "sign")
    assert f"{mine}/review" in Browser(desk, "district-D01").get(mine).links
    assert Browser(desk, "nobody").get(mine).status == 404


def test_home_says_what_is_due_what_came_back_and_how_the_unit_stands(
    desk: Desk, clerk: Browser, mine: str
) -> None:
    id_ = desk.world.submission(UNIT)
    desk.world.save(CLERK, id_, {"A2": {"count": 1}})
    desk.world.act(CLERK, id_, "submit")
    before = clerk.get("/")
    assert f"{mine}/edit" not in before.links
    assert "撤回" in before.text
    desk.world.act(APPROVER, id_, "return", "A2 少一次")
    home = clerk.get("/")
    assert f"{mine}/edit" in home.links
    assert "已退回 审签人：A2 少一次" in home.text
    assert "还剩" in home.text
    assert "单位自评 2.50" in home.text
    desk.world.now = desk.world.now.replace(month=6)
    assert "已逾期" in clerk.get("/").text


def test_home_leads_others_to_their_work(desk: Desk) -> None:
    assert "/queue" in Browser(desk, "district-D01").get("/").links
    assert "/admin" in Browser(desk, "admin").get("/").links
    assert "您还没有角色" in Browser(desk, "nobody").get("/").text
    assert "/queue" not in Browser(desk, "leader").get("/").links


def test_a_rework_is_filled_in_over_what_was_judged(engine: Engine, tmp_path: Path) -> None:
    world = World(engine)
    world.settle()
    world.open(UNITS)
    desk = Desk(world, tmp_path)
    office = Office(world, desk.service.signer, tmp_path)
    office.judge()
    office.publish()
    office.tell()
    clerk, mine = Browser(desk, CLERK), f"/submissions/{world.submission(UNIT)}"
    form = clerk.get(f"{mine}/edit")
    assert "这是补课整改" in form.text
    assert form.form(f"{mine}/edit").fields["a:A8:numerator"] == ""
    saved = clerk.send(form.form(f"{mine}/edit"), **{"a:A4:count": "3"})
    assert saved.status == 200
    whole, lost = clerk.get(mine), clerk.get(f"{mine}/feedback")
    assert f"{mine}/feedback" in whole.links
    assert "A2 主要负责人主持专题研究" in lost.text
    assert "42.00" in clerk.get("/").text
    world.gate.close()
