"""Each bad input is refused with its code, its place, and the fix, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from smart_team.assessment.answer_files import read_answers
from smart_team.errors import SmartTeamError
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units

Refused = Callable[[str], SmartTeamError]
HEADER = "unit,indicator,field,value\n"


@pytest.fixture
def refused(here: Path, plan: Plan, units: Units) -> Refused:
    def read(name: str) -> SmartTeamError:
        with pytest.raises(SmartTeamError) as caught:
            read_answers(name, plan, units)
        assert (here / name).name == name
        assert all("改法:" in each.say("zh") for each in caught.value.problems)
        assert all("Fix: " in each.say("en") for each in caught.value.problems)
        return caught.value

    return read


def said(error: SmartTeamError) -> list[tuple[str, str]]:
    """Return code and place of every problem."""
    return [(each.message.code, each.place.say("en")) for each in error.problems]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("C1,A1.b,value,NaN", "A105"),
        ("C1,A1.b,value,inf", "A105"),
        ("C1,A1.b,value,-Infinity", "A105"),
        ("C1,A1.b,value,1e3", "A105"),
        ("C1,A1.b,value,１２", "A105"),
        ("C1,A1.b,value,1_0", "A105"),
        ("C1,A1.b,value,true", "A105"),
        ("C1,A1.b,value,1234567890123", "A105"),
        ("C1,A1.b,value,0.1234567", "A105"),
        ("C1,A1.b,value,+1", "A105"),
        ('C1,A1.b,value,"1,000"', "A105"),
        ("C1,A5,counts.late,-1", "A106"),
        ("C1,A5,counts.late,1.5", "A106"),
        ("C1,A2,value,1", "A108"),
        ("C1,A3,level,worst", "A109"),
        ("C1,A6,score,20.01", "A110"),
        ("C1,A6,score,1.001", "A111"),
        ("X9,A2,value,true", "A101"),
        ("C1,Z9,value,true", "A102"),
        ("C1,A2,level,good", "A103"),
        ("C1,A5,counts.early,1", "A103"),
        ("C1,A2,na,false", "A114"),
        ("C1,J1,na,true", "A115"),
        ("C1,,value,true", "T127"),
        ("C1,A2,value", "T126"),
        ("C1,A2,value,true,x", "T125"),
    ],
)
def test_one_bad_row_of_a_long_table(refused: Refused, row: str, code: str) -> None:
    Path("answers.csv").write_text(f"# synthetic\n{HEADER}\n{row}\n", "utf-8")
    [(found, place)] = said(refused("answers.csv"))
    assert found == code
    assert place.startswith("answers.csv:4")


def test_two_rows_for_one_answer_and_other_problems_come_together(refused: Refused) -> None:
    rows = [
        "C1,A2,value,true",
        "C1,A2,value,true",
        "C1,A1,numerator,3",
        "D1,A1,numerator,9",
        "D1,A1,denominator,8",
        "D9,A1,numerator,9",
    ]
    Path("answers.csv").write_text(HEADER + "\n".join(rows), "utf-8")
    error = refused("answers.csv")
    assert said(error) == [
        ("A104", "answers.csv:3: unit C1, indicator A2, field value"),
        ("A101", "answers.csv:7"),
        ("A112", "answers.csv:4: unit C1, indicator A1"),
        ("A113", "answers.csv:5: unit D1, indicator A1"),
    ]
    assert error.say("zh").splitlines()[0] == (
        "answers.csv:3: 单位 C1 指标 A2 字段 value: 这一项填了两次。改法:只留一行 [A104]"
    )


def test_reading_stops_when_a_thousand_rows_are_wrong(refused: Refused) -> None:
    Path("answers.csv").write_text(HEADER + "X,A2,value,true\n" * 5000, "utf-8")
    error = refused("answers.csv")
    assert len(error.problems) == 1001
    assert said(error)[-1] == ("T108", "answers.csv:1001")


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("unit,indicator,field\n", ["T123"]),
        ("unit,indicator,field,value,note\n", ["T122"]),
        ("unit,indicator,field,value,value\n", ["T124"]),
        ("unit,,field,value\n", ["T122", "T123"]),
        ("# only a comment\n,,,\n", ["T121"]),
    ],
)
def test_headers(refused: Refused, header: str, codes: list[str]) -> None:
    Path("answers.csv").write_text(header, "utf-8")
    error = refused("answers.csv")
    assert [code for code, _ in said(error)] == codes
    assert all(place.startswith("answers.csv") for _, place in said(error))


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"unit": "C1", "unit": "C1"}', "T143"),
        ('{"unit": "C1", "answers": {"A2": {"value": true}, "A2": {"value": true}}}', "T143"),
        ('{"unit": "C1", "answers": {"A1.b": {"value": NaN}}}', "A105"),
        ('{"unit": "C1", "answers": {"A1.b": {"value": -Infinity}}}', "A105"),
        ('{"unit": "C1", "answers": {"A1.b": {"value": 1e0}}}', "A105"),
        ('{"unit": "C1", "answers": {"A1.b": {"value": true}}}', "A105"),
        ('{"unit": "C1", "answers": {"A1.b": {"value": 1' + "0" * 5000 + "}}}", "A105"),
        ('{"unit": "C1", "answers": {"A1.b": {"value": {}}}}', "A105"),
        ('{"unit": "C1", "answers": {"A2": {"value": 1}}}', "A108"),
        ('{"unit": "C1", "answers": {"A2": true}}', "A116"),
        ('{"unit": "C1", "answers": {"A4": {"checked": "k1"}}}', "A116"),
        ('{"unit": "C1", "answers": {"A4": {"checked": ["k1", "k1"]}}}', "A104"),
        ('{"unit": "C1", "answers": {"A4": {"na": true}}}', "A103"),
        ('{"unit": "C1", "answers": []}', "T145"),
        ('{"unit": "C1", "granted_na": "A2"}', "T145"),
        ('{"unit": "C1", "granted_na": [1]}', "T145"),
        ('{"unit": 1, "answers": {}}', "T145"),
        ('{"answers": {}}', "T145"),
        ('{"unit": "C1", "note": ""}', "T144"),
        ('{"unit": "X1", "answers": {"A2": {"value": true}, "A3": {}}}', "A101"),
        ('{"unit": "D2", "answers": {}}', "T146"),
        ('{"unit": "\\ud800", "answers": {}}', "T141"),
        ('{"unit": "C1"', "T141"),
        ("{'unit': 'C1'}", "T141"),
        ('["C1"]', "T142"),
        ("null", "T142"),
        ("[" * 100_000, "T147"),
        ('{"unit": "C1", "answers": "' + "x" * 1_000_000 + '"}', "T114"),
    ],
)
def test_one_bad_line_of_json(refused: Refused, line: str, code: str) -> None:
    good = json.dumps({"unit": "D2", "answers": {"A2": {"value": True}}})
    Path("answers.jsonl").write_text(f"# synthetic\n{good}\n{line}\n", "utf-8")
    [(found, place)] = said(refused("answers.jsonl"))
    assert found == code
    assert place.startswith("answers.jsonl:3")


def workbook(name: str, *sheets: tuple[str, list[list[Any]]], formats: str = "General") -> None:
    book = xlsxwriter.Workbook(name, {"default_date_format": "yyyy-mm-dd"})
    style = book.add_format({"num_format": formats})
    for title, rows in sheets:
        page = book.add_worksheet(title)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                page.write(number, column, value, style)
    book.close()


COLUMNS = HEADER.strip().split(",")


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.5, "A106"),
        (-1, "A106"),
        (1e15, "A106"),
        (1e300, "A106"),
        (1e-9, "A106"),
        (True, "A106"),
        ("１", "A106"),
        ("#DIV/0!", "A106"),
    ],
)
def test_one_bad_cell_of_a_workbook(refused: Refused, value: Any, code: str) -> None:
    rows = [COLUMNS, ["", "", "", ""], ["C1", "A5", "counts.late", value]]
    workbook("answers.xlsx", ("Sheet1", rows))
    [(found, place)] = said(refused("answers.xlsx"))
    assert found == code
    assert place.startswith("answers.xlsx: Sheet1!D3")


def test_dates_and_errors_in_cells_are_named(refused: Refused) -> None:
    book = xlsxwriter.Workbook("answers.xlsx")
    page = book.add_worksheet("数据")
    page.write_row(0, 0, COLUMNS)
    page.write_row(1, 0, ["C1", "A1.b", "value"])
    page.write_datetime(
        1,
        3,
        datetime(2021, 3, 4, tzinfo=UTC).replace(tzinfo=None),
        book.add_format({"num_format": "yyyy-mm-dd"}),
    )
    page.write_row(2, 0, ["C1", "A1.b", "value"])
    page.write_formula(2, 3, "=1/0", None, "#DIV/0!")
    book.close()
    assert said(refused("answers.xlsx")) == [
        ("T128", "answers.xlsx: 数据!D2"),
        ("A105", "answers.xlsx: 数据!D3 unit C1, indicator A1.b, field value"),
    ]


def test_a_problem_found_at_the_end_still_names_the_cell(refused: Refused) -> None:
    rows: list[list[Any]] = [COLUMNS, ["D1", "A1", "numerator", 9], ["D1", "A1", "denominator", 8]]
    workbook("answers.xlsx", ("Sheet1", rows))
    place = "answers.xlsx: Sheet1!D2 unit D1, indicator A1"
    assert said(refused("answers.xlsx")) == [("A113", place)]


def test_a_formula_without_a_result_is_no_blank(refused: Refused) -> None:
    book = xlsxwriter.Workbook("answers.xlsx")
    page = book.add_worksheet()
    page.write_row(0, 0, COLUMNS)
    page.write_row(1, 0, ["C1", "A1.b", "value"])
    page.write_formula(1, 3, "=1+1", None, "")
    book.close()
    assert [code for code, _ in said(refused("answers.xlsx"))] == ["T172"]


def test_which_sheet_is_read(refused: Refused) -> None:
    workbook("answers.xlsx", ("a", [COLUMNS]), ("b", [COLUMNS[::-1]]))
    error = refused("answers.xlsx")
    assert said(error) == [("T174", "answers.xlsx")]
    assert "a, b" in error.say("zh")
    workbook("answers.xlsx", ("a", [["one"]]), ("b", [["two"]]))
    assert said(refused("answers.xlsx")) == [("T173", "answers.xlsx")]
    workbook("answers.xlsx", ("a", [["unit", "field", "value", "note"]]))
    assert said(refused("answers.xlsx")) == [
        ("T122", "answers.xlsx: a!D1"),
        ("T123", "answers.xlsx: a!1"),
    ]


@pytest.mark.parametrize(
    ("columns", "code", "place"),
    [
        ({"A2.value": [True, True]}, "T123", "answers.parquet"),
        ({"unit": ["C1", None]}, "T127", "answers.parquet: row 2, column unit,"),
        ({"unit": ["C1", "X"]}, "A101", "answers.parquet: row 2, column unit,"),
        ({"unit": ["C1", "C1"]}, "T146", "answers.parquet: row 2, column unit,"),
        ({"unit": ["C1"], "Z.value": [1]}, "T184", "answers.parquet"),
        ({"unit": ["C1"], "A2": [True]}, "T184", "answers.parquet"),
        ({"unit": ["C1"], "A2.level": ["x"]}, "A103", "answers.parquet: row 1, column A2.level,"),
        ({"unit": ["C1"], "A1.b.value": [float("nan")]}, "A105", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A1.b.value": [float("-inf")]}, "A105", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A1.b.value": [1e12]}, "A105", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A1.b.value": [10**12]}, "A105", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A1.b.value": [1e-7]}, "A105", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A1.b.value": [True]}, "A105", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A5.counts.late": [-1]}, "A106", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A5.counts.late": [1.5]}, "A106", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A2.value": [1]}, "A108", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A2.value": [["x"]]}, "T183", "answers.parquet: column A2.value"),
        ({"unit": ["C1"], "J1.na": [True]}, "A115", "answers.parquet: row 1"),
        ({"unit": ["C1"], "A1.numerator": [1]}, "A112", "answers.parquet: unit C1"),
    ],
)
def test_bad_parquet(
    refused: Refused, columns: dict[str, list[Any]], code: str, place: str
) -> None:
    pq.write_table(pa.table(columns), "answers.parquet")
    [(found, where)] = said(refused("answers.parquet"))
    assert found == code
    assert where.startswith(place)


def test_more_bad_parquet(refused: Refused) -> None:
    single = pa.array([0.5], pa.float32())
    pq.write_table(pa.table({"unit": ["C1"], "A1.b.value": single}), "answers.parquet")
    assert said(refused("answers.parquet"))[0][0] == "T183"
    twice = pa.Table.from_arrays(
        [pa.array(["C1"]), *[pa.array([1])] * 2], names=["unit", "A1.b.value", "A1.b.value"]
    )
    pq.write_table(twice, "answers.parquet")
    assert [code for code, _ in said(refused("answers.parquet"))] == ["T124"]
    Path("answers.parquet").write_bytes(b"PAR1" * 10)
    assert said(refused("answers.parquet")) == [("T181", "answers.parquet")]
    many = pa.table({"unit": pa.array(["C1"]).take(pa.array([0] * 2_000_001))})
    pq.write_table(many, "answers.parquet")
    assert said(refused("answers.parquet")) == [("T182", "answers.parquet")]


def test_false_in_a_wide_column_grants_nothing(here: Path, plan: Plan, units: Units) -> None:
    path = here / "answers.parquet"
    pq.write_table(pa.table({"unit": ["C1", "D1"], "A2.na": [True, False]}), path)
    assert list(read_answers(path, plan, units).state[plan.rows["A2"]][:2]) == [2, 1]
