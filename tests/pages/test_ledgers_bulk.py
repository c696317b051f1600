"""A very large ledger in a browser: counts and records, of the units that one may read alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from smart_team.assessment.records.bulk_importing import plan_bulk_import
from smart_team.store.database import reading
from smart_team.store.parts import listing
from tests.api.bulk_records import SERVICE, put, served
from tests.api.desk import Desk
from tests.pages.browser import Browser

PATH = f"/ledgers/{SERVICE}"
MINE, NEIGHBOUR, FAR = "D01-court", "D01-police", "D02-court"


@pytest.fixture
def filled(desk: Desk) -> Desk:
    mine = [(MINE, served(f"甲{n}", f"2026-03-{n % 28 + 1:02d}", "law")) for n in range(60)]
    put(
        desk,
        SERVICE,
        *mine,
        (MINE, served("甲90", "2026-02-03", "safety")),
        (MINE, served("甲91", "2025-12-31", "law")),
        (NEIGHBOUR, served("乙1", "2026-03-04", "errands")),
        (FAR, served("丙1", "2026-03-05", "mediation")),
    )
    return desk


def test_an_empty_ledger_says_how_its_records_come(desk: Desk) -> None:
    page = Browser(desk, "admin").get(PATH)
    assert "还没有记录" in page.text
    assert "用文件成批导入" in page.text


@pytest.mark.parametrize(
    ("who", "total", "names"),
    [
        ("clerk-D01-court", "62", {"甲"}),
        ("district-D01", "63", {"甲", "乙"}),
        ("district-D02", "1", {"丙"}),
        ("admin", "64", {"甲", "乙", "丙"}),
        ("auditor", "64", {"甲", "乙", "丙"}),
    ],
)
def test_everybody_sees_the_units_that_they_may_read(
    filled: Desk, who: str, total: str, names: set[str]
) -> None:
    browser = Browser(filled, who)
    assert browser.get("/ledgers").row("服务纪实")[-2] == total
    assert f"共 {total} 条记录" in browser.get(PATH).text
    for unit, name in ((MINE, "甲"), (NEIGHBOUR, "乙"), (FAR, "丙")):
        page = browser.get(f"{PATH}?unit={unit}&month=2026-03")
        assert (page.status, f"{name}1" in page.text) == (
            (200, True) if name in names else (404, False)
        )


def test_months_stand_by_kind_and_units_by_month(filled: Desk) -> None:
    page = Browser(filled, "admin").get(PATH)
    assert page.row("2026-03") == ["2026-03", "60", "1", "0", "0", "1", "62"]
    (whole,) = [row for row in page.rows if row[0] == "合计"]
    assert whole == ["合计", "60", "1", "1", "0", "1", "63"]
    assert [row[-3:] for row in page.rows if len(row) == 4 and "法院" in row[0]] == [
        ["1", "60", "61"],
        ["0", "1", "1"],
    ]
    assert f"{PATH}?unit={MINE}&month=2026-03" in page.links
    before = Browser(filled, "admin").get(f"{PATH}?year=2025&unit={MINE}")
    assert before.row("2025-12") == ["2025-12", "1", "0", "0", "0", "0", "1"]


def test_the_records_of_a_month_are_turned_page_by_page(filled: Desk) -> None:
    clerk = Browser(filled, "clerk-D01-court")
    page = clerk.get(f"{PATH}?month=2026-03")
    (following,) = [link for link in page.links if "after=" in link]
    seen = [row for row in page.rows if row[0].startswith("甲")]
    rest = [row for row in clerk.get(following).rows if row[0].startswith("甲")]
    assert (len(seen), len(rest)) == (50, 10)
    days = [row[1] for row in (*seen, *rest)]
    assert days == sorted(days, reverse=True)
    assert len({row[0] for row in (*seen, *rest)}) == 60
    assert "没有符合条件的记录" in clerk.get(f"{PATH}?month=2026-03&f.kind=safety").text
    assert "甲90" in clerk.get(f"{PATH}?month=2026-02&f.kind=safety").text


@pytest.mark.parametrize(
    "query",
    [
        "month=2026-13",
        "month=x",
        "year=1999",
        "by=number",
        f"unit={MINE}&month=2026-03&f.kind=nothing",
        f"unit={MINE}&month=2026-03&f.number=1",
        f"unit={MINE}&month=2026-03&after=x",
    ],
)
def test_what_cannot_be_asked_is_refused(filled: Desk, query: str) -> None:
    assert Browser(filled, "admin").get(f"{PATH}?{query}").status == 422


def test_no_page_opens_the_parts_of_other_months(filled: Desk) -> None:
    """The records of one month are found though the other months' files are gone."""
    parts = filled.service.parts
    with filled.service.engine.connect() as connection:
        listed = listing(connection, SERVICE).parts
    held = {each.first_day.isoformat()[:7]: each for each in listed if each.first_day}
    clerk = Browser(filled, "clerk-D01-court")
    clerk.get(PATH)
    parts.files.place(held["2025-12"].file).unlink()
    assert "甲90" in clerk.get(f"{PATH}?month=2026-02").text


def test_a_months_records_are_taken_along_and_an_import_of_them_changes_nothing(
    filled: Desk, tmp_path: Path
) -> None:
    clerk = Browser(filled, "clerk-D01-court")
    links = clerk.get(f"{PATH}?month=2026-03").links
    for suffix in (".csv", ".xlsx"):
        (link,) = [each for each in links if f"/export{suffix}?" in each]
        file = tmp_path / f"纪实{suffix}"
        file.write_bytes(clerk.get(link).response.content)
        principal, parts = filled.world.who("clerk-D01-court"), filled.service.parts
        with reading(filled.service.engine) as connection:
            shelf = filled.service.platform.shelf
            plan = plan_bulk_import(connection, principal, shelf, SERVICE, file, parts).plan
        assert (plan.problems, tuple(plan.counts)) == ([], (0, 0, 60, 2))
    everything = clerk.get(f"{PATH}/export.csv").response.text
    assert ("甲91" in everything, "乙1" in everything) == (True, False)
    assert clerk.get(f"{PATH}/export.csv?unit={FAR}").status == 404
    for query in ("since=x", "text=甲", "f.kind=nothing"):
        assert clerk.get(f"{PATH}/export.csv?{query}").status == 422


def test_no_more_is_taken_along_than_one_file_may_bring_back(
    filled: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("smart_team.reports.ledger_export.MAX_BULK_ROWS", 61)
    clerk = Browser(filled, "clerk-D01-court")
    page = clerk.get(f"{PATH}/export.csv")
    assert (page.status, "G317" in page.text) == (422, True)
    assert clerk.get(f"{PATH}/export.csv?since=2026-01-01").status == 200
