"""Bombs and broken workbooks are refused before a parser sees them, soon and in little memory."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from smart_team.assessment import xlsx_table
from smart_team.assessment.answer_files import read_answers
from smart_team.errors import FileError, SmartTeamError
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": '<Types xmlns="x"/>',
    "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATIONS}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/'
    f'2006/relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" '
    'Target="worksheets/sheet1.xml"/></Relationships>',
}
SECONDS = 2.0
MEMORY = 100_000_000
Refused = Callable[[], SmartTeamError]


def sheet(cells: str) -> str:
    return f"<worksheet {MAIN}><sheetData>{cells}</sheetData></worksheet>"


def pack(method: int = zipfile.ZIP_DEFLATED, /, **parts: str | bytes) -> None:
    """Write a workbook; a keyword's double underscore is a slash of the part's name."""
    pack_all(parts, method)


def pack_all(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> None:
    with zipfile.ZipFile("answers.xlsx", "w", method) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, text)
        for name, content in parts.items():
            archive.writestr(f"xl/{name.replace('__', '/')}.xml", content)


@pytest.fixture
def refused(here: Path, plan: Plan, units: Units) -> Refused:
    def read() -> SmartTeamError:
        tracemalloc.start()
        started = time.perf_counter()
        with pytest.raises(FileError) as caught:
            read_answers("answers.xlsx", plan, units)
        taken, most = time.perf_counter() - started, tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert list(here.iterdir()) == [here / "answers.xlsx"]
        assert taken < SECONDS
        assert most < MEMORY
        return caught.value

    return read


def code(error: SmartTeamError) -> str:
    [problem] = error.problems
    assert problem.place.say() == "answers.xlsx"
    assert "改法:" in problem.say("zh")
    assert "Fix: " in problem.say("en")
    return problem.message.code


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"unit,indicator,field,value\n", "T161"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"W\0o\0r\0k\0b\0o\0o\0k\0", "T162"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "T163"),
        (b"PK\x03\x04", "T164"),
        (b"PK\x03\x04" + b"\0" * 100_000, "T164"),
        (b"PK\x05\x06" + b"\0" * 18, "T161"),
        (b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, 50, 0, 0), "T164"),
        (b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 60000, 60000, 50, 0, 0), "T165"),
        (b"PK\x05\x06" + struct.pack("<HHHHLLH", 0, 0, 1, 1, 2**31, 0, 0), "T165"),
    ],
)
def test_what_is_no_workbook(refused: Refused, content: bytes, wanted: str) -> None:
    Path("answers.xlsx").write_bytes(content)
    assert code(refused()) == wanted


def test_too_many_parts(refused: Refused) -> None:
    pack_all({f"media__{number}": "<x/>" for number in range(1001)})
    assert code(refused()) == "T165"


def test_a_workbook_that_says_it_is_too_large(refused: Refused) -> None:
    pack_all({f"worksheets__sheet{number}": b" " * 30_000_000 for number in range(4)})
    assert code(refused()) == "T166"


def test_a_part_that_is_packed_too_tight(refused: Refused) -> None:
    pack(worksheets__sheet1=sheet(" " * 5_000_000))
    assert code(refused()) == "T168"


@pytest.mark.parametrize("declared", [10, 3_000_000])
def test_a_size_that_lies(refused: Refused, declared: int) -> None:
    text = sheet(" " * 1_000_000).encode()
    pack(worksheets__sheet1=text)
    raw = Path("answers.xlsx").read_bytes()
    packed = struct.pack("<L", len(text))
    assert raw.count(packed) == 2
    Path("answers.xlsx").write_bytes(raw.replace(packed, struct.pack("<L", declared)))
    # Even a checksum that fits the shortened part does not help.
    if declared == 10:
        raw = Path("answers.xlsx").read_bytes()
        old, new = (struct.pack("<L", zlib.crc32(each)) for each in (text, text[:10]))
        Path("answers.xlsx").write_bytes(raw.replace(old, new))
    assert code(refused()) in {"T167", "T168"}


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet>&a;</worksheet>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd"><worksheet/>',
    ],
)
def test_entities(refused: Refused, text: str) -> None:
    pack(worksheets__sheet1=text)
    assert code(refused()) == "T169"
    pack(sharedStrings=text.encode("utf-16"))
    assert code(refused()) == "T169"


@pytest.mark.parametrize(
    "cells",
    [
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><row r="1000000"><c r="D1000000"/></row>',
        '<row r="999999"><c/><c/><c><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZZZ1"/></row>',
        '<x:row xmlns:x="x" r="1"><x:c r="XFD9"/></x:row><row r="1000"/><c r="A1000"/>',
        "<row>" + "<c/>" * 2000 + "</row>" + '<row r="2000"><c/></row>',
    ],
)
def test_far_cells(refused: Refused, cells: str) -> None:
    pack(worksheets__sheet1=sheet(cells))
    assert code(refused()) == "T170"


def test_many_sheets_that_each_reach_far(refused: Refused) -> None:
    far = sheet('<row r="100000"><c r="J100000"><v>1</v></c></row>')
    pack_all({f"worksheets__sheet{number}": far for number in range(3)})
    assert code(refused()) == "T170"


def test_very_many_cells(refused: Refused) -> None:
    pack(zipfile.ZIP_STORED, worksheets__sheet1=sheet('<c r="A1"/>' * 2_000_001))
    assert code(refused()) == "T175"


def test_a_long_text_that_very_many_cells_show(refused: Refused) -> None:
    cells = "".join(f'<row><c t="s"><v>{0}</v></c></row>' for _ in range(4000))
    texts = f"<sst {MAIN}><si><t>{'x' * 32_000}</t></si></sst>"
    pack(zipfile.ZIP_STORED, worksheets__sheet1=sheet(cells), sharedStrings=texts)
    assert code(refused()) == "T171"


@pytest.mark.parametrize(
    "text",
    [
        "<worksheet><row>",
        sheet('<row r="x"/>'),
        sheet('<row r="99999999999"/>'),
        sheet('<row><c t="s"><v>5</v></c></row>'),
        sheet('<row><c t="s"><v>-1</v></c></row>'),
        "<worksheet>\0</worksheet>",
    ],
)
def test_broken_parts(refused: Refused, text: str) -> None:
    pack(worksheets__sheet1=text)
    assert code(refused()) == "T164"


def test_other_compression_and_parts_that_stand_there_twice(refused: Refused) -> None:
    pack(zipfile.ZIP_BZIP2, worksheets__sheet1=sheet(""))
    assert code(refused()) == "T164"
    pack(worksheets__sheet1=sheet(""), worksheets__SHEET1=sheet(""))
    assert code(refused()) == "T164"


def test_missing_sheets_and_other_archives(refused: Refused) -> None:
    pack()
    assert code(refused()) == "T164"
    with zipfile.ZipFile("answers.xlsx", "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert code(refused()) == "T161"


def good_workbook() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    page = book.add_worksheet()
    page.write_row(0, 0, ["unit", "indicator", "field", "value"])
    page.write_row(1, 0, ["C1", "A5", "counts.late", 3])
    page.write_row(2, 0, ["C1", "A1.b", "value", 0.25])
    page.write_row(3, 0, ["D1", "A2", "value", True])
    book.close()
    return stream.getvalue()


GOOD = good_workbook()


@pytest.mark.parametrize(("count", "wanted"), [(None, None), (60_000, "T165")])
def test_archives_with_64_bit_ends(
    here: Path, plan: Plan, units: Units, count: int | None, wanted: str | None
) -> None:
    end = GOOD.rindex(b"PK\x05\x06")
    parts, size, start = struct.unpack("<HLL", GOOD[end + 10 : end + 20])
    found = count or parts
    record = struct.pack("<LQHHLLQQQQ", 0x06064B50, 44, 45, 45, 0, 0, found, found, size, start)
    locator = struct.pack("<LLQL", 0x07064B50, 0, end, 1)
    (here / "answers.xlsx").write_bytes(GOOD[:end] + record + locator + GOOD[end:])
    if wanted is None:
        assert read_answers("answers.xlsx", plan, units).state[plan.rows["A5"]][0] == 0
        return
    with pytest.raises(FileError) as caught:
        read_answers("answers.xlsx", plan, units)
    assert code(caught.value) == wanted


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.tuples(st.integers(0, len(GOOD) - 1), st.integers(0, 255)), max_size=4))
def test_flipped_bytes_are_refused_or_harmless(
    tmp_path: Path, plan: Plan, units: Units, flips: list[tuple[int, int]]
) -> None:
    raw = bytearray(GOOD)
    for place, value in flips:
        raw[place] = value
    path = tmp_path / "answers.xlsx"
    path.write_bytes(raw)
    slot = plan.layout.slots["A5"]["counts.late"]
    # Anything else that is raised, or another number, fails the test.
    with suppress(SmartTeamError):
        answers = read_answers(path, plan, units)
        assert answers.blocks[slot.block][slot.row][0] == 3


class PanicException(BaseException):
    """What a parser written in Rust raises when it gives up."""


@pytest.mark.parametrize(
    ("raised", "wanted"), [(PanicException, FileError), (KeyboardInterrupt, KeyboardInterrupt)]
)
def test_a_parser_that_gives_up(
    here: Path,
    plan: Plan,
    units: Units,
    monkeypatch: pytest.MonkeyPatch,
    raised: type[BaseException],
    wanted: type[BaseException],
) -> None:
    def fail(_: object) -> None:
        raise raised

    (here / "answers.xlsx").write_bytes(GOOD)
    monkeypatch.setattr(xlsx_table, "_sheets", lambda *_: fail(None))
    with pytest.raises(wanted):
        read_answers("answers.xlsx", plan, units)
