"""A ledger's table as people fill it in: titles, headers, columns, and what cells hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

import pytest

from smart_team.errors import Place, Problem, Text
from smart_team.ledger.book import Record
from smart_team.ledger.changes import Entry, Reach, compare, one_each, read_rows
from smart_team.ledger.headers import column_titles, unit_title
from smart_team.ledger.messages import LedgerError
from smart_team.ledger.personal import personal_header, personal_parts
from smart_team.ledger.sheet import Filled, read_filled
from smart_team.ledger.unit_names import unit_names
from smart_team.ledger.values import key_of
from tests.ledger.books import book_of

BOOK = book_of(
    """
    fields:
      - {id: number, title: {zh: 编号（全市）, en: Number}, type: text, required: true}
      - {id: day, title: 日期, type: date, required: true}
      - {id: kind, title: 类别, type: choice, choices: [{id: a, title: {zh: 甲（一）, en: First}}, {id: b, title: 乙}]}
      - {id: count, title: 件数, measure: 件, type: number, decimals: 1, max: 99999}
      - {id: rate, title: 办结率, type: percent}
      - {id: lead, title: 牵头单位, type: unit}
      - {id: with, title: 配合单位, type: units}
      - {id: note, title: 备注, type: text, longest: 300}
      - {id: proof, title: 佐证, type: file, required: true}
    key: [number]
    dated_by: day
    enter: [clerk]
    confirm: [admin]
    flow:
      states: [{id: entered, title: 录入, edits: true}, {id: closed, title: 办结}]
    checks: [{value: count, at_most: rate * 1000, says: 件数太多}]
    """
)
NAMES = unit_names(
    {"D1": "甲区法院", "D2": "乙区法院", "D3": "丙区公安分局", "D4": "丁院", "D5": "丁院"},
    [("D1", "老甲法院"), ("D2", "甲区法院")],
)
REACH = Reach(NAMES, frozenset(NAMES.names))
HEADER = ("单位", "编号(全市)", "日期")
ROW = ("D1", "1", date(2026, 3, 5))


class Line(NamedTuple):
    number: int
    cells: Sequence[object]


def place(row: int, column: int | None) -> Place:
    cell = f"数据!{'' if column is None else 'ABCDEFGHIJ'[column]}{row}"
    return Place("台账.xlsx", where=Text(cell, cell))


def filled(*rows: Sequence[object]) -> Filled:
    return read_filled(BOOK, [Line(n, cells) for n, cells in enumerate(rows, 1)], place)


def planned(
    *rows: Sequence[object], reach: Reach = REACH, records: Mapping[str, Record] | None = None
) -> tuple[list[Entry], list[Problem]]:
    table = filled(*rows)
    written, refused = read_rows(BOOK, table, reach)
    entries, wrong = compare(BOOK, table, written, records or {}, NAMES.names)
    return entries, one_each([*table.problems, *refused, *wrong])


def content(*rows: Sequence[object]) -> dict[str, Any]:
    entries, problems = planned(*rows)
    assert problems == []
    [entry] = entries
    return dict(entry.content)


def refused(*rows: Sequence[object], reach: Reach = REACH) -> list[str]:
    return [
        f"{each.place.say().removeprefix('台账.xlsx: ')} {each.message.code}"
        for each in planned(*rows, reach=reach)[1]
    ]


def header_refused(*rows: Sequence[object]) -> list[str]:
    with pytest.raises(LedgerError) as caught:
        filled(*rows)
    return [
        f"{each.place.say().removeprefix('台账.xlsx: ')} {each.message.code}"
        for each in caught.value.problems
    ]


@pytest.mark.parametrize(
    "header",
    [
        ("单位", "编号（全市）", "日期"),
        ("Unit", "Number", "day"),
        (" 单 位\n", "编号 (全\n市)*", "日　期"),
        ("ＵＮＩＴ", "number", "DAY"),
    ],
)
def test_a_column_is_known_by_either_title_or_its_id_however_it_is_spaced(
    header: Sequence[str],
) -> None:
    assert content(header, ROW) == {"number": "1", "day": "2026-03-05"}


def test_columns_stand_in_any_order_below_titles_and_blank_rows() -> None:
    rows = [
        ("某市 2026 年台账", None, None, None),
        (None, "填报说明:编号", None, None),
        (None, None, None, None),
        ("日期", None, "编号(全市)", "单位"),
        (None, None, None, None),
        (date(2026, 3, 5), None, "1", "D1"),
        *[(None, None, None, None)] * 500,
    ]
    entries, problems = planned(*rows)
    assert (problems, [entry.row for entry in entries]) == ([], [6])


def test_a_number_is_known_with_its_measure_too() -> None:
    assert content((*HEADER, "件数（件）"), (*ROW, "3"))["count"] == "3"


def test_other_columns_are_left_out_while_they_are_empty() -> None:
    assert refused((*HEADER, "经办", None), (*ROW, None, None)) == []
    assert refused((*HEADER, "经办", None), (*ROW, "x", "y")) == ["数据!D2 G304", "数据!E2 G307"]


@pytest.mark.parametrize(
    "name",
    ["身份证号", "身 份 证\n号码", "联系电话", "手机", "家庭住址", "健康状况", "亲属姓名", "ID number", "Phone", "id_card"],
)  # fmt: skip
def test_columns_of_personal_data_are_refused_even_if_empty(name: str) -> None:
    assert header_refused((*HEADER, name), (*ROW, None)) == ["数据!D1 G305"]


def test_plain_columns_are_no_personal_data() -> None:
    assert [
        n for n in ("编号", "单位", "参训人数", "Number", "经办部门") if personal_header(n)
    ] == []


def test_a_header_that_lacks_or_repeats_something() -> None:
    assert header_refused(("备注",), ("x",)) == ["数据!1 G302", "数据!1 G302"]
    assert header_refused((*HEADER, "Number"), ROW) == ["数据!D1 G303"]
    assert header_refused(("甲", "乙"), ("单元", 1)) == ["数据!1 G301"]
    assert header_refused() == ["数据!1 G301"]


@pytest.mark.parametrize(
    ("field", "cell", "kept"),
    [
        ("count", "1,234", "1234"), ("count", "１，２３４．５", "1234.5"), ("count", " 1 2 ", "12"),
        ("count", "12.50", "12.5"), ("count", "\u00a07", "7"),
        ("rate", "95%", "95"), ("rate", "95", "95"), ("rate", "９５．５％", "95.5"), ("rate", "0.95", "0.95"),
        ("day", "2026年3月5日", "2026-03-05"), ("day", "2026-3-5", "2026-03-05"),
        ("day", "2026/3/5", "2026-03-05"), ("day", "20260305", "2026-03-05"),
        ("day", "2026.03.05", "2026-03-05"), ("day", "２０２６年０３月０５日", "2026-03-05"),
        ("day", datetime.fromisoformat("2026-03-05T14:30"), "2026-03-05"), ("day", "2026-3-5 8:00", "2026-03-05"),
        ("kind", "甲(一)", "a"), ("kind", " 甲 （一） ", "a"), ("kind", "first", "a"), ("kind", "B", "b"),
        ("lead", "D2", "D2"), ("lead", "丙区公安分局", "D3"), ("lead", "d3 丙区公安分局", "D3"),
        ("lead", "老甲法院", "D1"), ("lead", "甲区法院", "D1"), ("lead", "D2 甲区法院", "D2"),
        ("with", "乙区法院、D1;老甲法院", ["D1", "D2"]), ("with", "D3\nD1", ["D1", "D3"]),
        ("note", date(2026, 3, 5), "2026-03-05"), ("note", True, "TRUE"), ("note", "=1+1", "=1+1"),
        ("note", time(8, 0), "08:00:00"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_people_write_it(field: str, cell: object, kept: object) -> None:
    row = dict(zip(("unit", "number", "day"), ROW, strict=True)) | {field: cell}
    titles = {"unit": "单位", **{id_: f.title.zh for id_, f in BOOK.fields.items()}}
    assert content([titles[id_] for id_ in row], list(row.values()))[field] == kept


@pytest.mark.parametrize(
    ("title", "cell", "code"),
    [
        ("件数", "1,23", "G106"), ("件数", "95%", "G106"), ("件数", "1.25", "G108"), ("件数", "#DIV/0!", "G308"),
        ("办结率", "101%", "G107"), ("类别", "丙", "G110"),
        ("牵头单位", "戊院", "G111"), ("牵头单位", "丁院", "G312"), ("配合单位", "D1、戊院", "G111"),
        ("备注", "长" * 301, "G103"), ("备注", "#N/A", "G308"), ("佐证", "a.pdf", "G306"),
        ("备注", "证号１１０１０１１９９００１０１０４３７", "G309"), ("备注", "11010119900101043x", None),
        ("备注", "110101199001010008", None), ("备注", "110101199001010000", "G309"),
        ("备注", "联系 138 1234 5678", "G310"), ("备注", "+8613812345678", "G310"), ("备注", "案号 113812345678", None),
    ],
)  # fmt: skip
def test_a_cell_that_is_refused_is_named(title: str, cell: object, code: str | None) -> None:
    wanted = [] if code is None else [f"数据!D2 {code}"]
    assert refused((*HEADER, title), (*ROW, cell)) == wanted


@pytest.mark.parametrize("day", ["2026-02-30", "2026年13月1日", "昨天", "46086", 20261301])
def test_what_is_no_day_is_refused(day: object) -> None:
    assert refused(HEADER, ("D1", "1", day)) == ["数据!C2 G109"]


def test_every_cell_that_is_wrong_is_named_at_once() -> None:
    rows = [
        (*HEADER, "件数", "办结率"),
        ("D1", None, None, "x", "y"),
        ("没有", "2", date(2026, 3, 5), "1", "1"),
        (None, "3", date(2026, 3, 5), "100", "1"),
        ("D1", "4", date(2026, 3, 5), "1001", "1"),
    ]
    assert refused(*rows) == [
        "数据!D2 G106",
        "数据!E2 G106",
        "数据!C2 G102",
        "数据!A3 G111",
        "数据!A4 G311",
        "数据!D5 G114",
    ]


def test_an_empty_key_is_required() -> None:
    assert refused(HEADER, ("D1", None, date(2026, 3, 5))) == ["数据!B2 G102"]


def test_a_field_without_a_column_is_named_by_its_title() -> None:
    book = book_of(
        """
        fields:
          - {id: number, title: 编号, type: text}
          - {id: day, title: 日期, type: date}
          - {id: what, title: {zh: 事项, en: Matter}, type: text, required: true}
        key: [number]
        dated_by: day
        enter: [clerk]
        """
    )
    table = read_filled(book, [Line(1, ("编号", "日期")), Line(2, ("1", "20260305"))], place)
    rows, refused = read_rows(book, table, Reach(NAMES, frozenset({"D1"})))
    [problem] = compare(book, table, rows, {}, NAMES.names)[1]
    assert (refused, problem.place.say()) == ([], "台账.xlsx: 数据!2: 事项")
    assert problem.place.say("en").endswith("Matter")


def test_two_rows_of_one_record_name_each_other() -> None:
    rows = [HEADER, ROW, ("D2", *ROW[1:]), ROW]
    [problem] = planned(*rows)[1]
    assert problem.place.say() == "台账.xlsx: 数据!B4"
    assert "数据!B2" in problem.say()


def test_one_record_a_period_needs_no_other_key() -> None:
    book = book_of(
        """
        fields: [{id: day, title: 日期, type: date, required: true}]
        key: []
        dated_by: day
        per: month
        enter: [clerk]
        """
    )
    rows = [("单位", "日期"), ("D1", "20260305"), ("D1", "20260405"), ("D1", "20260306")]
    table = read_filled(book, [Line(n, row) for n, row in enumerate(rows, 1)], place)
    [problem] = read_rows(book, table, REACH)[1]
    assert (problem.message.code, problem.place.say()) == ("G313", "台账.xlsx: 数据!B4")


def test_a_unit_under_its_old_and_its_new_name_is_one() -> None:
    rows = [HEADER, ("甲区法院", *ROW[1:]), ("老甲法院", *ROW[1:])]
    [problem] = planned(*rows)[1]
    assert problem.message.code == "G314"
    assert problem.place.say() == "台账.xlsx: 数据!A3"
    assert [word for word in ("数据!A2", "甲区法院", "老甲法院") if word not in problem.say()] == []


def test_whose_records_it_may_not_bring_is_not_there() -> None:
    reach = Reach(NAMES, frozenset({"D2"}))
    assert refused(HEADER, ROW, reach=reach) == ["数据!A2 G111"]
    table = filled(HEADER[1:], ROW[1:])
    assert [row.unit for row in read_rows(BOOK, table, reach)[0]] == ["D2"]
    assert refused(HEADER[1:], ROW[1:]) == ["数据!2 G311"]


def kept(state: str, **values: str) -> dict[str, Record]:
    content = {"number": "1", "day": "2026-03-05", **values}
    record = Record("r1", BOOK.name, "D1", date(2026, 3, 5), state, content)
    return {key_of(BOOK, "D1", content): record}


def test_what_changes_is_told_field_by_field() -> None:
    records = kept("entered", note="旧", rate="5")
    rows = [(*HEADER, "备注", "类别"), (*ROW, "新", "乙"), ("D1", "2", *ROW[2:], None, None)]
    entries, problems = planned(*rows, records=records)
    assert problems == []
    assert [entry.kind for entry in entries] == ["changed", "new"]
    assert entries[0].fields == [("kind", None, "b"), ("note", "旧", "新")]
    assert entries[0].content["rate"] == "5"  # a field without a column stays


def test_an_empty_cell_empties_its_field() -> None:
    [entry], problems = planned((*HEADER, "备注"), (*ROW, None), records=kept("entered", note="旧"))
    assert (problems, entry.fields) == ([], [("note", "旧", None)])


def test_what_may_not_be_changed_is_refused_unless_it_stays_the_same() -> None:
    records = kept("closed", note="旧")
    assert planned((*HEADER, "备注"), (*ROW, "旧"), records=records)[1] == []
    [problem] = planned((*HEADER, "备注"), (*ROW, "新"), records=records)[1]
    assert (problem.message.code, problem.place.say()) == ("G315", "台账.xlsx: 数据!D2")
    assert "办结" in problem.say()


def test_the_units_column_is_called_unlike_any_field() -> None:
    book = book_of(
        """
        fields:
          - {id: unit, title: 单位, type: unit}
          - {id: day, title: 日期, type: date}
          - {id: other, title: 日期, type: date}
        key: [unit]
        dated_by: day
        enter: [clerk]
        """
    )
    assert unit_title(book) == ("填报单位", "Reporting unit")
    assert list(column_titles(book, "zh").values()) == ["填报单位", "单位", "日期", "other"]
    rows = [("填报单位", "单位", "日期"), ("D1", "D2", "20260305")]
    table = read_filled(book, [Line(n, row) for n, row in enumerate(rows, 1)], place)
    assert read_rows(book, table, REACH)[0][0].given == {"unit": "D2", "day": "2026-03-05"}


@pytest.mark.parametrize("text", ["2026-03-05", "〔2026〕12 号", "共 110101 件", "15012345", ""])
def test_plain_texts_are_no_personal_data(text: str) -> None:
    assert list(personal_parts(text)) == []
