"""One small rubric with every kind of answer field, four units, and the same answers in plain."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.scoring.units import Unit, Units

RUBRIC = """
format: 1
id: example.reading
version: "1"
title: {zh: 示例, en: Example}
illustrative: true
full_marks: 100
dimensions:
  - id: main
    title: 主体
    indicators:
      - {id: A1, title: 参学率, type: linear, input: ratio, bound: 1, points: 20}
      - {id: A1.b, title: 完成量, type: linear, zero_at: 0, full_at: 1, points: 10}
      - {id: A2, title: 有无制度, type: boolean, points: 10}
      - id: A3
        title: 档次
        type: levels
        points: 10
        levels: [{id: good, title: 好, points: 10}, {id: poor, title: 差, points: 0}]
      - id: A4
        title: 清单
        type: checklist
        points: 10
        items: [{id: k1, title: 一, points: 4}, {id: k2, title: 二, points: 6}]
      - id: A5
        title: 扣分
        type: deduct
        points: 20
        events: [{id: late, title: 迟报, per: 1}, {id: lost, title: 漏报, per: 2}]
      - {id: A6, title: 评分, type: manual, points: 20}
adjustments:
  items:
    - {id: J1, type: bonus, title: 加分, cap: 3, events: [{id: city, title: 市级, per: 1}]}
redlines:
  - {id: RL1, title: 造假, effect: fail}
grades: [{grade: 优秀, at_least: 90}, {grade: 合格, at_least: 0}]
"""

ANSWERS: dict[str, dict[str, Any]] = {
    "C1": {
        "A1": {"numerator": "492", "denominator": "500"},
        "A1.b": {"value": "0.3"},
        "A2": {"value": True},
        "A3": {"level": "good"},
        "A4": {"checked.k1": True, "checked.k2": False},
        "A5": {"counts.late": "2", "counts.lost": "0"},
        "A6": {"score": "17.25"},
        "J1": {"counts.city": "1"},
        "RL1": {"breached": False},
    },
    "D1": {
        "A1": {"numerator": "0", "denominator": "7"},
        "A1.b": {"value": "-0.000001"},
        "A2": {"value": False},
        "A4": {"na": True},
        "RL1": {"breached": True},
    },
    "D2": {"A1.b": {"value": "123456"}, "A6": {"score": "20"}},
}


@pytest.fixture(scope="session")
def plan() -> Plan:
    return compile_rubric(parse_rubric(RUBRIC.encode())[0])


@pytest.fixture(scope="session")
def units() -> Units:
    return Units(
        (
            Unit("C1", "市法院", "court", "city", ""),
            Unit("D1", "甲区法院", "court", "district", "甲区"),
            Unit("D2", "乙区法院", "court", "district", "乙区"),
            Unit("D3", "丙区法院", "court", "district", "丙区"),
        )
    )


@pytest.fixture
def rows() -> list[tuple[str, str, str, Any]]:
    """The same answers as rows of a long table."""
    return [
        (unit, item, name, value)
        for unit, answers in ANSWERS.items()
        for item, fields in answers.items()
        for name, value in fields.items()
    ]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that is the current one, so that places in messages are short."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run_python() -> Callable[[str], str]:
    """Run a line in a Python of its own, and return what it prints."""

    def run(code: str) -> str:
        found = subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        )
        return found.stdout

    return run
