from __future__ import annotations

from io import BytesIO

from smart_team.reports.workbook import Cell, Sheet, workbook_bytes
from smart_team.store.tables import audit, units
from tests.api.desk import Desk
from tests.pages.browser import Browser

HEAD = "unit,name,kind,level,district\n"


def upload(name: str, content: bytes) -> dict[str, tuple[str, BytesIO]]:
    return {"file": (name, BytesIO(content))}


def test_units_are_looked_for_and_those_without_people_stand_out(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = admin.get("/admin/units?q=D01-c")
    assert "D01-court" in page.text
    assert "D01-police" not in page.text
    assert "齐全" in admin.get("/admin/units?q=D01-court").text
    without = admin.get("/admin/units?without=clerk&district=D01")
    assert "D01-court" not in without.text
    assert "D01-justice" in without.text
    assert admin.get("/admin/units?kind=citizen").status == 422


def test_a_unit_is_added_by_a_form_and_changed_by_another(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = admin.get("/admin/units")
    new = {"unit": "D13-court", "name": "寅区法院", "kind": "court", "level": "district"}
    added = admin.send(
        page.form("/admin/units", "post"), **new, district="D13", district_name="寅区"
    )
    assert "已添加" in added.text
    assert "寅区" in admin.get("/admin/units?district=D13").text
    again = admin.send(page.form("/admin/units", "post"), **new, district="D13", key="another-key")
    assert (again.status, "C236" in again.text) == (422, True)
    one = admin.get("/admin/units/D13-court")
    done = admin.send(one.form("/admin/units/D13-court"), name="寅区人民法院")
    assert "寅区人民法院" in done.text
    stale = admin.send(one.form("/admin/units/D13-court"), name="别名", key="yet-another")
    assert stale.status == 412


def test_a_file_registers_all_of_its_units_or_none(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page, path = admin.get("/admin/units/import"), "/admin/units/import"
    wrong = f"{HEAD}D13-court,寅区法院,court,district,D13\nD14-court,,citizen,city,D14\n".encode()
    before = len(desk.world.rows(units))
    shown = admin.send(page.form(path), upload("名单.csv", wrong))
    assert shown.status == 422
    assert "名单.csv:3" in shown.text
    assert "smart-team-" not in shown.text
    assert len(desk.world.rows(units)) == before
    assert desk.world.rows(audit)[-1].result == "refused"
    right = f"{HEAD}D13-court,寅区法院,court,district,D13\n".encode()
    assert "新登记 1 家" in admin.send(page.form(path), upload("a.csv", right)).text
    rows = [[Cell(each) for each in ("D13-court", "寅区院", "court", "district", "D13")]]
    book = workbook_bytes([Sheet("单位", HEAD.strip().split(","), rows)])
    assert "修改 1 家" in admin.send(page.form(path), upload("a.xlsx", book)).text
    assert "T107" in admin.send(page.form(path), upload("a.pdf", b"%PDF")).text


def test_what_is_exported_can_be_imported_and_is_on_record(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    for name in ("export.csv", "export.xlsx"):
        answer = admin.get(f"/admin/units/{name}?district=D01")
        assert answer.status == 200
        assert answer.response.headers["content-disposition"].startswith("attachment")
        page = admin.get("/admin/units/import")
        done = admin.send(page.form("/admin/units/import"), upload(name, answer.response.content))
        assert "新登记 0 家，修改 0 家" in done.text
    assert [row.action for row in desk.world.rows(audit)].count("export") == 2


def test_nobody_else_comes_here(desk: Desk) -> None:
    for person in ("clerk-D01-court", "leader", "auditor", "author"):
        other = Browser(desk, person)
        for path in ("", "/D01-court", "/import", "/export.csv"):
            assert other.get(f"/admin/units{path}").status == 403, (person, path)
        csrf = desk.session(person).csrf
        assert other.post("/admin/units", {"csrf": csrf, "unit": "X"}).status == 403
