"""Ledgers as workbooks and CSV: what they look like, and that an import reads them the same."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smart_team.assessment.records.ledger_files import read_ledger_file
from smart_team.assessment.xlsx_table import read_sheets
from smart_team.errors import FileError, Lang, SmartTeamError
from smart_team.ledger.book import Book, Record
from smart_team.ledger.changes import Reach, compare, read_rows
from smart_team.ledger.messages import LedgerError
from smart_team.ledger.personal import personal_parts
from smart_team.ledger.unit_names import unit_names
from smart_team.ledger.values import day_of, key_of, read_values
from smart_team.reports.ledger_csv import ledger_text
from smart_team.reports.ledger_workbook import Export, ledger_bytes, write_ledger
from smart_team.rubric.ledgers import Ledger
from tests.ledger.books import book_of

NAMES = unit_names({"D1": "甲区法院", "D2": "乙区 法院", "=D3": "+丙院"}, [("D1", "乙区法院")])
MARK = "# SYNTHETIC"
BOOK = book_of(
    """
    fields:
      - {id: number, title: {zh: 编号, en: Number}, type: text, required: true, hint: 年份加序号}
      - {id: day, title: {zh: 日期, en: Day}, type: date, required: true}
      - {id: count, title: 件数, type: number, decimals: 2, measure: {zh: 件, en: cases}}
      - {id: rate, title: 办结率, type: percent}
      - {id: kind, title: 类别, type: choice, choices: [{id: a, title: {zh: 甲, en: First}}, {id: b, title: 乙}]}
      - {id: lead, title: 牵头, type: unit}
      - {id: with, title: 配合, type: units}
      - {id: proof, title: 佐证, type: file}
    key: [number]
    dated_by: day
    enter: [clerk]
    """
)
VALUES = {
    "number": "=HYPERLINK(1)", "day": "2026-03-05", "count": "1234.5", "rate": "95.07", "kind": "a",
    "lead": "D2", "with": ["=D3", "D1"],
}  # fmt: skip


def record(book: Book, unit: str, content: dict[str, Any], id_: str = "r") -> Record:
    return Record(id_, book.name, unit, day_of(book, content), "entered", content)


ONE = record(BOOK, "D2", VALUES)


def write_csv(path: Path, export: Export) -> None:
    path.write_text(ledger_text(export), encoding="utf-8-sig")


WRITERS: dict[str, Callable[[Path, Export], None]] = {".xlsx": write_ledger, ".csv": write_csv}


def cells(path: Path, sheet: int) -> list[list[object]]:
    return [list(row.cells) for row in read_sheets(path, percents=True)[sheet].rows]


def test_a_sheet_of_records_and_one_that_says_how_to_fill_it(here: Path) -> None:
    export = Export(BOOK, [ONE], NAMES, ["D1", "D2"], MARK)
    write_ledger("a.xlsx", export)
    assert cells(here / "a.xlsx", 0) == [
        ["台账"] + [None] * 7,
        [MARK] + [None] * 7,
        ["单位", "编号", "日期", "件数", "办结率", "类别", "牵头", "配合"],
        [
            "D2 乙区 法院",
            "=HYPERLINK(1)",
            date(2026, 3, 5),
            "1234.5",
            "95.07%",
            "甲",
            "D2",
            "=D3、D1",
        ],
    ]
    guide = cells(here / "a.xlsx", 1)
    assert guide[4] == ["栏目", "编号", "类型", "必填", "填写要求", "可选"]
    assert guide[5][:4] == ["单位", None, "单位", "必填"]
    assert [row[5] for row in guide[6:8]] == ["D1 甲区法院", "D2 乙区 法院"]
    assert guide[8] == [
        "编号",
        "number",
        "文字",
        "必填",
        "年份加序号;至多 200 字;用来认出同一条记录",
        None,
    ]
    assert [row[5] for row in guide if row[0] == "类别"] == [None, "甲", "乙"]
    assert "佐证" not in [row[0] for row in guide]


def test_what_may_be_chosen_is_offered_also_in_the_empty_table(here: Path) -> None:
    write_ledger("a.xlsx", Export(BOOK, [], NAMES, ["D1"]))
    with zipfile.ZipFile(here / "a.xlsx") as parts:
        page = parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<formula1>'填写说明'!$F$6:$F$6</formula1>" in page
    assert page.count("<dataValidation ") == 2
    assert 'paperSize="9"' in page
    assert "<f>" not in page
    with pytest.raises(FileError, match="no record below"):
        read_ledger_file(BOOK, here / "a.xlsx")


def test_in_english(here: Path) -> None:
    write_ledger("a.xlsx", Export(BOOK, [ONE], NAMES, lang="en"))
    assert cells(here / "a.xlsx", 0)[1][:4] == ["Unit", "Number", "Day", "件数"]
    assert cells(here / "a.xlsx", 0)[2][5] == "First"
    assert cells(here / "a.xlsx", 1)[7][4] == "0 to 1000000000, at most 2 decimal places; in cases"


def test_equal_records_make_equal_files() -> None:
    export = Export(BOOK, [ONE], NAMES)
    assert ledger_bytes(export) == ledger_bytes(export)


def test_csv_keeps_formulas_as_text() -> None:
    assert ledger_text(Export(BOOK, [ONE], NAMES, mark=MARK)).splitlines() == [
        MARK,
        "单位,编号,日期,件数,办结率,类别,牵头,配合",
        "D2 乙区 法院,'=HYPERLINK(1),2026-03-05,1234.5,95.07%,甲,D2,'=D3、D1",
    ]


TITLES = ["编号", "日期", "单位", "Unit", "f1", "f2", "类别(甲)", "备 注", "=数", "Name"]


def _id_of(choice: Any) -> str:
    return str(choice["id"])


FIELD: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.fixed_dictionaries({"type": st.just("text"), "longest": st.just(40)}),
    st.fixed_dictionaries(
        {
            "type": st.just("number"),
            "decimals": st.integers(0, 6),
            "min": st.just(-999999999999),
            "max": st.just(999999999999),
        }
    ),
    st.sampled_from([{"type": each} for each in ("percent", "date", "unit", "units")]),
    st.fixed_dictionaries(
        {
            "type": st.just("choice"),
            "choices": st.lists(
                st.fixed_dictionaries(
                    {"id": st.sampled_from(["a", "b", "c"]), "title": st.sampled_from("甲乙AbC=")}
                ),
                min_size=1,
                max_size=3,
                unique_by=_id_of,
            ),
        }
    ),
)


@st.composite
def books(draw: st.DrawFn) -> Book:
    """Draw a ledger with a day, a number and a few more fields of any type."""
    more = draw(st.lists(FIELD, max_size=5))
    fields = [
        {"id": "day", "title": "日期", "type": "date", "required": True},
        {"id": "number", "title": "编号", "type": "text"},
        *({"id": f"f{n}", "title": draw(st.sampled_from(TITLES)), **each} for n, each in enumerate(more)),
    ]  # fmt: skip
    ledger = {
        "id": "cases", "title": draw(st.sampled_from(TITLES)), "fields": fields, "key": ["number"],
        "dated_by": "day", "enter": ["clerk"], "of": draw(st.sampled_from(["unit", "city"])),
    }  # fmt: skip
    return Book("test", Ledger.model_validate(ledger))


TEXTS = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"#*,;、\n\t 1０９%年_x"),
        st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp", "Co", "Cn"]),
    ),
    max_size=12,
)


def value_of(field: Any) -> st.SearchStrategy[Any]:
    match field.type:
        case "text":
            return TEXTS.filter(lambda text: not list(personal_parts(text)))
        case "number":
            scale = 10**field.decimals
            most = 10**12 * scale - 1
            return st.integers(-most, most).map(lambda n: f"{n // scale}.{n % scale:0{field.decimals}d}" if field.decimals else str(n))  # fmt: skip
        case "percent":
            return st.decimals(0, 100, places=2).map(str)
        case "date":
            return st.dates(min_value=date(1890, 1, 1)).map(str)
        case "choice":
            return st.sampled_from([each.id for each in field.choices])
        case "unit":
            return st.sampled_from(sorted(NAMES.names))
        case _:
            return st.lists(st.sampled_from(sorted(NAMES.names)))


@st.composite
def contents(draw: st.DrawFn, book: Book) -> dict[str, Any]:
    given_ = {
        id_: draw(value_of(field))
        for id_, field in book.fields.items()
        if field.required or draw(st.booleans())
    }
    try:
        return dict(read_values(book, given_, NAMES.names))
    except LedgerError:
        return {"day": str(given_["day"])}


@pytest.mark.parametrize("suffix", [".xlsx", ".csv"])
@pytest.mark.parametrize("lang", ["zh", "en"])
@given(data=st.data())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_an_import_of_an_export_changes_nothing(
    here: Path, suffix: str, lang: Lang, data: st.DataObject
) -> None:
    book = data.draw(books())
    units = [""] if book.ledger.of == "city" else sorted(NAMES.names)
    drawn = data.draw(
        st.lists(st.tuples(st.sampled_from(units), contents(book)), min_size=1, max_size=4)
    )
    kept = {key_of(book, unit, content): record(book, unit, content, f"r{n}") for n, (unit, content) in enumerate(drawn)}  # fmt: skip
    path = here / f"export{suffix}"
    WRITERS[suffix](path, Export(book, list(kept.values()), NAMES, mark=MARK, lang=lang))
    try:
        table = read_ledger_file(book, path)
    except SmartTeamError as error:
        raise AssertionError(error.say("en")) from error
    rows, refused = read_rows(book, table, Reach(NAMES, frozenset(units)))
    entries, wrong = compare(book, table, rows, kept, NAMES.names)
    assert [*table.problems, *refused, *wrong] == []
    assert [(entry.kind, entry.record) for entry in entries] == [("same", each) for each in kept.values()]  # fmt: skip
