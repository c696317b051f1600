"""A module with ledgers and metrics, and a city in which a cycle runs by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from sqlalchemy import select

from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.metrics.values import Values, newest_values
from smart_team.assessment.opening import Opening
from smart_team.assessment.platform import Platform, open_platform
from smart_team.assessment.publication import publish
from smart_team.assessment.records.entering import change, enter, remove
from smart_team.assessment.records.finding import AskedRecord
from smart_team.assessment.records.moving import act
from smart_team.assessment.windows import load_calendar
from smart_team.ledger.periods import Period
from smart_team.plugins import load_plugins
from smart_team.settings import Settings
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.record_tables import records
from smart_team.store.signing import Signer
from smart_team.store.tables import stages
from tests.assessment.world import World

UNITS: Final = ("C-court", "D01-court", "D02-court")
MODULE: Final = """
format: 1
id: deeds
title: 实绩
kind: x
order: 990
summary: 合成数据
rubrics: [annual]
ledgers:
  - id: tasks
    title: 任务
    fields:
      - {id: code, type: text, title: 编号, required: true}
      - {id: day, type: date, title: 日期, required: true}
      - {id: closed, type: date, title: 办结}
    key: [code]
    dated_by: day
    enter: [clerk]
  - id: praise
    title: 表彰
    fields:
      - {id: name, type: text, title: 名称, required: true}
      - {id: day, type: date, title: 日期, required: true}
      - {id: level, type: choice, title: 层级, choices: [{id: city, title: 市}, {id: state, title: 国}]}
    key: [name]
    dated_by: day
    enter: [clerk]
    confirm: [admin]
  - id: staff
    title: 人员
    fields:
      - {id: post, type: text, title: 岗位, required: true}
      - {id: day, type: date, title: 日期, required: true}
      - {id: people, type: number, title: 人数}
    key: [post]
    dated_by: day
    enter: [clerk]
    merge_small: {count: people, within: [day], over: [post]}
metrics:
  - id: closed
    title: {zh: 办结率, en: Closed}
    measure: {zh: 件, en: tasks}
    source: {zh: 任务台账, en: The ledger of tasks}
    ratio:
      top: {over: tasks, count: true, where: [{field: closed, filled: true}]}
      bottom: {over: tasks, count: true}
  - id: praise
    title: 表彰
    measure: 次
    source: 表彰台账
    split: {amount: {over: praise, count: true}, by: level}
  - id: people
    title: 人数
    measure: 人
    source: 人员台账
    amount: {over: staff, sum: people}
"""
RUBRIC: Final = """
format: 1
id: deeds.annual
version: "1"
title: 实绩评估标准
illustrative: true
full_marks: 100
dimensions:
  - id: main
    title: 主体
    indicators:
      - {id: M1, title: 办结率, type: linear, input: ratio, bound: 1, points: 60, answered_by: metric,
         metric: deeds.closed, when_empty: zero}
      - {id: M2, title: 人数, type: tiers, tiers: [{at_least: 10, points: 20}], points: 20,
         answered_by: metric, metric: deeds.people}
      - {id: U1, title: 有无制度, type: boolean, points: 20}
adjustments:
  items:
    - {id: J1, type: bonus, title: 表彰, cap: 3, answered_by: metric, metric: deeds.praise,
       events: [{id: city, title: 市级, per: 1}, {id: state, title: 国家级, per: 2}]}
grades: [{grade: 优秀, at_least: 90}, {grade: 合格, at_least: 0}]
"""
PROCEDURE: Final = """
format: 1
id: deeds.procedure
version: "1"
title: 实绩评估办法
stages:
  - {rubric: deeds.annual, weight: 1}
steps:
  - {id: self_assessment, title: 自评, by: clerk, due: 10, layer: self}
  - {id: sign_off, title: 审签, by: approver, due: 12, layer: self, returns_to: self_assessment}
  - {id: review, title: 复评, by: inspector, due: 27, layer: review, returns_to: self_assessment,
     panel: {size: 3, combine: median, blind: true}}
  - {id: publicity, title: 预公示, by: admin, due: 32, publicity_days: 5}
  - {id: appeal, title: 申诉, by: adjudicator, due: 47, layer: appeal, appeal: {window_days: 5, decide_days: 10}}
  - {id: rating, title: 审定, by: admin, due: 50, layer: final, returns_to: review}
  - {id: feedback, title: 反馈, by: admin, due: 52}
"""


def platform_of(module: str, rubric: str, procedure: str) -> Platform:
    """Return a platform that has a module written here beside the shipped ones."""
    folder = Path(mkdtemp()) / "deeds"
    folder.mkdir()
    for name, text in (("module", module), ("annual", rubric), ("procedure", procedure)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return open_platform(load_plugins(settings=Settings(modules=[folder.parent])))


@cache
def deeds() -> Platform:
    """Return the platform with the module above, read once."""
    return platform_of(MODULE, RUBRIC, PROCEDURE)


class Deeds:
    """The small city, in which records are kept and a cycle runs that counts them."""

    def __init__(self, world: World, platform: Platform | None = None) -> None:
        self.world = world
        self.platform = platform or deeds()
        world.library = self.platform.library()
        self.tasks: list[str] = []

    def open(self, period: Period | None = None, starts: date = date(2026, 3, 2)) -> str:
        opening = Opening("实绩", "deeds", {"deeds.annual": starts}, UNITS, {}, period)
        with reading(self.world.engine) as connection:
            calendar = load_calendar(connection)
        job = partial(
            open_cycle,
            principal=self.world.who("admin"),
            opening=opening,
            platform=self.platform,
            calendar=calendar,
        )
        self.world.cycle = str(self.world.write(job, "admin", "open_cycle"))
        return self.world.cycle

    @property
    def stage(self) -> str:
        with reading(self.world.engine) as connection:
            return str(connection.execute(select(stages.c.id)).scalar_one())

    def enter(self, ledger: str, unit: str = "D01-court", **values: str) -> str:
        who = self.world.who(f"clerk-{unit}")
        job = partial(
            enter,
            principal=who,
            shelf=self.platform.shelf,
            ledger=f"deeds.{ledger}",
            unit=unit,
            given=values,
        )
        return str(self.world.write(job))

    def change(self, record: str, unit: str = "D01-court", **values: str) -> None:
        asked = self._asked(record, f"clerk-{unit}")
        job = partial(change, asked=asked, shelf=self.platform.shelf, given=values)
        self.world.write(job)

    def remove(self, record: str, unit: str = "D01-court") -> None:
        asked = self._asked(record, f"clerk-{unit}")
        self.world.write(partial(remove, asked=asked, shelf=self.platform.shelf, reason="误录"))

    def confirm(self, record: str) -> None:
        asked = self._asked(record, "admin")
        self.world.write(lambda work: act(work, asked, self.platform.shelf, "confirm", None, {}))

    def _asked(self, record: str, person: str) -> AskedRecord:
        with reading(self.world.engine) as connection:
            query = select(records.c.version).where(records.c.id == record)
            version = connection.execute(query).scalar_one()
        return AskedRecord(self.world.who(person), record, version)

    def values(self, unit: str = "D01-court") -> Values | None:
        id_ = self.world.submission(unit)
        with reading(self.world.engine) as connection:
            return newest_values(connection, [id_]).get(id_)

    def answers(self, unit: str = "D01-court") -> Mapping[str, Any]:
        values = self.values(unit)
        return {} if values is None else values.draft.answers

    def pass_to(self, state: str, *units: str) -> None:
        for unit in units or UNITS:
            id_ = self.world.submission(unit)
            self.world.pass_to(id_, state)

    def publish(self, signer: Signer) -> str:
        job = partial(
            publish,
            principal=self.world.who("admin"),
            stage_id=self.stage,
            library=self.world.library,
            signer=signer,
        )
        return self.world.gate.write(Act("admin", "publish"), job)
