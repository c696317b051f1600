"""What is taken from somebody is gone with their next request, on every session and token."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from smart_team.people.access import grant_token
from smart_team.people.accounts import add_person
from smart_team.people.new_passwords import setup_link
from smart_team.people.tokens import digest
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.tables import access_tokens, accounts, assignments, audit, people, sessions
from tests.api.doers import ADMIN
from tests.api.line import Sent
from tests.api.town import UNIT, Town
from tests.people.desk import PASSWORD, SEAL

STATE = "self_assessment"
PERSON = "clerk-D01-court"
Known = Mapping[str, str]


@dataclass(frozen=True)
class Held:
    """What one person holds: two sessions in browsers, and two tokens in programs."""

    sessions: tuple[Known, Known]
    tokens: tuple[Known, Known]

    def all(self) -> tuple[Known, ...]:
        return (*self.sessions, *self.tokens)


def hold(town: Town) -> Held:
    opened = [town.open_sessions([PERSON])[PERSON] for _ in range(2)]
    scopes = ["read", "write"]
    tokens = [
        town.world.write(lambda work: grant_token(work, PERSON, "program", scopes, 9))
        for _ in range(2)
    ]
    first, second = (town.known_by(each) for each in opened)
    third, fourth = ({"authorization": f"Bearer {each}"} for each in tokens)
    return Held((first, second), (third, fourth))


def statuses(town: Town, known: Known) -> tuple[int, int]:
    """Return how reading and changing are answered; the change comes with an old version."""
    path = f"/submissions/{town.submission[STATE]}"
    change = town.sent("PUT /submissions/{submission}/draft", STATE, known)
    records = [
        town.sent(f"{method} /records/{{record}}", STATE, known) for method in ("GET", "PUT")
    ]
    found = [each.status for each in town.line.all([Sent("GET", path, known), change, *records])]
    assert found[:2] == found[2:], "a record is lost and kept as a submission is"
    return found[0], found[1]


def managed(town: Town, what: str, method: str = "POST", body: Any = None) -> None:
    """Do something to the person as an administrator does."""
    with reading(town.world.engine) as connection:
        query = select(people.c.version).where(people.c.id == PERSON)
        seen = connection.execute(query).scalar_one()
    headers = {**town.known(ADMIN), "if-match": f'"{seen}"'}
    answer = town.line.ask(Sent(method, f"/people/{PERSON}/{what}", headers, body))
    assert answer.status in {200, 201}, answer.text()


def disable(town: Town, _: Held) -> None:
    managed(town, "disable")


def end_all(town: Town, _: Held) -> None:
    managed(town, "end-sessions")


def end_role(town: Town, _: Held) -> None:
    managed(town, f"roles/{PERSON}-0/end", body={"last_day": "2026-03-02"})
    town.world.now += timedelta(hours=15, minutes=1)
    stay(town)


def move_away(town: Town, _: Held) -> None:
    mine = assignments.c.person == PERSON
    change = update(assignments).where(mine).values(unit="D02-court")
    town.world.write(lambda work: work.connection.execute(change).rowcount)


def stay(town: Town) -> None:
    """Let sessions be in use, so that nothing but what is tested ends them."""
    change = update(sessions).values(
        seen_at=stamp(town.world.now), created_at=stamp(town.world.now)
    )
    town.world.write(lambda work: work.connection.execute(change).rowcount)


def use_link(town: Town, _: Held) -> None:
    link = town.world.write(lambda work: setup_link(work, PERSON, 24))
    given = {"link": link, "password": PASSWORD}
    assert town.line.ask(Sent("POST", "/set-up", body=given)).status == 200


def unbind(town: Town, _: Held) -> None:
    managed(town, "reset-second-factor")


def unlink(town: Town, _: Held) -> None:
    managed(town, "unlink")


def sign_out(town: Town, held: Held) -> None:
    assert town.line.ask(Sent("DELETE", "/session", held.sessions[0])).status == 200


def sign_out_elsewhere(town: Town, held: Held) -> None:
    assert town.line.ask(Sent("DELETE", "/account/sessions", held.sessions[1])).status == 200


def drop_token(town: Town, held: Held) -> None:
    with reading(town.world.engine) as connection:
        plain = held.tokens[0]["authorization"].removeprefix("Bearer ")
        query = select(access_tokens.c.id).where(access_tokens.c.digest == digest(plain))
        id_ = connection.execute(query).scalar_one()
    path = f"/account/tokens/{id_}"
    assert town.line.ask(Sent("DELETE", path, held.sessions[0])).status == 200


def bind(town: Town, _: Held) -> None:
    """Bind an authenticator: whoever is signed in by a password alone owes a code."""
    row = {"totp_secret": SEAL.close("A" * 32, PERSON), "totp_step": 1}
    mine = accounts.c.person == PERSON
    town.world.write(lambda work: require(work, mine, row))


def require(work: Any, mine: Any, row: Mapping[str, Any]) -> None:
    work.connection.execute(accounts.delete().where(mine))
    work.connection.execute(accounts.insert().values(person=PERSON, **row))


FINE, UNKNOWN, ABSENT, REFUSED = (200, 412), (401, 401), (404, 404), (403, 403)
Revoke = Callable[[Town, Held], None]
TAKEN: Mapping[str, tuple[Revoke, tuple[tuple[int, int], ...]]] = {
    "the person is disabled": (disable, (UNKNOWN,) * 4),
    "all sessions and tokens are ended": (end_all, (UNKNOWN,) * 4),
    "the role is over": (end_role, (ABSENT,) * 4),
    "the role is for another unit": (move_away, (ABSENT,) * 4),
    "a set-up link was used": (use_link, (UNKNOWN, UNKNOWN, FINE, FINE)),
    "the authenticator was unbound": (unbind, (UNKNOWN, UNKNOWN, FINE, FINE)),
    "the provider's identity was unlinked": (unlink, (UNKNOWN, UNKNOWN, FINE, FINE)),
    "an authenticator was bound": (bind, (REFUSED, REFUSED, FINE, FINE)),
    "the person signed out": (sign_out, (UNKNOWN, FINE, FINE, FINE)),
    "the person signed out elsewhere": (sign_out_elsewhere, (UNKNOWN, FINE, FINE, FINE)),
    "a token was ended": (drop_token, (FINE, FINE, UNKNOWN, FINE)),
}
"""What is taken, and how both sessions and both tokens are answered from then on."""


@pytest.mark.parametrize("what", TAKEN)
def test_the_next_request_is_answered_by_what_is_left(
    town: Town, tmp_path: Path, what: str
) -> None:
    revoke, wanted = TAKEN[what]
    with town.aside(tmp_path):
        held = hold(town)
        assert [statuses(town, each) for each in held.all()] == [FINE] * 4
        revoke(town, held)
        assert tuple(statuses(town, each) for each in held.all()) == wanted


def test_a_link_that_was_replaced_used_or_taken_opens_nothing(town: Town, tmp_path: Path) -> None:
    with town.aside(tmp_path):
        first, second = (
            town.world.write(lambda work: setup_link(work, PERSON, 24)) for _ in range(2)
        )
        given = {"password": PASSWORD}
        assert town.line.ask(Sent("POST", "/set-up", body={"link": first, **given})).status == 401
        managed(town, "disable")
        assert town.line.ask(Sent("POST", "/set-up", body={"link": second, **given})).status == 401
        managed(town, "enable")
        assert town.line.ask(Sent("POST", "/set-up", body={"link": second, **given})).status == 401


def test_nothing_is_let_in_behind_the_act_that_disables(town: Town, tmp_path: Path) -> None:
    """In one crowd of requests: what is recorded after the disabling is refused."""
    with town.aside(tmp_path):
        held = hold(town)
        with reading(town.world.engine) as connection:
            last = connection.execute(select(func.max(audit.c.number))).scalar_one()
            query = select(people.c.version).where(people.c.id == PERSON)
            seen = connection.execute(query).scalar_one()
        key = "PUT /submissions/{submission}/draft"
        crowd = [town.sent(key, STATE, held.all()[at % 4], 1 + at // 4) for at in range(24)]
        headers = {**town.known(ADMIN), "if-match": f'"{seen}"'}
        crowd.insert(6, Sent("POST", f"/people/{PERSON}/disable", headers))
        town.line.all(crowd)
        with reading(town.world.engine) as connection:
            rows = connection.execute(
                select(audit).where(audit.c.number > last).order_by(audit.c.number)
            ).all()
        assert len(rows) == len(crowd)
        at = next(number for number, row in enumerate(rows) if row.action == "manage_people")
        assert rows[at].result == "success"
        assert {row.result for row in rows[at + 1 :]} == {"refused"}
        assert {row.code for row in rows[at + 1 :]} == {"U224"}
        assert PERSON not in {row.actor for row in rows[at + 1 :]}


def test_who_was_renamed_or_read_loses_nothing(town: Town, tmp_path: Path) -> None:
    with town.aside(tmp_path):
        held = hold(town)
        managed(town, "name", "PUT", {"name": "王梅"})
        managed(town, "unlock")
        assert [statuses(town, each) for each in held.all()] == [FINE] * 4


def test_another_persons_things_stay_when_one_is_disabled(town: Town, tmp_path: Path) -> None:
    with town.aside(tmp_path):
        town.world.write(lambda work: add_person(work, "wang.mei", "王梅"))
        other = town.known_by(town.open_sessions([f"approver-{UNIT}"])[f"approver-{UNIT}"])
        managed(town, "disable")
        answer = town.line.ask(replace(Sent("GET", "/account"), headers=other))
        assert answer.status == 200
