"""Imports of records: the dry run, all or nothing, who may, and what it leaves behind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import Engine, select

from smart_team.assessment import tables
from smart_team.assessment.cycle_messages import AbsentError, ForbiddenError
from smart_team.assessment.records import importing
from smart_team.assessment.records.entering import change, enter, remove
from smart_team.assessment.records.finding import AskedRecord
from smart_team.assessment.records.importing import Counts, Plan, import_records, plan_import
from smart_team.assessment.records.moving import act
from smart_team.assessment.records.views import RecordsWanted
from smart_team.assessment.registering import change_unit
from smart_team.errors import SmartTeamError
from smart_team.ledger.book import Shelf
from smart_team.ledger.messages import LedgerError
from smart_team.people.principal import Assignment, Principal
from smart_team.reports.ledger_export import export_of, to_mend
from smart_team.reports.ledger_workbook import write_ledger
from smart_team.scoring.units import Unit
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.messages import ConflictError
from smart_team.store.record_tables import record_revisions, record_shares, records
from smart_team.store.tables import audit, units
from tests.assessment.world import World
from tests.ledger.books import named_book

BOOKS = {
    "plain": """
        applies_to: {kinds: [court]}
        fields:
          - {id: number, title: 编号, type: text, required: true}
          - {id: day, title: 日期, type: date, required: true}
          - {id: note, title: 备注, type: text}
          - {id: helpers, title: 配合单位, type: units}
          - {id: proof, title: 佐证, type: file, required: true}
        key: [number]
        dated_by: day
        shared_with: helpers
        enter: [clerk, admin]
        confirm: [district]
        """,
    "flow": """
        fields:
          - {id: number, title: 编号, type: text, required: true}
          - {id: day, title: 日期, type: date, required: true}
          - {id: task, title: 任务, type: text, refers_to: plain}
          - {id: note, title: 备注, type: text}
        key: [number]
        dated_by: day
        enter: [clerk, admin]
        flow:
          states: [{id: open, title: 在办, edits: true}, {id: done, title: 办结}]
          actions: [{id: close, title: 办结, from: [open], to: done, by: [clerk]}]
        """,
    "shown": """
        seen_by: all
        fields:
          - {id: number, title: 编号, type: text, required: true}
          - {id: day, title: 日期, type: date, required: true}
        key: [number]
        dated_by: day
        enter: [clerk, district, admin]
        flow:
          states: [{id: shown, title: 已发布, done: true, counts: true, edits: true}]
          actions: []
        """,
    "city": """
        of: city
        fields:
          - {id: number, title: 编号, type: text, required: true}
          - {id: day, title: 日期, type: date, required: true}
        key: [number]
        dated_by: day
        enter: [admin]
        """,
    "counts": """
        fields:
          - {id: rank, title: 职级, type: text, required: true}
          - {id: day, title: 日期, type: date, required: true}
          - {id: count, title: 人数, type: number, required: true}
        key: [rank]
        dated_by: day
        enter: [clerk, admin]
        merge_small: {count: count, within: [day], over: [rank]}
        """,
}
SHELF = Shelf(
    MappingProxyType({f"test.{name}": named_book(name, text) for name, text in BOOKS.items()})
)
HEAD = "单位,编号,日期,备注"


class Office:
    """The small city, its files and its imports."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world = world
        self.folder = folder

    def file(self, *lines: str) -> Path:
        path = self.folder / "台账.csv"
        path.write_text("\n".join([*lines, ""]), "utf-8")
        return path

    def plan(self, who: str | Principal, ledger: str, *lines: str) -> Plan:
        return self.plan_of(who, ledger, self.file(*lines))

    def plan_of(self, who: str | Principal, ledger: str, path: Path) -> Plan:
        principal = self.world.who(who) if isinstance(who, str) else who
        with reading(self.world.engine) as connection:
            return plan_import(connection, principal, SHELF, f"test.{ledger}", path)

    def run(self, who: str, plan: Plan, agreed: str | None = None) -> Counts:
        job = partial(
            import_records,
            principal=self.world.who(who),
            shelf=SHELF,
            plan=plan,
            agreed=agreed or plan.digest,
        )
        counts: Counts = self.world.gate.write(Act(who, "import_records"), job)
        return counts

    def bring(self, who: str, ledger: str, *lines: str) -> Counts:
        return self.run(who, self.plan(who, ledger, *lines))

    def enter(self, who: str, ledger: str, unit: str | None, **given: str) -> str:
        def job(work: Any) -> str:
            return enter(work, self.world.who(who), SHELF, f"test.{ledger}", unit, given)

        return str(self.world.gate.write(Act(who, "enter"), job))

    def ask(self, who: str, id_: str, use: Any, *given: Any) -> None:
        [row] = [row for row in self.rows(records) if row.id == id_]
        asked = AskedRecord(self.world.who(who), id_, row.version)
        self.world.gate.write(Act(who, "ask"), lambda work: use(work, asked, SHELF, *given))

    def rows(self, table: Any) -> list[Any]:
        with reading(self.world.engine) as connection:
            return list(connection.execute(select(table)).all())

    def kept(self) -> dict[str, Any]:
        rows = [(json.loads(row.content), row) for row in self.rows(records)]
        return {f"{row.unit} {content['number']}": content for content, row in rows}

    def story(self) -> list[str]:
        return [row.action for row in self.rows(record_revisions)]


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Office]:
    world = World(engine)
    world.settle()
    yield Office(world, tmp_path)
    world.gate.close()


def said(problems: Sequence[Any]) -> list[str]:
    return [
        f"{each.place.say().rpartition('台账.csv:')[2]} {each.message.code}" for each in problems
    ]


def test_new_changed_and_same_records(office: Office) -> None:
    who = "clerk-D01-court"
    first = office.enter(who, "plain", "D01-court", number="1", day="2026-03-01", note="旧")
    office.enter(who, "plain", "D01-court", number="2", day="2026-03-01")
    office.enter(who, "plain", "D01-court", number="3", day="2026-03-01")
    lines = (
        f"{HEAD},配合单位",
        "D01-court,1,2026-03-01,新,D01-police",
        "D01-court,2,2026年3月1日,,",
        "D01-court,4,20260301,,",
    )
    plan = office.plan(who, "plain", *lines)
    assert (plan.problems, plan.counts) == ([], Counts(1, 1, 1, 1))
    assert [(entry.kind, [each.field for each in entry.fields]) for entry in plan.entries] == [
        ("changed", ["note", "helpers"]),
        ("same", []),
        ("new", ["number", "day"]),
    ]
    assert len(office.rows(records)) == 3  # a dry run writes nothing
    assert office.run(who, plan) == plan.counts
    assert office.kept()["D01-court 1"] == {
        "number": "1",
        "day": "2026-03-01",
        "note": "新",
        "helpers": ["D01-police"],
    }
    assert sorted(office.story()) == ["enter", "enter", "enter", "import", "import"]
    assert [(row.record, row.unit) for row in office.rows(record_shares)] == [(first, "D01-police")]
    row = office.rows(audit)[-1]
    assert (row.action, row.object) == ("import_records", "test.plain +1 ~1 =1")
    assert (row.before, row.after) == (plan.source, plan.digest)
    again = office.plan(who, "plain", *lines)
    assert again.counts == Counts(0, 0, 3, 1)
    assert office.run(who, again) == again.counts
    assert len(office.story()) == 5


def test_all_or_nothing(office: Office) -> None:
    plan = office.plan(
        "clerk-D01-court", "plain", HEAD, "D01-court,1,2026-03-01,", "D01-court,2,x,"
    )
    assert said(plan.problems) == ["3: 日期 G109"]
    with pytest.raises(LedgerError) as caught:
        office.run("clerk-D01-court", plan)
    assert said(caught.value.problems) == ["3: 日期 G109"]
    assert office.rows(records) == []
    assert (office.rows(audit)[-1].result, office.rows(audit)[-1].code) == ("refused", "G109")


def test_nothing_is_done_that_was_not_agreed_to(office: Office) -> None:
    who = "clerk-D01-court"
    plan = office.plan(who, "plain", HEAD, "D01-court,1,2026-03-01,新")
    with pytest.raises(ConflictError):
        office.run(who, plan, "sha256:other")
    office.enter(who, "plain", "D01-court", number="1", day="2026-03-01")
    with pytest.raises(ConflictError):
        office.run(who, plan)
    assert office.story() == ["enter"]
    with pytest.raises(ForbiddenError):
        office.run("approver-D01-court", plan)


def test_what_was_confirmed_is_entered_again_and_a_removed_record_gives_its_key_free(
    office: Office,
) -> None:
    who = "clerk-D01-court"
    id_ = office.enter(who, "plain", "D01-court", number="1", day="2026-03-01")
    with office.world.engine.begin() as connection:
        connection.execute(records.update().values(state="confirmed"))
    office.bring(who, "plain", HEAD, "D01-court,1,2026-03-02,")
    assert [row.state for row in office.rows(records)] == ["entered"]
    office.ask(who, id_, remove, "重复")
    assert office.bring(who, "plain", HEAD, "D01-court,1,2026-03-02,") == Counts(1, 0, 0, 0)


def test_a_record_that_may_not_be_changed_now_is_refused(office: Office) -> None:
    who = "clerk-D01-court"
    id_ = office.enter(who, "flow", "D01-court", number="1", day="2026-03-01", note="旧")
    office.ask(who, id_, act, "close")
    assert office.plan(who, "flow", HEAD, "D01-court,1,2026-03-01,旧").problems == []
    plan = office.plan(who, "flow", HEAD, "D01-court,1,2026-03-01,新")
    assert said(plan.problems) == ["2 G315"]


def test_a_record_refers_to_one_that_is_there(office: Office) -> None:
    who = "clerk-D01-court"
    lines = ("编号,日期,任务", "1,2026-03-01,甲")
    assert said(office.plan(who, "flow", *lines).problems) == ["2: 任务 G203"]
    office.enter(who, "plain", "D01-court", number="甲", day="2026-03-01")
    assert office.bring(who, "flow", *lines) == Counts(1, 0, 0, 0)


@pytest.mark.parametrize("unit", ["D01-police", "D02-court", "示例区公安分局", "D77-court"])
def test_a_unit_out_of_reach_is_not_there(office: Office, unit: str) -> None:
    plan = office.plan("clerk-D01-court", "flow", HEAD, f"{unit},1,2026-03-01,")
    assert said(plan.problems) == ["2 G111"]
    assert unit in plan.problems[0].say()


def test_the_city_brings_records_of_all_units_for_which_the_ledger_is(office: Office) -> None:
    lines = (HEAD, "D01-court,1,2026-03-01,", "D02-court,1,2026-03-01,", "D01-police,1,2026-03-01,")
    assert said(office.plan("admin", "plain", *lines).problems) == ["4 G202"]
    assert office.bring("admin", "plain", *lines[:3]) == Counts(2, 0, 0, 0)
    assert office.bring("admin", "city", "编号,日期", "1,2026-03-01") == Counts(1, 0, 0, 0)
    assert office.bring("admin", "city", "编号,日期", "2,2026-03-01") == Counts(1, 0, 0, 1)


@pytest.mark.parametrize(
    ("who", "ledger", "error"),
    [
        ("clerk-D01-court", "city", ForbiddenError),
        ("clerk-D01-court", "none", AbsentError),
        ("approver-D01-court", "flow", ForbiddenError),
        ("district-D01", "flow", ForbiddenError),
        ("leader", "flow", ForbiddenError),
        ("auditor", "city", ForbiddenError),
        ("author", "flow", AbsentError),
        ("nobody", "flow", AbsentError),
    ],
)
def test_who_enters_no_records_brings_none(
    office: Office, who: str, ledger: str, error: type[SmartTeamError]
) -> None:
    with pytest.raises(error):
        office.plan(who, ledger, HEAD, "D01-court,1,2026-03-01,")


def test_of_small_counts_an_import_tells_nobody_what_others_have(office: Office) -> None:
    lines = ("单位,职级,日期,人数", "D01-court,一级,2026-03-01,3")
    office.bring("clerk-D01-court", "counts", *lines)
    assert said(office.plan("admin", "counts", *lines).problems) == ["2 G111"]


def test_a_unit_that_was_renamed_is_known_by_both_names(office: Office) -> None:
    with reading(office.world.engine) as connection:
        row = connection.execute(select(units).where(units.c.code == "D01-court")).one()
    for version, name in enumerate(("新名法院", row.name, "新名法院"), row.version):
        unit = Unit(row.code, name, row.kind, row.level, row.district)
        office.world.write(partial(change_unit, principal=office.world.who("admin"), unit=unit, seen=version))  # fmt: skip
    lines = (HEAD, f"{row.name},1,2026-03-01,", "新名法院,2,2026-03-01,")
    assert office.bring("clerk-D01-court", "plain", *lines) == Counts(2, 0, 0, 0)
    twice = office.plan("clerk-D01-court", "plain", *lines, f"{row.name},2,2026-03-01,")
    [problem] = twice.problems
    assert problem.message.code == "G314"
    assert "与 第 3 行 的" in problem.say()


def test_at_most_a_thousand_problems_are_listed(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert tables.MAX_PROBLEMS == 1000
    monkeypatch.setattr(importing, "MAX_PROBLEMS", 3)
    plan = office.plan("clerk-D01-court", "plain", HEAD, *["D01-court,1,x,"] * 4)
    assert said(plan.problems)[2:] == ["4: 日期 G109", "5: 日期 T108"]


@pytest.mark.parametrize("who", ["clerk-D01-court", "admin"])
def test_an_export_of_what_somebody_sees_comes_back_without_a_change(
    office: Office, who: str
) -> None:
    for unit in ("D01-court", "D02-court"):
        office.bring(
            "admin", "plain", f"{HEAD},配合单位", f'{unit},=1+1,2026-03-01,"多\n行",C-court'
        )
    path = office.folder / "out.xlsx"
    with reading(office.world.engine) as connection:
        export = export_of(connection, office.world.who(who), SHELF, "test.plain", RecordsWanted())
        empty = export_of(connection, office.world.who(who), SHELF, "test.plain", None)
    write_ledger(path, export)
    assert empty.records == ()
    assert list(export.fill_for) == sorted(export.fill_for)
    assert ("D02-court" in export.fill_for) == (who == "admin")
    counts = office.plan_of(who, "plain", path).counts
    assert counts == (Counts(0, 0, 2, 0) if who == "admin" else Counts(0, 0, 1, 0))


@pytest.mark.parametrize(
    ("who", "mends"), [("clerk-D01-court", 1), ("district-D01", 2), ("admin", 3)]
)
def test_what_others_let_everybody_read_is_not_taken_along_to_be_mended(
    office: Office, who: str, mends: int
) -> None:
    units_ = ("D01-court", "D01-police", "D02-court")
    office.bring("admin", "shown", "单位,编号,日期", *[f"{unit},1,2026-03-01" for unit in units_])
    path = office.folder / "out.xlsx"
    with reading(office.world.engine) as connection:
        every = export_of(connection, office.world.who(who), SHELF, "test.shown", RecordsWanted())
    own = to_mend(every)
    assert (len(every.records), len(own.records)) == (3, mends)
    write_ledger(path, own)
    plan = office.plan_of(who, "shown", path)
    assert (plan.problems, plan.counts.same) == ([], mends)


def test_small_counts_are_taken_along_as_they_are_seen(office: Office) -> None:
    lines = [
        f"D01-court,{rank},2026-03-01,{count}" for rank, count in (("一", 2), ("二", 4), ("三", 9))
    ]
    office.bring("clerk-D01-court", "counts", "单位,职级,日期,人数", *lines)
    with reading(office.world.engine) as connection:
        take = partial(
            export_of, connection, shelf=SHELF, ledger="test.counts", wanted=RecordsWanted()
        )
        seen = {who: take(office.world.who(who)).records for who in ("clerk-D01-court", "leader")}
    assert len(seen["clerk-D01-court"]) == 3
    assert sorted(row.content["count"] for row in seen["leader"]) == ["6", "9"]


def test_a_person_of_two_units_names_the_unit(office: Office) -> None:
    held = tuple(Assignment("clerk", unit) for unit in ("D01-court", "D02-court"))
    plan = office.plan(Principal("clerk-D01-court", held), "plain", "编号,日期", "1,2026-03-01")
    assert said(plan.problems) == ["2 G311"]


def test_changes_of_a_record_meanwhile_are_not_overwritten(office: Office) -> None:
    who = "clerk-D01-court"
    id_ = office.enter(who, "plain", "D01-court", number="1", day="2026-03-01", note="旧")
    plan = office.plan(who, "plain", HEAD, "D01-court,1,2026-03-01,新")
    office.ask(who, id_, change, {"number": "1", "day": "2026-03-01", "note": "另"})
    with pytest.raises(ConflictError):
        office.run(who, plan)
    assert office.kept()["D01-court 1"]["note"] == "另"
