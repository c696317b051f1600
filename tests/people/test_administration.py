"""Administering people: who may, nobody for themselves, nothing that was not seen."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import insert

from smart_team.people import accounts, register
from smart_team.people import administration as a
from smart_team.people import messages as m
from smart_team.people.access import end_token, grant_token, person_of_token, tokens_of
from smart_team.people.enrolment import enrol
from smart_team.people.principal import Principal, load_principal
from smart_team.people.sessions import end_own, own_sessions, sign_out_everywhere
from smart_team.store.database import reading
from smart_team.store.gate import Work
from smart_team.store.messages import ConflictError
from smart_team.store.tables import audit, districts, identities, people, units
from tests.people.desk import RULES, Desk, refusal

DAY = date(2026, 3, 2)
ADMIN = a.Holding("admin", DAY)
CLERK = a.Holding("clerk", DAY, unit="D01-court")
ROLES = ("clerk", "approver", "district", "inspector", "adjudicator", "leader", "author", "auditor")
REACHES: dict[str, tuple[str | None, str | None]] = {
    "clerk": ("D01-court", None),
    "approver": ("D01-court", None),
    "district": (None, "D01"),
}


@pytest.fixture(autouse=True)
def _units(desk: Desk) -> None:
    def job(work: Work) -> None:
        work.connection.execute(insert(districts).values(code="D01", name="东区"))
        row = {"code": "D01-court", "name": "东区法院", "kind": "court", "level": "district"}
        work.connection.execute(insert(units).values(row | {"district": "D01"}))

    desk.write(job)


def someone(desk: Desk, login: str, role: Any = None) -> str:
    person = desk.person(login, None)
    if role is not None:
        desk.write(accounts.assign, person, role, REACHES.get(role, (None, None)), DAY)
    return person


def who(desk: Desk, person: str) -> Principal:
    with reading(desk.engine) as connection:
        found = load_principal(connection, person, DAY)
    assert found is not None
    return found


def person(desk: Desk, id_: str) -> register.Person:
    with reading(desk.engine) as connection:
        query = register.every_person().where(people.c.id == id_)
        return register.read_people(connection, query)[0]


def asked(desk: Desk, by: str, about: str, seen: int | None = None) -> a.Asked:
    version = person(desk, about).version if seen is None else seen
    return a.Asked(who(desk, by), about, version)


@pytest.fixture
def admin(desk: Desk) -> str:
    return someone(desk, "admin", "admin")


@pytest.fixture
def mei(desk: Desk) -> str:
    return desk.person()


ACTS: dict[str, tuple[Callable[..., Any], tuple[Any, ...]]] = {
    "rename": (a.rename, ("王小梅",)),
    "disable": (a.disable, ()),
    "enable": (a.enable, ()),
    "assign": (a.assign, (CLERK,)),
    "end_assignment": (a.end_assignment, ("none", DAY)),
    "setup_link": (a.setup_link, (24,)),
    "unlock": (a.unlock, (RULES,)),
    "reset_second_factor": (a.reset_second_factor, ()),
    "unlink": (a.unlink, ()),
    "end_sessions": (a.end_sessions, ()),
}


@pytest.mark.parametrize("act", ACTS)
def test_administrators_alone_nobody_for_themselves_nothing_stale(
    desk: Desk, admin: str, mei: str, act: str
) -> None:
    job, words = ACTS[act]
    for role in (None, *ROLES):
        other = someone(desk, f"a-{role}", role)
        with pytest.raises(m.ForbiddenError) as caught:
            desk.write(job, asked(desk, other, mei), *words)
        assert caught.value.problems[0].message.code == "U247"
    with pytest.raises(m.ForbiddenError) as caught:
        desk.write(job, asked(desk, admin, admin), *words)
    assert caught.value.problems[0].message.code == "U248"
    for nobody in ("nobody", "", "\x00"):
        with pytest.raises(m.AbsentError):
            desk.write(job, asked(desk, admin, nobody, 1), *words)
    with pytest.raises(ConflictError) as conflict:
        desk.write(job, asked(desk, admin, mei, 7), *words)
    assert dict(conflict.value.problems[0].values) == {"seen": 7, "now": 1}
    assert person(desk, mei).version == 1
    assert desk.rows(audit)[-1].object == mei


def test_who_may_not_adds_nobody(desk: Desk, admin: str) -> None:
    auditor = someone(desk, "auditor", "auditor")
    assert refusal(desk.write, a.add, who(desk, auditor), "new.one", "新人") == ["U247"]
    new = desk.write(a.add, who(desk, admin), "new.one", "新人")
    found = person(desk, new)
    assert (found.login, found.name, found.version) == ("new.one", "新人", 1)
    assert not found.has_password


def test_every_change_makes_a_version_and_leaves_what_it_was_and_became(
    desk: Desk, admin: str, mei: str
) -> None:
    desk.write(a.rename, asked(desk, admin, mei), "王小梅")
    held = desk.write(a.assign, asked(desk, admin, mei), CLERK)
    desk.write(a.end_assignment, asked(desk, admin, mei), held, date(2026, 3, 31))
    desk.write(a.disable, asked(desk, admin, mei))
    assert refusal(desk.sign_in) == ["U209"]
    desk.write(a.enable, asked(desk, admin, mei))
    assert desk.sign_in().person == mei
    found = person(desk, mei)
    assert (found.name, found.version, found.disabled_at) == ("王小梅", 6, None)
    assert found.seen_at is not None
    assert [(each.role, each.until_day) for each in found.assignments] == [("clerk", "2026-03-31")]
    rows = [row for row in desk.rows(audit) if row.object == mei and row.before]
    assert len(rows) == 5
    assert [row.after for row in rows[:-1]] == [row.before for row in rows[1:]]
    assert len({row.after for row in rows}) == 5


def test_of_two_who_saw_the_same_one_changes_it(desk: Desk, admin: str, mei: str) -> None:
    seen = asked(desk, admin, mei)
    with ThreadPoolExecutor(2) as pool:
        codes = list(pool.map(lambda name: refusal(desk.write, a.rename, seen, name), ("甲", "乙")))
    assert sorted(codes) == [[], ["D104"]]


def test_only_who_is_disabled_is_enabled(desk: Desk, admin: str, mei: str) -> None:
    assert refusal(desk.write, a.enable, asked(desk, admin, mei)) == ["U250"]
    desk.write(a.disable, asked(desk, admin, mei))
    for act in ("rename", "disable", "assign", "setup_link", "reset_second_factor"):
        job, words = ACTS[act]
        assert refusal(desk.write, job, asked(desk, admin, mei), *words) == ["U212"], act


def test_an_assignment_of_somebody_else_is_not_ended(desk: Desk, admin: str, mei: str) -> None:
    other = someone(desk, "other", "leader")
    held = person(desk, other).assignments[0].id
    for assignment in (held, "none", "\x00"):
        with pytest.raises(m.AbsentError):
            desk.write(a.end_assignment, asked(desk, admin, mei), assignment, DAY)
    assert person(desk, other).assignments[0].until_day is None


JANUARY, MARCH, MAY = (date(2026, month, 1) for month in (1, 3, 5))


@pytest.mark.parametrize(("first", "second"), [("admin", "auditor"), ("auditor", "admin")])
@pytest.mark.parametrize(
    ("held", "asked_for", "codes"),
    [
        ((MARCH, None), (MAY, None), ["U249"]),
        ((MAY, None), (MARCH, None), ["U249"]),
        ((MARCH, MAY), (MAY, None), ["U249"]),
        ((MARCH, MAY), (JANUARY, MARCH), ["U249"]),
        ((JANUARY, MARCH), (MAY, None), []),
        ((MAY, None), (JANUARY, MARCH), []),
    ],
)
def test_who_manages_is_not_who_audits(
    desk: Desk, first: Any, second: Any, held: Any, asked_for: Any, codes: list[str]
) -> None:
    both = someone(desk, "both")
    desk.write(accounts.assign, both, first, (None, None), *held)
    given = refusal(desk.write, accounts.assign, both, second, (None, None), *asked_for)
    assert given == codes
    assert refusal(desk.write, accounts.assign, both, "leader", (None, None), *held) == []


def test_sessions_tokens_and_links_end(desk: Desk, admin: str, mei: str) -> None:
    session = desk.sign_in().session
    token = desk.write(grant_token, mei, "脚本", ["read"], 30)
    desk.write(a.end_sessions, asked(desk, admin, mei))
    assert desk.session(session) is None
    with reading(desk.engine) as connection:
        assert person_of_token(connection, token, desk.now) is None
    desk.write(enrol, mei, RULES)
    desk.write(a.reset_second_factor, asked(desk, admin, mei))
    assert not desk.sign_in().second_factor_due
    assert desk.write(a.setup_link, asked(desk, admin, mei), 24).startswith("stl_")
    for number in range(6):
        refusal(desk.sign_in, password=f"Wrong-guess{number}")
    assert refusal(desk.sign_in) == ["U210"]
    desk.write(a.unlock, asked(desk, admin, mei), RULES)
    assert refusal(desk.sign_in) == []


def test_an_identity_is_taken_from_whom_it_was_wrongly_linked_to(
    desk: Desk, admin: str, mei: str
) -> None:
    row = {"issuer": "https://id.example", "at": "2026"}
    held = [row | {"subject": each, "person": each} for each in (admin, mei)]
    desk.write(lambda work: work.connection.execute(insert(identities), held).rowcount)
    session = desk.sign_in().session
    desk.write(a.unlink, asked(desk, admin, mei))
    assert [each.person for each in desk.rows(identities)] == [admin]
    assert desk.session(session) is None


def test_people_are_read_by_who_may(desk: Desk, admin: str, mei: str) -> None:
    desk.write(a.assign, asked(desk, admin, mei), CLERK)
    readers = {role: someone(desk, f"r-{role}", role) for role in ROLES}
    with reading(desk.engine) as connection:
        for role, reader in readers.items():
            query = register.people_for(who(desk, reader)).order_by(people.c.login)
            found = register.read_people(connection, query)
            assert len(found) == (10 if role == "auditor" else 0), role
        for reader in (admin, readers["auditor"]):
            one = register.read_person(connection, who(desk, reader), mei)
            assert [each.unit for each in one.assignments] == ["D01-court"]
            assert one.has_password
        for reader, about in ((readers["leader"], mei), (admin, "nobody"), (admin, "\x00")):
            with pytest.raises(m.AbsentError) as caught:
                register.read_person(connection, who(desk, reader), about)
            assert caught.value.problems[0].message.code == "U212"


def test_everybody_sees_and_ends_their_own_sessions(desk: Desk, mei: str) -> None:
    desk.person("other")
    first, second = (desk.sign_in(source=place).session for place in ("office", "home"))
    stranger = desk.sign_in("other").session
    this, theirs = desk.session(first), desk.session(stranger)
    assert this is not None
    assert theirs is not None
    with reading(desk.engine) as connection:
        found = own_sessions(connection, this, desk.now)
        foreign = own_sessions(connection, theirs, desk.now)[0].id
    assert {each.source for each in found} == {"office", "home"}
    assert [each.source for each in found if each.is_this] == ["office"]
    assert all(len(each.id) == 16 and each.id not in (first, second) for each in found)
    (away,) = (each.id for each in found if not each.is_this)
    desk.write(end_own, mei, away)
    assert desk.session(second) is None
    for id_ in (away, foreign, "", "\x00" * 16, "%" * 16):
        assert refusal(desk.write, end_own, mei, id_) == ["U251"]
    assert desk.session(stranger) is not None
    desk.later(hours=13)
    with reading(desk.engine) as connection:
        assert own_sessions(connection, this, desk.now) == []


def test_signing_out_everywhere_leaves_tokens_and_others(desk: Desk, mei: str) -> None:
    desk.person("other")
    mine = [desk.sign_in().session for _ in range(2)]
    other = desk.sign_in("other").session
    token = desk.write(grant_token, mei, "脚本", ["read", "write"], 30)
    desk.write(sign_out_everywhere, mei)
    assert [desk.session(each) for each in mine] == [None, None]
    assert desk.session(other) is not None
    with reading(desk.engine) as connection:
        assert person_of_token(connection, token, desk.now) is not None
        (own,) = tokens_of(connection, mei, desk.now)
    assert (own.name, sorted(own.scopes)) == ("脚本", ["read", "write"])
    desk.write(end_token, mei, own.id)
    with reading(desk.engine) as connection:
        assert tokens_of(connection, mei, desk.now) == []


def test_where_a_second_factor_is_required_it_is_bound_first(desk: Desk, mei: str) -> None:
    session = desk.sign_in().session
    found = desk.session(session)
    assert found is not None
    assert found.enrolment_due(required=True)
    assert not found.enrolment_due(required=False)
    desk.write(enrol, mei, RULES)
    found = desk.session(session)
    assert found is not None
    assert found.enrolment_due(required=True)
