"""Long work: asked for in one transaction, done by the worker, read by whoever asked.

A job ends in the transaction of what it does, so a job that the program did not live to end is
taken up again and cannot be done twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Connection, Row, func, insert, select, update

from smart_team.assessment import cycle_messages
from smart_team.assessment import job_messages as m
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.store.audit import Result as Outcome
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.tables import jobs

State = Literal["waiting", "running", "done", "failed"]
OPEN: Final[tuple[State, ...]] = ("waiting", "running")
MOST_OPEN: Final = 10
"""Jobs that one person may have waiting."""
MOST_TRIES: Final = 3
"""How often a job is begun that the program does not live to end."""
SHOWN: Final = 100
"""Problems that a result holds at most."""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as whoever asked for it sees it; a failed one's result holds its ``problems``."""

    id: str
    sort: str
    state: State
    done: int
    total: int
    result: Mapping[str, Any] | None
    asked_at: str
    started_at: str | None
    ended_at: str | None


def ask(work: Work, person: str, sort: str, content: Mapping[str, object]) -> str:
    """Ask for long work; returns the job's id. Raises JobError where too much waits already.

    Whether the person may is asked when the job runs, by the rights of that time.
    """
    table = jobs.c
    mine = select(func.count()).where(table.asked_by == person, table.state.in_(OPEN))
    if work.connection.execute(mine).scalar_one() >= MOST_OPEN:
        raise m.JobError([Problem(m.TOO_MANY, values={"most": MOST_OPEN})])
    work.trace.object = id_ = new_id(work.now)
    row = {
        "id": id_,
        "sort": sort,
        "content": json.dumps(content, ensure_ascii=False, sort_keys=True),
        "state": "waiting",
        "asked_by": person,
        "asked_at": work.at,
    }
    work.connection.execute(insert(jobs).values(row))
    return id_


def own_job(connection: Connection, principal: Principal, job: str) -> JobView:
    """Return one of a person's own jobs; raises AbsentError."""
    row = connection.execute(select(jobs).where(_own(principal), jobs.c.id == job)).first()
    if row is None:
        raise cycle_messages.AbsentError([Problem(cycle_messages.ABSENT)])
    return _view(row)


def own_jobs(
    connection: Connection, principal: Principal, before: str | None = None, limit: int = 50
) -> list[JobView]:
    """Return a person's own jobs, newest first, from the newest or those before an id."""
    query = select(jobs).where(_own(principal)).order_by(jobs.c.id.desc())
    if before is not None:
        query = query.where(jobs.c.id < before)
    rows = connection.execute(query.limit(max(1, limit)))
    return [_view(row) for row in rows]


@dataclass(frozen=True, slots=True)
class Taken:
    """A job that is being done now."""

    id: str
    sort: str
    content: Mapping[str, Any]
    person: str


def is_open(connection: Connection) -> bool:
    """Whether there is a job to be done."""
    return connection.execute(_OLDEST.with_only_columns(jobs.c.id)).first() is not None


def take(work: Work) -> Taken | None:
    """Take the oldest job that is not ended; None if there is none, or it is given up.

    One that is running already was left behind by a program that died, or by a database that did:
    nobody else takes jobs.
    """
    row = work.connection.execute(_OLDEST).first()
    work.trace.silent = True
    if row is None:
        return None
    if row.tries >= MOST_TRIES:
        fail(work, row.id, [Problem(m.GIVEN_UP, values={"tries": row.tries})], "failed")
        work.trace.actor, work.trace.silent = row.asked_by, False
        return None
    values = {"state": "running", "tries": row.tries + 1, "started_at": work.at, "done": 0}
    work.connection.execute(update(jobs).where(jobs.c.id == row.id).values(values))
    return Taken(row.id, row.sort, json.loads(row.content), row.asked_by)


def note(work: Work, job: str, done: int, total: int) -> None:
    """Note how far a job is."""
    work.trace.silent = True
    values = {"done": done, "total": total}
    work.connection.execute(update(jobs).where(_running(job)).values(values))


def end(work: Work, job: str, result: Mapping[str, object]) -> bool:
    """End a job that is done; False if it has been ended."""
    return _end(work, job, "done", result)


def fail(work: Work, job: str, problems: Sequence[Problem], how: Outcome = "refused") -> bool:
    """End a job that was refused or failed, with its problems as data."""
    work.trace.object = job
    work.trace.outcome = (how, problems[0].message.code)
    return _end(work, job, "failed", {"problems": as_data(problems)})


def as_data(problems: Sequence[Problem]) -> list[dict[str, object]]:
    """Return the first hundred problems as data."""
    return [_data(problem) for problem in problems[:SHOWN]]


def _end(work: Work, job: str, state: State, result: Mapping[str, object]) -> bool:
    text = json.dumps(result, ensure_ascii=False, sort_keys=True)
    values: dict[str, object] = {"state": state, "result": text, "ended_at": work.at}
    if state == "done":
        values["done"] = jobs.c.total
    open_ = (jobs.c.id == job) & jobs.c.state.in_(OPEN)
    return work.connection.execute(update(jobs).where(open_).values(values)).rowcount == 1


_OLDEST: Final = (
    select(jobs).where(jobs.c.state.in_(OPEN)).order_by(jobs.c.asked_at, jobs.c.id).limit(1)
)


def _own(principal: Principal) -> ColumnElement[bool]:
    return jobs.c.asked_by == principal.person


def _running(job: str) -> ColumnElement[bool]:
    return (jobs.c.id == job) & (jobs.c.state == "running")


def _view(row: Row[Any]) -> JobView:
    return JobView(
        row.id,
        row.sort,
        row.state,
        row.done,
        row.total,
        None if row.result is None else json.loads(row.result),
        row.asked_at,
        row.started_at,
        row.ended_at,
    )


def _data(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.message.code,
        "severity": problem.message.severity,
        "what": _both(problem.what(), problem.what("en")),
        "fix": _both(problem.fix(), problem.fix("en")),
        "place": _both(problem.place.say(), problem.place.say("en")),
    }


def _both(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}
