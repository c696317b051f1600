from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from typing import Any, get_args

import pytest

from smart_team.assessment.loading import find, find_for_clock
from smart_team.assessment.platform import open_platform
from smart_team.people.policy import CITY, MATTERS, MOVES, Action, Target, bars, may, moves
from smart_team.people.principal import Assignment, Principal
from smart_team.people.scopes import every_submission, submissions_for
from smart_team.procedure.machine import Case, Table, states_of, table_of
from smart_team.rubric.types import Role
from smart_team.store.database import reading
from tests.assessment.world import PEOPLE, World

EDUCATION = open_platform().procedures["education_rectification"]
TABLE: Table = table_of(EDUCATION, Case("court", "district", sampled=True))
ROLES: tuple[Role, ...] = get_args(Role)
STATES = states_of(EDUCATION)
ACTIONS: tuple[Action, ...] = (*sorted(MOVES), *MATTERS)  # type: ignore[arg-type]
EVER = "in every state"

HELD: dict[str, tuple[str | None, str | None]] = {
    "own unit": ("D01-court", None),
    "unit of the same district": ("D01-police", None),
    "unit of another district": ("D02-court", None),
    "city's own unit": ("C-court", None),
    "same district": (None, "D01"),
    "other district": (None, "D02"),
    "on the panel": (None, None),
    "seat at another step": (None, None),
    "none": (None, None),
}
"""What a person's role is for, as unit and district, where D01-court is asked about."""

ALLOWED: dict[tuple[str, str], dict[str, str]] = {
    ("clerk", "own unit"): {
        EVER: "read draft read_records registry results",
        "self_assessment": "save submit",
        "sign_off": "withdraw",
        "rework": "save submit",
    },
    ("approver", "own unit"): {
        EVER: "read draft read_records registry results",
        "sign_off": "sign return",
        "appeal": "appeal",
    },
    ("district", "same district"): {
        EVER: "read read_records registry results",
        "preliminary": "review confirm return",
    },
    ("inspector", "on the panel"): {
        EVER: "read read_records registry results",
        "review": "review confirm return",
        "on_site": "review confirm",
        "rework_check": "accept return",
    },
    ("inspector", "seat at another step"): {EVER: "read read_records registry results"},
    ("inspector", "none"): {EVER: "read_records registry results"},
    **{
        ("adjudicator", relation): {
            EVER: "read read_records registry results",
            "appeal_decision": "decide",
            **dict.fromkeys(("feedback", "rework", "rework_check", "done"), "amend"),
        }
        for relation in ("on the panel", "seat at another step", "none")
    },
    **{
        ("admin", relation): {
            EVER: "read open_cycle move_dates count_metrics panel_members standing manage_units"
            " manage_calendar read_people manage_people read_audit back_up read_records registry results",
            "publicity": "announce",
            "rating": "publish return",
            "feedback": "send_feedback correct",
            **dict.fromkeys(("rework", "rework_check", "done"), "correct"),
        }
        for relation in ("on the panel", "seat at another step", "none")
    },
    **{
        ("leader", relation): {EVER: "read standing read_records registry results"}
        for relation in ("on the panel", "seat at another step", "none")
    },
    **{
        ("auditor", relation): {
            EVER: "read draft standing read_people read_audit read_records registry results"
        }
        for relation in ("on the panel", "seat at another step", "none")
    },
    **{
        ("author", relation): {EVER: "upload_rubric registry results"}
        for relation in ("on the panel", "seat at another step", "none")
    },
}
"""By role and relation what may be done in which state. What is not here may not be done."""
SHARED = {EVER: "registry results"}
"""What is everybody's who has a role, whatever it is for."""


def target(state: str, relation: str = "none", **more: Any) -> Target:
    seats: dict[str, Any] = {
        "on the panel": {"panel": frozenset({"p"}), "seated": frozenset({"p"})},
        "seat at another step": {"panel": frozenset({"q"}), "seated": frozenset({"p", "q"})},
    }
    return Target("D01-court", "D01", state, TABLE, **{**seats.get(relation, {}), **more})


def holding(role: Role, relation: str) -> Principal:
    """A person of one role, who has acted for no unit before."""
    return Principal("p", (Assignment(role, *HELD[relation]),))


def cells() -> Iterator[tuple[Role, str, str, Action]]:
    for role in ROLES:
        for relation in HELD:
            for state in STATES:
                for action in ACTIONS:
                    yield role, relation, state, action


def expected(role: str, relation: str, state: str, action: str) -> bool:
    rows = ALLOWED.get((role, relation), SHARED)
    return action in f"{rows.get(EVER, '')} {rows.get(state, '')}".split()


def test_every_role_relation_state_and_action() -> None:
    wrong = []
    counted = allowed = 0
    for role, relation, state, action in cells():
        found = may(holding(role, relation), action, target(state, relation))
        counted += 1
        allowed += found
        if found != expected(role, relation, state, action):
            wrong.append((role, relation, state, action, found))
    assert wrong == []
    assert counted == 9 * 9 * 14 * 38
    assert allowed == 3557


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_the_moves_that_are_offered_are_those_that_may_be_made(role: Role, state: str) -> None:
    for relation in HELD:
        offered = moves(holding(role, relation), target(state, relation))
        assert len(offered) == len(set(offered))
        may_move = {each for each in MOVES if expected(role, relation, state, each)}
        assert set(offered) == may_move


def test_a_person_without_a_role_may_do_nothing_wherever_they_sit() -> None:
    nobody = Principal("p")
    for state in STATES:
        for action in ACTIONS:
            assert not may(nobody, action, target(state, "on the panel"))
            assert not may(nobody, action, CITY)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "held", [("", None), (None, ""), ("", ""), ("C-court", None), ("D01-court", "D01")], ids=str
)
def test_what_is_empty_belongs_to_nobody(role: Role, held: tuple[str | None, str | None]) -> None:
    principal = Principal("p", (Assignment(role, *held),))
    shared = {"registry", "results"} if any(held) else set()
    assert {action for action in ACTIONS if may(principal, action, CITY)} == shared


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("district", ["", "D01"])
def test_no_district_office_has_a_city_unit(role: Role, district: str) -> None:
    principal = Principal("p", (Assignment(role, None, district),))
    for state in STATES:
        city = Target("C-court", "", state, TABLE)
        shared = {"registry", "results"} if district else set()
        assert {action for action in ACTIONS if may(principal, action, city)} == shared


OWN = {"account", "jobs", "notices"}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_account_is_its_person_alone(action: Action) -> None:
    assert may(Principal("p"), action, Target("", "", person="p")) == (action in OWN)
    assert not may(Principal("p"), action, Target("", "", person="q"))


def test_only_an_administrator_opens_a_cycle() -> None:
    able = {role for role in ROLES if may(holding(role, "none"), "open_cycle", CITY)}
    assert able == {"admin"}


def test_without_a_table_nothing_moves() -> None:
    for role in ROLES:
        for relation in HELD:
            for state in STATES:
                bare = Target("D01-court", "D01", state, {}, frozenset({"p"}), frozenset({"p"}))
                assert not [each for each in MOVES if may(holding(role, relation), each, bare)]  # type: ignore[arg-type]


WIDEST: dict[str, tuple[str | None, str | None]] = {
    "clerk": ("D01-court", None),
    "approver": ("D01-court", None),
    "district": (None, "D01"),
}
JUDGEMENTS = {
    "preliminary": {"review", "confirm", "return"},
    "review": {"review", "confirm", "return"},
    "on_site": {"review", "confirm"},
    "appeal_decision": {"decide"},
    "feedback": {"amend"},
    "rework": {"amend"},
    "rework_check": {"accept", "return", "amend"},
    "done": {"amend"},
}


def both(*roles: Role, own: str | None = None) -> Principal:
    held = tuple(Assignment(role, *WIDEST.get(role, (None, None))) for role in roles)
    return Principal("p", held, frozenset({own} if own else ()))


def able(principal: Principal, state: str, **more: Any) -> set[str]:
    asked = target(state, "on the panel", **more)
    return {action for action in ACTIONS if may(principal, action, asked)}


@pytest.mark.parametrize("roles", [*combinations(ROLES, 2)], ids="+".join)
def test_two_roles_together_may_do_what_each_may(roles: tuple[Role, Role]) -> None:
    first, second = roles
    for state in STATES:
        assert able(both(*roles), state) == able(both(first), state) | able(both(second), state)


@pytest.mark.parametrize("roles", [*combinations(ROLES, 2), ROLES], ids="+".join)
def test_whoever_submitted_does_not_sign_whatever_they_are(roles: tuple[Role, ...]) -> None:
    person = both(*roles)
    assert "sign" not in able(person, "sign_off", submitted_by="p")
    assert ("sign" in able(person, "sign_off", submitted_by="q")) == ("approver" in roles)


@pytest.mark.parametrize("roles", [*combinations(ROLES, 2), ROLES], ids="+".join)
def test_nobody_judges_a_unit_of_theirs_whatever_they_are(roles: tuple[Role, ...]) -> None:
    for state, judged in JUDGEMENTS.items():
        own = able(both(*roles, own="D01-court"), state)
        assert own & judged == set()
        foreign = able(both(*roles, own="D02-court"), state)
        assert foreign == able(both(*roles), state)
        assert foreign - own == foreign & judged


@pytest.mark.parametrize("roles", [*combinations(ROLES, 2), ROLES], ids="+".join)
def test_whoever_reviewed_does_not_decide_whatever_they_are(roles: tuple[Role, ...]) -> None:
    person = both(*roles)
    assert "decide" not in able(person, "appeal_decision", reviewers=frozenset({"p", "q"}))
    others = able(person, "appeal_decision", reviewers=frozenset({"q"}))
    assert ("decide" in others) == ("adjudicator" in roles)


@pytest.mark.parametrize("roles", [*combinations(ROLES, 2), ROLES], ids="+".join)
@pytest.mark.parametrize("state", ["feedback", "rework", "rework_check", "done"])
def test_whoever_reviewed_does_not_amend_whatever_they_are(
    roles: tuple[Role, ...], state: str
) -> None:
    person = both(*roles)
    assert "amend" not in able(person, state, reviewers=frozenset({"p", "q"}))
    others = able(person, state, reviewers=frozenset({"q"}))
    assert ("amend" in others) == ("adjudicator" in roles)
    assert ("correct" in others) == ("admin" in roles)


def test_whoever_appealed_does_not_decide() -> None:
    person = both("approver", "adjudicator", own="D01-court")
    assert "appeal" in able(person, "appeal")
    assert "decide" not in able(person, "appeal_decision")


def test_a_unit_takes_its_own_work_back_from_sign_off() -> None:
    assert "return" in able(both("approver", own="D01-court"), "sign_off")


@pytest.mark.parametrize("state", STATES)
def test_who_administers_changes_no_score_and_who_audits_nothing(state: str) -> None:
    scoring = {"save", "submit", "sign", "review", "confirm", "appeal", "decide", "accept"}
    scoring |= {"amend"}
    assert able(both("admin"), state) & scoring == set()
    for role in ("auditor", "leader", "author"):
        assert able(both(role), state) & MOVES == set()


def test_a_bar_is_named_to_whom_it_stands_in_the_way() -> None:
    person = both("approver", "inspector", "adjudicator", own="D01-court")
    asked = target("sign_off", submitted_by="p", reviewers=frozenset({"p"}))
    named = {action: list(bars(person, action, asked)) for action in ACTIONS}
    assert {action: found for action, found in named.items() if found} == {
        "sign": ["signed_own"],
        "review": ["own_unit"],
        "confirm": ["own_unit"],
        "accept": ["own_unit"],
        "decide": ["own_unit", "reviewed"],
        "amend": ["own_unit", "reviewed"],
    }


def test_what_is_found_is_what_may_be_read(world: World) -> None:
    for unit, state in (("D01-court", "review"), ("D02-court", "publicity"), ("C-court", "review")):
        world.pass_to(world.submission(unit), state)
    world.seat(world.submission("D01-court"), "review", "inspector-1", "moved", "nobody", "leader")
    world.seat(world.submission("D01-court"), "on_site", "inspector-2")
    world.seat(world.submission("D01-police"), "review", "inspector-3", "clerk-D02-court")
    counts = {}
    for person in PEOPLE:
        principal = world.who(person)
        with reading(world.engine) as connection:
            everything = [row.id for row in connection.execute(every_submission())]
            targets = {id_: find_for_clock(connection, id_).target for id_ in everything}
            for action in ("read", "draft"):
                query = submissions_for(principal, action)
                found = [row.id for row in connection.execute(query)]
                wanted = {id_ for id_ in everything if may(principal, action, targets[id_])}
                assert len(found) == len(set(found))
                assert set(found) == wanted, (person, action)
                counts[person, action] = len(found)
            for id_ in {row.id for row in connection.execute(submissions_for(principal))}:
                seen = find(connection, principal, id_).target
                for each in ACTIONS:
                    known = may(principal, each, targets[id_])
                    assert may(principal, each, seen) == known, (person, id_, each)
    assert len(everything) == 12
    assert {person for person in PEOPLE if counts[person, "read"] == 12} == {
        "judge",
        "adjudicator",
        "admin",
        "leader",
        "auditor",
    }
    assert {person for person in PEOPLE if counts[person, "read"] == 0} == {
        "inspector-4",
        "author",
        "nobody",
    }
    assert counts["clerk-D02-court", "read"] == 3
    assert counts["district-D01", "read"] == 6
    assert counts["moved", "read"] == 1
    assert {person for person in PEOPLE if counts[person, "draft"]} == {
        *(person for person in PEOPLE if person.startswith(("clerk-", "approver-", "both-"))),
        "auditor",
    }


RECORD = Target("D01-court", "D01", roles=frozenset({"clerk", "district"}))


@pytest.mark.parametrize(
    ("role", "relation", "enters"),
    [
        ("clerk", "own unit", True),
        ("clerk", "unit of the same district", False),
        ("approver", "own unit", False),
        ("district", "same district", True),
        ("district", "other district", False),
        ("inspector", "none", False),
        ("admin", "none", False),
        ("auditor", "none", False),
    ],
)
def test_a_ledger_says_which_roles_enter_and_the_policy_whose_records(
    role: Role, relation: str, *, enters: bool
) -> None:
    assert may(holding(role, relation), "enter_records", RECORD) is enters
    assert may(holding(role, relation), "move_records", RECORD) is enters


def test_what_is_shared_is_read_and_moved_but_not_entered() -> None:
    clerk = holding("clerk", "unit of another district")
    assert not may(clerk, "read_records", RECORD)
    shared = replace(RECORD, shared=frozenset({"D02-court"}))
    assert [may(clerk, each, shared) for each in RECORDS] == [True, False, True]
    everybody = replace(RECORD, open=True)
    assert [may(clerk, each, everybody) for each in RECORDS] == [True, False, True]
    assert not may(holding("clerk", "none"), "read_records", replace(RECORD, open=True))


RECORDS: tuple[Action, ...] = ("read_records", "enter_records", "move_records")


def test_nobody_confirms_the_records_of_a_unit_that_was_theirs() -> None:
    inspector = Principal("p", (Assignment("inspector"),), frozenset({"D01-court"}))
    record = replace(RECORD, roles=frozenset({"inspector"}))
    assert list(bars(inspector, "move_records", record)) == ["own_unit"]
    assert not may(inspector, "move_records", record)
    assert may(Principal("p", (Assignment("inspector"),)), "move_records", record)
