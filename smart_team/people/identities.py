"""Who a person is at the provider of single sign-on, and the session they get from there."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Engine, and_, insert, select

from smart_team.people import single_sign_on_messages as m
from smart_team.people.accounts import person_of_login
from smart_team.people.id_token import Identity
from smart_team.people.provider import Client, refuse
from smart_team.people.rules import Rules
from smart_team.people.sessions import open_session
from smart_team.people.sign_in import SignedIn, has_expired
from smart_team.store.database import reading
from smart_team.store.gate import Work
from smart_team.store.tables import accounts, identities, people


def link_due(engine: Engine, identity: Identity) -> bool:
    """Whether this identity is nobody's yet."""
    with reading(engine) as connection:
        found = connection.execute(select(identities.c.person).where(_is(identity))).first()
        return found is None


def link(work: Work, identity: Identity) -> None:
    """Link an identity to the person of its login, once; raises SignOnError.

    It is refused where the person is disabled, or linked to another identity of that provider's.
    """
    person = person_of_login(work.connection, identity.login or "")
    if person is None:
        refuse(m.NOT_LINKED)
    work.trace.object = person
    _require_enabled(work, person)
    taken = (identities.c.issuer == identity.issuer) & (identities.c.person == person)
    if work.connection.execute(select(identities.c.person).where(taken)).first() is not None:
        refuse(m.NOT_LINKED)
    row = {
        "issuer": identity.issuer,
        "subject": identity.subject,
        "person": person,
        "at": work.at,
    }
    work.connection.execute(insert(identities).values(row))


def enter(work: Work, identity: Identity, client: Client, source: str, rules: Rules) -> SignedIn:
    """Open the session of who is linked to an identity; raises SignOnError."""
    query = select(identities.c.person).where(_is(identity))
    person = work.connection.execute(query).scalar()
    if person is None:
        refuse(m.NOT_LINKED)
    work.trace.object = person
    _require_enabled(work, person)
    work.trace.actor = person
    done = client.is_second_factor
    opened = open_session(work, person, source, second_factor=done)
    step = select(accounts.c.totp_step).where(accounts.c.person == person)
    enrolled = work.connection.execute(step).scalar() is not None
    return SignedIn(
        person,
        opened.session,
        opened.csrf,
        second_factor_due=enrolled and not done,
        password_expired=has_expired(work, person, rules),
        enrolment_due=rules.second_factor_required and not (enrolled or done),
    )


def _is(identity: Identity) -> ColumnElement[bool]:
    column = identities.c
    return and_(column.issuer == identity.issuer, column.subject == identity.subject)


def _require_enabled(work: Work, person: str) -> None:
    query = select(people.c.disabled_at).where(people.c.id == person)
    if work.connection.execute(query).scalar_one() is not None:
        refuse(m.LINKED_PERSON_DISABLED)
