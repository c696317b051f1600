"""Every item of every shipped rubric, and of one with all types, has its rule in one line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from smart_team.reports.result_table import Results
from smart_team.reports.result_words import Shown
from smart_team.reports.rule_words import rule
from smart_team.rubric.loader import load_rubric, parse_rubric
from smart_team.scoring.engine import score
from smart_team.scoring.entry import Entry
from smart_team.scoring.plan import compile_rubric
from smart_team.scoring.results import to_dict
from smart_team.scoring.units import Units

ROOT = Path(__file__).parents[2] / "rubrics"
SHIPPED = sorted(
    path
    for path in ROOT.glob("*/*.yaml")
    if path.stem not in {"module", "procedure"} and "dimensions:" in path.read_text("utf-8")
)
LINES = {
    "type: levels, levels: [{id: a, title: 好, points: 5}]": "好 5",
    "type: checklist, items: [{id: a, title: 甲, points: 5}]": "甲 +5",
    "type: tiers, tiers: [{at_most: 1, points: 5}]": "≤ 1: 5",
    "type: tiers, tiers: [{at_least: 0.5, points: 5}]": "≥ 0.5: 5",
    "type: linear, zero_at: 0.9, full_at: 1": "0.9 → 0, 1 → 5",
    "type: piecewise, curve: [{at: 0, points: 0}, {at: 2, points: 5}]": "0 → 0, 2 → 5",
    "type: count, per: 2.5": "每件 2.5 分",
    "type: deduct, events: [{id: a, title: 迟, per: 1, max: 3}]": "迟 −1 (至多 3); 减至 0",
    "type: mix, categories: [{id: a, title: 甲, share: 1}]": "甲 × 1",
    "type: placing, places: [{to: 3, points: 5}]": "≤ 3: 5",
    'type: formula, inputs: [{id: a, title: 甲}], expression: "a * 2"': "a * 2 (a = 甲)",
    "type: manual": "评 0 至 5 分",
    "type: plugin, scorer: x.y": "x.y",
}


def rubric_of(line: str, groups: str = "") -> bytes:
    head = 'format: 1\nid: a.b\nversion: "1"\ntitle: t\nfull_marks: 5\n'
    item = f"      - {{id: A1, title: t, points: 5, {line}}}\n"
    return f"{head}{groups}dimensions:\n  - id: m\n    title: m\n    indicators:\n{item}".encode()


@pytest.mark.parametrize(("line", "wanted"), LINES.items())
def test_rule_of_each_type(line: str, wanted: str) -> None:
    rubric = parse_rubric(rubric_of(line))[0]
    assert rule(next(rubric.indicators()), "zh") == wanted


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_item_has_a_rule(path: Path) -> None:
    for item in load_rubric(path).items():
        assert rule(item, "zh")
        assert rule(item, "en")


def test_peer_groups_of_a_list_are_shown_by_their_titles(units: Units) -> None:
    groups = (
        "groups:\n  lists:\n"
        "    - {id: courts, title: {zh: 法院组, en: Courts}, applies_to: {kinds: [court]}}\n"
    )
    plan = compile_rubric(parse_rubric(rubric_of("type: boolean", groups))[0])
    data: dict[str, Any] = to_dict(score(plan, units, Entry(plan, units).finish()))
    shown = Shown(Results(data, units, plan), "zh")
    assert {str(shown.cells(["group"], *row)[0].value) for row in shown.rows} == {"法院组", "其他"}
