"""The authorisation matrix: every route × role × relation × state, against a table by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest

from tests.api.expected import expected, hindered, widest
from tests.api.line import Got
from tests.api.rows import ROWS
from tests.api.town import HINDERED, ROLES, SCOPES, STATES, Town, Who, everybody

BY_STATE = [key for key, row in ROWS.items() if row.sort in {"submission", "stage"}]
GUESTS = [key for key, row in ROWS.items() if row.sort == "guest"]
OWN = [key for key, row in ROWS.items() if row.action == "account"]
OTHERS = [key for key in ROWS if key not in {*BY_STATE, *GUESTS, *OWN}]
LEFT_OPEN = {"stranger": 6, "disabled": 6, "undone": 9, "expired": 18}
"""To how many routes each still gets: the guests', those before the second factor, the account's.
"""
SLICE = ("self_assessment", "review", "feedback")
Cell = tuple[Who, str, str]


def compare(town: Town, cells: Iterable[Cell]) -> list[tuple[Cell, int, int]]:
    """Return the cells whose answer is not the one in the table; 404 is always the same 404."""
    asked = list(cells)
    answers = town.line.all(town.sent(key, state, town.known(who)) for who, key, state in asked)
    nothing = absent(town)
    found = []
    for cell, answer in zip(asked, answers, strict=True):
        wanted = expected(*cell)
        if answer.status != wanted:
            found.append((cell, wanted, answer.status))
        if answer.status == 404 and "/session" not in cell[1] and "/people" not in cell[1]:
            assert same(answer) == nothing, cell
    return found


def absent(town: Town) -> object:
    """Return what is answered to everybody for what is not there."""
    known = town.known(Who("leader", "none"))
    (answer,) = town.line.all([town.sent("GET /results/{publication}", STATES[0], known)])
    assert answer.status == 404
    return same(answer)


def same(answer: Got) -> object:
    return answer.content, [each for each in answer.headers if each[0] != "x-request-id"]


def cells(roles: Iterable[str], keys: Iterable[str], states: Iterable[str]) -> Iterator[Cell]:
    for who in everybody(*roles):
        for key in keys:
            for state in states:
                yield who, key, state


@pytest.mark.parametrize("role", ROLES)
def test_every_route_relation_and_state(town: Town, role: str) -> None:
    asked = list(cells([role], BY_STATE, STATES))
    assert len(asked) == 7 * len(BY_STATE) * 14
    assert compare(town, asked) == []


def test_what_no_state_decides(town: Town) -> None:
    asked = list(cells(ROLES, OTHERS, STATES[:1]))
    assert len(asked) == 63 * len(OTHERS)
    assert compare(town, asked) == []


def test_everybody_has_an_account_of_their_own(town: Town) -> None:
    """Some of these end sessions, so that each is asked by a session of its own."""
    wrong, persons = [], [*(who.person for who in everybody()), "nobody"]
    for key in OWN:
        opened = town.open_sessions(persons)
        asked = [
            replace(town.sent(key, STATES[0], town.known_by(opened[each])), source=f"10.0.{at}.7")
            for at, each in enumerate(persons)
        ]
        through = expected(Who("leader", "none"), key, STATES[0])
        answers = zip(persons, town.line.all(asked), strict=True)
        wrong += [(key, person, got.status) for person, got in answers if got.status != through]
    town.sessions |= town.open_sessions(persons)
    assert wrong == []


def test_a_guest_is_everybody(town: Town) -> None:
    for key in GUESTS:
        known = [{}, *(town.known_by(town.sessions[each]) for each in HINDERED)]
        answers = town.line.all(
            replace(town.sent(key, STATES[0], each), source=f"10.1.{at}.7")
            for at, each in enumerate(known)
        )
        assert {got.status for got in answers} == {expected(Who("clerk", "none"), key, STATES[0])}


@pytest.mark.parametrize("person", ["stranger", *HINDERED])
def test_whoever_is_hindered_is_refused_whatever_they_hold(town: Town, person: str) -> None:
    """They hold every role; where nothing is in the way, what they get is told elsewhere."""
    counted = 0
    for key in ROWS:
        if (wanted := hindered(person, key)) is None:
            continue
        opened = None if person == "stranger" else town.sessions[person]
        known = {} if opened is None else town.known_by(opened)
        answers = town.line.all([town.sent(key, state, known) for state in SLICE])
        assert [got.status for got in answers] == [wanted] * len(SLICE), (person, key)
        counted += 1
    whoever_has_a_role = sum(row.sort in {"shared", "citywide"} for row in ROWS.values())
    assert counted == (whoever_has_a_role if person == "nobody" else len(ROWS) - LEFT_OPEN[person])


def test_who_has_no_role_reads_nothing(town: Town) -> None:
    known = town.known_by(town.sessions["nobody"])
    answers = town.line.all(town.sent(key, state, known) for key in BY_STATE for state in SLICE)
    refused = {("GET /stages/{stage}/ranking"): 403}
    wanted = [refused.get(key, 404) for key in BY_STATE for _ in SLICE]
    assert [got.status for got in answers] == wanted


@pytest.mark.parametrize("role", ROLES)
def test_a_token_reaches_as_far_as_its_scope_and_its_person(town: Town, role: str) -> None:
    keys = [key for key in ROWS if key not in GUESTS]
    asked = [
        (Who(role, widest(role), scope), key, state)
        for scope in SCOPES
        for key in keys
        for state in (SLICE if key in BY_STATE else SLICE[:1])
    ]
    assert compare(town, asked) == []
