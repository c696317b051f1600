"""People, what they are assigned to, and how they get and change their password."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pyotp
import pytest
from sqlalchemy import insert, update

from smart_team.people import accounts, new_passwords, sign_in
from smart_team.people.access import grant_token, person_of_token
from smart_team.people.enrolment import confirm_enrolment, enrol
from smart_team.people.principal import load_principal
from smart_team.store.database import reading
from smart_team.store.every_table import metadata
from smart_team.store.gate import Work
from smart_team.store.tables import (
    audit,
    districts,
    old_passwords,
    people,
    setup_links,
    units,
)
from tests.people.desk import OFFICE, PASSWORD, RULES, Desk, refusal

NEW = "Weitblick=42.Fuchs"
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _units(desk: Desk) -> None:
    def job(work: Work) -> None:
        work.connection.execute(insert(districts).values(code="D01", name="东区"))
        row = {"code": "D01-court", "name": "东区法院", "kind": "court", "level": "district"}
        work.connection.execute(insert(units).values(row | {"district": "D01"}))

    desk.write(job)


def test_a_login_is_one_whatever_its_case_and_width(desk: Desk) -> None:
    desk.person("Wang.Mei", None)
    assert desk.rows(people)[0].login == "wang.mei"
    assert refusal(desk.write, accounts.add_person, "ｗａｎｇ．ＭＥＩ ", "x") == ["U213"]


def test_what_is_no_login_or_no_name_is_refused(desk: Desk) -> None:
    add = accounts.add_person
    for login in ("", "  ", "a b", "a\x00b", "a\ud800", "x" * 81):
        assert refusal(desk.write, add, login, "王梅") == ["U214"]
    for name in ("", " ", "a\x00b", "名" * 101):
        assert refusal(desk.write, add, "wang.mei", name) == ["U215"]
    assert desk.rows(people) == []


REACHES: list[tuple[Any, str | None, str | None, list[str]]] = [
    ("clerk", "D01-court", None, []),
    ("approver", "D01-court", None, []),
    ("district", None, "D01", []),
    ("inspector", None, None, []),
    ("admin", None, None, []),
    ("clerk", None, None, ["U217"]),
    ("clerk", None, "D01", ["U217"]),
    ("clerk", "D01-court", "D01", ["U217"]),
    ("district", "D01-court", None, ["U217"]),
    ("district", "D01-court", "D01", ["U217"]),
    ("district", None, None, ["U217"]),
    ("admin", "D01-court", None, ["U217"]),
    ("auditor", None, "D01", ["U217"]),
    ("king", None, None, ["U216"]),
    ("clerk", "D09-court", None, ["U218"]),
    ("clerk", "\x00", None, ["U218"]),
    ("district", None, "D09", ["U218"]),
]


def test_a_role_has_its_reach(desk: Desk) -> None:
    person = desk.person(password=None)
    for role, unit, district, codes in REACHES:
        assert refusal(desk.write, accounts.assign, person, role, (unit, district), DAY) == codes


def test_an_assignment_holds_from_its_first_to_its_last_day(desk: Desk) -> None:
    person = desk.person(password=None)
    reach = ("D01-court", None)
    backwards = refusal(
        desk.write, accounts.assign, person, "clerk", reach, DAY, DAY - timedelta(days=1)
    )
    assert backwards == ["U219"]
    held = desk.write(accounts.assign, person, "clerk", reach, DAY)
    desk.write(accounts.end_assignment, held, DAY + timedelta(days=2))
    roles = []
    with reading(desk.engine) as connection:
        for number in range(-1, 4):
            found = load_principal(connection, person, DAY + timedelta(days=number))
            assert found is not None
            roles.append(len(found.roles()))
    assert roles == [0, 1, 1, 1, 0]
    assert refusal(desk.write, accounts.end_assignment, held, DAY + timedelta(days=3)) == ["U220"]
    assert refusal(desk.write, accounts.end_assignment, "\x00", DAY) == ["U220"]


def test_an_unknown_person_gets_nothing(desk: Desk) -> None:
    for person in ("nobody", "", "\x00"):
        assert refusal(desk.write, accounts.assign, person, "admin", (None, None), DAY) == ["U212"]
        assert refusal(desk.write, accounts.disable, person) == ["U212"]
        assert refusal(desk.write, new_passwords.setup_link, person, 1) == ["U212"]


def test_a_disabled_person_is_refused_at_the_next_look(desk: Desk) -> None:
    person = desk.person()
    session = desk.sign_in().session
    token = desk.write(grant_token, person, "脚本", ["read"], 30)
    link = desk.write(new_passwords.setup_link, person, 24)
    desk.write(accounts.disable, person)
    assert desk.session(session) is None
    with reading(desk.engine) as connection:
        assert person_of_token(connection, token, desk.now) is None
    use = new_passwords.use_setup_link
    assert refusal(use, desk.gate, link, NEW, RULES, OFFICE) == ["U221"]
    assert refusal(desk.sign_in) == ["U209"]
    assert refusal(desk.write, accounts.disable, person) == ["U212"]


def test_a_person_disabled_by_any_way_is_refused(desk: Desk) -> None:
    person = desk.person()
    session = desk.sign_in().session
    token = desk.write(grant_token, person, "脚本", ["read"], 30)
    gone = update(people).where(people.c.id == person)
    desk.write(lambda work: work.connection.execute(gone.values(disabled_at=work.at)).rowcount)
    assert desk.session(session) is None
    with reading(desk.engine) as connection:
        assert person_of_token(connection, token, desk.now) is None


def test_a_link_is_good_once(desk: Desk) -> None:
    person = desk.person(password=None)
    link = desk.write(new_passwords.setup_link, person, 24)
    use = new_passwords.use_setup_link
    assert refusal(use, desk.gate, link, "short", RULES, OFFICE) == ["U201", "U203"]
    assert use(desk.gate, link, PASSWORD, RULES, OFFICE) == person
    assert refusal(use, desk.gate, link, NEW, RULES, OFFICE) == ["U221"]
    assert desk.sign_in().person == person


def test_of_two_who_use_a_link_at_once_one_succeeds(desk: Desk) -> None:
    person = desk.person(password=None)
    link = desk.write(new_passwords.setup_link, person, 24)
    first = new_passwords.choose(desk.engine, person, PASSWORD, RULES)
    second = new_passwords.choose(desk.engine, person, NEW, RULES)
    desk.write(new_passwords.set_by_link, link, first)
    assert refusal(desk.write, new_passwords.set_by_link, link, second) == ["U221"]
    assert refusal(desk.write, new_passwords.set_password, second) == ["U223"]
    assert desk.sign_in().person == person


@pytest.mark.parametrize(("minutes", "codes"), [(119.9, []), (120, ["U221"])])
def test_a_link_expires(desk: Desk, minutes: float, codes: list[str]) -> None:
    link = desk.write(new_passwords.setup_link, desk.person(password=None), 2)
    desk.later(minutes=minutes)
    use = new_passwords.use_setup_link
    assert refusal(use, desk.gate, link, PASSWORD, RULES, OFFICE) == codes


def test_a_new_link_ends_the_one_before_and_sessions_end_by_its_use(desk: Desk) -> None:
    person = desk.person()
    session = desk.sign_in().session
    first = desk.write(new_passwords.setup_link, person, 24)
    second = desk.write(new_passwords.setup_link, person, 24)
    use = new_passwords.use_setup_link
    assert refusal(use, desk.gate, first, NEW, RULES, OFFICE) == ["U221"]
    assert desk.session(session) is not None
    use(desk.gate, second, NEW, RULES, OFFICE)
    assert desk.session(session) is None
    assert all(row.used_at for row in desk.rows(setup_links))


def test_a_link_holds_for_a_while(desk: Desk) -> None:
    person = desk.person(password=None)
    for hours in (0, -1, 169):
        assert refusal(desk.write, new_passwords.setup_link, person, hours) == ["U222"]


def test_a_changed_password_ends_the_other_sessions(desk: Desk) -> None:
    desk.person()
    mine, other = desk.sign_in().session, desk.sign_in().session
    new_passwords.change_password(desk.gate, mine, PASSWORD, NEW, RULES, OFFICE)
    assert desk.session(mine) is not None
    assert desk.session(other) is None
    assert refusal(desk.sign_in) == ["U209"]
    assert desk.sign_in(password=NEW).session != mine


def test_who_holds_a_session_alone_cannot_guess_the_password(desk: Desk) -> None:
    desk.person()
    session = desk.sign_in().session
    change = new_passwords.change_password
    guesses = [
        refusal(change, desk.gate, session, f"Guess-{number}x", PASSWORD, RULES, OFFICE)
        for number in range(6)
    ]
    assert guesses == [["U209"]] * 5 + [["U210"]]
    assert refusal(change, desk.gate, "sts_none", PASSWORD, NEW, RULES, OFFICE) == ["U224"]


def test_the_last_five_passwords_are_not_taken_again(desk: Desk) -> None:
    desk.person()
    session = desk.sign_in().session
    taken = [PASSWORD, *(f"Weitblick={number}7.Fuchs" for number in range(1, 6))]
    for old, new in pairwise(taken):
        desk.later(minutes=1)
        for earlier in taken[max(0, taken.index(new) - 5) : taken.index(new)]:
            codes = refusal(
                new_passwords.change_password, desk.gate, session, old, earlier, RULES, OFFICE
            )
            assert codes == ["U207"]
        new_passwords.change_password(desk.gate, session, old, new, RULES, OFFICE)
    new_passwords.change_password(desk.gate, session, taken[-1], PASSWORD, RULES, OFFICE)
    assert len(desk.rows(old_passwords)) == 5


def test_the_audit_has_a_row_per_job_and_no_secret(desk: Desk) -> None:
    person = desk.person("canary.login")
    before = len(desk.rows(audit))
    session = desk.sign_in("canary.login").session
    assert refusal(desk.sign_in, "canary.login", "Canary-wrong1") == ["U209"]
    assert refusal(desk.sign_in, "Canary-typed-as-login1", PASSWORD) == ["U209"]
    link = desk.write(new_passwords.setup_link, person, 24)
    new_passwords.change_password(desk.gate, session, PASSWORD, NEW, RULES, OFFICE)
    secret = desk.write(enrol, person, RULES)
    shown = pyotp.TOTP(secret).at(desk.now)
    codes = desk.write(confirm_enrolment, person, shown, RULES)
    signed = sign_in.give_code(desk.gate, session, codes[0], OFFICE, RULES)
    token = desk.write(grant_token, person, "canary script", ["read"], 30)
    rows = desk.rows(audit)
    assert len(rows) - before == 2 + 2 + 2 + 1 + 3 + 2 + 2 + 1
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    text = " ".join(str(value) for row in rows for value in row).casefold()
    plain = (session, link, signed.session, signed.csrf, token, secret, *codes)
    for canary in ("canary", PASSWORD, NEW, "王梅", "argon2", *plain):
        assert canary.casefold() not in text
    assert person in text


def test_what_was_typed_is_kept_nowhere(desk: Desk) -> None:
    desk.person()
    assert refusal(desk.sign_in, "Canary-typed-as-login1", "Canary-wrong1") == ["U209"]
    text = " ".join(str(desk.rows(table)) for table in metadata.sorted_tables).casefold()
    assert "canary" not in text
    assert PASSWORD.casefold() not in text
    assert "wang.mei" in text
