"""Answers from JSON Lines: ``{"unit": …, "answers": {…}, "granted_na": […]}``, one line a unit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from smart_team.assessment import messages as m
from smart_team.assessment.stopping import stop_if_hopeless
from smart_team.assessment.tables import shown
from smart_team.assessment.texts import content_lines, read_text
from smart_team.errors import Message, Place, Text
from smart_team.scoring import messages as scoring
from smart_team.scoring.entry import Entry
from smart_team.scoring.parsing import RawNumber

KEYS: Final = ("unit", "answers", "granted_na")
MAX_LINE: Final = 1_000_000
"""Characters of one line."""

_TEXT: Final = Text("文本", "a text")
_OBJECT: Final = Text("键值表 {…}", "an object {…}")
_IDS: Final = Text("指标编号的列表 […]", "a list of indicator ids […]")


def read_into(path: Path, entry: Entry) -> None:
    """Put all answers of the file into `entry`; numbers stay as they are written."""
    skipped, text = content_lines(read_text(path))
    reader = _Lines(str(path), entry)
    for number, line in enumerate(text.split("\n"), start=skipped + 1):
        if line.strip():
            reader.take(number, line)
            stop_if_hopeless(entry, reader.place)


class _Lines:
    """Takes the lines of one file."""

    def __init__(self, file: str, entry: Entry) -> None:
        self.entry = entry
        self.place = Place(file)
        self.seen: dict[str, int] = {}
        self.repeated: list[str] = []

    def take(self, number: int, line: str) -> None:
        """Take one line; what is wrong with it goes to the entry's problems."""
        self.place = Place(self.place.file, number)
        if len(line) > MAX_LINE:
            self._refuse(m.LINE_TOO_LONG, limit=MAX_LINE)
            return
        record = self._parse(line)
        if isinstance(record, dict):
            self._take_record(number, record)
        elif record is not _FAILED:
            self._refuse(m.NOT_AN_OBJECT)

    def _parse(self, line: str) -> object:
        self.repeated.clear()
        try:
            value = json.loads(
                line,
                parse_int=RawNumber,
                parse_float=RawNumber,
                parse_constant=RawNumber,
                object_pairs_hook=self._pairs,
            )
            if "\\u" in line:
                json.dumps(value, ensure_ascii=False).encode()
        except RecursionError:
            self._refuse(m.NESTED_TOO_DEEP)
        except json.JSONDecodeError as error:
            self._refuse(m.BAD_JSON, column=error.colno, detail=error.msg)
        except UnicodeEncodeError:
            self._refuse(m.BAD_JSON, detail="lone surrogate")
        else:
            for key in self.repeated:
                self._refuse(m.DUPLICATE_KEY, key=shown(key))
            return _FAILED if self.repeated else value
        return _FAILED

    def _pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        value = dict(pairs)
        if len(value) < len(pairs):
            keys = [key for key, _ in pairs]
            self.repeated += sorted(key for key in value if keys.count(key) > 1)
        return value

    def _take_record(self, number: int, record: dict[str, Any]) -> None:
        for key in record:
            if key not in KEYS:
                self._refuse(m.UNKNOWN_KEY, key=shown(key), known=", ".join(KEYS))
        unit = record.get("unit")
        answers, granted = record.get("answers", {}), record.get("granted_na", [])
        # A number as written is a str as well: only a true text may name a unit or an indicator.
        right = (
            self._is(type(unit) is str, "unit", _TEXT),
            self._is(isinstance(answers, dict), "answers", _OBJECT),
            self._is(_all_texts(granted), "granted_na", _IDS),
        )
        if not all(right) or not self._new(number, str(unit)):
            return
        for item, answer in answers.items():
            self.entry.put_answer(str(unit), item, answer, self.place)
        for item in granted:
            self.entry.grant(str(unit), item, self.place)

    def _new(self, number: int, unit: str) -> bool:
        """Whether the unit is known and has not come before; says so once a line if not."""
        if unit not in self.entry.units.positions:
            self._refuse(scoring.UNKNOWN_UNIT, unit=shown(unit))
            return False
        first = self.seen.setdefault(unit, number)
        if first != number:
            self._refuse(m.UNIT_TWICE, unit=unit, first=first)
        return first == number

    def _is(self, right: bool, key: str, wanted: Text) -> bool:  # noqa: FBT001
        if not right:
            self._refuse(m.WRONG_VALUE, key=key, wanted=wanted)
        return right

    def _refuse(self, message: Message, column: int | None = None, **values: object) -> None:
        place = Place(self.place.file, self.place.line, column)
        self.entry.refuse(message, place, **values)


_FAILED: Final = object()
"""Stands for a line that was refused."""


def _all_texts(value: object) -> bool:
    return isinstance(value, list) and all(type(each) is str for each in value)
