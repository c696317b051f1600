"""People who are to be let in, from CSV or a workbook with ``login,name,role,unit,district``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from smart_team.assessment import messages as m
from smart_team.assessment import registering_messages as r
from smart_team.assessment.formats import handler
from smart_team.assessment.tables import MAX_PROBLEMS, Table
from smart_team.errors import AnswersError, Message, Place, Problem
from smart_team.people.enlisting import Newcomer
from smart_team.procedure.words import ROLES

COLUMNS: Final = ("login", "name", "role", "unit", "district")
_TABLES: Final = {
    ".csv": "smart_team.assessment.csv_table:read_table",
    ".xlsx": "smart_team.assessment.xlsx_table:read_table",
}
_BY_TITLE: Final = {title.zh: role for role, title in ROLES.items() if role != "clock"}
"""Roles by what they are called: a list made in an office says 填报员."""
_NEEDED: Final = COLUMNS[:3]


def read_newcomers(path: Path | str) -> list[Newcomer]:
    """Read people in the order in which they are listed.

    Raises FileError where the file or its header is not right, and AnswersError with all rows
    that lack something; whether they can be let in is for :func:`~people.enlisting.enlist` to say.
    """
    path = Path(path)
    table: Table = handler(path, _TABLES, m.WRONG_SUFFIX)(path, COLUMNS)
    problems: list[Problem] = []

    def refuse(message: Message, place: Place, **values: object) -> None:
        problems.append(Problem(message, place, values))

    rows = []
    for number, cells in table.records(refuse):
        texts = ["" if cell is None else str(cell).strip() for cell in cells]
        problems += _empty(table, number, texts)
        rows.append(_newcomer(texts, table.sheet.place(number)))
        if len(problems) >= MAX_PROBLEMS:
            refuse(m.STOPPED, table.sheet.place(number), limit=MAX_PROBLEMS)
            break
    if not problems and not rows:
        refuse(r.NO_PEOPLE, Place(str(path)))
    if problems:
        raise AnswersError(problems)
    return rows


def _newcomer(texts: list[str], place: Place) -> Newcomer:
    login, name, role, unit, district = texts
    return Newcomer(login, name, _BY_TITLE.get(role, role), unit, district, place)


def _empty(table: Table, number: int, texts: list[str]) -> Iterator[Problem]:
    for column, text in zip(_NEEDED, texts, strict=False):
        if not text:
            yield Problem(m.EMPTY_CELL, table.place(number, column), {"column": column})
