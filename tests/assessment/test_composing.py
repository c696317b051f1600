"""Composing a module's stages: whose groups rank, and what the two ways of computing it agree on."""

from __future__ import annotations

import json
import random
from types import SimpleNamespace
from typing import Any, cast

import pytest

from smart_team.assessment import composing
from smart_team.assessment.composing import composed
from smart_team.assessment.published import Published
from smart_team.assessment.stage_parts import StagePart
from smart_team.rubric.canonical import canonical_json
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.fixed import show
from smart_team.scoring.units import Unit

UNITS = [Unit(f"U{n:02}", f"单位{n}", ("court", "police")[n % 2], "district", "D01") for n in range(9)]  # fmt: skip
BY_KIND = "groups: {by: [kind]}\n"
RUBRIC = """format: 1
id: sample.annual
version: "1"
title: 样例
scaled: true
dimensions:
  - {id: d, title: 维度, indicators: [{id: M, title: 评分, type: manual, points: 10}]}
"""


def part(weight: str, rows: list[dict[str, Any]], tail: str = BY_KIND) -> StagePart:
    text = canonical_json(parse_rubric((RUBRIC + tail).encode())[0])
    row = SimpleNamespace(id="s", rubric="r", weight=weight, text=text)
    content = json.dumps({"units": rows})
    published = Published(cast(Any, SimpleNamespace(number=1, content=content)))
    return StagePart(cast(Any, row), published)


def rows(*totals: str | None, held: int | None = None) -> list[dict[str, Any]]:
    return [
        {
            "unit": unit.unit,
            "status": "not_rated" if total is None else "held" if number == held else "rated",
            "total": total,
        }
        for number, (unit, total) in enumerate(zip(UNITS, totals, strict=False))
    ]


def test_stages_weigh_where_a_unit_has_a_total_and_a_held_one_has_no_rank() -> None:
    first = part("0.4", rows("80.000000", "70.000000", None, "90.000000"))
    second = part("0.6", rows("60.000000", None, None, "95.000000", held=3))
    found = composed([first, second], UNITS[:4])
    # 0.4 × 80 + 0.6 × 60; 70 alone; nothing; 36 + 57, held.
    assert [(row["status"], row["total"], row["rank"], row["group"]) for row in found] == [
        ("rated", "68.000000", 1, "court"),
        ("rated", "70.000000", 1, "police"),
        ("not_rated", None, None, "court"),
        ("held", "93.000000", None, "police"),
    ]


@pytest.mark.parametrize("other", ["", "groups: {by: [level]}\n", BY_KIND + "ties: dense\n"])
def test_stages_that_rank_otherwise_have_no_rank_together(other: str) -> None:
    first = part("0.5", rows("80.000000", "70.000000"))
    second = part("0.5", rows("80.000000", "70.000000"), other)
    for stages in ([first, second], [second, first]):
        found = composed(stages, UNITS[:2])
        assert [(row["total"], row["rank"], row["group"]) for row in found] == [
            ("80.000000", None, None),
            ("70.000000", None, None),
        ]
        assert composing._recounted(stages, UNITS[:2]) == found


@pytest.mark.parametrize("seed", range(20))
def test_both_ways_agree(seed: int) -> None:
    dice = random.Random(seed)
    tail = dice.choice(["", BY_KIND, BY_KIND + "ties: dense\n"])
    parts = []
    for weight in ("0.25", "0.45", "0.30"):
        totals = [dice.choice([None, show(dice.randrange(10**8)), "50.000000"]) for _ in UNITS]
        parts.append(part(weight, rows(*totals, held=dice.choice([None, 1, 2])), tail))
    found = composed(parts, UNITS)
    assert composing._recounted(parts, UNITS) == found
    assert len(found) == len(UNITS)
