"""The audit chain: every record carries a hash over itself and the hash of the one before it.

Whoever changes, removes, adds or swaps records breaks a link, unless everything after it is
computed anew or cut off; that shows against a signed head (:mod:`smart_team.store.heads`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import rfc8785
from cryptography.hazmat.primitives.hashes import SM3, Hash

from smart_team.errors import Message, Place, Problem, SmartTeamError, Text
from smart_team.store import chain_messages as m

GENESIS: str = "sm3:" + "0" * 64
"""What the first record names as the hash before it."""

TOLERANCE = timedelta(seconds=5)
"""How far several servers' clocks may differ."""

KEPT_AT_MOST = 1000
"""Problems that a report keeps; the rest are counted."""

DEEPEST = 20
"""How deep lists and objects may be nested."""

Plain = str | int | None | list["Plain"] | dict[str, "Plain"]
"""What has one canonical form: texts, whole numbers, truth values, nulls, lists, objects."""

Row = tuple[int, str, str, Mapping[str, object]]
"""A record as it is stored: its number, the hash before it, its own hash, its content."""


class ChainError(SmartTeamError):
    """What is to be chained or signed has no canonical form."""


@dataclass(frozen=True, slots=True)
class Head:
    """A place in the chain: a record's number (from 1), its hash and its time (ISO, UTC)."""

    number: int
    hash: str
    at: str | None = None


Anchor = Head
"""A head that is trusted already and from which the records after it are checked."""

START = Anchor(0, GENESIS)


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a check found: records read, the last of them, all problems' count, the first ones."""

    checked: int
    head: Head
    found: int
    problems: tuple[Problem, ...]


def canonical(document: Mapping[str, object]) -> bytes:
    """Return the one way to write a document: RFC 8785 JSON in UTF-8, without any float.

    Raises ChainError naming the field that cannot be written so.
    """
    content = _plain(document, "", 0)
    try:
        return rfc8785.dumps(content)
    except ValueError as error:  # an integer beyond 2^53, half a surrogate pair
        raise _refusal(Text("整条记录", "the whole of it"), error) from error


def link(previous: str, record: Mapping[str, object]) -> str:
    r"""Return ``sm3:…`` over `previous`, ``\n`` and the canonical JSON of the record.

    Raises ChainError where the record holds what has no canonical form, such as a float.
    """
    return "sm3:" + _sm3(f"{previous}\n".encode() + canonical(record))


def check(
    records: Iterable[Row], start: Anchor = START, tolerance: timedelta = TOLERANCE
) -> ChainReport:
    """Return what is wrong with the records that follow `start`, in the order of the table.

    Found are altered, removed, inserted and swapped records, gaps in the numbers, and a clock
    (``at`` of the record) that goes back by more than `tolerance`. What was cut off at the end or
    computed anew to the end is not: compare the report's head and the hashes with signed heads.
    """
    walk = _Walk(start, tolerance)
    for row in records:
        walk.take(row)
    return ChainReport(walk.checked, walk.last, walk.found, tuple(walk.problems))


def _plain(value: object, field: str, depth: int) -> Plain:
    if value is None or isinstance(value, (str, int)):
        return value
    if depth > DEEPEST:
        raise _refusal(field, Text(f"嵌套超过 {DEEPEST} 层", f"nested more than {DEEPEST} deep"))
    if isinstance(value, Mapping):
        return {
            _key(key, field): _plain(each, f"{field}.{key}", depth + 1)
            for key, each in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_plain(each, f"{field}[{at}]", depth + 1) for at, each in enumerate(value)]
    name = type(value).__name__
    raise _refusal(field, Text(f"是 {name} 类型", f"it is a {name}"))


def _key(key: object, field: str) -> str:
    if not isinstance(key, str):
        raise _refusal(f"{field}.{key}", Text("名称不是文字", "its name is no text"))
    return key


def _refusal(field: str | Text, why: object) -> ChainError:
    name = field.removeprefix(".") if isinstance(field, str) else field
    return ChainError([Problem(m.UNCHAINABLE, values={"field": name, "why": why})])


def _sm3(content: bytes) -> str:
    digest = Hash(SM3())
    digest.update(content)
    return digest.finalize().hex()


@dataclass(slots=True)
class _Walk:
    """One pass over the records; what the next one is compared with."""

    last: Head
    tolerance: timedelta
    checked: int = 0
    found: int = 0
    problems: list[Problem] = field(default_factory=list)
    before: datetime | None = None
    latest: datetime | None = None

    def __post_init__(self) -> None:
        self.before = self.latest = _moment(self.last.at)

    def take(self, row: Row) -> None:
        number, previous, own, record = row
        self._check_number(number)
        if previous != self.last.hash:
            self._say(m.BROKEN_LINK, number)
        if not _holds(previous, own, record):
            self._say(m.ALTERED, number)
        at = record.get("at")
        self._check_clock(number, at)
        # The stored hash is what the next record must name, so one change is told once.
        self.last = Head(number, own, at if isinstance(at, str) else None)
        self.checked += 1

    def _check_number(self, number: int) -> None:
        due = self.last.number + 1
        if number > due:
            self._say(m.GAP, number, first=due, last=number - 1)
        elif number < due:
            self._say(m.OUT_OF_ORDER, number, before=self.last.number)

    def _check_clock(self, number: int, at: object) -> None:
        moment = _moment(at)
        if moment is None:
            self._say(m.BAD_TIME, number, at=at)
            return
        before = self.before or moment
        latest = self.latest or moment
        # After one step back the clock stays behind for a while: that is told once.
        behind = before < latest - self.tolerance
        reference = before if behind else latest
        if moment < reference - self.tolerance:
            self._say(m.CLOCK_BACK, number, at=at, before=reference.isoformat())
        self.before, self.latest = moment, max(latest, moment)

    def _say(self, message: Message, number: int, **values: object) -> None:
        self.found += 1
        if self.found <= KEPT_AT_MOST:
            place = Place(where=Text(f"第 {number} 条审计记录", f"audit record {number}"))
            self.problems.append(Problem(message, place, {"number": number, **values}))


def _holds(previous: str, own: str, record: Mapping[str, object]) -> bool:
    try:
        return link(previous, record) == own
    except ChainError:
        return False


def _moment(at: object) -> datetime | None:
    """Return the time of an ISO text in UTC, or nothing where it is not that."""
    try:
        moment = datetime.fromisoformat(at) if isinstance(at, str) else None
    except ValueError:
        return None
    return moment if moment and moment.utcoffset() == timedelta(0) else None
