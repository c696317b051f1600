"""A person's own inbox: what they were told, as far as they may still read what it is about."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Row, func, or_, select, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.notices import Sort
from smart_team.errors import Problem
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal
from smart_team.people.scopes import submissions_for
from smart_team.store.gate import Work
from smart_team.store.tables import notifications, submissions

MOST: Final = 200
"""Notices that one page holds at most."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as its person sees it; :mod:`notice_texts` puts it into words."""

    id: str
    sort: Sort
    submission: str | None
    content: Mapping[str, Any]
    at: str
    read_at: str | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """One page, newest first; `next` is where the page after it begins, None at the end."""

    notices: tuple[Told, ...]
    next: str | None


def inbox(
    connection: Connection, principal: Principal, before: str | None = None, limit: int = 50
) -> Inbox:
    """Return a page of a person's own notices, from the newest or after a page's `next`."""
    query = select(notifications).where(_own(principal)).order_by(notifications.c.id.desc())
    if before is not None:
        query = query.where(notifications.c.id < before)
    size = max(1, min(limit, MOST))
    rows = connection.execute(query.limit(size + 1)).all()
    page = tuple(_told(row) for row in rows[:size])
    return Inbox(page, page[-1].id if len(rows) > size else None)


def own_notice(connection: Connection, principal: Principal, notice: str) -> Told | None:
    """Return one of a person's own notices; None where they may no longer know of it."""
    query = select(notifications).where(notifications.c.id == notice, _own(principal))
    row = connection.execute(query).first()
    return None if row is None else _told(row)


def _told(row: Row[Any]) -> Told:
    return Told(row.id, row.sort, row.submission, json.loads(row.content), row.at, row.read_at)


def unread(connection: Connection, principal: Principal) -> int:
    """Return how many of a person's notices they have not read."""
    query = select(func.count()).select_from(notifications)
    query = query.where(_own(principal), notifications.c.read_at.is_(None))
    return int(connection.execute(query).scalar_one())


def mark_read(work: Work, principal: Principal, notice: str) -> None:
    """Note that a person has read a notice; raises AbsentError unless it is theirs.

    The first time counts.
    """
    work.trace.object = notice
    mine = (notifications.c.id == notice, _own(principal))
    row = work.connection.execute(select(notifications.c.read_at).where(*mine)).first()
    if row is None:
        raise m.AbsentError([Problem(m.ABSENT)])
    work.trace.silent = row.read_at is not None
    if row.read_at is None:
        _read(work, notifications.c.id == notice)


def mark_all_read(work: Work, principal: Principal) -> int:
    """Note that a person has read all their notices; returns how many were new."""
    table = notifications.c
    query = select(table.id).where(_own(principal), table.read_at.is_(None))
    ids = list(work.connection.execute(query).scalars())
    work.trace.silent = not ids
    if ids:
        _read(work, table.id.in_(ids))
    return len(ids)


def _read(work: Work, which: ColumnElement[bool]) -> None:
    work.connection.execute(update(notifications).where(which).values(read_at=work.at))


def _own(principal: Principal) -> ColumnElement[bool]:
    """What a person was told and may still know: rights may have gone since."""
    readable = submissions_for(principal).with_only_columns(submissions.c.id)
    about: ColumnElement[bool] = notifications.c.submission.in_(readable)
    if may(principal, "results", CITY):
        about = or_(about, notifications.c.submission.is_(None))
    return (notifications.c.person == principal.person) & about
