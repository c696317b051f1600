"""The official working calendar as CSV: ``day,kind,name``, one changed day a line."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from smart_team.errors import FileError, Message, Place, Problem
from smart_team.procedure import messages as m
from smart_team.procedure.calendar import DayKind, is_weekend

HEADER: Final = ["day", "kind", "name"]
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KINDS: Final[dict[str, DayKind]] = {"off": "off", "work": "work"}


class NamedDay(NamedTuple):
    """What a notice makes of a day, and what it calls it."""

    kind: DayKind
    name: str


def load_holidays(text: str, file: str = "holidays_cn.csv") -> dict[date, DayKind]:
    """Read a working calendar as :func:`read_days` does, without the days' names."""
    return {day: named.kind for day, named in read_days(text, file).items()}


def read_days(text: str, file: str = "holidays_cn.csv") -> dict[date, NamedDay]:
    """Read a working calendar; `file` names it in errors.

    Blank lines and lines that start with ``#`` are passed over. Raises
    :class:`~smart_team.errors.FileError` with all problems of the text.
    """
    reading = _Reading(file)
    rows = _rows(reading, text)
    _take_header(reading, *next(rows, (1, [])))
    for line, cells in rows:
        _take(reading, line, cells)
    if reading.problems:
        raise FileError(reading.problems)
    return reading.days


@dataclass
class _Reading:
    """What has been read so far, where it stood, and what was wrong with it."""

    file: str
    days: dict[date, NamedDay] = field(default_factory=dict)
    lines: dict[date, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, message: Message, line: int, **values: object) -> None:
        """Note what is wrong with a line."""
        self.problems.append(Problem(message, Place(self.file, line), values))


def _rows(reading: _Reading, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each line's number and trimmed cells; a cell never runs over a line's end."""
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        try:
            (cells,) = csv.reader([line], strict=True)
        except csv.Error as error:
            reading.refuse(m.BAD_CSV, number, detail=error)
        else:
            yield number, [cell.strip() for cell in cells]


def _take_header(reading: _Reading, line: int, cells: list[str]) -> None:
    if cells != HEADER:
        reading.refuse(m.HEADER, line, found=",".join(cells), wanted=",".join(HEADER))


def _take(reading: _Reading, line: int, cells: list[str]) -> None:
    if len(cells) != len(HEADER):
        reading.refuse(m.COLUMNS, line, found=len(cells), wanted=len(HEADER))
        return
    day, kind = _day(cells[0]), _KINDS.get(cells[1])
    if day is None:
        reading.refuse(m.DAY, line, value=cells[0])
    if kind is None:
        reading.refuse(m.KIND, line, value=cells[1])
    if not cells[2]:
        reading.refuse(m.NAME, line, day=cells[0])
    if day is not None and kind is not None:
        _put(reading, line, day, NamedDay(kind, cells[2]))


def _put(reading: _Reading, line: int, day: date, named: NamedDay) -> None:
    if day in reading.lines:
        reading.refuse(m.TWICE, line, day=day, first=reading.lines[day])
        return
    if named.kind == "work" and not is_weekend(day):
        reading.refuse(m.NO_WEEKEND, line, day=day)
    reading.lines[day] = line
    reading.days[day] = named


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
