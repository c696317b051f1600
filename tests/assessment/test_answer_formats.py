"""The same answers in four formats are the same columns."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from smart_team.assessment.answer_files import read_answers
from smart_team.scoring.answers import ANSWERED, BLANK, GRANTED, Answers
from smart_team.scoring.layout import BLOCKS
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units

Rows = list[tuple[str, str, str, Any]]
HEADER = ("unit", "indicator", "field", "value")
UNITS = ("C1", "D1", "D2", "D3")


def text_of(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def write_jsonl(path: Path, rows: Rows) -> None:
    lines = []
    for unit in dict.fromkeys(row[0] for row in rows):
        answers: dict[str, Any] = {}
        granted = [row[1] for row in rows if row[0] == unit and row[2] == "na"]
        for _, item, name, value in (row for row in rows if row[0] == unit and row[2] != "na"):
            raw = value if isinstance(value, bool) or name == "level" else NumberText(value)
            head, _, key = name.partition(".")
            answer = answers.setdefault(item, {})
            if head == "checked":
                answer.setdefault(head, []).extend([key] if value else [])
            elif key:
                answer.setdefault(head, {})[key] = raw
            else:
                answer[name] = raw
        record = {"unit": unit, "answers": answers, "granted_na": granted}
        lines.append(json.dumps(record, default=str))
    text = "# SYNTHETIC\n\n" + "\n".join(lines) + "\n\n"
    path.write_text(text.replace('"#', "").replace('#"', ""), "utf-8")


class NumberText:
    """A number that JSON shall show as it is written."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __str__(self) -> str:
        return f"#{self.text}#"


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8") -> None:
    with path.open("w", encoding=encoding, newline="") as stream:
        stream.write('# SYNTHETIC 合成数据, "说明"\r\n')
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for unit, item, name, value in rows:
            writer.writerow([unit, f" {item} ", name, text_of(value)])
            writer.writerow([])
        writer.writerow(["D3", "A1", "numerator", ""])


def write_xlsx(path: Path, rows: Rows) -> None:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("说明").write_string(0, 0, "how to fill this in")
    page = book.add_worksheet("Sheet1")
    page.write_string(0, 0, "# SYNTHETIC")
    page.write_row(1, 0, HEADER[::-1])
    for number, (unit, item, name, value) in enumerate(rows, start=2):
        page.write_row(number, 1, (name, item, unit))
        if isinstance(value, bool):
            page.write_boolean(number, 0, value)
        elif name in {"level", "numerator"}:
            page.write_string(number, 0, value)
        else:
            page.write_number(number, 0, float(value))
    grey = book.add_format({"bg_color": "#DDDDDD", "border": 1})
    for number in range(500):
        for column in range(8):
            page.write_blank(number + 2 + len(rows), column, None, grey)
    book.add_worksheet("hidden").hide()
    book.close()


def write_parquet(path: Path, rows: Rows, number: str = "text") -> None:
    table: dict[str, list[Any]] = {"unit": list(UNITS)}
    for unit, item, name, value in rows:
        column = table.setdefault(f"{item}.{name}", [None] * len(UNITS))
        column[UNITS.index(unit)] = value
    arrays = {name: parquet_array(values, number) for name, values in table.items()}
    pq.write_table(pa.table(arrays), path)


def parquet_array(values: list[Any], number: str) -> Any:
    present = [value for value in values if value is not None]
    if any(isinstance(value, bool) for value in present) or not is_number(present[0]):
        return pa.array(values)
    if number == "double":
        return pa.array([None if value is None else float(value) for value in values])
    if number == "decimal":
        scaled = [None if value is None else Decimal(value) for value in values]
        return pa.array(scaled, pa.decimal128(18, 8))
    if number == "integer" and all(value.lstrip("-").isdigit() for value in present):
        return pa.array([None if value is None else int(value) for value in values], pa.int16())
    return pa.array(values).dictionary_encode() if number == "dictionary" else pa.array(values)


def is_number(text: str) -> bool:
    return text.lstrip("-").replace(".", "").isdigit()


def same(one: Answers, two: Answers) -> bool:
    blocks = all(np.array_equal(one.blocks[block], two.blocks[block]) for block in BLOCKS)
    return blocks and np.array_equal(one.state, two.state)


@pytest.fixture
def expected(tmp_path: Path, plan: Plan, units: Units, rows: Rows) -> Answers:
    path = tmp_path / "expected.csv"
    write_csv(path, rows)
    return read_answers(path, plan, units)


def test_a_long_csv_fills_the_columns(expected: Answers, plan: Plan) -> None:
    def column(item: str, name: str) -> list[int]:
        slot = plan.layout.slots[item][name]
        return [int(each) for each in expected.blocks[slot.block][slot.row]]

    assert column("A1", "numerator") == [492, 0, 0, 0]
    assert column("A1.b", "value") == [300_000, -1, 123_456_000_000, 0]
    assert column("A6", "score")[0] == 17_250_000
    assert column("RL1", "breached") == [0, 1, 0, 0]
    assert list(expected.state[plan.rows["A4"]]) == [ANSWERED, GRANTED, BLANK, BLANK]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_csv_in_every_encoding(
    tmp_path: Path, plan: Plan, units: Units, rows: Rows, expected: Answers, encoding: str
) -> None:
    path = tmp_path / "answers.csv"
    write_csv(path, rows, encoding)
    assert same(read_answers(path, plan, units), expected)


def test_json_lines(
    tmp_path: Path, plan: Plan, units: Units, rows: Rows, expected: Answers
) -> None:
    path = tmp_path / "answers.jsonl"
    write_jsonl(path, rows)
    assert same(read_answers(path, plan, units), expected)


def test_a_workbook_with_500_blank_formatted_rows(
    tmp_path: Path, plan: Plan, units: Units, rows: Rows, expected: Answers
) -> None:
    path = tmp_path / "ANSWERS.XLSX"
    write_xlsx(path, rows)
    assert same(read_answers(path, plan, units), expected)


@pytest.mark.parametrize("number", ["text", "double", "decimal", "integer", "dictionary"])
def test_parquet_of_every_number_type(
    tmp_path: Path, plan: Plan, units: Units, rows: Rows, expected: Answers, number: str
) -> None:
    path = tmp_path / "answers.parquet"
    write_parquet(path, rows, number)
    assert same(read_answers(path, plan, units), expected)
