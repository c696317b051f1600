"""Units from CSV and workbooks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from smart_team.assessment.unit_files import read_units
from smart_team.errors import SmartTeamError
from smart_team.scoring.units import Unit

COLUMNS = ["district", "level", "kind", "name", "unit"]
ROWS: list[list[Any]] = [
    ["", "city", "court", "示例市中级人民法院", "C1"],
    ["甲区", "district", "police", "甲区公安分局", 101],
]
EXPECTED = (
    Unit("C1", "示例市中级人民法院", "court", "city", ""),
    Unit("101", "甲区公安分局", "police", "district", "甲区"),
)


def write_csv(path: Path, *rows: list[Any], encoding: str = "utf-8") -> None:
    lines = [",".join(map(str, row)) for row in rows]
    path.write_text("\n".join(["# SYNTHETIC", *lines, ",,,,", ""]), encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv(here: Path, encoding: str) -> None:
    write_csv(here / "units.csv", COLUMNS, *ROWS, encoding=encoding)
    assert read_units("units.csv").rows == EXPECTED


def test_a_workbook(here: Path) -> None:
    book = xlsxwriter.Workbook(here / "units.xlsx")
    page = book.add_worksheet()
    for number, row in enumerate([["# SYNTHETIC"], COLUMNS, *ROWS]):
        page.write_row(number, 0, row)
    book.close()
    assert read_units(here / "units.xlsx").rows == EXPECTED


def test_text_that_was_kept_from_becoming_a_formula_comes_back(here: Path) -> None:
    write_csv(here / "units.csv", COLUMNS, ["", "city", "court", "'=1+1", "C1"])
    assert read_units("units.csv").rows[0].name == "=1+1"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["", "city", "court", "x", ""], "T127"),
        (["", "city", "court", "", "C2"], "T127"),
        (["", "city", "", "x", "C2"], "T127"),
        (["", "city", "法院", "x", "C2"], "U102"),
        (["", "市级", "court", "x", "C2"], "U102"),
        (["", "city", "court", "x", "C" * 65], "U102"),
        (["", "district", "court", "x", "C2"], "T129"),
        (["甲区", "city", "court", "x", "C2"], "T130"),
        (["", "city", "court", "x", "C1"], "U101"),
        (["", "city", "court", "x"], "T126"),
    ],
)
def test_bad_rows(here: Path, row: list[str], code: str) -> None:
    write_csv(here / "units.csv", COLUMNS, ROWS[0], row)
    with pytest.raises(SmartTeamError) as caught:
        read_units("units.csv")
    [problem] = caught.value.problems
    assert (problem.message.code, problem.place.say()) == (code, "units.csv:4")
    assert "改法:" in problem.say("zh")
    assert "Fix: " in problem.say("en")


def test_the_error_lists_the_codes_that_are_known(here: Path) -> None:
    write_csv(here / "units.csv", COLUMNS, ["", "city", "法院", "x", "C2"])
    with pytest.raises(SmartTeamError, match="commission, court, procuratorate, police, justice"):
        read_units("units.csv")


def test_no_units_at_all(here: Path) -> None:
    write_csv(here / "units.csv", COLUMNS)
    with pytest.raises(SmartTeamError) as caught:
        read_units("units.csv")
    assert [each.message.code for each in caught.value.problems] == ["U103"]


def test_all_bad_rows_come_together_up_to_a_thousand(here: Path) -> None:
    write_csv(here / "units.csv", COLUMNS, *[["", "", "", "", f"C{n}"] for n in range(600)])
    with pytest.raises(SmartTeamError) as caught:
        read_units("units.csv")
    assert 1000 <= len(caught.value.problems) <= 1010
    assert caught.value.problems[-1].message.code == "T108"
