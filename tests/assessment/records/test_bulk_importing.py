"""A bulk ledger's records come in, are corrected and removed by file: all or nothing, each their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from smart_team.assessment.bulk_ledgers import BulkSource, PartShelf
from smart_team.assessment.cycle_messages import AbsentError, ForbiddenError
from smart_team.assessment.records.bulk_importing import (
    BulkPlan,
    BulkRemoval,
    import_bulk,
    plan_bulk_import,
    plan_bulk_removal,
    remove_bulk,
)
from smart_team.ledger.book import Shelf
from smart_team.ledger.messages import LedgerError
from smart_team.rollup.asking import RollUp
from smart_team.rollup.engine import Limits
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.messages import ConflictError
from smart_team.store.parts import PARTS, PartFiles, listing
from smart_team.store.tables import audit
from tests.assessment.world import World
from tests.ledger.books import named_book

BOOK = named_book(
    "visits",
    """
    bulk: true
    fields:
      - {id: number, title: 编号, type: text, required: true}
      - {id: day, title: 日期, type: date, required: true}
      - {id: count, title: 件数, type: number, min: 1}
    key: [number]
    dated_by: day
    enter: [clerk, district, admin]
    """,
)
SHELF = Shelf({BOOK.name: BOOK})
HEAD = "单位,编号,日期,件数"
COURT, POLICE, OTHER = "D01-court", "D01-police", "D02-court"


class Desk:
    """The small city, its files, and the parts of its ledger."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.path = folder / "纪实.csv"
        limits = Limits(megabytes=256, spill=folder / "spill", threads=1)
        self.parts = PartShelf(PartFiles(folder / PARTS), limits)

    def plan(self, who: str, *lines: str) -> BulkPlan:
        plan: BulkPlan = self._planned(plan_bulk_import, who, lines)
        return plan

    def removal(self, who: str, *lines: str) -> BulkRemoval:
        plan: BulkRemoval = self._planned(plan_bulk_removal, who, lines)
        return plan

    def _planned(self, use: Any, who: str, lines: tuple[str, ...]) -> Any:
        self.path.write_text("\n".join([HEAD, *lines, ""]), "utf-8")
        with reading(self.world.engine) as connection:
            principal = self.world.who(who)
            return use(connection, principal, SHELF, BOOK.name, self.path, self.parts)

    def bring(self, who: str, *lines: str) -> tuple[int, ...]:
        plan = self.plan(who, *lines)
        self.run(who, plan)
        return tuple(plan.plan.counts)

    def run(self, who: str, plan: BulkPlan) -> None:
        import_bulk(self.world.gate, Act(who, "import_records"), self.world.who(who), plan)

    def remove(self, who: str, *lines: str) -> None:
        plan, principal = self.removal(who, *lines), self.world.who(who)
        remove_bulk(self.world.gate, Act(who, "import_records"), principal, plan)

    def held(self) -> list[tuple[str, int, int]]:
        with reading(self.world.engine) as connection:
            source = BulkSource(BOOK, self.parts, listing(connection, BOOK.name))
        rows = source.ask(RollUp(("unit",), ("count",))).to_pylist()
        return [(row["unit"], row["records"], int(row["count"])) for row in rows]


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    world = World(engine)
    world.settle()
    yield Desk(world, tmp_path)
    world.gate.close()


def said(problems: Any) -> list[str]:
    return [f"{p.place.say().rpartition('csv:')[2]} {p.message.code}" for p in problems]


def test_records_come_in_are_corrected_and_removed(desk: Desk) -> None:
    who = f"clerk-{COURT}"
    lines = (f"{COURT},1,2026-03-01,2", f"{COURT},2,2026年4月1日,3", f"{COURT},3,20260401,4")
    plan = desk.plan(who, *lines)
    assert (plan.plan.problems, tuple(plan.plan.counts)) == ([], (3, 0, 0, 0))
    assert desk.held() == []  # a dry run writes nothing
    desk.run(who, plan)
    assert desk.held() == [(COURT, 3, 9)]
    again = (f"{COURT},1,2026-03-01,2", f"{COURT},2,2026-04-01,9", f"{COURT},4,2026-04-02,1")
    assert desk.bring(who, *again) == (1, 1, 1, 1)
    assert desk.held() == [(COURT, 4, 16)]
    desk.remove(who, f"{COURT},2,2026-04-01,", f"{COURT},1,2026-03-01,")
    assert desk.held() == [(COURT, 2, 5)]
    assert desk.bring(who, f"{COURT},2,2026-04-01,7") == (1, 0, 0, 2)
    assert desk.held() == [(COURT, 3, 12)]
    with reading(desk.world.engine) as connection:
        objects = connection.execute(select(audit.c.object).order_by(audit.c.number)).scalars()
        assert [each for each in objects if each and each.startswith(BOOK.name)] == [
            f"{BOOK.name} +3 ~0 =0",
            f"{BOOK.name} +1 ~1 =1",
            f"{BOOK.name} -2",
            f"{BOOK.name} +1 ~0 =0",
        ]


def test_all_or_nothing_cell_by_cell(desk: Desk) -> None:
    who = f"clerk-{COURT}"
    plan = desk.plan(
        who,
        f"{COURT},1,2026-03-01,2",
        f"{COURT},2,昨天,2",
        f"{COURT},3,2026-03-01,0",
        f"{COURT},1,2026-03-02,2",
    )
    assert len(plan.plan.problems) == 3
    assert "3: 日期 G109" in said(plan.plan.problems)
    with pytest.raises(LedgerError):
        desk.run(who, plan)
    assert desk.held() == []
    desk.bring(who, f"{COURT},1,2026-03-01,2")
    removal = desk.removal(who, f"{COURT},1,2026-03-01,", f"{COURT},5,2026-03-01,")
    assert said(removal.problems) == ["3 B102"]
    with pytest.raises(LedgerError):
        desk.remove(who, f"{COURT},1,2026-03-01,", f"{COURT},5,2026-03-01,")
    assert desk.held() == [(COURT, 1, 2)]


def test_everybody_brings_their_own_units_records_alone(desk: Desk) -> None:
    rows = {unit: f"{unit},1,2026-03-01,2" for unit in (COURT, POLICE, OTHER)}
    for who, mine in (
        (f"clerk-{COURT}", {COURT}),
        ("district-D01", {COURT, POLICE}),
        ("admin", {COURT, POLICE, OTHER}),
    ):
        for unit, line in rows.items():
            problems = said(desk.plan(who, line).plan.problems)
            assert problems == ([] if unit in mine else ["2 G111"])
    desk.bring("admin", *rows.values())
    # What is another unit's is as if it were not there: neither told nor removed.
    assert desk.removal(f"clerk-{COURT}", rows[OTHER]).keys == []
    with pytest.raises(ForbiddenError):
        desk.plan(f"approver-{COURT}", rows[COURT])
    with pytest.raises(AbsentError):
        desk._planned(
            lambda c, p, s, _, *rest: plan_bulk_import(c, p, s, "test.none", *rest), "admin", ()
        )


def test_who_was_overtaken_is_told_and_nothing_is_written(desk: Desk) -> None:
    who = f"clerk-{COURT}"
    plan = desk.plan(who, f"{COURT},1,2026-03-01,2")
    desk.bring("admin", f"{POLICE},1,2026-03-01,3")
    with pytest.raises(ConflictError):
        desk.run(who, plan)
    assert desk.held() == [(POLICE, 1, 3)]
