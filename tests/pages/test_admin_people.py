from __future__ import annotations

from io import BytesIO
from typing import Any

from smart_team.store.tables import answered, assignments, people, setup_links
from tests.api.desk import Desk
from tests.pages.browser import Browser, Page
from tests.people.desk import PASSWORD

NEW = {"login": "wang.mei", "name": "王梅", "role": "clerk", "unit": "D01-court"}
HEAD = "login,name,role,unit,district\n"


def add(desk: Desk, **changes: Any) -> Page:
    admin = Browser(desk, "admin")
    return admin.send(
        admin.get("/admin/people").form("/admin/people", "post"), **{**NEW, **changes}
    )


def id_of(desk: Desk, login: str = "wang.mei") -> str:
    return str(next(row.id for row in desk.world.rows(people) if row.login == login))


def test_somebody_is_added_with_a_role_and_lets_themselves_in(desk: Desk) -> None:
    page = add(desk)
    link = page.text.partition("/setup?link=")[2].split()[0]
    assert "只显示这一次" in page.text
    assert desk.world.rows(answered) == []
    used = desk.ask(None, "POST", "/set-up", {"link": link, "password": PASSWORD})
    assert used.status_code == 200
    found = Browser(desk, "admin").get("/admin/people?role=clerk&unit=D01-court")
    assert "王梅" in found.text
    assert "王梅" not in Browser(desk, "admin").get("/admin/people?standing=disabled").text


def test_what_is_wrong_adds_nobody(desk: Desk) -> None:
    before = len(desk.world.rows(people))
    for wrong in ({"unit": "D99"}, {"login": "a b"}, {"role": "district"}, {"from_day": "x"}):
        assert add(desk, **wrong).status == 422, wrong
    assert len(desk.world.rows(people)) == before


def test_a_file_lets_everybody_in_or_nobody(desk: Desk) -> None:
    admin, path = Browser(desk, "admin"), "/admin/people/import"
    page, before = admin.get(path), len(desk.world.rows(people))

    def send(text: str) -> Page:
        return admin.send(page.form(path), {"file": ("名单.csv", BytesIO(text.encode()))})

    rows = "wang.mei,王梅,填报员,D01-court,\nli.qiang,李强,approver,D01-court,\n"
    wrong = send(f"{HEAD}{rows}admin,张三,clerk,D01-court,\nzhao,赵敏,clerk,D99,\nqian,,clerk,,\n")
    assert wrong.status == 422
    assert "名单.csv:6" in wrong.text
    wrong = send(f"{HEAD}{rows}admin,张三,clerk,D01-court,\nzhao,赵敏,clerk,D99,\n")
    assert wrong.status == 422
    assert "名单.csv:4" in wrong.text
    assert "名单.csv:5" in wrong.text
    assert len(desk.world.rows(people)) == before
    done = send(f"{HEAD}{rows}wang.mei,王梅,approver,D02-court,\n")
    assert done.status == 200
    assert done.text.count("/setup?link=") == 2
    assert len(desk.world.rows(people)) == before + 2
    assert len(desk.world.rows(setup_links)) == 2
    held = [row for row in desk.world.rows(assignments) if row.person == id_of(desk)]
    assert {row.role for row in held} == {"clerk", "approver"}
    assert desk.world.rows(answered) == []


def test_a_person_is_managed_from_their_page(desk: Desk) -> None:
    add(desk)
    admin, place = Browser(desk, "admin"), f"/admin/people/{id_of(desk)}"
    page = admin.send(admin.get(place).form(f"{place}/rename"), name="王美")
    assert "王美" in page.text
    given = {"role": "inspector", "unit": "", "from_day": "2026-03-02"}
    page = admin.send(page.form(f"{place}/roles"), **given)
    assert "评估员" in page.text
    role = next(
        r.id for r in desk.world.rows(assignments) if r.role == "inspector" and r.person in place
    )
    page = admin.send(page.form(f"{place}/roles/{role}/end"), last_day="2026-03-01")
    assert "已结束" in page.text
    page = admin.send(page.form(f"{place}/disable"))
    assert "恢复启用" in page.text
    page = admin.send(page.form(f"{place}/enable"))
    for act in ("unlock", "reset-second-factor", "end-sessions", "unlink"):
        page = admin.send(page.form(f"{place}/{act}"))
        assert page.status == 200, act
    assert "/setup?link=" in admin.send(page.form(f"{place}/link")).text
    assert admin.post(f"{place}/promote", page.form(f"{place}/unlock").fields).status == 404


def test_nobody_manages_their_own_account(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = admin.get("/admin/people/admin")
    assert "另一位管理员" in page.text
    assert [each.action for each in page.forms if "/admin/people/admin/" in each.action] == []


def test_an_auditor_reads_and_does_nothing(desk: Desk) -> None:
    auditor = Browser(desk, "auditor")
    page = auditor.get("/admin/people")
    assert "clerk-D01-court" in page.text
    assert [
        each
        for each in page.forms
        if each.action.startswith("/admin/people") and each.method == "post"
    ] == []
    one = auditor.get("/admin/people/admin")
    assert [each for each in one.forms if "/admin/people" in each.action] == []
    fields = {"csrf": desk.session("auditor").csrf, **NEW, "from_day": "2026-03-02"}
    assert auditor.post("/admin/people", fields).status == 403
    for person in ("leader", "author", "clerk-D01-court"):
        assert Browser(desk, person).get("/admin/people").status == 403
