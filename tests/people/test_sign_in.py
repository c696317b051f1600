"""Signing in, the second factor, sessions, and what guesses come to."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import insert, update

from smart_team.people import attempts, enrolment, sessions, sign_in
from smart_team.people import messages as m
from smart_team.people.passwords import Cost, Hasher, check_password, hash_password, new_hasher
from smart_team.store.gate import Work
from smart_team.store.tables import accounts, audit, known_sources, people, sign_in_failures
from smart_team.store.tables import sessions as open_sessions
from tests.people.desk import OFFICE, PASSWORD, RULES, Desk, refusal


def code(desk: Desk, secret: str) -> str:
    return pyotp.TOTP(secret).at(desk.now)


def enrolled(desk: Desk, person: str) -> tuple[str, list[str]]:
    """Bind an authenticator; returns its secret and the recovery codes, one step later."""
    secret = desk.write(enrolment.enrol, person, RULES)
    codes = desk.write(enrolment.confirm_enrolment, person, code(desk, secret), RULES)
    desk.later(seconds=30)
    return secret, codes


def give(desk: Desk, session: str, given: str, source: str = OFFICE) -> sign_in.SignedIn:
    return sign_in.give_code(desk.gate, session, given, source, RULES)


def test_who_knows_the_password_gets_a_session(desk: Desk) -> None:
    person = desk.person()
    signed = desk.sign_in("  WANG.mei")
    assert (signed.person, signed.second_factor_due, signed.password_expired) == (
        person,
        False,
        False,
    )
    found = desk.session(signed.session)
    assert found is not None
    assert found.person == person
    assert found.sent_by_us(signed.csrf)
    assert not found.sent_by_us(signed.session)
    assert desk.rows(sign_in_failures) == []
    assert PASSWORD not in repr(signed)
    assert signed.session not in repr(signed)
    stored = str([desk.rows(table) for table in (open_sessions, accounts, known_sources)])
    assert signed.session not in stored
    assert signed.csrf not in stored


REFUSED = [
    ("wang.mei", "Wrong-guess1"),
    ("wang.mei", ""),
    ("nobody", PASSWORD),
    ("no.password", PASSWORD),
    ("no.account", PASSWORD),
    ("disabled", PASSWORD),
    ("\x00", PASSWORD),
    ("\ud800", PASSWORD),
    ("x" * 500, PASSWORD),
]


def test_every_refusal_is_the_same(desk: Desk) -> None:
    desk.person()
    desk.person("no.password", None)
    disabled = desk.person("disabled")

    def job(work: Work) -> None:
        row = {"id": "bare", "login": "no.account", "name": "x", "created_at": work.at}
        work.connection.execute(insert(people).values(row))
        gone = update(people).where(people.c.id == disabled)
        work.connection.execute(gone.values(disabled_at=work.at))

    desk.write(job)
    for number, (login, password) in enumerate(REFUSED):
        before = len(desk.rows(audit))
        with pytest.raises(m.SignInError) as caught:
            desk.sign_in(login, password)
        assert type(caught.value) is m.SignInError
        said = [(each.message.code, dict(each.values)) for each in caught.value.problems]
        assert said == [("U209", {})]
        assert [(row.action, row.result) for row in desk.rows(audit)[before:]] == [
            ("sign_in_begin", "success"),
            ("sign_in", "refused"),
        ]
        assert len(desk.rows(sign_in_failures)) == number + 1


@pytest.mark.parametrize("login", ["wang.mei", "nobody"])
def test_of_a_hundred_guesses_at_once_five_are_evaluated(
    desk: Desk, login: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.person()
    evaluated: list[str] = []

    def counted(kept: str | None, password: str, hasher: Hasher | None) -> bool:
        evaluated.append(password)
        return check_password(kept, password, hasher)

    monkeypatch.setattr(sign_in, "check_password", counted)
    with ThreadPoolExecutor(100) as pool:
        codes = list(
            pool.map(lambda n: refusal(desk.sign_in, login, f"Guess-{n}", "far"), range(100))
        )
    assert len(evaluated) == 5
    assert sorted(codes) == [["U209"]] * 5 + [["U210"]] * 95
    assert refusal(desk.sign_in, login, PASSWORD, "far") == ["U210"]
    desk.later(minutes=15)
    expected = [] if login == "wang.mei" else ["U209"]
    assert refusal(desk.sign_in, login, PASSWORD, "far") == expected


def test_no_stranger_locks_the_owner_out_where_they_usually_are(desk: Desk) -> None:
    desk.person()
    desk.sign_in()
    for number in range(60):
        refusal(desk.sign_in, "wang.mei", f"Guess-{number}", f"far-{number}")
    with pytest.raises(m.LockedOutError) as caught:
        desk.sign_in(source="elsewhere")
    assert caught.value.problems[0].values["seconds"] == 3600
    assert desk.sign_in().person


def test_an_administrator_unlocks(desk: Desk) -> None:
    person = desk.person()
    codes = [refusal(desk.sign_in, password="Wrong-guess1") for _ in range(6)]
    assert codes[-1] == ["U210"]
    desk.write(attempts.unlock, person, RULES)
    assert refusal(desk.sign_in) == []
    assert refusal(desk.write, attempts.unlock, "nobody", RULES) == ["U212"]


def test_an_attempt_is_good_once_and_only_while_nothing_changes(desk: Desk) -> None:
    person = desk.person()
    first, second = (desk.write(attempts.begin, "wang.mei", OFFICE, RULES) for _ in range(2))
    desk.write(sign_in.finish, first, RULES, ok=True)
    assert refusal(desk.write, sign_in.finish, first, RULES, ok=True) == ["U209"]
    changed = hash_password("Weitblick=42.Fuchs", RULES.hasher)
    mine = accounts.c.person == person
    desk.write(
        lambda work: (
            work.connection.execute(update(accounts).where(mine).values(password=changed)).rowcount
        )
    )
    assert refusal(desk.write, sign_in.finish, second, RULES, ok=True) == ["U209"]


def test_a_hash_of_an_old_cost_is_made_anew(desk: Desk) -> None:
    desk.person()
    before = desk.rows(accounts)[0].password
    dearer = replace(RULES, hasher=new_hasher(Cost(passes=2, memory=16, lanes=1)))
    sign_in.sign_in(desk.gate, "wang.mei", PASSWORD, OFFICE, dearer)
    after = desk.rows(accounts)[0].password
    assert "m=16,t=2" in after
    assert after != before
    sign_in.sign_in(desk.gate, "wang.mei", PASSWORD, OFFICE, dearer)
    assert desk.rows(accounts)[0].password == after


def test_an_expired_password_is_said(desk: Desk) -> None:
    desk.person()
    desk.later(days=90)
    signed = desk.sign_in()
    assert signed.password_expired
    found = desk.session(signed.session)
    assert found is not None
    assert found.password_at is not None


def test_the_second_factor_gives_a_new_session(desk: Desk) -> None:
    person = desk.person()
    secret, _ = enrolled(desk, person)
    first = desk.sign_in(source="new place")
    assert first.second_factor_due
    assert desk.rows(known_sources) == []
    found = desk.session(first.session)
    assert found is not None
    assert found.second_factor_due
    second = give(desk, first.session, code(desk, secret), "new place")
    assert not second.second_factor_due
    assert desk.session(first.session) is None
    after = desk.session(second.session)
    assert after is not None
    assert after.second_factor_done
    assert not after.second_factor_due
    assert (after.created_at, second.csrf == first.csrf) == (found.created_at, False)
    assert [row.source for row in desk.rows(known_sources)] == ["new place"]
    assert desk.rows(sign_in_failures) == []


def test_a_code_is_good_once(desk: Desk) -> None:
    person = desk.person()
    secret, _ = enrolled(desk, person)
    now = code(desk, secret)
    one, two = desk.sign_in().session, desk.sign_in().session
    give(desk, one, now)
    assert refusal(give, desk, two, now) == ["U211"]
    desk.later(seconds=30)
    assert refusal(give, desk, two, now) == ["U211"]
    assert refusal(give, desk, two, code(desk, secret)) == []


def test_of_twenty_who_give_a_code_at_once_one_gets_in(desk: Desk) -> None:
    secret, _ = enrolled(desk, desk.person())
    now = code(desk, secret)
    waiting = [desk.sign_in().session for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        codes = list(pool.map(lambda each: refusal(give, desk, each, now), waiting))
    assert codes.count([]) == 1


def test_a_recovery_code_is_good_once(desk: Desk) -> None:
    _, codes = enrolled(desk, desk.person())
    give(desk, desk.sign_in().session, codes[0].lower())
    assert refusal(give, desk, desk.sign_in().session, codes[0]) == ["U211"]
    assert refusal(give, desk, desk.sign_in().session, codes[1]) == []


def test_codes_are_guessed_under_a_limit(desk: Desk) -> None:
    person = desk.person()
    secret, codes = enrolled(desk, person)
    session = desk.sign_in().session
    guesses = [refusal(give, desk, session, "no code") for _ in range(6)]
    assert guesses == [["U211"]] * 5 + [["U210"]]
    assert refusal(give, desk, session, code(desk, secret)) == ["U210"]
    assert refusal(give, desk, session, codes[0]) == ["U210"]
    desk.write(attempts.unlock, person, RULES)
    assert refusal(give, desk, session, code(desk, secret)) == []


def test_a_code_needs_a_session_of_its_own_person(desk: Desk) -> None:
    secret, _ = enrolled(desk, desk.person())
    desk.person("li.na")
    other = desk.sign_in("li.na").session
    assert refusal(give, desk, other, code(desk, secret)) == ["U211"]
    assert refusal(give, desk, "sts_none", code(desk, secret)) == ["U224"]
    mine = desk.sign_in().session
    attempt = desk.write(attempts.begin_code, mine, OFFICE, RULES)
    refused = refusal(desk.write, sign_in.second_factor, attempt, other, code(desk, secret), RULES)
    assert refused == ["U224"]


def test_an_authenticator_counts_once_confirmed_and_is_not_replaced(desk: Desk) -> None:
    person = desk.person()
    session = desk.sign_in().session
    confirm = enrolment.confirm_enrolment
    assert refusal(desk.write, confirm, person, "000000", RULES) == ["U226"]
    secret = desk.write(enrolment.enrol, person, RULES)
    assert not desk.sign_in().second_factor_due
    assert refusal(desk.write, confirm, person, "", RULES) == ["U211"]
    desk.write(confirm, person, code(desk, secret), RULES)
    found = desk.session(session)
    assert found is not None
    assert found.second_factor_due
    assert refusal(desk.write, enrolment.enrol, person, RULES) == ["U225"]
    assert refusal(give, desk, session, code(desk, secret)) == ["U211"]
    desk.write(enrolment.remove_second_factor, person)
    assert desk.session(session) is None
    assert not desk.sign_in().second_factor_due


def test_an_idle_session_ends(desk: Desk) -> None:
    desk.person()
    session = desk.sign_in().session
    desk.later(minutes=29.9)
    found = desk.session(session)
    assert found is not None
    assert found.touch_due(desk.now)
    assert desk.write(sessions.touch, session)
    desk.later(minutes=29.9)
    assert desk.session(session) is not None
    desk.later(minutes=0.1)
    assert desk.session(session) is None
    assert not desk.write(sessions.touch, session)
    assert desk.session(session) is None


def test_a_session_is_touched_at_most_once_a_minute(desk: Desk) -> None:
    desk.person()
    session = desk.sign_in().session
    desk.later(seconds=59)
    assert not desk.write(sessions.touch, session)
    desk.later(seconds=1)
    assert desk.write(sessions.touch, session)
    assert not desk.write(sessions.touch, session)


def test_a_session_ends_after_twelve_hours_of_use(desk: Desk) -> None:
    secret, _ = enrolled(desk, desk.person())
    first = desk.sign_in().session
    desk.later(minutes=20)
    session = give(desk, first, code(desk, secret)).session
    for _ in range(34):
        desk.later(minutes=20)
        desk.write(sessions.touch, session)
    assert desk.session(session) is not None
    desk.later(minutes=20)
    assert desk.session(session) is None


def test_signing_out_ends_this_session_and_end_all_ends_all(desk: Desk) -> None:
    person = desk.person()
    one, two, three = (desk.sign_in().session for _ in range(3))
    desk.write(sessions.sign_out, one)
    assert [desk.session(each) is None for each in (one, two, three)] == [True, False, False]
    desk.write(sessions.end_all, person)
    assert [desk.session(each) is None for each in (one, two, three)] == [True, True, True]
