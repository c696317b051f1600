"""The lights of a record day by day, each found from those before it; only changes are kept.

What caught up after red is yellow before it is green: so no day can be lit without the last.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from smart_team.ledger.book import Book, Change, Record
from smart_team.ledger.lights import Lit, Point, course_of, light_on, red_until


class NewLight(NamedTuple):
    """A light that a record shows from a day on, other than the one before."""

    day: date
    lit: Lit


def new_lights(
    book: Book,
    record: Record,
    plan: Sequence[Point],
    reports: Sequence[Point],
    days: Iterable[date],
) -> list[NewLight]:
    """Return the changes of a record's light on these days, which are in order.

    A record that does not count where it stands keeps the light that it has. Days before its last
    change are left as they were.
    """
    lights, changes, found = book.ledger.lights, list(record.lights), list[NewLight]()
    if lights is None or not book.counts(record.state):
        return found
    for day in days:
        if changes and day < changes[-1].day:
            continue
        course = course_of(book, record, plan, reports, day)
        lit = light_on(lights, course, day, red_until(changes, day))
        if lit is not None and not (changes and changes[-1].light == lit.light):
            changes.append(Change(day, lit.light))
            found.append(NewLight(day, lit))
    return found
