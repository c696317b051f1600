"""Who may make each change, and where: by hand, so that every one of them can be seen to succeed."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Executable, insert, select, update

from smart_team.store.clock import stamp
from smart_team.store.record_tables import records
from smart_team.store.tables import (
    cycles,
    holidays,
    notifications,
    people,
    publications,
    submissions,
    units,
)
from tests.api.line import Sent
from tests.api.rows import ANSWERS, ROWS
from tests.api.town import PROBLEM, UNIT, Town, Who
from tests.assessment.world import START

CLERK, APPROVER = Who("clerk", "own unit"), Who("approver", "own unit")
DISTRICT, PANEL = Who("district", "same district"), Who("inspector", "on the panel")
JUDGE, ADMIN, AUTHOR = Who("adjudicator", "none"), Who("admin", "none"), Who("author", "none")
OPENING = {
    "title": "2026",
    "module": "education_rectification",
    "starts": {
        f"education_rectification.{each}": "2026-03-02"
        for each in ("study", "correction", "summary")
    },
    "units": [UNIT],
}
DAY = "2026-02-17"
Prepare = Callable[[Town], None]


@dataclass(frozen=True)
class Doer:
    """Somebody who may, in a state, with what must be there first and another body, if any."""

    who: Who
    state: str = "self_assessment"
    status: int = 200
    prepare: Prepare | None = None
    body: Any = None

    def sent(self, town: Town, key: str, seen: int) -> Sent:
        """Return a request that succeeds."""
        request = town.sent(key, self.state, town.known(self.who), seen)
        body = self.body(town) if callable(self.body) else self.body
        return request if body is None else replace(request, body=body)

    def ready(self, town: Town) -> None:
        """Put down what must be there first."""
        if self.prepare is not None:
            self.prepare(town)


def published(town: Town) -> None:
    """Publish a result in which D01-court stays below the line of the rework."""
    content = {"units": [{"unit": UNIT, "status": "rated", "total": "50.000000"}]}
    row = {"id": "p", "stage": town.stage["feedback"], "number": 1, "inputs": "{}"}
    by = {"signature": "s", "key": "k", "published_by": "admin", "published_at": stamp(START)}
    put(town, insert(publications).values(**row, **by, content=json.dumps(content)))


def disabled(town: Town) -> None:
    one = people.c.id == "inspector-1"
    put(town, update(people).where(one).values(disabled_at=stamp(START)))


def told(town: Town) -> None:
    row = {"person": CLERK.person, "sort": "moved", "content": "{}", "at": stamp(START)}
    mine = {"id": "absent", "submission": town.submission["self_assessment"]}
    put(town, insert(notifications).values(**mine, **row))


def completed(town: Town) -> None:
    town.world.complete(town.submission["self_assessment"])


def named(town: Town) -> None:
    put(town, insert(holidays).values(day=DAY, kind="off", name="春节"))


def nominated(town: Town) -> None:
    """Put the record where it is voted for."""
    one, voted = records.c.id == town.record, "grid_officers.best_cases"
    put(town, update(records).where(one).values(ledger=voted, state="nominated"))


def moved(town: Town) -> dict[str, str]:
    """Return a new day for a stage's first step."""
    stage = town.stage["self_assessment"]
    return {"stage": stage, "state": "self_assessment", "day": "2026-03-20", "reason": "顺延"}


def put(town: Town, statement: Executable) -> None:
    town.world.write(lambda work: work.connection.execute(statement).rowcount)


MANAGING = {
    f"{method} /people/{{person}}/{what}": Doer(ADMIN, prepare=prepare)
    for method, what, prepare in (
        ("PUT", "name", None),
        ("PUT", "mail", None),
        ("POST", "roles", None),
        ("POST", "roles/{role}/end", None),
        ("POST", "disable", None),
        ("POST", "enable", disabled),
        ("POST", "unlock", None),
        ("POST", "reset-second-factor", None),
        ("POST", "end-sessions", None),
        ("POST", "unlink", None),
    )
}
CHANGES: Mapping[str, Doer] = {
    **MANAGING,
    "POST /people/{person}/roles": Doer(ADMIN, body={"role": "leader", "from_day": "2026-03-02"}),
    "POST /people/{person}/set-up-link": Doer(ADMIN, status=201),
    "PUT /units/{code}": Doer(ADMIN),
    "POST /cycles/{cycle}/dates": Doer(ADMIN, body=moved),
    "PUT /submissions/{submission}/draft": Doer(CLERK),
    "PUT /submissions/{submission}/review": Doer(DISTRICT, "preliminary"),
    "POST /submissions/{submission}/submit": Doer(CLERK, prepare=completed),
    "POST /submissions/{submission}/withdraw": Doer(CLERK, "sign_off"),
    "POST /submissions/{submission}/sign": Doer(APPROVER, "sign_off"),
    "POST /submissions/{submission}/confirm": Doer(PANEL, "review"),
    "POST /submissions/{submission}/announce": Doer(ADMIN, "publicity"),
    "POST /submissions/{submission}/send-feedback": Doer(ADMIN, "feedback", prepare=published),
    "POST /submissions/{submission}/accept": Doer(PANEL, "rework_check"),
    "POST /submissions/{submission}/return": Doer(DISTRICT, "preliminary"),
    "POST /submissions/{submission}/amendments": Doer(JUDGE, "done"),
    "PUT /submissions/{submission}/panel": Doer(ADMIN),
    "POST /submissions/{submission}/appeals": Doer(APPROVER, "appeal"),
    "POST /submissions/{submission}/appeals/{item}/decision": Doer(
        JUDGE,
        "appeal_decision",
        body={"decision": "upheld", "reason": "有效", "answer": ANSWERS["A8"]},
    ),
    "POST /submissions/{submission}/evidence": Doer(CLERK, status=201),
    "POST /submissions/{submission}/review/evidence": Doer(PANEL, "on_site", 201),
    "POST /submissions/{submission}/appeals/evidence": Doer(APPROVER, "appeal", 201),
    "POST /submissions/{submission}/evidence/{piece}/uses": Doer(CLERK, status=201),
    "DELETE /submissions/{submission}/evidence/{piece}": Doer(CLERK),
    "PUT /records/{record}": Doer(CLERK, body={"values": {**PROBLEM, "text": "别的问题"}}),
    "POST /records/{record}/removal": Doer(CLERK),
    "POST /records/{record}/acts/{action}": Doer(CLERK),
    "POST /records/{record}/files": Doer(CLERK, status=201),
    "DELETE /records/{record}/files/{file}": Doer(CLERK),
}
"""What changes a version."""
ACTS: Mapping[str, Doer] = {
    "DELETE /session": Doer(CLERK),
    "POST /account/second-factor": Doer(CLERK),
    "DELETE /account/sessions": Doer(CLERK),
    "POST /account/tokens": Doer(CLERK, status=201),
    "POST /people": Doer(ADMIN, status=201, body={"login": "wang.mei", "name": "王梅"}),
    "POST /units": Doer(ADMIN),
    "POST /cycles": Doer(ADMIN, status=201, body=OPENING),
    "PUT /calendar/{day}": Doer(ADMIN, body={"kind": "off", "name": "春节"}),
    "DELETE /calendar/{day}": Doer(ADMIN, prepare=named),
    "POST /stages/{stage}/seats": Doer(ADMIN, body={"step": "review"}),
    "POST /stages/{stage}/metrics": Doer(ADMIN),
    "POST /stages/{stage}/publication": Doer(ADMIN, "rating", 202),
    "POST /stages/{stage}/corrections": Doer(ADMIN, "feedback", 202, published),
    "POST /backups": Doer(ADMIN, status=202),
    "POST /verifications": Doer(ADMIN, status=202),
    "POST /notifications/{notice}/read": Doer(CLERK, prepare=told),
    "POST /notifications/read": Doer(CLERK, prepare=told),
    "POST /ledgers/{ledger}/records": Doer(
        CLERK, status=201, body={"unit": UNIT, "values": {**PROBLEM, "number": "2026-2"}}
    ),
    "PUT /records/{record}/vote": Doer(APPROVER, prepare=nominated),
    "DELETE /records/{record}/vote": Doer(APPROVER, prepare=nominated),
}
"""What has no version, and can be done by one request."""


def version(town: Town, key: str, state: str) -> int:
    """Return the version of what a change would change."""
    if "{person}" in key:
        query = select(people.c.version).where(people.c.id == "inspector-1")
    elif "{cycle}" in key:
        query = select(cycles.c.version).where(cycles.c.id == town.cycle[state])
    elif "{code}" in key:
        query = select(units.c.version).where(units.c.code == UNIT)
    elif "{record}" in key:
        query = select(records.c.version).where(records.c.id == town.record)
    else:
        query = select(submissions.c.version).where(submissions.c.id == town.submission[state])
    with town.world.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def versioned() -> list[str]:
    return [key for key, row in ROWS.items() if row.is_versioned]


def doing(key: str) -> Who:
    """Return somebody who may ask for this, if not in every state."""
    doer = {**CHANGES, **ACTS}.get(key)
    if doer is not None:
        return doer.who
    return {"upload_rubric": AUTHOR}.get(ROWS[key].action or "", ADMIN) if city(key) else CLERK


def city(key: str) -> bool:
    return ROWS[key].sort == "citywide"
