"""Strict YAML: text to plain values and the mark of each, or every problem with its place.

Only the plain part of YAML is taken: mappings, sequences, texts, `true` and `false`, and numbers in
plain notation. Anything whose meaning a reader could mistake is refused: duplicate keys, aliases,
tags, tabs, `no`, `010`, `12:30:45`, `1e3`, `.nan`, empty values, dates outside quotes.

PyYAML's C scanner gives the events; no PyYAML constructor ever runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

import yaml

from smart_team.errors import SHOWN_AT_MOST, Place, Problem, Text
from smart_team.rubric import messages as m
from smart_team.rubric.types import INTEGER_DIGITS, PLACES

MAX_BYTES = 500_000
MAX_DEPTH = 40

Path = tuple[str | int, ...]
"""Keys and positions that lead from the root of a document to a value."""
Mark = tuple[int, int]
"""Line and column, from 1."""

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LOOKS_LIKE_NUMBER = re.compile(
    r"[-+.]?[0-9][0-9_.,:eExXoO+-]*|0[xob][0-9a-f_]+|[-+]?\.(inf|nan)", re.IGNORECASE
)
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*")
_IMPLICIT_WORDS = frozenset({"yes", "no", "on", "off", "y", "n", "null", "~"})
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_SHOWN = 40
"""Characters of a value that a message repeats."""


@dataclass(slots=True)
class Document:
    """What a text holds: plain values, and where each of them (and each key) stands."""

    file: str
    value: Any = None
    marks: dict[Path, Mark] = field(default_factory=dict)
    key_marks: dict[Path, Mark] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return the place of the value at `path`, or of the nearest thing above it."""
        wanted = self.key_marks if key else self.marks
        while path and path not in wanted:
            path, wanted = path[:-1], self.marks
        line, column = wanted.get(path, (1, 1))
        return Place(self.file, line, column)


def read_document(data: bytes, file: str) -> Document:
    """Read the bytes of one YAML file; problems are collected in the document, not raised."""
    document = Document(file)
    text = _decode(data, document)
    if text is not None and not document.problems:
        _Reader(document).read(text)
    return document


def _decode(data: bytes, document: Document) -> str | None:
    def refuse(message: Any, line: int = 1, column: int = 1, **values: object) -> None:  # noqa: ANN401
        document.problems.append(Problem(message, Place(document.file, line, column), values))

    if len(data) > MAX_BYTES:
        refuse(m.TOO_LARGE, size=len(data), limit=MAX_BYTES)
        return None
    if data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]:
        refuse(m.BYTE_ORDER_MARK)
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(m.NOT_UTF8, line, offset=error.start)
        return None
    for found in islice(_CONTROL.finditer(text), SHOWN_AT_MOST):
        line, column = _line_and_column(text, found.start())
        refuse(m.BAD_CHARACTER, line, column, codepoint=f"{ord(found.group()):04X}")
    tab = text.find("\t")
    if tab >= 0:
        refuse(m.TAB, *_line_and_column(text, tab))
    return text


def _line_and_column(text: str, offset: int) -> Mark:
    before = text.rfind("\n", 0, offset)
    return text.count("\n", 0, offset) + 1, offset - before


def _mark(mark: yaml.Mark) -> Mark:
    return mark.line + 1, mark.column + 1


class _TooDeepError(Exception):
    """Raised to stop reading a document that nests without end."""


class _Reader:
    """Builds one document's values from parser events."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.events: Iterator[Any] = iter(())

    def read(self, text: str) -> None:
        """Read the text, stopping at the first place where it is not YAML at all."""
        self.events = yaml.parse(text, Loader=_Loader)
        try:
            self._documents()
        except yaml.MarkedYAMLError as error:
            place = error.problem_mark or error.context_mark
            self._refuse(m.BAD_YAML, _mark(place) if place else (1, 1), detail=error.problem or "")
        except _TooDeepError:
            pass

    def _documents(self) -> None:
        next(self.events)  # the stream's start
        start = next(self.events)
        if isinstance(start, yaml.StreamEndEvent):
            self._refuse(m.EMPTY_FILE, (1, 1))
            return
        self.document.value = self._value(next(self.events), (), 0)
        next(self.events)  # the document's end
        more = next(self.events)
        if not isinstance(more, yaml.StreamEndEvent):
            self._refuse(m.SEVERAL_DOCUMENTS, _mark(more.start_mark))

    def _refuse(self, message: Any, mark: Mark, **values: object) -> None:  # noqa: ANN401
        place = Place(self.document.file, *mark)
        self.document.problems.append(Problem(message, place, values))

    def _value(self, event: Any, path: Path, depth: int) -> Any:  # noqa: ANN401
        mark = _mark(event.start_mark)
        self.document.marks[path] = mark
        if depth > MAX_DEPTH:
            self._refuse(m.TOO_DEEP, mark, limit=MAX_DEPTH)
            raise _TooDeepError
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            self._refuse(m.ALIAS, mark)
        if getattr(event, "tag", None) is not None:
            self._refuse(m.TAG, mark, tag=event.tag)
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path, depth)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, depth)
        return self._scalar(event, mark) if isinstance(event, yaml.ScalarEvent) else None

    def _mapping(self, path: Path, depth: int) -> dict[str, Any]:
        values: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            mark = _mark(event.start_mark)
            plain = (
                isinstance(event, yaml.ScalarEvent) and event.anchor is None and event.tag is None
            )
            key = event.value if plain else "?"
            below = (*path, key)
            if not plain:
                self._refuse(m.KEY_NOT_TEXT, mark)
                self._value(event, below, depth + 1)
            elif key in values:
                first = self.document.key_marks[below][0]
                self._refuse(m.DUPLICATE_KEY, mark, key=key[:_SHOWN], first=first)
                below = (*path, f"{key} again")
            self.document.key_marks[below] = mark
            value = self._value(next(self.events), below, depth + 1)
            values.setdefault(key, value)
        return values

    def _sequence(self, path: Path, depth: int) -> list[Any]:
        values: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            values.append(self._value(event, (*path, len(values)), depth + 1))
        return values

    def _scalar(self, event: Any, mark: Mark) -> str | bool | int | Decimal:  # noqa: ANN401
        raw: str = event.value
        if not event.implicit[0]:
            if written := _CONTROL.search(raw):  # as an escape: the text itself has been searched
                codepoint = f"{ord(written.group()):04X}"
                self._refuse(m.BAD_CHARACTER, mark, codepoint=codepoint)
            return raw
        if raw in {"true", "false"}:
            return raw == "true"
        if _NUMBER.fullmatch(raw):
            return self._number(raw, mark)
        if not raw:
            self._refuse(m.EMPTY_VALUE, mark)
        elif why := _why_ambiguous(raw):
            self._refuse(m.AMBIGUOUS_SCALAR, mark, raw=raw[:_SHOWN], why=why)
        return raw

    def _number(self, raw: str, mark: Mark) -> int | Decimal:
        whole, _, places = raw.lstrip("-").partition(".")
        if len(whole) > INTEGER_DIGITS or len(places) > PLACES:
            self._refuse(m.NUMBER_TOO_LONG, mark, raw=raw[:_SHOWN])
            return 0
        return (Decimal(raw) if places else int(raw)) or 0  # -0.0 is 0


def _why_ambiguous(raw: str) -> Text | None:
    if raw.lower() in _IMPLICIT_WORDS or raw in {"True", "TRUE", "False", "FALSE"}:
        return Text("有的软件读成真假或空值", "some software reads a truth value or null")
    if _DATE.fullmatch(raw):
        return Text("像日期", "it looks like a date")
    if _LOOKS_LIKE_NUMBER.fullmatch(raw):
        return Text("像数,又不是规范写法", "it looks like a number, not plainly written")
    return None
