"""Personal access tokens."""

from __future__ import annotations

from typing import get_args

from smart_team.people.access import (
    SCOPES,
    Scope,
    TokenFor,
    end_token,
    grant_token,
    person_of_token,
)
from smart_team.people.policy import RULES as POLICY
from smart_team.store.database import reading
from smart_team.store.tables import access_tokens
from tests.people.desk import Desk, refusal

WRONG = [
    ("", ["read"], 30, ["U215"]),
    ("x", [], 30, ["U227"]),
    ("x", ["read", "all"], 30, ["U227"]),
    ("x", ["read"], 0, ["U222"]),
    ("x", ["read"], 367, ["U222"]),
    ("\x00", ["no"], 0, ["U215", "U227", "U222"]),
]


def look(desk: Desk, plain: str) -> TokenFor | None:
    with reading(desk.engine) as connection:
        return person_of_token(connection, plain, desk.now)


def test_a_token_stands_for_its_person_within_its_scopes(desk: Desk) -> None:
    person = desk.person(password=None)
    plain = desk.write(grant_token, person, "导出脚本", ["write", "read", "read"], 30)
    found = look(desk, plain)
    assert found is not None
    assert (found.person, set(found.scopes)) == (person, {"read", "write"})
    assert found.allows("submit")
    assert found.allows("read")
    assert not found.allows("publish")
    assert plain not in str(desk.rows(access_tokens))
    assert look(desk, plain[:-1]) is None
    assert look(desk, "\x00\ud800") is None


def test_every_action_but_those_on_an_account_is_in_one_scope() -> None:
    assert set(SCOPES) == set(get_args(Scope))
    listed = [action for actions in SCOPES.values() for action in actions]
    assert sorted(listed) == sorted({rule.action for rule in POLICY} - {"account"})


def test_a_token_expires(desk: Desk) -> None:
    plain = desk.write(grant_token, desk.person(password=None), "脚本", ["read"], 1)
    desk.later(hours=23.9)
    assert look(desk, plain) is not None
    desk.later(hours=0.1)
    assert look(desk, plain) is None


def test_a_token_is_ended_by_its_person_alone(desk: Desk) -> None:
    person, other = desk.person("a.one", None), desk.person("b.two", None)
    plain = desk.write(grant_token, person, "脚本", ["read"], 30)
    found = look(desk, plain)
    assert found is not None
    assert refusal(desk.write, end_token, other, found.id) == ["U228"]
    assert look(desk, plain) == found
    desk.write(end_token, person, found.id)
    assert look(desk, plain) is None
    assert refusal(desk.write, end_token, person, found.id) == ["U228"]
    assert refusal(desk.write, end_token, person, "\x00") == ["U228"]


def test_what_is_asked_wrongly_is_refused(desk: Desk) -> None:
    person = desk.person(password=None)
    for name, scopes, days, codes in WRONG:
        assert refusal(desk.write, grant_token, person, name, scopes, days) == codes
    assert refusal(desk.write, grant_token, "nobody", "x", ["read"], 1) == ["U212"]
    assert desk.rows(access_tokens) == []
