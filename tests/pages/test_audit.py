from __future__ import annotations

import csv
from io import StringIO

from smart_team.store.tables import audit, jobs
from tests.api.desk import Desk
from tests.pages.browser import Browser


def test_records_are_searched_and_looked_at_one_by_one(desk: Desk) -> None:
    world = desk.world
    world.act("clerk-D01-court", world.submission("D01-court"), "submit")
    auditor = Browser(desk, "auditor")
    page = auditor.get("/audit?action=submit")
    assert "提交审签" in page.text
    assert "clerk-D01-court" in page.text
    assert f"/submissions/{world.submission('D01-court')}" in page.links
    number = next(row.number for row in world.rows(audit) if row.action == "submit")
    one = auditor.get(f"/audit/{number}")
    assert "sm3:" in one.text
    assert auditor.get("/audit/999999").status == 404
    assert auditor.get("/audit?result=perhaps").status == 422
    assert auditor.get("/audit?since=soon").status == 422
    assert "没有符合条件" in auditor.get("/audit?since=2030-01-01").text
    assert "提交审签" in auditor.get("/audit?since=2026-03-02&until=2026-03-02&action=submit").text


def test_what_is_taken_along_is_on_record(desk: Desk) -> None:
    auditor = Browser(desk, "auditor")
    answer = auditor.get("/audit/export.csv?action=open_cycle").response
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    assert [row["action"] for row in rows] == ["open_cycle"]
    last = desk.world.rows(audit)[-1]
    assert (last.actor, last.action, last.object) == ("auditor", "export", "audit")


def test_verification_is_asked_for_and_told_of(desk: Desk) -> None:
    auditor = Browser(desk, "auditor")
    page = auditor.send(auditor.get("/audit").form("/audit/verification"))
    assert "核对的结果" in page.text
    assert [row.sort for row in desk.world.rows(jobs)] == ["verify"]


def test_nobody_else_reads_the_audit(desk: Desk) -> None:
    for person in ("clerk-D01-court", "leader", "author", "inspector-1"):
        for path in ("/audit", "/audit/1", "/audit/export.csv"):
            assert Browser(desk, person).get(path).status == 403, (person, path)
