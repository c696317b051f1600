"""The audit as pages: searched, looked at one by one, taken along, verified."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime, time, timedelta
from io import StringIO
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.formula_text import neutralise
from smart_team.assessment.views.audit import (
    AuditRow,
    AuditWanted,
    audit_row,
    audit_rows,
    audit_search,
)
from smart_team.assessment.views.audit_objects import known_objects
from smart_team.assessment.views.audit_words import ACTORS, ACTS, act_title
from smart_team.assessment.views.jobs import jobs_list
from smart_team.assessment.views.pages import Span
from smart_team.procedure.calendar import SHANGHAI
from smart_team.store.clock import stamp
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.admin_health import start
from smart_team_api.pages.days import day_of
from smart_team_api.pages.frame import show
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.standings_sending import Kind, send

router = APIRouter(prefix="/audit", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_audit"))]
Word = Annotated[str, Query(max_length=120)]
CSV: Final = Kind("text/csv; charset=utf-8", "audit.csv")
MOST: Final = 100_000
"""Records of one file."""
DIGITS: Final = 15


def asked(
    actor: Word = "",
    action: Word = "",
    object: Word = "",  # noqa: A002 - what the record calls it
    result: Word = "",
    since: Word = "",
    until: Word = "",
) -> tuple[AuditWanted, dict[str, str]]:
    """Return which records are asked for, and the same as the form's fields hold it."""
    said = {
        "actor": actor.strip(),
        "action": action,
        "object": object.strip(),
        "result": result,
        "since": since,
        "until": until,
    }
    bounds = {
        "since": _midnight(since, 0) if since else None,
        "until": _midnight(until, 1) if until else None,
    }
    same = {name: said[name] or None for name in ("actor", "action", "object", "result")}
    return AuditWanted(**same, **bounds), said


Asked = Annotated[tuple[AuditWanted, dict[str, str]], Depends(asked)]


@router.get("")
async def search(
    look: Reading, wanted: Asked, after: Annotated[str | None, Query(max_length=120)] = None
) -> Response:
    """Show the records found, newest first."""
    narrow, said = wanted

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        page = audit_search(connection, who, narrow, Span(100, after))
        return {
            "rows": page.items,
            "next": page.next,
            "said": said,
            "known": known_objects(connection, who, _ids(page.items)),
            "acts": ACTS,
            "act_title": act_title,
            "actors": ACTORS,
            "jobs": jobs_list(connection, who, 5, "verify"),
        }

    return await show(look, "audit/search.html", view)


@router.get("/export.csv")
async def export(look: Reading, wanted: Asked) -> Response:
    """Send the records that were filtered; that they were taken along is itself on record."""
    names = [field.name for field in fields(AuditRow)]
    rows = await look.at(
        lambda connection, caller: audit_rows(connection, caller.principal, wanted[0], MOST)
    )
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(names)
    for row in rows:
        writer.writerow([_cell(getattr(row, name)) for name in names])
    return await send(look, CSV, text.getvalue().encode("utf-8-sig"), "audit")


@router.post("/verification")
async def verify(
    post: Annotated[Post, Depends(Posting("read_audit", versioned=False))],
) -> Response:
    """Ask for the whole store to be verified."""
    return await start(post, "verify", "/audit")


@router.get("/{number}")
async def one(number: Annotated[str, Path(max_length=80)], look: Reading) -> Response:
    """Show one record with its hashes; what is no record's number is not there."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        known = number.isascii() and number.isdecimal() and len(number) <= DIGITS
        row = audit_row(connection, caller.principal, int(number) if known else 0)
        objects = known_objects(connection, caller.principal, _ids([row]))
        return {"row": row, "known": objects, "act_title": act_title, "actors": ACTORS}

    return await show(look, "audit/record.html", view)


def _ids(rows: Iterable[AuditRow]) -> set[str]:
    return {each for row in rows for each in (row.actor, row.object, row.behalf) if each}


def _cell(value: object) -> str:
    return "" if value is None else neutralise(str(value))


def _midnight(text: str, after: int) -> str:
    """Return the beginning of a day of Shanghai, or of so many days after it."""
    begins = datetime.combine(day_of(text), time.min, SHANGHAI) + timedelta(days=after)
    return stamp(begins.astimezone(UTC))
