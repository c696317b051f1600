"""Personal access tokens: what a program may do in a person's name, and until when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal

from sqlalchemy import Connection, insert, select, update

from smart_team.errors import Problem
from smart_team.people import messages as m
from smart_team.people.policy import Action
from smart_team.people.rules import is_text
from smart_team.people.tokens import TOKEN_PREFIXES, digest, new_token
from smart_team.store.clock import new_id, stamp
from smart_team.store.gate import Work
from smart_team.store.tables import access_tokens, people

Scope = Literal["read", "write", "review", "publish", "manage"]
SCOPES: Final[Mapping[Scope, frozenset[Action]]] = MappingProxyType(
    {
        "read": frozenset(
            {
                "read",
                "draft",
                "standing",
                "results",
                "registry",
                "read_people",
                "read_audit",
                "jobs",
                "notices",
                "read_records",
            }
        ),
        "write": frozenset(
            {"save", "submit", "withdraw", "sign", "appeal", "enter_records", "move_records"}
        ),
        "review": frozenset({"review", "confirm", "accept", "return", "decide", "amend"}),
        "publish": frozenset({"announce", "publish", "send_feedback", "correct"}),
        "manage": frozenset(
            {
                "open_cycle",
                "move_dates",
                "count_metrics",
                "panel_members",
                "manage_units",
                "manage_calendar",
                "manage_people",
                "upload_rubric",
                "back_up",
            }
        ),
    }
)
"""What each scope lets a token do, of what the policy lets its person do.

Nothing lets it near its person's own account: a token neither makes tokens nor changes passwords.
"""
LONGEST_DAYS: Final = 366
NAME_LENGTH: Final = 100


@dataclass(frozen=True, slots=True)
class TokenFor:
    """An access token that holds now."""

    id: str
    person: str
    scopes: frozenset[str]

    def allows(self, action: Action) -> bool:
        """Whether the token reaches so far; the policy still decides for its person."""
        return any(action in SCOPES[scope] for scope in SCOPES if scope in self.scopes)


@dataclass(frozen=True, slots=True)
class Own:
    """One of a person's own tokens, as they see it."""

    id: str
    name: str
    scopes: frozenset[str]
    created_at: str
    expires_at: str


def grant_token(work: Work, person: str, name: str, scopes: Collection[str], days: int) -> str:
    """Grant a token for so many days; returns it, which is never seen again."""
    _require(name, scopes, days)
    known = select(people.c.id).where(people.c.id == person, people.c.disabled_at.is_(None))
    if not is_text(person, NAME_LENGTH) or work.connection.execute(known).first() is None:
        raise m.PeopleError([Problem(m.UNKNOWN_PERSON)])
    token = new_token(TOKEN_PREFIXES["access"])
    work.trace.object = id_ = new_id(work.now)
    row = {
        "id": id_,
        "person": person,
        "name": name.strip(),
        "digest": token.digest,
        "scopes": " ".join(sorted(set(scopes))),
        "created_at": work.at,
        "expires_at": stamp(work.now + timedelta(days=days)),
    }
    work.connection.execute(insert(access_tokens).values(row))
    return token.plain


def person_of_token(connection: Connection, plain: str, now: datetime) -> TokenFor | None:
    """Return whose token it is; None if unknown, ended or expired, or the person is disabled."""
    query = (
        select(access_tokens)
        .join(people, people.c.id == access_tokens.c.person)
        .where(
            access_tokens.c.digest == digest(plain),
            access_tokens.c.ended_at.is_(None),
            access_tokens.c.expires_at > stamp(now),
            people.c.disabled_at.is_(None),
        )
    )
    row = connection.execute(query).first()
    return None if row is None else TokenFor(row.id, row.person, frozenset(row.scopes.split()))


def tokens_of(connection: Connection, person: str, now: datetime) -> list[Own]:
    """Return a person's tokens that hold now, the newest first."""
    query = (
        select(access_tokens)
        .where(
            access_tokens.c.person == person,
            access_tokens.c.ended_at.is_(None),
            access_tokens.c.expires_at > stamp(now),
        )
        .order_by(access_tokens.c.created_at.desc(), access_tokens.c.id)
    )
    return [
        Own(row.id, row.name, frozenset(row.scopes.split()), row.created_at, row.expires_at)
        for row in connection.execute(query)
    ]


def end_token(work: Work, person: str, token: str) -> None:
    """End one of a person's tokens, named by its id."""
    theirs = (access_tokens.c.person == person) & (access_tokens.c.id == token)
    query = update(access_tokens).where(theirs, access_tokens.c.ended_at.is_(None))
    known = is_text(person, NAME_LENGTH) and is_text(token, NAME_LENGTH)
    if not known or not work.connection.execute(query.values(ended_at=work.at)).rowcount:
        raise m.AbsentError([Problem(m.UNKNOWN_TOKEN)])
    work.trace.object = token


def end_tokens(work: Work, person: str) -> None:
    """End every token of a person."""
    theirs = (access_tokens.c.person == person) & access_tokens.c.ended_at.is_(None)
    work.connection.execute(update(access_tokens).where(theirs).values(ended_at=work.at))


def _require(name: str, scopes: Collection[str], days: int) -> None:
    found = []
    if not is_text(name, NAME_LENGTH):
        found.append(Problem(m.BAD_NAME, values={"longest": NAME_LENGTH}))
    if not scopes or not set(scopes) <= set(SCOPES):
        given = ", ".join(sorted(set(scopes) - set(SCOPES))) or "—"
        found.append(
            Problem(m.UNKNOWN_SCOPES, values={"given": given, "scopes": ", ".join(SCOPES)})
        )
    if not 1 <= days <= LONGEST_DAYS:
        found.append(Problem(m.BAD_DURATION, values={"longest": LONGEST_DAYS, "given": days}))
    if found:
        raise m.PeopleError(found)
