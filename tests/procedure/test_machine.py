from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smart_team.procedure import machine
from smart_team.procedure.loader import load_procedure
from smart_team.procedure.machine import (
    DONE,
    Action,
    Case,
    Key,
    Table,
    Transition,
    first_state,
    open_state,
    sort_of,
    states_of,
    step_of,
    steps_of,
    table_of,
)
from smart_team.procedure.schema import Procedure, Step
from smart_team.rubric.catalog import load_module
from smart_team.rubric.types import Role

ROOT = Path(__file__).resolve().parents[2]
CASES = [
    Case(kind, level, sampled)
    for kind in ("commission", "court", "procuratorate", "police", "justice")
    for level in ("city", "district")
    for sampled in (False, True)
]
ACTORS = {*get_args(Role), "clock"}

Row = tuple[str, str, str, str, str | None, str | None]
"""State, action, role, next state, guard, and the next state if the guard is not met."""

CLAIM: list[Row] = [
    ("self_assessment", "save", "clerk", "self_assessment", None, None),
    ("self_assessment", "submit", "clerk", "sign_off", None, None),
    ("sign_off", "withdraw", "clerk", "self_assessment", None, None),
    ("sign_off", "return", "approver", "self_assessment", None, None),
]
TO_DISTRICT: list[Row] = [
    ("sign_off", "sign", "approver", "preliminary", None, None),
    ("preliminary", "review", "district", "preliminary", None, None),
    ("preliminary", "confirm", "district", "review", "panel_complete", "preliminary"),
    ("preliminary", "return", "district", "self_assessment", None, None),
]
TO_CITY: list[Row] = [("sign_off", "sign", "approver", "review", None, None)]
REVIEW: list[Row] = [
    ("review", "review", "inspector", "review", None, None),
    ("review", "return", "inspector", "self_assessment", None, None),
]
NOT_DRAWN: list[Row] = [("review", "confirm", "inspector", "publicity", "panel_complete", "review")]
DRAWN: list[Row] = [
    ("review", "confirm", "inspector", "on_site", "panel_complete", "review"),
    ("on_site", "review", "inspector", "on_site", None, None),
    ("on_site", "confirm", "inspector", "publicity", "panel_complete", "on_site"),
]
TO_THE_END: list[Row] = [
    ("publicity", "announce", "admin", "publicity_open", None, None),
    ("publicity_open", "close", "clock", "appeal", None, None),
    ("appeal", "appeal", "approver", "appeal", None, None),
    ("appeal", "close", "clock", "appeal_decision", "open_appeals", "rating"),
    ("appeal_decision", "decide", "adjudicator", "rating", "no_open_appeals", "appeal_decision"),
    ("rating", "publish", "admin", "feedback", None, None),
    ("rating", "return", "admin", "review", None, None),
    ("feedback", "send_feedback", "admin", "rework", "below", "done"),
    ("rework", "save", "clerk", "rework", None, None),
    ("rework", "submit", "clerk", "rework_check", None, None),
    ("rework", "close", "clock", "done", None, None),
    ("rework_check", "accept", "inspector", "done", None, None),
    ("rework_check", "return", "inspector", "rework", "times_left", "done"),
    *[
        row
        for state in ("feedback", "rework", "rework_check", "done")
        for row in (
            (state, "amend", "adjudicator", state, None, None),
            (state, "correct", "admin", state, None, None),
        )
    ],
]
STATES = [
    "self_assessment",
    "sign_off",
    "preliminary",
    "review",
    "on_site",
    "publicity",
    "publicity_open",
    "appeal",
    "appeal_decision",
    "rating",
    "feedback",
    "rework",
    "rework_check",
    "done",
]


def shipped() -> dict[str, Procedure]:
    found = {}
    for path in sorted(ROOT.glob("rubrics/*/procedure.yaml")):
        module = load_module(path.parent)
        found[module.id] = load_procedure(path, [rubric.id for rubric in module.rubrics])
    return found


SHIPPED = shipped()
EDUCATION = SHIPPED["education_rectification"]
each_procedure = pytest.mark.parametrize("procedure", SHIPPED.values(), ids=SHIPPED.keys())
each_case = pytest.mark.parametrize("case", CASES, ids=str)


def rows(table: Table) -> list[Row]:
    return [
        (key.state, key.action, each.role, each.next, each.guard, each.otherwise)
        for key, each in table.items()
    ]


def leads(transition: Transition) -> set[str]:
    return {transition.leads_to(met=met) for met in (True, False)}


def reached(table: Table, first: str) -> set[str]:
    found, waiting = {first}, [first]
    while waiting:
        here = waiting.pop()
        for key, transition in table.items():
            fresh = leads(transition) - found if key.state == here else set()
            found |= fresh
            waiting += fresh
    return found


def procedure_with(*steps: dict[str, Any]) -> Procedure:
    return Procedure.model_validate(
        {
            "format": 1,
            "id": "example.procedure",
            "version": "1",
            "title": "示例",
            "stages": [{"rubric": "example.rubric", "weight": 1}],
            "steps": steps,
        }
    )


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (Case("court", "district"), [*CLAIM, *TO_DISTRICT, *REVIEW, *NOT_DRAWN, *TO_THE_END]),
        (Case("court", "district", sampled=True), [*CLAIM, *TO_DISTRICT, *REVIEW, *DRAWN, *TO_THE_END]),
        (Case("court", "city"), [*CLAIM, *TO_CITY, *REVIEW, *NOT_DRAWN, *TO_THE_END]),
        (Case("court", "city", sampled=True), [*CLAIM, *TO_CITY, *REVIEW, *DRAWN, *TO_THE_END]),
    ],
    ids=["district court", "district court drawn", "city court", "city court drawn"],
)  # fmt: skip
def test_the_whole_table_is_as_written_here(case: Case, expected: list[Row]) -> None:
    found = rows(table_of(EDUCATION, case))
    assert Counter(found) == Counter(expected)
    assert first_state(EDUCATION, case) == "self_assessment"


def test_all_states_are_as_written_here() -> None:
    assert states_of(EDUCATION) == STATES


def test_a_guard_that_is_not_met_leads_elsewhere() -> None:
    confirm = table_of(EDUCATION, Case("court", "city"))[Key("review", "confirm")]
    assert confirm.leads_to(met=True) == "publicity"
    assert confirm.leads_to(met=False) == "review"
    assert Transition("clerk", "next", "here").leads_to(met=False) == "next"


@each_procedure
@each_case
def test_every_state_of_the_way_is_reached_and_done_from_each(
    procedure: Procedure, case: Case
) -> None:
    table = table_of(procedure, case)
    way = reached(table, first_state(procedure, case))
    assert way == {key.state for key in table} | {DONE}
    for state in way:
        assert DONE in reached(table, state)


@each_procedure
@each_case
def test_no_key_is_written_twice(procedure: Procedure, case: Case) -> None:
    keys = [key for key, _ in machine._entries(procedure, case)]
    assert len(keys) == len(set(keys)) == len(table_of(procedure, case))


@each_procedure
@each_case
def test_who_acts_and_what_they_do_is_known(procedure: Procedure, case: Case) -> None:
    table = table_of(procedure, case)
    assert {each.role for each in table.values()} <= ACTORS
    assert {key.action for key in table} <= set(get_args(Action))
    steps = {step.id for step in steps_of(procedure, case)}
    assert {each.step for each in table.values()} == steps


@each_procedure
@each_case
def test_all_states_are_known_and_none_is_left_over(procedure: Procedure, case: Case) -> None:
    everywhere = set(states_of(procedure))
    assert {key.state for key in table_of(procedure, case)} <= everywhere
    used = {key.state for each in CASES for key in table_of(procedure, each)}
    assert used | {DONE} == everywhere


@each_procedure
def test_each_state_belongs_to_the_step_that_has_it(procedure: Procedure) -> None:
    assert step_of(procedure, DONE) is None
    assert step_of(procedure, "nothing") is None
    for step in procedure.steps:
        assert step_of(procedure, step.id) == step
        if sort_of(step) in {"publicity", "appeal", "rework"}:
            assert step_of(procedure, open_state(step)) == step
    owners = [step_of(procedure, state) for state in states_of(procedure)[:-1]]
    assert set(procedure.steps) == set(owners)
    rating = next(step.id for step in procedure.steps if sort_of(step) == "rating")
    for case in CASES:
        for key, transition in table_of(procedure, case).items():
            if key.action in {"amend", "correct"}:
                assert transition.step == rating
                continue
            owner = step_of(procedure, key.state)
            assert owner is not None
            assert owner.id == transition.step


@each_procedure
@each_case
def test_what_is_published_can_be_mended_from_then_on_and_not_before(
    procedure: Procedure, case: Case
) -> None:
    table, way = table_of(procedure, case), steps_of(procedure, case)
    rated = [sort_of(step) for step in way].index("rating")
    wanted = {state for step in way[rated + 1 :] for state in machine._states(step)} | {DONE}
    for action in ("amend", "correct"):
        assert {key.state for key in table if key.action == action} == wanted


def test_without_a_rating_nothing_is_published_that_could_be_mended() -> None:
    procedure = procedure_with({"id": "claim", "title": "自评", "by": "clerk"})
    assert {key.action for key in table_of(procedure, Case("court", "city"))} == {"save", "submit"}


def test_nobody_is_sent_back_to_a_step_that_is_not_theirs() -> None:
    procedure = procedure_with(
        {"id": "claim", "title": "自评", "by": "clerk", "layer": "self"},
        {"id": "first", "title": "初评", "by": "district", "for": "district", "layer": "preliminary"},
        {"id": "second", "title": "复评", "by": "inspector", "layer": "review", "returns_to": "first"},
    )  # fmt: skip
    district = table_of(procedure, Case("court", "district"))
    assert district[Key("second", "return")] == Transition("inspector", "first", "second")
    city = table_of(procedure, Case("court", "city"))
    assert [key for key in city if key.action == "return"] == []
    assert {key.state for key in city} == {"claim", "second"}


def test_without_a_claim_there_is_nothing_to_withdraw_to() -> None:
    procedure = procedure_with({"id": "sign", "title": "审签", "by": "approver", "layer": "self"})
    assert rows(table_of(procedure, Case("court", "city"))) == [
        ("sign", "sign", "approver", "done", None, None)
    ]


SORTS: dict[str, dict[str, Any]] = {
    "claim": {"by": "clerk", "layer": "self"},
    "again": {"by": "clerk"},
    "sign": {"by": "approver", "layer": "self"},
    "first": {"by": "district", "for": "district", "layer": "preliminary"},
    "second": {"by": "inspector", "layer": "review", "panel": {"size": 3}},
    "drawn": {"by": "inspector", "layer": "review", "sample": Decimal("0.5")},
    "police": {"by": "inspector", "for": "police", "layer": "review"},
    "shown": {"by": "admin", "publicity_days": 5},
    "shown_again": {"by": "leader", "publicity_days": 0},
    "appeal": {"by": "adjudicator", "appeal": {"window_days": 5, "decide_days": 10}},
    "rated": {"by": "admin", "layer": "final"},
    "told": {"by": "admin"},
    "rework": {"by": "clerk", "rework": {"below": 60, "cap": 79, "days": 10}},
}


@st.composite
def procedures(draw: st.DrawFn) -> Procedure:
    """Any steps in any order, each of which may send back to any other."""
    chosen = draw(st.lists(st.sampled_from(sorted(SORTS)), min_size=1, unique=True))
    steps = []
    for id_ in chosen:
        back = draw(st.none() | st.sampled_from(chosen))
        more = {} if back is None else {"returns_to": back}
        steps.append({"id": id_, "title": id_, **SORTS[id_], **more})
    return procedure_with(*steps)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(procedures(), st.sampled_from(CASES))
def test_any_procedures_table_is_closed(procedure: Procedure, case: Case) -> None:
    table, known = table_of(procedure, case), set(states_of(procedure))
    here = {key.state for key in table} | {DONE}
    assert here <= known
    assert set().union(*map(leads, table.values())) <= here
    assert len(list(machine._entries(procedure, case))) == len(table)
    if way := steps_of(procedure, case):
        assert DONE in reached(table, way[0].id)
        assert {step.id for step in way} <= reached(table, way[0].id)
    else:
        assert table == {}


@settings(max_examples=100, deadline=None, derandomize=True)
@given(procedures())
def test_any_procedures_states_are_its_steps(procedure: Procedure) -> None:
    states = states_of(procedure)
    assert len(states) == len(set(states))
    assert states[-1] == DONE
    owners: list[Step | None] = [step_of(procedure, state) for state in states]
    assert None not in owners[:-1]
    assert [step for step in procedure.steps if step not in owners] == []
