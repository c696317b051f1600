"""Every shipped metric comes to what a count by hand of drawn records comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest

from smart_team.ledger.amounts import Source
from smart_team.ledger.book import Book, Change, Record, shelf_of
from smart_team.ledger.metrics import Counting, Metrics, metrics_of
from smart_team.ledger.periods import Period
from smart_team.procedure.calendar import Calendar
from smart_team.rubric.catalog import load_catalog
from smart_team.rubric.ledgers import AnyField
from tests.ledger.hand_counts import Year
from tests.ledger.hand_counts_x import HAND

YEAR: Final = 2026
UNITS: Final = ("D01-court", "D02-court")
RUBRICS: Final = Path(__file__).parents[2] / "rubrics"
EDGES: Final = (date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1))
TODAYS: Final = (date(2026, 6, 30), date(2026, 12, 31), date(2027, 3, 1))
DRAWS: Final = 12


@cache
def shipped() -> Metrics:
    catalog = load_catalog(sorted(each for each in RUBRICS.iterdir() if each.is_dir()))
    return metrics_of(catalog, shelf_of(catalog), {})


def day_in(random: Random) -> date:
    """Return a day of the year, near its ends more often than not."""
    if random.random() < 0.4:
        return random.choice(EDGES)
    return date(2025, 12, 1) + timedelta(random.randrange(430))


def field_in(random: Random, field: AnyField, near: date) -> Any:
    away = random.choice((-1, 0, 1, 3, 5, 10, 11, 15, 16, 60))
    match field.type:
        case "date":
            return (near + timedelta(away)).isoformat()
        case "number" | "percent":
            return str(random.randrange(4))
        case "choice":
            return random.choice(field.choices).id
        case "unit":
            return random.choice(UNITS)
        case "units":
            return random.sample(UNITS, random.randrange(1, 3))
        case "file":
            return [{"id": "1", "name": "a.pdf", "file": "a"}]
        case _:
            return random.choice("甲乙丙")


def record_in(random: Random, book: Book, id_: str) -> Record:
    """Return a record whose fields are empty or filled, wherever in the flow it stands."""
    day = day_in(random)
    content = {
        each.id: field_in(random, each, day)
        for each in book.ledger.fields
        if each.required or random.random() < 0.7
    }
    content[book.ledger.dated_by] = day.isoformat()
    lit = sorted({day_in(random) for _ in range(random.randrange(4))})
    lights = [Change(each, random.choice(("red", "yellow", "blue", "green"))) for each in lit]
    state = random.choice(list(book.states))
    lights = lights if book.ledger.lights is not None else []
    return Record(id_, book.name, random.choice(UNITS), day, state, content, tuple(lights))


def drawn(seed: int) -> Mapping[str, Sequence[Record]]:
    random = Random(seed)
    return {
        name: [record_in(random, book, f"{n:03d}") for n in range(random.choice((0, 1, 40)))]
        for name, book in shipped().shelf.books.items()
    }


def numbers_of(found: Mapping[str, Any]) -> dict[str, Decimal | None]:
    return {name: None if f.lacks else f.value for name, f in found.items()}


def test_every_shipped_metric_has_a_count_by_hand() -> None:
    assert set(HAND) == set(shipped().named)


@pytest.mark.parametrize("name", sorted(HAND))
def test_a_metric_is_what_a_hand_counts(name: str) -> None:
    metrics, period = shipped(), Period(date(YEAR, 1, 1), date(YEAR, 12, 31))
    for seed in range(DRAWS):
        records, today = drawn(seed), TODAYS[seed % len(TODAYS)]
        sources = {each: Source(metrics.shelf.books[each], records[each]) for each in records}
        counted = Counting(sources, today, Calendar()).count(metrics.named[name], UNITS, period)
        for unit in UNITS:
            own = {each: [r for r in records[each] if r.unit == unit] for each in records}
            hand = HAND[name](Year(own, YEAR, today))
            found = numbers_of(counted[unit].parts)
            assert {key: None if v is None else Fraction(v) for key, v in found.items()} == hand
