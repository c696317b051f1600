"""Panels on random cases: what the engine imposes, and what then comes out, beside the recount."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from smart_team.recount.panel import imposed_by, panels_of
from smart_team.recount.scorer import score as recount
from smart_team.scoring.engine import score
from smart_team.scoring.imposed import item_rows
from smart_team.scoring.panel import Combine, combine_members
from smart_team.scoring.plan import Plan
from smart_team.scoring.results import to_dict
from smart_team.scoring.units import Flags, Unit, Units
from tests.naive.random_imposed import Views, views_of
from tests.naive.random_rubrics import random_case
from tests.scoring.helpers import compile_text, enter

CASES = 240
STEP = 20
WAYS: tuple[Combine, ...] = ("median", "mean", "trimmed")
NOTHING: dict[str, Any] = {"imposed": {}, "imposed_effects": {}, "imposed_breaches": {}}


def counts_of(views: Views, units: Units) -> Flags:
    table = [
        [number in views.sitting[unit.unit] for unit in units.rows]
        for number in range(len(views.answers))
    ]
    return np.array(table, np.bool_)


def differs_of(views: Views, plan: Plan, units: Units) -> Flags:
    rows = item_rows(plan)
    differs = np.zeros((len(rows), len(units)), np.bool_)
    for unit, items in views.differing.items():
        for item in items:
            differs[rows[item], units.positions[unit]] = True
    return differs


@pytest.mark.parametrize("start", range(0, CASES, STEP))
def test_a_panel_comes_to_the_same_both_ways(start: int) -> None:
    for seed in range(start, start + STEP):
        case, how = random_case(seed), WAYS[seed % 3]
        views = views_of(case, seed)
        plan = compile_text(case.rubric_yaml)
        units = Units([Unit(**row) for row in case.units])
        members = [score(plan, units, enter(plan, units, lines)) for lines in views.answers]
        counts, differs = counts_of(views, units), differs_of(views, plan, units)
        imposed = combine_members(members, counts, differs, how)
        results = [recount(case.rubric, case.units, lines) for lines in views.answers]
        said = {
            unit: imposed_by(panel, how, plan.rubric.decimals)
            for unit, panel in panels_of(results, views.sitting, views.differing).items()
        }
        for position, unit in enumerate(units.rows):
            assert imposed.to_dict(plan, position) == said.get(unit.unit, NOTHING), seed
        own = {line["unit"]: line for line in case.answers}
        lines = [
            own.get(unit.unit, {"unit": unit.unit}) | said.get(unit.unit, {}) for unit in units.rows
        ]
        found = to_dict(score(plan, units, enter(plan, units, case.answers), imposed))
        assert found["units"] == recount(case.rubric, case.units, lines)["units"], seed
