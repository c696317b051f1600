"""Metrics over a bulk ledger in a cycle: counted with the others, and frozen with their parts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from smart_team.assessment.bulk_ledgers import (
    LEFT_OVER,
    BulkLedger,
    PartShelf,
    append_records,
    compact_ledger,
    sweep_parts,
)
from smart_team.assessment.cycle_messages import AbsentError, UnfitError
from smart_team.assessment.metrics.keeping import freeze, recount
from smart_team.assessment.records.counted import behind
from smart_team.assessment.records.counted_bulk import Turned
from smart_team.assessment.views.pages import Span
from smart_team.rollup.declared import layout_of, row_of
from smart_team.rollup.engine import Limits
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.parts import LISTINGS, PARTS, PartFiles
from smart_team.store.record_tables import metric_values
from tests.assessment.metrics.counted import MODULE, PROCEDURE, RUBRIC, Deeds, platform_of
from tests.assessment.world import World

MINE = "D01-court"
LEDGER = """
  - id: visits
    title: 走访
    bulk: true
    fields:
      - {id: number, type: text, title: 编号, required: true}
      - {id: day, type: date, title: 日期, required: true}
      - {id: people, type: number, title: 人数}
    key: [number]
    dated_by: day
    enter: [clerk]
metrics:"""
BULK = MODULE.replace("\nmetrics:", LEDGER).replace("over: staff", "over: visits")


@pytest.fixture
def deeds(engine: Engine, tmp_path: Path) -> Iterator[Deeds]:
    world = World(engine)
    world.settle()
    shelf = PartShelf(
        PartFiles(tmp_path / PARTS), Limits(megabytes=256, spill=tmp_path / "spill", threads=1)
    )
    yield Deeds(world, replace(platform_of(BULK, RUBRIC, PROCEDURE), parts=shelf))
    world.gate.close()


def ledger_of(deeds: Deeds) -> BulkLedger:
    shelf, book = deeds.platform.parts, deeds.platform.shelf.books["deeds.visits"]
    assert shelf is not None
    return BulkLedger(book.name, layout_of(book), deeds.world.gate, shelf.files, shelf.limits)


def visit(deeds: Deeds, number: str, unit: str, day: date, people: int) -> None:
    ledger, book = ledger_of(deeds), deeds.platform.shelf.books["deeds.visits"]
    content = {"number": number, "day": day.isoformat(), "people": str(people)}
    append_records(ledger, Act("system", "t"), ledger.layout.table([row_of(book, unit, content)]))


def test_what_is_in_parts_is_counted_and_frozen_with_them(deeds: Deeds, tmp_path: Path) -> None:
    visit(deeds, "1", MINE, date(2025, 3, 1), 5)
    visit(deeds, "2", MINE, date(2025, 12, 31), 7)
    visit(deeds, "3", MINE, date(2026, 1, 1), 90)
    visit(deeds, "4", "D02-court", date(2025, 6, 1), 2)
    deeds.open()
    assert deeds.answers()["M2"] == {"value": 12}
    assert deeds.answers("D02-court")["M2"] == {"value": 2}
    assert deeds.answers("C-court")["M2"] == {"value": 0}
    visit(deeds, "5", MINE, date(2025, 5, 1), 1)
    world, stage = deeds.world, deeds.stage
    assert world.write(lambda work: recount(work, stage, world.library)) == 1
    assert deeds.answers()["M2"] == {"value": 13}
    world.write(lambda work: freeze(work, stage, world.library))
    values = deeds.values()
    assert values is not None
    part = values.items["M2"].parts["value"]
    assert (part.value, part.records, part.ids) == ("13", 3, ())

    frozen = [json.loads(row.content) for row in world.rows(metric_values) if row.frozen]
    files = set(frozen[0][LISTINGS]["deeds.visits"]["files"])
    assert len(files) == 5
    compact_ledger(ledger_of(deeds), Act("system", "t"), small=0)
    visit(deeds, "6", MINE, date(2025, 5, 2), 50)
    compact_ledger(ledger_of(deeds), Act("system", "t"))
    shelf = deeds.platform.parts
    assert shelf is not None
    world.now += LEFT_OVER + timedelta(days=400)
    sweep_parts(world.gate, tmp_path)
    assert all(shelf.files.place(each).exists() for each in files)
    assert deeds.answers()["M2"] == {"value": 13}


def test_nothing_is_counted_where_it_is_not_known_where_the_parts_are(deeds: Deeds) -> None:
    deeds.platform = replace(deeds.platform, parts=None)
    deeds.open()
    assert "M2" not in deeds.answers()
    assert "M1" in deeds.answers()


def behind_of(
    deeds: Deeds, who: str, turn: str | None = None, limit: int = 50
) -> tuple[list[str], int, int, str | None]:
    """Return the numbers of the visits behind M2, how many there are and are hidden, and what follows."""
    world, mine = deeds.world, deeds.world.submission(MINE)
    turned = Turned(span=Span(limit, turn))
    with reading(world.engine) as connection:
        args = (world.who(who), mine, "M2", world.library, Span(50), turned)
        found = behind(connection, *args).bulk
    assert found is not None
    rows = [str(each.content["number"]) for each in found.page.items]
    return rows, found.records, found.hidden, found.page.next


def test_the_records_behind_are_those_of_the_unit_and_period_until_they_are_frozen(
    deeds: Deeds,
) -> None:
    visit(deeds, "1", MINE, date(2025, 3, 1), 5)
    visit(deeds, "2", MINE, date(2025, 12, 31), 7)
    visit(deeds, "3", MINE, date(2026, 1, 1), 90)
    visit(deeds, "4", "D02-court", date(2025, 6, 1), 2)
    deeds.open()
    assert behind_of(deeds, "clerk-D01-court") == (["2", "1"], 2, 0, None)
    first, *_, turn = behind_of(deeds, "admin", limit=1)
    assert (first, turn) == (["2"], turn)
    assert behind_of(deeds, "admin", turn, 1) == (["1"], 2, 0, None)
    visit(deeds, "5", MINE, date(2025, 5, 1), 1)
    assert behind_of(deeds, "clerk-D01-court") == (["2", "5", "1"], 3, 0, None)
    world, stage = deeds.world, deeds.stage
    world.write(lambda work: freeze(work, stage, world.library))
    visit(deeds, "6", MINE, date(2025, 5, 2), 50)
    compact_ledger(ledger_of(deeds), Act("system", "t"))
    assert behind_of(deeds, "clerk-D01-court") == (["2", "5", "1"], 3, 0, None)
    with pytest.raises(AbsentError):
        behind_of(deeds, "clerk-D02-court")
    with pytest.raises(UnfitError):
        behind_of(deeds, "admin", "x")
