from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, update

from smart_team.store.tables import jobs
from tests.api.desk import Desk
from tests.assessment.world import World
from tests.pages.browser import Browser, Page


def test_what_has_to_be_seen_to_stands_first(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = admin.get("/admin")
    assert page.status == 200
    assert "2026 年的节假日没有登记" in page.text
    assert "61 家单位没有填报员" in page.text
    assert "逾期" not in page.text
    assert "第一次使用" not in page.text
    desk.world.pass_to(desk.world.submission("D01-court"), "publicity")
    assert "待公示" in admin.get("/admin").text
    desk.world.now += timedelta(days=100)
    page = admin.get("/admin")
    assert "项已过期限" in page.text
    assert "个账号 90 天没有使用" in page.text


def test_a_fresh_installation_is_told_what_comes_first(engine: Engine, tmp_path: Path) -> None:
    world = World(engine)
    world.settle()
    desk = Desk(world, tmp_path)
    with desk.client:
        page = Browser(desk, "admin").get("/admin")
    world.gate.close()
    assert "第一次使用" in page.text
    assert "已登记 65 家" in page.text
    assert page.links.index("/admin/cycles/new") > page.links.index("/admin/people/import")


def asked_again(page: Page) -> str | None:
    """Return where the table of jobs asks how far they are, while one is going."""
    (table,) = (each for _, each in page.tags if each.get("id") == "jobs")
    return table.get("hx-get")


def test_health_starts_work_and_tells_of_it(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = admin.get("/admin/health")
    assert "还没有后台任务" in page.text
    page = admin.send(page.form("/admin/health/backup"))
    page = admin.send(page.form("/admin/health/verification"))
    assert "后台任务已开始" in page.text
    assert [row.sort for row in desk.world.rows(jobs)] == ["backup", "verify"]
    assert "等待 2" in page.text
    assert asked_again(page) == "/admin/health"
    with desk.world.engine.begin() as connection:
        connection.execute(update(jobs).values(state="done"))
    assert asked_again(admin.get("/admin/health")) is None


def test_only_administrators_see_either(desk: Desk) -> None:
    for person in ("clerk-D01-court", "leader", "auditor", "author", "inspector-1"):
        for path in ("/admin", "/admin/health"):
            assert Browser(desk, person).get(path).status == 403, (person, path)
