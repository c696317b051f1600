"""Votes for records, such as the month's ten best cases."""

from __future__ import annotations

from sqlalchemy import delete, func, insert, select

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.records import messages as m
from smart_team.assessment.records.finding import FoundRecord, find_record
from smart_team.errors import Problem
from smart_team.ledger.book import Shelf
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.gate import Work
from smart_team.store.record_tables import record_votes, records


def vote(work: Work, principal: Principal, shelf: Shelf, record: str) -> int:
    """Vote for a record, once and within the month's number; returns its votes."""
    found = _open(work, principal, shelf, record)
    month = f"{shanghai_day(work.now):%Y-%m}"
    table = record_votes.c
    mine = select(func.count()).select_from(
        record_votes.join(records, records.c.id == table.record)
    )
    mine = mine.where(
        table.person == principal.person,
        table.month == month,
        records.c.ledger == found.book.name,
        table.record != record,
    )
    most = found.book.ledger.votes.most if found.book.ledger.votes else 0
    if work.connection.execute(mine).scalar_one() >= most:
        raise refusals.RefusedError([Problem(m.VOTES_SPENT, values={"most": most})])
    take_back(work, principal, shelf, record)
    row = {"record": record, "person": principal.person, "month": month, "at": work.at}
    work.connection.execute(insert(record_votes).values(row))
    return votes_of(work, record)


def take_back(work: Work, principal: Principal, shelf: Shelf, record: str) -> int:
    """Take one's vote back; returns the record's votes."""
    _open(work, principal, shelf, record)
    mine = (record_votes.c.record == record, record_votes.c.person == principal.person)
    work.connection.execute(delete(record_votes).where(*mine))
    return votes_of(work, record)


def votes_of(work: Work, record: str) -> int:
    """Return how many voted for a record."""
    query = select(func.count()).where(record_votes.c.record == record)
    return int(work.connection.execute(query).scalar_one())


def _open(work: Work, principal: Principal, shelf: Shelf, record: str) -> FoundRecord:
    work.trace.object = record
    found = find_record(work.connection, principal, shelf, record)
    votes = found.book.ledger.votes
    if not principal.roles() & set(() if votes is None else votes.by):
        values = {
            "action": "move_records",
            "state": found.book.states[found.row.state].title.text(),
        }
        raise refusals.ForbiddenError([Problem(refusals.FORBIDDEN, values=values)])
    if votes is None or found.row.state != votes.in_:
        raise refusals.RefusedError([Problem(m.NO_VOTES)])
    return found
