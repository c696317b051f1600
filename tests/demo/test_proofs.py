"""Evidence of the demo: what it looks like is what it is, and it says that it is made up."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from smart_team.demo.proofs import SAYS, SAYS_ZH, pdf, png, xlsx
from smart_team.store.file_kinds import detect

MADE = {
    "pdf": pdf(["示例市丙区人民法院", "学习教育环节"]),
    "png": png(7),
    "xlsx": xlsx(
        "示例市丙区人民法院",
        {"A1": {"checked": ["group", "office"]}, "A2": {"counts": {"late": 4}}},
    ),
}


@pytest.mark.parametrize("kind", MADE)
def test_the_product_takes_it_for_what_it_is(kind: str, tmp_path: Path) -> None:
    name = f"材料(虚构).{kind}"
    (tmp_path / name).write_bytes(MADE[kind])
    assert detect(tmp_path / name, name).id == kind


def test_pages_and_pictures_say_so() -> None:
    assert SAYS.encode() in MADE["pdf"]
    assert SAYS_ZH.encode("utf-16-be").hex().upper().encode() in MADE["pdf"]
    assert SAYS_ZH.encode() in MADE["png"]


def test_a_workbook_holds_the_figures_below_what_it_says() -> None:
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(MADE["xlsx"])).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(MADE["xlsx"])).get_sheet_by_name(sheet)
    lines = rows.to_python()
    assert lines[0][0] == f"{SAYS} {SAYS_ZH}"
    assert lines[2] == ["A1", "checked", "group、office"]
    assert lines[3] == ["A2", "counts.late", 4.0]


def test_the_same_call_gives_the_same_bytes() -> None:
    assert pdf(["示例市丙区人民法院", "学习教育环节"]) == MADE["pdf"]
    assert png(7) == MADE["png"]
    assert png(8) != MADE["png"]
