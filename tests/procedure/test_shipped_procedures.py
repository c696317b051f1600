"""Every module that has rubrics has a procedure that can be followed, and that changes no result."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from smart_team.assessment.platform import open_platform
from smart_team.procedure.loader import load_procedure
from smart_team.procedure.schema import Procedure, Step
from smart_team.rubric.catalog import Module, load_module
from smart_team.rubric.types import Role

ROOT = Path(__file__).resolve().parents[2]
MODULES = [load_module(path.parent) for path in sorted(ROOT.glob("rubrics/*/module.yaml"))]
ASSESSING = [module for module in MODULES if module.rubrics]
WAY = (
    "self_assessment",
    "sign_off",
    "preliminary",
    "review",
    "on_site",
    "publicity",
    "appeal",
    "rating",
    "feedback",
    "rework",
)
BY: dict[str, Role] = {
    "self_assessment": "clerk",
    "sign_off": "approver",
    "preliminary": "district",
    "review": "inspector",
    "on_site": "inspector",
    "publicity": "admin",
    "appeal": "adjudicator",
    "rating": "admin",
    "feedback": "admin",
    "rework": "clerk",
}
LAYERS = {
    "self_assessment": "self",
    "sign_off": "self",
    "preliminary": "preliminary",
    "review": "review",
    "on_site": "review",
    "appeal": "appeal",
    "rating": "final",
}
OPTIONAL = {"preliminary", "on_site", "rework"}
REWORKED = {"education_rectification", "political_supervision", "governance_regulation"}

each_module = pytest.mark.parametrize("module", ASSESSING, ids=lambda module: module.id)


def procedure_of(module: Module) -> Procedure:
    path = module.procedure_file
    assert path is not None
    return load_procedure(path, [rubric.id for rubric in module.rubrics])


def steps_of(module: Module) -> dict[str, Step]:
    return {step.id: step for step in procedure_of(module).steps}


def pairs(module: Module) -> Iterator[tuple[int, Step]]:
    """Yield each step after the day on which the one before it is due."""
    before = 0
    for step in procedure_of(module).steps:
        assert step.due is not None
        yield before, step
        before = step.due


def test_all_modules_but_the_year_have_one() -> None:
    assert len(ASSESSING) == 11
    assert {module.id for module in MODULES} - {module.id for module in ASSESSING} == {"annual"}
    assert [module.id for module in MODULES if module.procedure_file is None] == ["annual"]


@each_module
def test_it_is_the_modules_own_and_says_it_is_ours(module: Module) -> None:
    procedure = procedure_of(module)
    assert procedure.id == f"{module.id}.procedure"
    assert procedure.illustrative
    assert procedure.reference is not None
    assert procedure.compose == "weighted"


@each_module
def test_every_rubric_is_a_stage_and_weights_make_one(module: Module) -> None:
    weights = procedure_of(module).weights()
    assert list(weights) == [rubric.id for rubric in module.rubrics]
    assert sum(weights.values()) == Decimal(1)


def test_results_stay_what_they_were() -> None:
    platform = open_platform()
    stages = {module.id: platform.stages(module) for module in platform.catalog.modules}
    single = {id_: each for id_, each in stages.items() if len(each) == 1}
    assert len(single) == 10
    assert {weight for each in single.values() for _, weight in each} == {Decimal(1)}


@each_module
def test_the_steps_are_in_order_and_done_by_whom_they_should_be(module: Module) -> None:
    steps = steps_of(module)
    assert list(steps) == [id_ for id_ in WAY if id_ in steps]
    assert set(WAY) - set(steps) <= OPTIONAL
    assert {id_: step.by for id_, step in steps.items()} == {id_: BY[id_] for id_ in steps}
    layers = {id_: step.layer for id_, step in steps.items() if step.layer is not None}
    assert layers == {id_: layer for id_, layer in LAYERS.items() if id_ in steps}


@each_module
def test_the_district_assesses_only_district_units(module: Module) -> None:
    bound = {id_: step.for_ for id_, step in steps_of(module).items() if step.for_ is not None}
    assert set(bound.items()) <= {("preliminary", "district")}
    assert ("preliminary" in bound) == ("preliminary" in steps_of(module))


@each_module
def test_offices_are_not_assessed_by_themselves(module: Module) -> None:
    if any(rubric.subject == "district_office" for rubric in module.rubrics):
        assert "preliminary" not in steps_of(module)


@each_module
def test_each_step_has_the_time_that_it_promises(module: Module) -> None:
    for before, step in pairs(module):
        assert step.due is not None
        needed = 1
        if step.publicity_days is not None:
            needed = step.publicity_days
        elif step.appeal is not None:
            needed = step.appeal.window_days + step.appeal.decide_days
        elif step.rework is not None:
            needed = step.rework.days
        assert step.due - before >= needed, step.id


@each_module
def test_appeals_are_the_same_everywhere(module: Module) -> None:
    steps = steps_of(module)
    appeal = steps["appeal"].appeal
    assert steps["publicity"].publicity_days == 5
    assert appeal is not None
    assert (appeal.window_days, appeal.decide_days) == (5, 10)


@each_module
def test_only_what_can_be_made_good_is_reworked(module: Module) -> None:
    steps = steps_of(module)
    assert ("rework" in steps) == (module.id in REWORKED)
    if (step := steps.get("rework")) is not None:
        assert step.rework is not None
        assert (step.rework.below, step.rework.cap) == (Decimal(60), Decimal("79.99"))
        assert step.rework.times == 1


@each_module
def test_on_site_checks_are_on_a_sample(module: Module) -> None:
    sampled = {id_: step.sample for id_, step in steps_of(module).items() if step.sample}
    assert set(sampled) == set(steps_of(module)) & {"on_site"}
    assert all(share >= Decimal("0.2") for share in sampled.values())


@each_module
def test_work_goes_back_only_to_an_earlier_step(module: Module) -> None:
    order = list(steps_of(module))
    for id_, step in steps_of(module).items():
        if step.returns_to is not None:
            assert order.index(step.returns_to) < order.index(id_)
