"""Files of records as offices make them: both date systems, percent formats, formulas, sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smart_team.assessment.records import ledger_files
from smart_team.assessment.records.ledger_files import read_ledger_file
from smart_team.errors import SmartTeamError
from smart_team.ledger.changes import Reach, compare, read_rows
from smart_team.ledger.unit_names import unit_names
from tests.ledger.books import book_of

BOOK = book_of(
    """
    fields:
      - {id: number, title: 编号, type: text, required: true}
      - {id: day, title: 日期, type: date, required: true}
      - {id: rate, title: 办结率, type: percent}
      - {id: count, title: 件数, type: number}
      - {id: note, title: 备注, type: text}
    key: [number]
    dated_by: day
    enter: [clerk]
    """
)
NAMES = unit_names({"D1": "甲区法院"})
HEADER = ("单位", "编号", "日期", "办结率", "件数", "备注")
PERCENT = ("0%", "0.00%", '0.0"%"%', "[Red]0.0%")


def write(path: Path, put: Callable[[Any, Any], None], **options: Any) -> Path:
    book = xlsxwriter.Workbook(path, options)
    put(book, book.add_worksheet("数据"))
    book.close()
    return path


def contents(path: Path) -> list[dict[str, Any]]:
    table = read_ledger_file(BOOK, path)
    rows, refused = read_rows(BOOK, table, Reach(NAMES, frozenset({"D1"})))
    entries, wrong = compare(BOOK, table, rows, {}, NAMES.names)
    assert [*table.problems, *refused, *wrong] == []
    return [dict(entry.content) for entry in entries]


@pytest.mark.parametrize("from_1904", [False, True])
def test_days_in_both_systems_and_formulas_with_their_results(
    here: Path, *, from_1904: bool
) -> None:
    def put(book: Any, page: Any) -> None:
        day = book.add_format({"num_format": 'yyyy"年"m"月"d"日"'})
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["D1", 7])
        page.write_datetime(1, 2, datetime.fromisoformat("2026-03-05T09:30"), day)
        page.write_formula(1, 4, "=3*4", None, 12)
        page.write_formula(1, 5, '="a"&"b"', None, "ab")

    [content] = contents(write(here / "a.xlsx", put, date_1904=from_1904))
    assert content == {"number": "7", "day": "2026-03-05", "count": "12", "note": "ab"}


@pytest.mark.parametrize("shown", PERCENT)
def test_a_share_that_is_shown_as_a_percentage_is_one(here: Path, shown: str) -> None:
    def put(book: Any, page: Any) -> None:
        page.write_row(0, 0, HEADER[:4])
        for row, (value, look) in enumerate(
            [(0.9507, shown), (95, None), ("95%", shown), (0.95, '0.0"%"')], 1
        ):
            page.write_row(row, 0, ["D1", str(row), "20260305"])
            page.write(row, 3, value, book.add_format({"num_format": look} if look else {}))

    rates = [content["rate"] for content in contents(write(here / "a.xlsx", put))]
    assert rates == ["95.07", "95", "95", "0.95"]


def test_merged_titles_and_five_hundred_blank_formatted_rows(here: Path) -> None:
    def put(book: Any, page: Any) -> None:
        look = book.add_format({"border": 1, "num_format": "yyyy-mm-dd"})
        page.merge_range(0, 0, 0, 5, "甲区法院 2026 年台账", look)
        page.merge_range(1, 0, 1, 2, "填报人:", look)
        page.write_row(3, 0, HEADER)
        page.write_row(4, 0, ["D1", "1", "2026年3月5日"])
        for row in range(5, 505):
            for column in range(12):
                page.write_blank(row, column, None, look)
        page.write_row(505, 0, ["甲区法院", "2", "2026/3/6"])

    assert [content["number"] for content in contents(write(here / "a.xlsx", put))] == ["1", "2"]


def test_the_sheet_with_the_most_fields_is_meant_and_hidden_ones_are_not_seen(here: Path) -> None:
    def put(book: Any, page: Any) -> None:
        page.write_row(0, 0, HEADER)
        page.write_row(1, 0, ["D1", "1", "20260305"])
        book.add_worksheet("说明").write_row(0, 0, ["编号", "备注"])
        hidden = book.add_worksheet("旧")
        hidden.write_row(0, 0, HEADER)
        hidden.hide()

    assert len(contents(write(here / "a.xlsx", put))) == 1


def twice(book: Any, page: Any) -> None:
    for each in (page, book.add_worksheet("二")):
        each.write_row(0, 0, HEADER)


def foreign(_: Any, page: Any) -> None:
    page.write_row(0, 0, ["甲", "乙"])


def empty(_: Any, page: Any) -> None:
    page.write_row(0, 0, HEADER)


def long(_: Any, page: Any) -> None:
    page.write_row(0, 0, HEADER)
    page.write_column(1, 0, ["D1"] * 4)


@pytest.mark.parametrize(
    ("put", "code"), [(twice, "T174"), (foreign, "G301"), (empty, "G316"), (long, "G317")]
)
def test_what_is_no_table_of_records(
    here: Path, monkeypatch: pytest.MonkeyPatch, put: Callable[[Any, Any], None], code: str
) -> None:
    monkeypatch.setattr(ledger_files, "MAX_ROWS", 3)
    with pytest.raises(SmartTeamError) as caught:
        read_ledger_file(BOOK, write(here / "a.xlsx", put))
    assert caught.value.problems[0].message.code == code


def test_other_kinds_of_files_are_refused(here: Path) -> None:
    with pytest.raises(SmartTeamError, match=r"\.xlsx \.csv"):
        read_ledger_file(BOOK, here / "a.docx")


def test_csv_in_the_encoding_of_offices(here: Path) -> None:
    text = "# SYNTHETIC\n\n甲区台账,,\n编号,日期,办结率\n1,2026年3月5日,95%\n,,\n2,20260306,95\n"
    (here / "a.csv").write_text(text, "gb18030")
    assert contents(here / "a.csv") == [
        {"number": "1", "day": "2026-03-05", "rate": "95"},
        {"number": "2", "day": "2026-03-06", "rate": "95"},
    ]


def test_a_cell_of_csv_is_named_by_its_line_and_title(here: Path) -> None:
    (here / "a.csv").write_text("编号,日期\n1,昨天\n", "utf-8")
    table = read_ledger_file(BOOK, Path("a.csv"))
    [problem] = read_rows(BOOK, table, Reach(NAMES, frozenset({"D1"})))[1]
    assert problem.place.say() == "a.csv:2: 日期"
