"""The pages of 队伍管理: who sees which units, what stands there, and what is taken along."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from tests.api.desk import Desk
from tests.pages.browser import Browser

CLERK = "clerk-D01-court"


def enter(desk: Desk, ledger: str, serial: int = 0, who: str = CLERK, **values: str) -> str:
    """Enter a record by its form; returns the address of its page."""
    clerk = Browser(desk, who)
    path = f"/ledgers/team.{ledger}"
    given = {f"v.{name}": value for name, value in values.items()}
    page = clerk.send(clerk.get(f"{path}/new").form(path), **given, key=f"a-key-of-{serial}-{who}")
    assert "已添加" in page.text, page.text
    return str(page.response.url.path)


def staffed(desk: Desk, day: str = "2025-12-31", actual: str = "52", who: str = CLERK) -> str:
    values = {"as_of": day, "reported_on": day, "establishment": "60", "actual": actual}
    return enter(desk, "staffing", int(day[:4] + day[5:7]), who, **values)


def troubled(desk: Desk, number: str, due: str, who: str = CLERK) -> str:
    values = {"number": number, "text": f"问题{number}<script>alert(1)</script>"}
    days = {"found_on": "2026-01-05", "due": due, "source": "self_check"}
    return enter(desk, "problems", 9, who, **values, **days)


def test_units_stand_side_by_side_with_what_is_not_reported(desk: Desk) -> None:
    staffed(desk, "2025-09-30", "50")
    staffed(desk)
    page = Browser(desk, "leader").get("/team")
    row = next(row for row in page.rows if row[0].endswith("待确认"))
    assert row[1:6] == ["60", "52", "+2", "8", "13.3%"]
    others = [row for row in page.rows if row[1:6] == ["未报送", "未报送", "—", "未报送", "未报送"]]
    assert len(others) == 64
    assert "应报 65 家，已报 1 家，其中待确认 1 家" in page.text


@pytest.mark.parametrize(
    ("who", "count", "districts"),
    [
        ("leader", 65, None),
        ("admin", 65, None),
        ("auditor", 65, None),
        ("district-D01", 5, {"D01"}),
    ],
)
def test_only_units_in_scope_are_listed(
    desk: Desk, who: str, count: int, districts: set[str] | None
) -> None:
    links = Browser(desk, who).get("/team").links
    found = {each.split("?")[0].rsplit("/", 1)[1] for each in links if "/team/units/" in each}
    assert len(found) == count
    assert districts in (None, {each.split("-")[0] for each in found})
    exported = Browser(desk, who).get("/team/export")
    rows = CalamineWorkbook.from_filelike(BytesIO(exported.response.content))
    assert len(rows.get_sheet_by_index(0).to_python(skip_empty_area=False)) == 3 + count


def test_the_table_is_narrowed_and_sorted(desk: Desk) -> None:
    staffed(desk)
    leader = Browser(desk, "leader")
    page = leader.get("/team?district=D01&kind=court&sort=-gap")
    assert sum("/team/units/" in each for each in page.links) == 1
    assert 'aria-sort="descending"' in page.response.text
    for bad in ("quarter=1999Q1", "sort=name", "kind=bank", "district=D99"):
        assert leader.get(f"/team?{bad}").status == 422
    assert Browser(desk, "district-D01").get("/team?district=D02").status == 422


@pytest.mark.parametrize("who", [CLERK, "approver-D01-court"])
def test_who_has_one_unit_is_taken_to_its_page(desk: Desk, who: str) -> None:
    page = Browser(desk, who).get("/team")
    assert page.response.headers["location"] == "/team/units/D01-court"


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (CLERK, 200),
        ("district-D01", 200),
        ("leader", 200),
        ("clerk-D01-police", 404),
        ("clerk-D02-court", 404),
        ("district-D02", 404),
        ("author", 404),
    ],
)
def test_a_unit_out_of_scope_is_as_one_that_is_not_there(desk: Desk, who: str, status: int) -> None:
    browser = Browser(desk, who)
    page = browser.get("/team/units/D01-court")
    assert page.status == status
    if status == 404:
        assert page.text.replace("D01-court", "") == browser.get("/team/units/absent").text.replace(
            "absent", ""
        )


def test_a_units_page_has_its_history_courses_and_problems(desk: Desk) -> None:
    staffed(desk, "2025-09-30", "50")
    staffed(desk)
    path = troubled(desk, "甲-1", "2026-02-01")
    page = Browser(desk, CLERK).get("/team/units/D01-court")
    assert "2024Q4" in page.text
    assert page.row("2025Q4")[1:5] == ["60", "52", "8", "13.3%"]
    assert path in page.links
    assert "超期 29 天" in page.text
    assert "<script>alert" not in page.response.text
    assert Browser(desk, CLERK).get("/team/units/D01-court?quarter=2025Q1").status == 200


def test_small_cells_of_a_unit_are_one_for_everybody_else(desk: Desk) -> None:
    cells = (("leading", "county", "2"), ("support", "staff", "4"), ("casework", "staff", "41"))
    for number, (post, band, staff) in enumerate(cells):
        values = {"as_of": "2025-12-31", "post_class": post, "rank_band": band, "staff": staff}
        enter(desk, "posts", number, **values)
    own = Browser(desk, CLERK).get("/team/units/D01-court")
    assert own.row("领导岗位")[1:] == ["2", "—", "—"]
    assert own.row("辅助岗位")[1:] == ["—", "—", "4"]
    assert "合并" not in own.text
    for who in ("district-D01", "leader", "admin"):
        page = Browser(desk, who).get("/team/units/D01-court")
        assert page.row("领导岗位")[1:] == ["—", "—", "—"]
        assert page.row("辅助岗位")[1:] == ["—", "—", "—"]
        assert page.row("办案执法岗位")[1:] == ["—", "—", "41"]
        assert "合并 2 格：6 人" in page.text
        assert "47" not in page.row("办案执法岗位")


def test_problems_are_listed_for_those_in_scope(desk: Desk) -> None:
    late = troubled(desk, "甲-1", "2026-02-01")
    soon = troubled(desk, "乙-1", "2026-04-01", "clerk-D02-court")
    leader = Browser(desk, "leader").get("/team/problems")
    assert leader.links.index(late) < leader.links.index(soon)
    assert "共 2 个，未销号 2 个，超期 1 个" in leader.text
    assert "还有 30 天" in leader.text
    assert "<script>alert" not in leader.response.text
    district = Browser(desk, "district-D01").get("/team/problems")
    assert late in district.links
    assert soon not in district.links
    assert soon not in Browser(desk, "leader").get("/team/problems?late=1").links
    assert late not in Browser(desk, "leader").get("/team/problems?since=2026-03-01").links
    for bad in ("state=gone", "source=gone", "unit=D02-court", "late=2"):
        assert Browser(desk, "district-D01").get(f"/team/problems?{bad}").status == 422


def test_units_stand_beside_each_other_and_their_peers(desk: Desk) -> None:
    staffed(desk)
    staffed(desk, actual="54", who="clerk-D02-court")
    leader = Browser(desk, "leader")
    page = leader.get("/team/compare?unit=D01-court&unit=D02-court&unit=")
    assert page.row("实有人数")[1:] == ["52", "54", "—"]
    assert page.row("缺编")[1:] == ["8", "6", "—"]
    assert leader.get("/team/compare?unit=absent").status == 422
    office = Browser(desk, "district-D01")
    assert office.get("/team/compare?unit=D02-court").status == 422
    assert office.get("/team/compare?unit=D01-court").row("实有人数")[1:] == ["52", "—"]
    assert Browser(desk, "author").get("/team/compare").status == 404


def sheet_of(browser: Browser, path: str) -> Sequence[Sequence[object]]:
    content = BytesIO(browser.get(path).response.content)
    return CalamineWorkbook.from_filelike(content).get_sheet_by_index(0).to_python()


def test_a_unit_and_the_problems_are_taken_along(desk: Desk) -> None:
    staffed(desk)
    troubled(desk, "甲-1", "2026-02-01")
    troubled(desk, "乙-1", "2026-04-01", "clerk-D02-court")
    office, path = Browser(desk, "district-D01"), "/team/units/D01-court/export"
    rows = sheet_of(office, path)
    assert [row[0] for row in rows[3:]] == ["2024Q4", "2025Q1", "2025Q2", "2025Q3", "2025Q4"]
    assert rows[3][1:4] == ["未报送"] * 3
    assert rows[-1][1:6] == ["待确认", 60, 52, 8, 13.3]
    assert [(row[1], row[-1]) for row in sheet_of(office, "/team/problems/export")[3:]] == [
        ("甲-1", -29)
    ]
    assert len(sheet_of(Browser(desk, "leader"), "/team/problems/export")) == 5
    assert Browser(desk, "district-D02").get(path).status == 404
    assert Browser(desk, "author").get("/team/problems/export").status == 404
