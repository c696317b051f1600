"""The pages of 重点工作: who sees which tasks, side by side, by month, along the time, and one."""

from __future__ import annotations

from datetime import date, timedelta

from tests.api.desk import Desk
from tests.pages.browser import Browser, Page

CLERK = "clerk-D01-court"
TODAY = date(2026, 3, 2)
PAGES = ("/work", "/work/calendar", "/work/timeline")


def day(after: int) -> str:
    return (TODAY + timedelta(days=after)).isoformat()


def enter(desk: Desk, ledger: str, who: str, unit: str = "", **values: str) -> str:
    """Enter a record by its form; returns its id."""
    browser, path = Browser(desk, who), f"/ledgers/work.{ledger}"
    given = {f"v.{name}": value for name, value in values.items()}
    form = browser.get(f"{path}/new").form(path)
    page = browser.send(form, **given, **({"unit": unit} if unit else {}))
    assert "已添加" in page.text, page.text
    return str(page.response.url.path).rsplit("/", 1)[1]


def task(desk: Desk, number: str, due: int | None = 10, unit: str = "D01-court") -> str:
    text = f"任务{number}<script>alert(1)</script>"
    given = {"number": number, "text": text, "assigned_on": day(-60)}
    if due is not None:
        given["due"] = day(due)
    return enter(desk, "tasks", "admin", unit, **given)


def cards(page: Page) -> list[str]:
    links = (link.split("#")[0] for link in page.links)
    return [link.rsplit("/", 1)[1] for link in links if link.startswith("/work/tasks/")]


def test_tasks_stand_by_state_and_are_counted_by_light(desk: Desk) -> None:
    late, well = task(desk, "甲-1", -5), task(desk, "乙-1", 40, "D02-court")
    page = Browser(desk, "leader").get("/work")
    assert set(cards(page)) == {late, well}
    assert "任务 2 项" in page.text
    assert "超期 5 天" in page.text
    assert "超期 1 项" in page.text
    court = [row for row in page.rows if row[1:] == ["1", "1", "0", "0", "0", "1", "0"]]
    assert len(court) == 2
    assert "<script>alert" not in page.response.text


def test_only_tasks_in_scope_are_shown(desk: Desk) -> None:
    own, other = task(desk, "甲-1"), task(desk, "乙-1", unit="D02-court")
    for who, seen in (
        ("leader", {own, other}),
        ("admin", {own, other}),
        ("district-D01", {own}),
        (CLERK, {own}),
    ):
        browser = Browser(desk, who)
        for path in PAGES:
            assert set(cards(browser.get(path))) == seen, (who, path)
    assert {Browser(desk, "author").get(path).status for path in PAGES} == {404}


def test_pages_are_narrowed(desk: Desk) -> None:
    late, well = task(desk, "甲-1", -1), task(desk, "乙-1", 20, "D02-court")
    leader = Browser(desk, "leader")
    for path in PAGES:
        for said, found in (
            ("unit=D02-court", {well}),
            ("district=D01", {late}),
            ("light=red", {late}),
            ("text=乙-1", {well}),
            ("state=closed", set()),
        ):
            page = leader.get(f"{path}?{said}&month=2026-03")
            assert set(cards(page)) == found, (path, said)
        assert {leader.get(f"{path}?{bad}").status for bad in ("light=pink", "state=gone")} == {422}


def test_a_month_has_due_days_milestones_and_answers(desk: Desk) -> None:
    one = task(desk, "甲-1", 20)
    enter(
        desk,
        "milestones",
        "admin",
        "D01-court",
        task="甲-1",
        title="过半",
        planned_on=day(8),
        percent="50",
    )
    order = enter(
        desk,
        "orders",
        "admin",
        "D01-court",
        number="督-1",
        task="甲-1",
        text="请说明进度",
        issued_on=day(-1),
        respond_by=day(5),
    )
    browser = Browser(desk, CLERK)
    page = browser.get("/work/calendar")
    assert one in cards(page)
    assert f"/records/{order}" in page.links
    assert cards(browser.get("/work/calendar?month=2026-02")) == []
    for bad in ("2026-13", "26-1", "2026-01-01"):
        assert browser.get(f"/work/calendar?month={bad}").status == 422


def test_a_card_is_moved_by_a_button_or_on_its_page(desk: Desk) -> None:
    one = task(desk, "甲-1")
    clerk = Browser(desk, CLERK)
    take = f"/records/{one}/acts/take"
    assert not Browser(desk, "leader").get("/work").has_form(take)
    moved = clerk.send(clerk.get("/work").form(take))
    assert moved.status == 200
    page = clerk.get("/work")
    assert not page.has_form(take)
    assert f"/work/tasks/{one}#now" in page.links
    report = clerk.get(f"/work/tasks/{one}").form(f"/records/{one}/acts/report")
    assert "办理中" in page.text
    clerk.send(report, **{"v.result": "已完成"})
    assert Browser(desk, "admin").get("/work").has_form(f"/records/{one}/acts/close")


def test_a_task_has_its_plan_reports_lights_and_orders(desk: Desk) -> None:
    one = task(desk, "甲-1", 20)
    for planned, percent in ((-10, "40"), (20, "100")):
        stone = enter(
            desk,
            "milestones",
            "admin",
            "D01-court",
            task="甲-1",
            title="节点",
            planned_on=day(planned),
            percent=percent,
        )
        admin = Browser(desk, "admin")
        admin.send(admin.get(f"/records/{stone}").form(f"/records/{stone}/acts/confirm"))
    page = Browser(desk, CLERK).get(f"/work/tasks/{one}")
    assert page.row(day(-10))[1:] == ["40%", "0%"]
    assert page.row(day(20))[1:] == ["100%", "—"]
    assert "落后于计划" in page.text
    assert "没有督办单" in page.text
    assert "<script>alert" not in page.response.text


def test_a_task_out_of_scope_is_as_one_that_is_not_there(desk: Desk) -> None:
    one = task(desk, "甲-1")
    for who in (CLERK, "district-D01", "leader"):
        assert Browser(desk, who).get(f"/work/tasks/{one}").status == 200
    for who in ("clerk-D02-court", "district-D02", "author"):
        browser = Browser(desk, who)
        page = browser.get(f"/work/tasks/{one}")
        assert page.status == 404
        absent = browser.get("/work/tasks/absent").text
        assert page.text.replace(one, "") == absent.replace("absent", "")


def test_a_record_of_another_ledger_is_no_task(desk: Desk) -> None:
    task(desk, "甲-1")
    stone = enter(
        desk,
        "milestones",
        "admin",
        "D01-court",
        task="甲-1",
        title="过半",
        planned_on=day(8),
        percent="50",
    )
    assert Browser(desk, CLERK).get(f"/work/tasks/{stone}").status == 404
