"""Problems in team management: which are open on a day, which are overdue, how long is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from smart_team.ledger.book import Book, Record


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """A problem on a day; `left` are the days until it is due, below zero once it is overdue."""

    record: Record
    open: bool
    overdue: bool
    left: int


def line_of(book: Book, record: Record, on: date) -> ProblemLine:
    """Return how a problem stands on a day.

    Struck off later than that day, it was still open. What was put right in time and waits for
    its striking off is open and not overdue.
    """
    due, is_open = record.day, is_open_on(book, record, on)
    put_right = _day(record, "rectified_on")
    waits = record.state == "applied" and put_right is not None and put_right <= due
    return ProblemLine(record, is_open, is_open and due < on and not waits, (due - on).days)


def is_open_on(book: Book, record: Record, on: date) -> bool:
    """Whether a problem had been found by a day and not been struck off by then."""
    found, struck_off = _day(record, "found_on"), _day(record, "struck_off_on")
    if found is not None and found > on:
        return False
    if not book.states[record.state].done:
        return True
    return struck_off is not None and struck_off > on


def lines_of(book: Book, records: Sequence[Record], on: date) -> list[ProblemLine]:
    """Return problems as they stand on a day: the open ones first, the longest overdue on top."""
    lines = [line_of(book, each, on) for each in records]
    return sorted(lines, key=lambda each: (not each.open, each.record.day, each.record.id))


def _day(record: Record, field: str) -> date | None:
    said = record.content.get(field)
    return None if said is None else date.fromisoformat(said)
