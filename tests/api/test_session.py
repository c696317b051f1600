from __future__ import annotations

from datetime import timedelta
from typing import Any

import pyotp
import pytest
from smart_team_api.callers import COOKIE
from smart_team_api.strangers import AT_MOST

from smart_team.people import accounts, new_passwords
from smart_team.store.tables import access_tokens, answered, audit, sessions
from tests.api.desk import Desk
from tests.people.desk import PASSWORD, RULES

ROLE = "clerk"


def settled(desk: Desk, login: str = "wang.mei") -> str:
    """A person with a password."""
    person: str = desk.world.write(lambda work: accounts.add_person(work, login, "王梅"))
    link = desk.world.write(lambda work: new_passwords.setup_link(work, person, 24))
    answer = desk.ask(None, "POST", "/set-up", {"link": link, "password": PASSWORD})
    assert answer.json() == {"person": person}
    return person


def sign_in(desk: Desk, password: str = PASSWORD, login: str = "wang.mei") -> Any:
    return desk.ask(None, "POST", "/session", {"login": login, "password": password})


def holding(answer: Any) -> dict[str, str]:
    """What the browser sends after this sign-in."""
    cookie = next(each for each in answer.headers.get_list("set-cookie") if f"{COOKIE}=" in each)
    return {"cookie": cookie.partition(";")[0], "X-CSRF-Token": answer.json()["csrf"]}


def test_a_session_from_sign_in_to_sign_out(desk: Desk) -> None:
    person = settled(desk)
    answer = sign_in(desk)
    assert answer.status_code == 200
    for cookie in answer.headers.get_list("set-cookie"):
        assert cookie.startswith("__Host-")
        assert all(part in cookie for part in ("HttpOnly", "Secure", "Path=/", "SameSite=lax"))
        assert "Domain" not in cookie
    mine = holding(answer)
    me = desk.ask(None, "GET", "/account", more=mine).json()
    assert (me["id"], me["login"], me["assignments"]) == (person, "wang.mei", [])
    assert desk.ask(None, "DELETE", "/session", more=mine).json() == {"person": person}
    assert desk.ask(None, "GET", "/account", more=mine).status_code == 401
    assert all(row.ended_at for row in desk.world.rows(sessions))


@pytest.mark.parametrize(("login", "password"), [("wang.mei", "no"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_an_unknown_login_answer_alike(
    desk: Desk, login: str, password: str
) -> None:
    settled(desk)
    answer = sign_in(desk, password, login)
    assert (answer.status_code, answer.json()["code"]) == (401, "U209")
    assert answer.headers.get_list("set-cookie") == []


def test_too_many_guesses_have_to_wait(desk: Desk) -> None:
    settled(desk)
    for _ in range(5):
        assert sign_in(desk, "wrong").status_code == 401
    answer = sign_in(desk)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 900


def test_with_an_authenticator_nothing_goes_before_its_code(desk: Desk) -> None:
    settled(desk)
    mine = holding(sign_in(desk))
    made = desk.ask(None, "POST", "/account/second-factor", more=mine, key="12345678").json()
    assert desk.world.rows(answered) == []
    app = pyotp.TOTP(made["secret"])
    assert made["uri"].startswith("otpauth://totp/")
    given = {"code": app.at(desk.world.now)}
    codes = desk.ask(None, "POST", "/account/second-factor/confirmation", given, more=mine)
    assert len(codes.json()["codes"]) == 10
    half = sign_in(desk)
    assert half.json()["second_factor_due"]
    before = holding(half)
    assert desk.ask(None, "GET", "/submissions/x/evidence", more=before).json()["code"] == "Q109"
    tokens = {"name": "x", "scopes": ["read"], "days": 1}
    assert desk.ask(None, "POST", "/account/tokens", tokens, more=before).status_code == 403
    assert desk.ask(None, "GET", "/account", more=before).json()["second_factor_due"]
    given = {"code": codes.json()["codes"][0]}
    whole = desk.ask(None, "POST", "/session/code", given, more=before)
    assert not whole.json()["second_factor_due"]
    assert desk.ask(None, "GET", "/account", more=before).status_code == 401
    assert desk.ask(None, "GET", "/account", more=holding(whole)).status_code == 200
    again = desk.ask(None, "POST", "/session/code", given, more=holding(sign_in(desk)))
    assert again.status_code == 401


def test_a_token_reaches_as_far_as_its_scopes(desk: Desk) -> None:
    mine = desk.world.submission("D01-court")
    given = {"name": "脚本", "scopes": ["read"], "days": 7}
    made = desk.ask("clerk-D01-court", "POST", "/account/tokens", given, key="12345678")
    assert made.status_code == 201
    token = made.json()["token"]
    assert desk.world.rows(answered) == []
    bearer = {"authorization": f"Bearer {token}"}
    path = f"/submissions/{mine}"
    assert desk.ask(None, "GET", f"{path}/evidence", more=bearer).status_code == 200
    refused = desk.ask(None, "PUT", f"{path}/draft", {"answers": {}}, seen=1, more=bearer)
    assert (refused.status_code, refused.json()["code"]) == (403, "Q108")
    for method, address in (("GET", "/account"), ("POST", "/account/tokens")):
        assert desk.ask(None, method, address, given, more=bearer).status_code == 403
    (row,) = desk.world.rows(access_tokens)
    desk.ask("clerk-D01-court", "DELETE", f"/account/tokens/{row.id}")
    assert desk.ask(None, "GET", f"{path}/evidence", more=bearer).status_code == 401


def test_an_expired_password_lets_nothing_through_but_its_change(desk: Desk) -> None:
    settled(desk)
    desk.world.now = desk.world.now.replace(year=2027)
    answer = sign_in(desk)
    assert answer.json()["password_expired"]
    mine = holding(answer)
    assert desk.ask(None, "GET", "/submissions/x/evidence", more=mine).json()["code"] == "Q110"
    new = {"old": PASSWORD, "new": "Birnbaum-7qx"}
    assert desk.ask(None, "PUT", "/account/password", new, more=mine).status_code == 200
    assert desk.ask(None, "GET", "/submissions/x/evidence", more=mine).status_code == 404
    assert sign_in(desk, "Birnbaum-7qx").status_code == 200


def test_signing_out_elsewhere_leaves_this_session(desk: Desk) -> None:
    settled(desk)
    here, there = holding(sign_in(desk)), holding(sign_in(desk))
    assert desk.ask(None, "DELETE", "/account/sessions", more=here).status_code == 200
    assert desk.ask(None, "GET", "/account", more=there).status_code == 401
    assert desk.ask(None, "GET", "/account", more=here).status_code == 200


def test_the_installations_rules_are_used(desk: Desk) -> None:
    assert desk.service.rules is RULES
    weak = {"link": "stl_x", "password": "a"}
    assert desk.ask(None, "POST", "/set-up", weak).status_code == 401


def test_strangers_fill_no_audit_and_stop_nobody_known(desk: Desk) -> None:
    mine = desk.world.submission("D01-court")
    path = f"/submissions/{mine}/draft"
    desk.session("clerk-D01-court")
    desk.service.strangers.at_most = AT_MOST
    before = len(desk.world.rows(audit))
    statuses = [
        desk.ask(None, "PUT", path, {"answers": {}}, more=headers).status_code
        for headers in ({}, {"cookie": f"{COOKIE}=sts_x"}, {"authorization": "Bearer stp_x"}) * 25
    ]
    assert statuses == [401] * 60 + [429] * 15
    assert len(desk.world.rows(audit)) == before + 60
    saved = desk.ask("clerk-D01-court", "PUT", path, {"answers": {}}, seen=1)
    assert saved.status_code == 200
    desk.world.now += timedelta(minutes=1)
    assert desk.ask(None, "PUT", path, {"answers": {}}).status_code == 401


@pytest.mark.parametrize(
    ("path", "given"),
    [
        ("/session", {"login": "nobody", "password": "no"}),
        ("/set-up", {"link": "stl_x", "password": PASSWORD}),
    ],
)
def test_guesses_fill_no_audit_either(desk: Desk, path: str, given: dict[str, str]) -> None:
    settled(desk)
    assert sign_in(desk).status_code == 200
    desk.service.strangers.at_most = AT_MOST
    answers = [desk.ask(None, "POST", path, given).status_code for _ in range(AT_MOST)]
    assert set(answers) <= {401, 429}
    before = len(desk.world.rows(audit))
    assert {desk.ask(None, "POST", path, given).status_code for _ in range(9)} == {429}
    assert {desk.ask(None, "POST", path, {}).status_code for _ in range(9)} == {429}
    assert len(desk.world.rows(audit)) == before
    assert sign_in(desk).status_code == 200


def test_a_link_that_holds_is_taken_also_from_where_others_guess(desk: Desk) -> None:
    person = desk.world.write(lambda work: accounts.add_person(work, "wang.mei", "王梅"))
    link = desk.world.write(lambda work: new_passwords.setup_link(work, person, 24))
    desk.service.strangers.at_most = 1
    guess = {"link": "stl_x", "password": PASSWORD}
    assert [desk.ask(None, "POST", "/set-up", guess).status_code for _ in (1, 2)] == [401, 429]
    taken = desk.ask(None, "POST", "/set-up", {"link": link, "password": PASSWORD})
    assert taken.status_code == 200
