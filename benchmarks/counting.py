"""``python -m benchmarks.counting``: every metric of every module, for 65 units and 12 months.

30,000 synthetic records are spread over all ledgers that are kept in the database; what is timed
begins with their plain records and ends with every metric's numbers for each unit and month. It
prints how long that took in ns as its last line.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from time import perf_counter_ns
from typing import Any

from smart_team.assessment.platform import Platform, open_platform
from smart_team.demo.city import city_units
from smart_team.ledger.amounts import Source
from smart_team.ledger.book import Book, Change, Record
from smart_team.ledger.metrics import Counting
from smart_team.ledger.periods import Period
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    NumberField,
    PercentField,
    UnitField,
    UnitsField,
)

RECORDS = 30_000
YEAR = Period(date(2025, 1, 1), date(2025, 12, 31))
LIGHTS = ("red", "yellow", "blue", "green")


def content_of(book: Book, units: list[str], day: date, draw: random.Random) -> dict[str, Any]:
    """Return a record's content: every field filled, but one optional field in five."""
    content: dict[str, Any] = {}
    for name, field in book.fields.items():
        if field.required or draw.random() < 0.8:
            value = _value(field, units, day, draw)
            if value is not None:
                content[name] = value
    content[book.ledger.dated_by] = day.isoformat()
    return content


def _value(
    field: AnyField, units: list[str], day: date, draw: random.Random
) -> str | list[str] | None:
    match field:
        case NumberField():
            return str(draw.randint(int(field.min), min(int(field.max), int(field.min) + 200)))
        case PercentField():
            return str(draw.randint(0, 100))
        case DateField():
            return (day + timedelta(days=draw.randint(-20, 60))).isoformat()
        case ChoiceField():
            return draw.choice(field.choices).id
        case UnitField():
            return draw.choice(units)
        case UnitsField():
            return sorted(draw.sample(units, 3))
        case _:
            return None if field.type == "file" else f"{field.id}-{draw.randint(1, 400)}"


def sources_of(platform: Platform, units: list[str], records: int) -> dict[str, Source]:
    """Return every ledger with its share of so many records."""
    draw = random.Random(106)
    books = [each for each in platform.shelf.books.values() if not each.ledger.bulk]
    found = {}
    for book in books:
        rows = []
        for number in range(records // len(books)):
            day = YEAR.first + timedelta(days=draw.randrange(365))
            lights: tuple[Change, ...] = ()
            if book.ledger.lights is not None:
                lights = (Change(day, draw.choice(LIGHTS)),)
            unit = draw.choice(units) if book.ledger.of == "unit" else ""
            content = content_of(book, units, day, draw)
            state = draw.choice(list(book.states))
            rows.append(Record(f"{number:08}", book.name, unit, day, state, content, lights))
        found[book.name] = Source(book, rows)
    return found


def main() -> None:
    """Count, and print how long it took."""
    platform = open_platform()
    units = [each.unit for each in city_units()]
    sources = sources_of(platform, units, RECORDS)
    known = platform.metrics
    metrics = [each for name in known.named if (each := known.find(name)) is not None]
    start = perf_counter_ns()
    counting = Counting(sources, date(2026, 1, 15), counters=known.counters)
    for named in metrics:
        for month in YEAR.months:
            counting.count(named, units, month)
    took = perf_counter_ns() - start
    print(f"{len(metrics)} metrics, {len(sources)} ledgers, {RECORDS} records")
    print(took)


if __name__ == "__main__":
    main()
