"""Who is known at a provider, comes back from it, and with which cause is refused."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert

from smart_team.people import sign_in
from smart_team.people.messages import SignInError
from smart_team.people.provider import Provider
from smart_team.people.single_sign_on import finish
from smart_team.store.gate import Work
from smart_team.store.tables import audit, identities
from smart_team.store.tables import sessions as open_sessions
from tests.people.desk import OFFICE, RULES, Desk


def known(desk: Desk, issuer: str, subject: str = "s-1", login: str = "wang.mei") -> str:
    person = desk.person(login, None)
    row = {"issuer": issuer, "subject": subject, "person": person}

    def job(work: Work) -> None:
        work.connection.execute(insert(identities).values(row | {"at": work.at}))

    desk.write(job)
    return person


def comes_back(
    desk: Desk, provider: Provider, query: dict[str, str], cookie: str, rules: Any = RULES
) -> sign_in.SignedIn:
    return finish(desk.gate, provider, query, cookie, OFFICE, rules)


def refused(desk: Desk, provider: Provider, query: dict[str, str], cookie: str) -> str | None:
    """The code that the audit has; the person is told one and the same."""
    before = len(desk.rows(open_sessions))
    with pytest.raises(SignInError) as caught:
        comes_back(desk, provider, query, cookie)
    assert type(caught.value) is SignInError
    assert [(e.message.code, dict(e.values)) for e in caught.value.problems] == [("U252", {})]
    assert caught.value.__suppress_context__
    assert len(desk.rows(open_sessions)) == before
    row = desk.rows(audit)[-1]
    assert row.result == "refused"
    return str(row.code)
