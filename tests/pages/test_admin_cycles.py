from __future__ import annotations

from smart_team.store.tables import cycles, moved_dates, panel_members, submissions
from tests.api.desk import Desk
from tests.pages.browser import Browser, Page

GUIDE = "/admin/cycles/new"
STEP = f"{GUIDE}/step"
MODULE = "education_rectification"
RUBRICS = [f"{MODULE}.{each}" for each in ("study", "correction", "summary")]


def guide(admin: Browser, step: int, **more: str) -> Page:
    days = "".join(f"&start.{each}=2026-03-04" for each in RUBRICS)
    rest = "".join(f"&{name}={value}" for name, value in more.items())
    return admin.get(f"{GUIDE}?module={MODULE}&title=2026&step={step}{days}{rest}")


def test_the_guide_goes_step_by_step_and_back_to_what_is_missing(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    assert "评估哪个模块" in admin.get(GUIDE).text
    assert "评估哪个模块" in admin.get(f"{GUIDE}?module=none&step=5").text
    days = admin.get(f"{GUIDE}?module={MODULE}&step=4")
    assert "由此推算的期限" in days.text
    assert "2026-03-03" in days.form(STEP).fields.values()
    assert "哪些单位参加" in guide(admin, 3).text
    assert "模块自带，版本 2021.1" in guide(admin, 4).text


def test_due_days_follow_the_first_day_and_the_calendar(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = admin.get(f"{GUIDE}?module={MODULE}&step=2&start.{RUBRICS[0]}=2026-03-04")
    step = desk.service.platform.procedures[MODULE].steps[0]
    assert step.due is not None
    row = page.row(step.title.say())
    assert row[1] == "填报员"
    assert row[3].startswith("2026-")


def test_the_check_says_what_is_missing_before_anything_is_opened(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = guide(admin, 5, pick="all")
    assert "61 家单位没有填报员" in page.text
    assert "10 个区县没有区教整办人员" in page.text
    assert "2026 年的节假日没有登记" in page.text
    assert "权重是示例" in page.text
    few = guide(admin, 5, pick="units", units="D01-court")
    assert "每家单位都有填报员" in few.text
    assert "评估员够用" in few.text
    assert not guide(admin, 5, pick="units").has_form("/sign-in")
    assert len(desk.world.rows(cycles)) == 1


def test_a_plan_of_thousands_of_units_is_no_address(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    codes = ["D01-court", *(f"D{number:05}-court" for number in range(5000))]
    form = guide(admin, 3).form(STEP)
    checked = admin.post(STEP, {**form.fields, "step": "5", "pick": "units", "units": codes})
    assert "选了 1 家单位" in checked.text
    assert checked.form(GUIDE, "post").fields["title"] == "2026"
    assert "评估哪个模块" in admin.get(STEP).text


def test_a_cycle_is_opened_as_it_was_planned(desk: Desk) -> None:
    admin = Browser(desk, "admin")
    page = guide(admin, 5, pick="district", districts="D01")
    opened = admin.send(page.form(GUIDE, "post"))
    assert "周期已开启" in opened.text
    new = next(row.id for row in desk.world.rows(cycles) if row.id != desk.world.cycle)
    mine = [row for row in desk.world.rows(submissions) if row.cycle == new]
    assert len(mine) == 5 * 3
    again = admin.send(page.form(GUIDE, "post"))
    assert again.status == 200
    assert len(desk.world.rows(cycles)) == 2


def test_seats_are_filled_and_changed(desk: Desk) -> None:
    admin, cycle = Browser(desk, "admin"), desk.world.cycle
    page = admin.get(f"/admin/cycles/{cycle}")
    place = next(each for each in page.links if "/seats/" in each and each.endswith("/review"))
    page = admin.get(place)
    assert "未满" in page.text
    fill = {**page.form(place, "post").fields, "persons": [f"inspector-{n}" for n in range(1, 5)]}
    assert admin.post(place, fill).status == 303
    page = admin.get(place)
    assert "未满" not in page.text
    paper = desk.world.submission("D01-court")
    page = admin.get(f"{place}?only={paper}")
    one = page.form(f"{place}/{paper}")
    chosen = ["inspector-2", "inspector-3", "inspector-4"]
    assert admin.post(one.action, {**one.fields, "persons": chosen}).status == 303
    seated = {r.person for r in desk.world.rows(panel_members) if r.submission == paper}
    assert seated == set(chosen)
    few = admin.post(one.action, {**one.fields, "key": "another-one", "persons": ["inspector-2"]})
    assert few.status == 412
    assert admin.get(f"/admin/cycles/{cycle}/seats/none/review").status == 404


def test_a_day_is_moved_with_a_reason_that_is_shown(desk: Desk) -> None:
    admin, path = Browser(desk, "admin"), f"/admin/cycles/{desk.world.cycle}"
    page = admin.get(path)
    form = page.form(f"{path}/dates")
    done = admin.send(form, day="2026-04-30", reason="系统切换", units=["D01-court"])
    assert "系统切换" in done.text
    assert "2026-04-30" in done.text
    assert len(desk.world.rows(moved_dates)) == 1
    stale = admin.post(form.action, {**form.fields, "day": "2026-05-01", "reason": "再改"})
    assert stale.status in {412, 422}
    wrong = admin.send(admin.get(path).form(f"{path}/dates"), day="soon", reason="再改")
    assert (wrong.status, "C237" in wrong.text) == (422, True)


def test_only_administrators_run_cycles(desk: Desk) -> None:
    for person in ("clerk-D01-court", "leader", "auditor", "author"):
        other = Browser(desk, person)
        for path in ("/admin/cycles", GUIDE, f"/admin/cycles/{desk.world.cycle}"):
            assert other.get(path).status == 403, (person, path)
        csrf = desk.session(person).csrf
        assert other.post(GUIDE, {"csrf": csrf, "module": MODULE}).status == 403
