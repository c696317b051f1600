"""A reviewer at work: their whole layer, which items they have looked at, and the confirmation."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from smart_team.assessment.drafts import Draft
from smart_team.assessment.leases import hold
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, author_of, newest
from smart_team.assessment.submissions import Asked, act, admitted, review
from smart_team.people.principal import Principal
from smart_team.store.gate import Work
from smart_team.store.tables import looked_at


def keep(work: Work, asked: Asked, draft: Draft, looked: Iterable[str], library: Library) -> int:
    """Save a reviewer's layer where it says something new, and note what they have looked at.

    Returns the submission's version: the same one where nothing was new, so that looking through
    items takes back no confirmation. Raises what :func:`review` raises.
    """
    found = admitted(work, asked, "review")
    _note(work, found, asked.principal, looked)
    hold(work, found, asked.principal)
    layer = found.step.layer or "review"
    author = author_of(found, asked.principal)
    before = newest(work.connection, found.id, layer, found.step.id, author)
    if before.draft.text() == draft.text():
        return asked.seen
    return review(work, asked, draft, library)


def conclude(
    work: Work, asked: Asked, draft: Draft, looked: Iterable[str], library: Library
) -> str:
    """Save a reviewer's layer and confirm the step in one; returns the new state."""
    version = keep(work, asked, draft, looked, library)
    return act(work, replace(asked, seen=version), "confirm", library)


def looked_at_by(connection: Connection, found: Submission, principal: Principal) -> frozenset[str]:
    """Return the items that a reviewer has looked at, where a submission stands now."""
    text = connection.execute(select(looked_at.c.ids).where(*_mine(found, principal))).scalar()
    return frozenset(json.loads(text) if text else ())


def _note(work: Work, found: Submission, principal: Principal, looked: Iterable[str]) -> None:
    mine = _mine(found, principal)
    work.connection.execute(delete(looked_at).where(*mine))
    row = {
        "submission": found.id,
        "step": found.step.id,
        "author": author_of(found, principal),
        "ids": json.dumps(sorted(set(looked))),
        "at": work.at,
    }
    work.connection.execute(insert(looked_at).values(row))


def _mine(found: Submission, principal: Principal) -> tuple[Any, ...]:
    table, author = looked_at.c, author_of(found, principal)
    return table.submission == found.id, table.step == found.step.id, table.author == author
