"""Results in every format: whole, exact, and no text that turns into a formula."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from python_calamine import CalamineWorkbook

from smart_team.assessment.formula_text import restore
from smart_team.errors import Lang
from smart_team.reports.result_files import write_results
from smart_team.reports.result_table import Results
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units

TABLE_ORDER = ["C1", "D1", "D2", "D3", "D5", "D4"]


def write(path: Path, results: Results, lang: Lang = "zh") -> Path:
    write_results(path, results.data, results.units, results.plan, lang)
    assert list(path.parent.iterdir()) == [path]
    return path


def sheets(path: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(path)
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_json_is_exactly_the_results(tmp_path: Path, results: Results) -> None:
    text = write(tmp_path / "results.json", results).read_text("utf-8")
    assert text == json.dumps(results.data, ensure_ascii=False, indent=2) + "\n"


def test_csv(tmp_path: Path, results: Results) -> None:
    raw = write(tmp_path / "results.csv", results).read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfunit,name,kind,level,district,status,total,grade,rank,")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert [row["unit"] for row in rows] == TABLE_ORDER
    assert list(rows[0])[9:] == [
        "group",
        "notes",
        "dimensions.main",
        "indicators.A1.points",
        "indicators.A1.status",
        "indicators.A2.points",
        "indicators.A2.status",
        "adjustments.J1",
        "adjustments.J2",
        "redlines.RL1",
        "redlines.RL2",
    ]
    first, _, third, *_, last = rows
    assert first["total"] == "102.000000"
    assert third["redlines.RL1"] == "true"
    assert third["indicators.A2.points"] == ""
    assert (last["status"], last["rank"], last["grade"]) == ("held", "", "")
    assert rows[3]["adjustments.J2"] == "-1.500000"


def test_csv_text_never_starts_a_formula_and_comes_back(tmp_path: Path, results: Results) -> None:
    text = write(tmp_path / "results.csv", results).read_text("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    number = re.compile(r"-?[0-9]+(\.[0-9]{6})?")
    for row in rows:
        unit = results.units.rows[results.units.positions[row["unit"]]]
        assert restore(row["name"]) == unit.name
        assert restore(row["district"]) == unit.district
        for value in row.values():
            assert number.fullmatch(value) or not value.startswith(("=", "+", "-", "@", "\t"))


def test_parquet(tmp_path: Path, results: Results) -> None:
    table = pq.read_table(write(tmp_path / "results.parquet", results))
    assert table.column("unit").to_pylist() == TABLE_ORDER
    assert str(table.schema.field("total").type) == "decimal128(18, 6)"
    assert table.column("total")[0].as_py() == Decimal("102.000000")
    assert table.column("rank").to_pylist() == [1, 1, 2, 3, 4, None]
    assert table.column("redlines.RL1").to_pylist()[:3] == [False, False, True]
    assert table.column("indicators.A2.points").to_pylist()[2] is None
    assert table.schema.metadata[b"rubric.id"] == b"example.writing"


def test_a_workbook_opens_and_its_numbers_are_numbers(tmp_path: Path, results: Results) -> None:
    found = sheets(write(tmp_path / "results.xlsx", results))
    assert list(found) == ["总表", "明细", "说明"]
    summary = found["总表"]
    assert summary[0][0] == "示例标准 总表"
    assert results.plan.hash in summary[1][0]
    assert summary[3][:10] == [
        "同类组",
        "名次",
        "单位代码",
        "单位",
        "类别",
        "层级",
        "所在区",
        "状态",
        "总分",
        "等次",
    ]
    assert [row[2] for row in summary[4:]] == TABLE_ORDER
    assert summary[4][:10] == [
        "市级",
        1.0,
        "C1",
        "=HYPERLINK(1)",
        "法院",
        "市级",
        "",
        "已评定",
        102.0,
        "优秀",
    ]
    assert summary[6][10] == "-造假"
    assert summary[3][12:] == ["=主体", "加分", "减分"]
    assert summary[7][12:] == [45.0, 0.0, -1.5]
    details = found["明细"]
    assert details[3][6:] == ["A1 完成率 (90 分)", "A2 @制度 (10 分)"]
    assert details[6][6:] == [80.9998, "不适用"]


def test_a_workbook_in_english(tmp_path: Path, results: Results) -> None:
    found = sheets(write(tmp_path / "results.xlsx", results, "en"))
    assert list(found) == ["Summary", "Details", "Notes"]
    assert found["Summary"][3][:3] == ["Peer group", "Rank", "Code"]
    assert found["Summary"][4][4:8] == ["Court", "City", "", "Rated"]
    assert ["Linear", "A1", "Rate", "Main", 90.0, "0 → 0, 1 → 90", "按比例计分", "第 1 条"] in (
        found["Notes"]
    )


def test_no_cell_is_a_formula_and_the_page_is_set_up(tmp_path: Path, results: Results) -> None:
    with zipfile.ZipFile(write(tmp_path / "results.xlsx", results)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    pages = [text for name, text in parts.items() if name.startswith("xl/worksheets/sheet")]
    assert len(pages) == 3
    for page in pages:
        assert not re.search(r"<f[ >]|<hyperlink", page)
        assert 'paperSize="9"' in page
        assert 'orientation="landscape"' in page
        assert "&amp;P" in page
        assert "<autoFilter" in page
        assert 'state="frozen"' in page
    assert "Print_Titles" in parts["xl/workbook.xml"]


def test_totals_show_as_many_decimals_as_tell_them_apart(tmp_path: Path, results: Results) -> None:
    totals = {row["unit"]: row["total"] for row in results.data["units"]}
    assert (totals["D1"], totals["D2"]) == ("89.999900", "89.999778")
    with zipfile.ZipFile(write(tmp_path / "results.xlsx", results)) as archive:
        styles = archive.read("xl/styles.xml").decode()
        page = archive.read("xl/worksheets/sheet1.xml").decode()
    formats = dict(re.findall(r'numFmtId="(\d+)" formatCode="([^"]+)"', styles))
    used = re.findall(r'<xf numFmtId="(\d+)"', styles.partition("<cellXfs")[2])
    shown = {
        place: formats.get(used[int(style)], "0.00")
        for place, style in re.findall(r'<c r="(I\d+)" s="(\d+)"><v>', page)
    }
    assert (shown["I5"], shown["I6"], shown["I7"]) == ("0.00", "0.0000", "0.0000")


def test_equal_results_make_equal_workbooks(tmp_path: Path, results: Results) -> None:
    path = tmp_path / "results.xlsx"
    first = write(path, results).read_bytes()
    assert write(path, results).read_bytes() == first


def test_units_without_groups_grades_or_parts(
    tmp_path: Path, data: dict[str, Any], units: Units, plan: Plan
) -> None:
    empty = {**data, "units": []}
    for suffix in ("json", "csv", "xlsx", "parquet"):
        write_results(tmp_path / f"results.{suffix}", empty, units, plan)
    assert len(sheets(tmp_path / "results.xlsx")["总表"]) == 4
