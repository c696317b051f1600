"""Lights in the database: kept by the clock each day, and with every change that moves them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from smart_team.assessment.record_sources import Sources
from smart_team.assessment.records.entering import change, enter, remove
from smart_team.assessment.records.finding import AskedRecord
from smart_team.assessment.records.lighting import keep_lights
from smart_team.assessment.records.moving import act
from smart_team.assessment.records.views import RecordsWanted, list_records, whole_record
from smart_team.assessment.views.pages import Span
from smart_team.procedure.calendar import Calendar, shanghai_day
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.record_tables import lit_days, records
from smart_team.store.tables import audit
from tests.assessment.world import World, platform

SHELF = platform().shelf
TASKS = SHELF.books["work.tasks"]


class Office:
    """The small city with one task, due 40 days after today."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.task = self.enter("admin", "work.tasks", self.values())

    def day(self, number: int = 0) -> str:
        return (shanghai_day(self.world.now) + timedelta(days=number)).isoformat()

    def values(self, due: int = 40) -> Mapping[str, Any]:
        days = {"assigned_on": self.day(), "starts_on": self.day(), "due": self.day(due)}
        return {"number": "一", "text": "健全机制", "co_units": "D01-police", **days}

    def do(self, who: str, step: Any) -> Any:
        principal = self.world.who(who)
        return self.world.gate.write(Act(who, "try"), lambda work: step(work, principal))

    def enter(
        self, who: str, ledger: str, values: Mapping[str, Any], unit: str = "D01-court"
    ) -> str:
        return str(self.do(who, lambda work, who: enter(work, who, SHELF, ledger, unit, values)))

    def ask(self, who: str, use: Any, *given: Any, id_: str = "") -> Any:
        record = id_ or self.task
        with reading(self.world.engine) as connection:
            query = select(records.c.version).where(records.c.id == record)
            seen = connection.execute(query).scalar_one()
        return self.do(
            who, lambda work, who: use(work, AskedRecord(who, record, seen), SHELF, *given)
        )

    def plan(self, number: int, percent: int) -> None:
        values = {"task": "一", "title": "节点", "planned_on": self.day(number), "percent": percent}
        id_ = self.enter("admin", "work.milestones", values)
        self.ask("admin", act, "confirm", id_=id_)

    def report(self, percent: int, unit: str = "D01-court") -> str:
        values = {"task": "一", "reported_on": self.day(), "percent": percent, "text": "进展"}
        id_ = self.enter(f"clerk-{unit}", "work.progress", values, unit)
        self.ask("admin", act, "confirm", id_=id_)
        return id_

    def later(self, days: int) -> int:
        self.world.now += timedelta(days=days)
        return keep_lights(self.world.gate, SHELF)

    def lights(self) -> list[tuple[str, str]]:
        """The kept changes, by what the record's page reads."""
        with reading(self.world.engine) as connection:
            whole = whole_record(connection, self.world.who("admin"), SHELF, self.task)
        lights = [(light, why) for _, light, why in whole.lights]
        assert whole.view.light == lights[-1][0]
        return lights

    def listed(self, light: str) -> int:
        with reading(self.world.engine) as connection:
            wanted = RecordsWanted(light=light)
            page = list_records(connection, self.world.who("admin"), TASKS, wanted, Span(50))
        return len(page.items)


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    world = World(engine)
    world.settle()
    yield Office(world)
    world.gate.close()


def test_a_change_is_lit_at_once_and_the_list_finds_it(office: Office) -> None:
    assert office.lights() == [("green", "on_time")]
    office.ask("admin", change, office.values(due=3))
    assert office.lights()[-1] == ("blue", "near")
    assert (office.listed("blue"), office.listed("green")) == (1, 0)
    office.ask("admin", change, office.values(due=4))
    assert len(office.lights()) == 2


def test_each_day_is_lit_once_and_those_that_were_missed_in_order(office: Office) -> None:
    office.plan(40, 100)
    assert office.later(0) == 0
    assert office.later(0) == 0
    assert office.later(30) == 2
    assert office.lights() == [("green", "on_time"), ("yellow", "behind"), ("red", "behind")]
    with reading(office.world.engine) as connection:
        count = connection.execute(select(func.count()).select_from(lit_days)).scalar_one()
    assert count == 31
    assert office.later(0) == 0


def test_what_caught_up_is_yellow_for_a_week_whoever_reports(office: Office) -> None:
    office.plan(40, 100)
    office.later(0)
    office.later(20)
    assert office.lights()[-1] == ("red", "behind")
    office.report(90, "D01-police")
    assert office.lights()[-1] == ("yellow", "recovering")
    office.later(6)
    assert office.lights()[-1] == ("yellow", "recovering")
    office.later(2)
    assert office.lights()[-1] == ("green", "on_time")


def test_a_report_that_is_removed_puts_the_light_back(office: Office) -> None:
    office.plan(40, 100)
    office.later(16)
    report = office.report(50)
    assert office.lights()[-1][0] == "yellow"
    office.ask("clerk-D01-court", remove, "误填", id_=report)
    assert office.lights()[-1] == ("red", "behind")


def test_a_task_sent_back_is_lit_again_though_it_was_reported(office: Office) -> None:
    office.ask("clerk-D01-court", act, "take")
    office.later(41)
    assert office.lights()[-1] == ("red", "overdue")
    office.ask("clerk-D01-court", act, "report", None, {"result": "已办结"})
    assert office.lights()[-1] == ("green", "done")
    office.ask("admin", act, "return", "材料不全")
    assert office.lights()[-1] == ("red", "overdue")


def test_what_is_suspended_keeps_its_light(office: Office) -> None:
    office.ask("admin", act, "suspend", "等上级文件")
    office.later(60)
    assert office.lights() == [("green", "on_time")]
    office.ask("admin", act, "resume", "文件已到")
    assert office.lights()[-1] == ("red", "overdue")


def test_metrics_read_the_kept_history(office: Office) -> None:
    office.later(0)
    office.later(41)
    metrics = platform().metrics
    with reading(office.world.engine) as connection:
        today = shanghai_day(office.world.now)
        ready = Sources(metrics).over(connection, ["work.tasks"], today, Calendar())
    [known] = ready.counting.sources["work.tasks"].counting()
    assert known.light_on(today) == "red"
    assert known.lit_in(date(2020, 1, 1), today) == {"green", "blue", "red"}


def test_lighting_is_on_record_only_where_something_changed(office: Office) -> None:
    for days in (0, 1, 35):
        office.later(days)
    assert office.lights() == [("green", "on_time"), ("blue", "near")]
    acts = [row.action for row in office.world.rows(audit)]
    assert acts.count("light") == 1
