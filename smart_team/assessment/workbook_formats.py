"""Which cells of a workbook show their number as a percentage: the parser does not say."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container
from typing import BinaryIO, Final, TypeAlias
from xml.parsers import expat
from zipfile import ZipFile

Spot: TypeAlias = tuple[int, int]
"""A cell: its row from 1, its column from 0."""
Spots: TypeAlias = frozenset[Spot]
_Take: TypeAlias = Callable[[str, dict[str, str], str], None]
"""Is given an element's name, its attributes, and the name of the element around it."""

_BUILT_IN: Final = frozenset({"9", "10"})
"""The numbers of the formats 0% and 0.00%."""
_QUOTED: Final = re.compile(r'"[^"]*"|\\.')
_LETTERS: Final = re.compile(r"[A-Z]+")


def percent_cells(archive: BinaryIO) -> dict[str, Spots]:
    """Return the cells with a percent format by their sheet's name, of a checked archive."""
    with ZipFile(archive) as parts:
        names = {name.lower(): name for name in parts.namelist()}

        def walk(part: str, take: _Take) -> None:
            if name := names.get(part.lower()):
                _walk(parts.read(name), take)

        styles = _percent_styles(walk)
        if not styles:
            return {}
        return {sheet: _spots(walk, part, styles) for sheet, part in _sheet_parts(walk).items()}


_Walk: TypeAlias = Callable[[str, _Take], None]


def _walk(data: bytes, take: _Take) -> None:
    around = [""]

    def start(name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(":")[2]
        take(tag, attributes, around[-1])
        around.append(tag)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: around.pop()
    parser.Parse(data, True)  # noqa: FBT003 - expat takes no keywords


def _percent_styles(walk: _Walk) -> frozenset[str]:
    """Return the numbers of the cell styles whose format has a percent sign."""
    percent, formats = set(_BUILT_IN), list[str]()

    def take(tag: str, at: dict[str, str], around: str) -> None:
        if tag == "numFmt" and "%" in _QUOTED.sub("", at.get("formatCode", "")):
            percent.add(at.get("numFmtId", ""))
        elif tag == "xf" and around == "cellXfs":
            formats.append(at.get("numFmtId", ""))

    walk("xl/styles.xml", take)
    return frozenset(str(number) for number, each in enumerate(formats) if each in percent)


def _sheet_parts(walk: _Walk) -> dict[str, str]:
    """Return the part that holds each sheet, by the sheet's name."""
    targets, sheets = dict[str, str](), dict[str, str]()

    def relation(tag: str, at: dict[str, str], _: str) -> None:
        if tag == "Relationship":
            targets[at.get("Id", "")] = at.get("Target", "")

    def sheet(tag: str, at: dict[str, str], _: str) -> None:
        id_ = next((value for name, value in at.items() if name.endswith(":id")), "")
        if tag == "sheet" and id_ in targets:
            part = posixpath.normpath(posixpath.join("/xl", targets[id_]))
            sheets[at.get("name", "")] = part.lstrip("/")

    walk("xl/_rels/workbook.xml.rels", relation)
    walk("xl/workbook.xml", sheet)
    return sheets


def _spots(walk: _Walk, part: str, styles: Container[str]) -> Spots:
    spots = set[Spot]()
    row, column = 0, -1

    def take(tag: str, at: dict[str, str], _: str) -> None:
        nonlocal row, column
        if tag == "row":
            row, column = int(at.get("r") or row + 1), -1
        elif tag == "c":
            named = _LETTERS.match(at.get("r", "").upper())
            column = _column_number(named.group()) if named else column + 1
            if at.get("s") in styles:
                spots.add((row, column))

    walk(part, take)
    return frozenset(spots)


def _column_number(letters: str) -> int:
    """Return a column's number from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
