"""Ledgers: what modules keep, and their records in lists."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.records.entering import enter
from smart_team.assessment.records.merging import merged_rows
from smart_team.assessment.records.views import (
    RecordsWanted,
    RecordView,
    enterable,
    list_records,
    readable,
    require_readable,
)
from smart_team.assessment.views.pages import absent
from smart_team.ledger.book import Book
from smart_team.ledger.merging import Row
from smart_team.people.principal import Principal
from smart_team.rubric.ledgers import ChoiceField
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.paging import Paged
from smart_team_api.repeats import Answer
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.records import (
    FieldShown,
    FileShown,
    LedgerLine,
    LedgerList,
    LedgerShown,
    MergedRow,
    MergedRows,
    RecordFilter,
    RecordGiven,
    RecordLine,
    RecordMoved,
    StateShown,
    TableFilter,
)
from smart_team_api.strict_json import StrictRoute

router = APIRouter(prefix="/ledgers", tags=["ledgers"], route_class=StrictRoute)
Ledger = Annotated[str, Path(max_length=140, description="台账名称 · module.ledger")]
Reading = Annotated[Look, Depends(Looking("read_records"))]


@router.get("", summary="台账目录 · Ledgers", response_model=LedgerList)
async def ledgers(look: Reading) -> LedgerList:
    """List the ledgers of which this person reads records."""

    def view(_: Connection, caller: Caller) -> LedgerList:
        books = readable(caller.principal, look.service.platform.shelf)
        lines = [LedgerLine.model_validate(_line(book, caller.principal)) for book in books]
        return LedgerList(items=lines)

    return await look.at(view)


@router.get("/{ledger}", summary="一本台账 · One ledger", response_model=LedgerShown)
async def one_ledger(ledger: Ledger, look: Reading) -> LedgerShown:
    """Return a ledger as its module declares it."""

    def view(_: Connection, caller: Caller) -> LedgerShown:
        book = require_readable(caller.principal, look.service.platform.shelf, ledger)
        return _declared(book, caller.principal)

    return await look.at(view)


@router.get("/{ledger}/records", summary="台账记录 · Records", response_model=Page[RecordLine])
async def listing(
    ledger: Ledger,
    span: Paged,
    look: Reading,
    given: Annotated[RecordFilter, Query()],
) -> Page[RecordLine]:
    """List the records that this person may read, the newest day first."""
    wanted = RecordsWanted(**given.model_dump())

    def view(connection: Connection, caller: Caller) -> Page[RecordLine]:
        book = require_readable(caller.principal, look.service.platform.shelf, ledger)
        page = list_records(connection, caller.principal, book, wanted, span)
        return Page[RecordLine](items=[line_of(book, each) for each in page.items], next=page.next)

    return await look.at(view)


@router.get(
    "/{ledger}/merged", summary="合并后的台账 · Small cells merged", response_model=MergedRows
)
async def merged(
    ledger: Ledger, look: Reading, given: Annotated[TableFilter, Query()]
) -> MergedRows:
    """List a table of small counts as others than its own unit see it: small cells as one."""
    wanted = RecordsWanted(**given.model_dump())

    def view(connection: Connection, caller: Caller) -> MergedRows:
        book = require_readable(caller.principal, look.service.platform.shelf, ledger)
        if book.ledger.merge_small is None:
            raise absent()
        rows = merged_rows(connection, caller.principal, book, wanted)
        return MergedRows(items=[_merged(book, each) for each in rows])

    return await look.at(view)


@router.post(
    "/{ledger}/records",
    summary="录入记录 · Enter a record",
    response_model=RecordMoved,
    status_code=201,
)
async def enter_record(
    ledger: Ledger, given: RecordGiven, ask: Annotated[Ask, Depends(Acting("enter_records"))]
) -> Response:
    """Enter a record of a unit; everything that does not fit is named by its field."""
    shelf = ask.service.platform.shelf

    def step(work: Work, caller: Caller) -> Answer:
        id_ = enter(work, caller.principal, shelf, ledger, given.unit or None, given.values)
        book = require_readable(caller.principal, shelf, ledger)
        return Answer({"id": id_, "state": book.start, "version": 1}, 1, 201)

    return await ask.change(step, ledger)


def line_of(book: Book, view: RecordView) -> RecordLine:
    """Return a record as lists show it."""
    record = view.record
    files = {
        id_: [FileShown(id=f["id"], name=f["name"], sha256=_digest(f["file"])) for f in value]
        for id_, value in record.content.items()
        if book.fields[id_].type == "file"
    }
    values = {id_: value for id_, value in record.content.items() if id_ not in files}
    return RecordLine(
        id=record.id,
        ledger=record.ledger,
        unit=record.unit,
        unit_name=view.unit_name,
        day=record.day.isoformat(),
        state=record.state,
        light=view.light,
        votes=view.votes,
        version=view.version,
        values=values,
        files=files,
    )


def _merged(book: Book, row: Row) -> MergedRow:
    files = {each.id for each in book.fields.values() if each.type == "file"}
    values = {id_: value for id_, value in row.content.items() if id_ not in files}
    return MergedRow(id=row.id, unit=row.unit, merged=row.merged, values=values)


def _digest(hash_: str) -> str:
    return hash_.removeprefix("sha256:")


def _line(book: Book, principal: Principal) -> dict[str, object]:
    return {
        "ledger": book.name,
        "module": book.module,
        "title": book.ledger.title.text(),
        "of": book.ledger.of,
        "may_enter": enterable(principal, book),
    }


def _declared(book: Book, principal: Principal) -> LedgerShown:
    ledger = book.ledger
    shown = partial(StateShown.model_validate, from_attributes=True)
    return LedgerShown.model_validate(
        {
            **_line(book, principal),
            "summary": None if ledger.summary is None else ledger.summary.text(),
            "fields": [
                FieldShown.model_validate(
                    {
                        "id": each.id,
                        "title": each.title.text(),
                        "type": each.type,
                        "required": each.required,
                        "choices": [c.id for c in each.choices]
                        if isinstance(each, ChoiceField)
                        else [],
                    }
                )
                for each in ledger.fields
            ],
            "states": [
                shown(
                    {
                        "id": each.id,
                        "title": each.title.text(),
                        "counts": each.counts,
                        "done": each.done,
                    }
                )
                for each in book.flow.states
            ],
        }
    )
