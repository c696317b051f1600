"""Ledgers in a browser: the list of them, and the records of one, with filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy import Connection

from smart_team.assessment.records.bulk_views import sight_of
from smart_team.assessment.records.entering import enter
from smart_team.assessment.records.merging import merged_rows, sees_merged
from smart_team.assessment.records.views import (
    LIGHTS,
    RecordsWanted,
    count_records,
    enterable,
    enterable_units,
    list_records,
    named_units,
    readable,
    require_entering,
    require_readable,
    waiting,
)
from smart_team.assessment.views.pages import Span
from smart_team.assessment.views.registry import districts_list
from smart_team.errors import Problem
from smart_team.ledger.book import Book
from smart_team.ledger.messages import LedgerError
from smart_team.rubric.ledgers import ChoiceField
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.ledgers_bulk import bulk_page
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.record_fields import given_values, shown_columns
from smart_team_api.pages.uploading import looking
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/ledgers", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_records"))]
Entering = Annotated[Post, Depends(Posting("enter_records", versioned=False))]
Ledger = Annotated[str, Path(max_length=140)]
After = Annotated[str | None, Query(max_length=120)]
ALL_DISTRICTS = Span(200)
PLAIN = ("unit", "district", "state", "light", "since", "until", "text")


@router.get("")
async def contents(look: Reading) -> Response:
    """Show the ledgers by module, with how many records each has and how many wait for me."""
    platform = look.service.platform

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        books = readable(caller.principal, platform.shelf)
        lines: dict[str, list[dict[str, Any]]] = {}
        for book in books:
            lines.setdefault(book.module, []).append(_line(look, connection, caller, book))
        modules = {each.id: each.file.title for each in platform.catalog.modules}
        return {"lines": lines, "modules": modules}

    return await show(look, "ledgers/contents.html", view)


def _line(look: Look, connection: Connection, caller: Caller, book: Book) -> dict[str, Any]:
    who = caller.principal
    if book.ledger.bulk:
        held = sight_of(connection, who, book, look.service.parts).held()
        return {"book": book, "count": sum(each.records for each in held), "waiting": 0}
    counts = count_records(connection, who, book, RecordsWanted())
    waits = waiting(connection, who, book)
    return {"book": book, "count": sum(counts.values()), "waiting": waits}


def asked_for(request: Request) -> tuple[RecordsWanted, dict[str, str]]:
    """Return which records are asked for, and the same as the form's fields hold it."""
    said = {k: v.strip() for k, v in request.query_params.items() if v.strip() and k != "after"}
    plain = {name: said[name] for name in PLAIN if name in said}
    choices = {k.removeprefix("f."): v for k, v in said.items() if k.startswith("f.")}
    return RecordsWanted(**plain, choices=choices), {
        **dict.fromkeys(PLAIN, ""),
        **plain,
        **{f"f.{k}": v for k, v in choices.items()},
    }


@router.get("/{ledger}")
async def one(ledger: Ledger, request: Request, look: Reading, after: After = None) -> Response:
    """Show a ledger's records, the newest day first; of a very large one the counts."""
    book = look.service.platform.shelf.find(ledger)
    if book is not None and book.ledger.bulk:
        return await bulk_page(look, ledger, after)
    wanted, said = asked_for(request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        book = require_readable(who, look.service.platform.shelf, ledger)
        common = {
            "book": book,
            "said": said,
            "columns": shown_columns(book),
            "choices": [f for f in book.fields.values() if isinstance(f, ChoiceField)],
            "lights": LIGHTS,
            "every_unit": named_units(connection),
            "districts": districts_list(connection, who, ALL_DISTRICTS).items,
            "counts": count_records(connection, who, book, replace(wanted, state=None)),
            "may_enter": enterable(who, book),
            "query": urlencode({k: v for k, v in said.items() if v}),
        }
        if sees_merged(who, book):
            return {
                **common,
                "merged": merged_rows(connection, who, book, wanted),
                "rows": (),
                "next": None,
            }
        page = list_records(connection, who, book, wanted, Span(50, after))
        return {**common, "rows": page.items, "merged": None, "next": page.next}

    return await show(look, "ledgers/records.html", view)


@router.get("/{ledger}/new")
async def new(ledger: Ledger, look: Reading) -> Response:
    """Show the form for a new record."""
    return await _form(look, ledger, {}, "")


@router.post("/{ledger}")
async def add(ledger: Ledger, post: Entering) -> Response:
    """Enter a record, or say what does not fit beside its field and lose nothing."""
    shelf, unit = post.service.platform.shelf, post.text("unit")
    book = shelf.find(ledger)
    values = {} if book is None else given_values(book.fields, post)

    def step(work: Work, caller: Caller) -> Answer:
        id_ = enter(work, caller.principal, shelf, ledger, unit or None, values)
        return Answer({"id": id_}, status=201)

    try:
        answer = await post.submit(step, ledger)
    except LedgerError as error:
        return await _form(looking(post), ledger, values, unit, error.problems)
    return go(f"/records/{answer.body['id']}", "added")


async def _form(
    look: Look,
    ledger: str,
    values: Mapping[str, Any],
    unit: str,
    problems: Sequence[Problem] = (),
) -> Response:
    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        book = require_readable(caller.principal, look.service.platform.shelf, ledger)
        require_entering(caller.principal, book)
        form = form_of(connection, caller, book)
        return {**form, "values": values, "unit": unit, "problems": problems, "record": None}

    return await show(look, "ledgers/form.html", view, 422 if problems else 200)


def form_of(connection: Connection, caller: Caller, book: Book) -> dict[str, Any]:
    """Return what the form of a record's fields needs."""
    return {
        "book": book,
        "units": enterable_units(connection, caller.principal, book),
        "every_unit": named_units(connection),
    }
