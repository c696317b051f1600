from __future__ import annotations

from io import BytesIO

from smart_team.store.tables import holidays
from tests.api.desk import Desk
from tests.pages.browser import Browser

PATH = "/admin/calendar"


def test_days_are_entered_imported_and_taken_back(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = admin.get(f"{PATH}?year=2026")
    assert "没有登记齐" in page.text
    page = admin.send(page.form(PATH), day="2026-02-17", kind="off", name="春节")
    assert page.row("2026-02-17")[:3] == ["2026-02-17", "放假", "春节"]
    wrong = admin.send(page.form(PATH), day="2026-02-18", kind="work", name="春节")
    assert (wrong.status, "C230" in wrong.text) == (409, True)
    page = admin.send(page.form(f"{PATH}/2026-02-17/remove"))
    assert "2026-02-17" not in [row[0] for row in page.rows if row]
    text = "day,kind,name\n2026-01-01,off,元旦\n2026-10-01,off,国庆节\n"
    page = admin.send(page.form(f"{PATH}/import"), {"file": ("2026.csv", BytesIO(text.encode()))})
    assert "没有登记齐" not in page.text
    bad = {"file": ("2026.csv", BytesIO(f"{text}2026-02-30,off,春节\n".encode()))}
    shown = admin.send(page.form(f"{PATH}/import"), bad)
    assert (shown.status, "2026.csv:4" in shown.text) == (422, True)
    assert len(desk.world.rows(holidays)) == 2


def test_everybody_with_a_role_reads_it_and_nobody_else_keeps_it(desk: Desk) -> None:
    for person in ("clerk-D01-court", "auditor"):
        other = Browser(desk, person)
        page = other.get(PATH)
        assert page.status == 200
        assert not page.has_form(PATH)
        fields = {"csrf": desk.session(person).csrf, "day": "2026-02-17", "kind": "off"}
        assert other.post(PATH, fields).status == 403
    assert Browser(desk, "nobody").get(PATH).status == 403
