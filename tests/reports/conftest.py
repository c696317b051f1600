"""Results of a small rubric, with texts that spreadsheet programs would take for formulas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smart_team.errors import Place
from smart_team.reports.result_table import Results
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.engine import score
from smart_team.scoring.entry import Entry
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.scoring.results import to_dict
from smart_team.scoring.units import Unit, Units

RUBRIC = """
format: 1
id: example.writing
version: "1"
title: {zh: 示例标准, en: Example}
illustrative: true
full_marks: 100
decimals: 4
dimensions:
  - id: main
    title: {zh: "=主体", en: Main}
    indicators:
      - {id: A1, title: {zh: 完成率, en: Rate}, type: linear, input: ratio, points: 90,
         criteria: 按比例计分, reference: 第 1 条}
      - {id: A2, title: "@制度", type: boolean, points: 10, applies_to: {kinds: [court]}}
adjustments:
  items:
    - {id: J1, type: bonus, title: 加分, cap: 3, events: [{id: city, title: 市级, per: 1, max: 2}]}
    - {id: J2, type: penalty, title: 减分, events: [{id: late, title: 迟报, per: 0.5}]}
redlines:
  - {id: RL1, title: -造假, effect: fail}
  - {id: RL2, title: 待查, effect: hold}
grades: [{grade: 优秀, at_least: 90}, {grade: 良好, at_least: 80}, {grade: 合格, at_least: 60},
         {grade: 不合格, at_least: 0}]
groups: {by: [level]}
"""
UNITS = (
    Unit("C1", "=HYPERLINK(1)", "court", "city", ""),
    Unit("D1", "+甲", "court", "district", "@区"),
    Unit("D2", "-乙", "police", "district", "乙区"),
    Unit("D3", "\t丙", "court", "district", "乙区"),
    Unit("D4", "丁", "court", "district", "乙区"),
    Unit("D5", "戊", "court", "district", "乙区"),
)
ANSWERS: list[tuple[str, str, str, Any]] = [
    ("C1", "A1", "numerator", 1),
    ("C1", "A1", "denominator", 1),
    ("C1", "A2", "value", True),
    ("C1", "J1", "counts.city", 2),
    ("D1", "A1", "numerator", 888888),
    ("D1", "A1", "denominator", 1000000),
    ("D1", "A2", "value", True),
    ("D2", "A1", "numerator", 899998),
    ("D2", "A1", "denominator", 1000000),
    ("D2", "RL1", "breached", True),
    ("D3", "A1", "numerator", 1),
    ("D3", "A1", "denominator", 2),
    ("D3", "J2", "counts.late", 3),
    ("D4", "RL2", "breached", True),
    ("D4", "A1", "na", True),
]


@pytest.fixture(scope="session")
def plan() -> Plan:
    return compile_rubric(parse_rubric(RUBRIC.encode())[0])


@pytest.fixture(scope="session")
def units() -> Units:
    return Units(UNITS)


@pytest.fixture(scope="session")
def data(plan: Plan, units: Units) -> dict[str, Any]:
    entry = Entry(plan, units)
    for unit, item, name, value in ANSWERS:
        entry.put(unit, item, name, value, Place())
    return to_dict(score(plan, units, entry.finish()))


@pytest.fixture
def results(data: dict[str, Any], units: Units, plan: Plan) -> Results:
    return Results(data, units, plan)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one, so that places in messages are short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
