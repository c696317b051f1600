"""One record in a browser: read, changed, moved on, with its files and votes."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from smart_team.assessment.records import filing, voting
from smart_team.assessment.records.entering import change, remove
from smart_team.assessment.records.finding import AskedRecord, FoundRecord, find_record
from smart_team.assessment.records.moving import act
from smart_team.assessment.records.relating import related
from smart_team.assessment.records.views import named_units, whole_record
from smart_team.errors import Problem
from smart_team.ledger.book import Shelf
from smart_team.ledger.messages import LedgerError
from smart_team.store.audit import Act
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.claims_files import taken_in
from smart_team_api.pages.frame import go, show
from smart_team_api.pages.ledgers import form_of
from smart_team_api.pages.posting import Post, Posting
from smart_team_api.pages.record_fields import given_values
from smart_team_api.pages.uploading import looking
from smart_team_api.receiving import attachment
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/records", include_in_schema=False)
RecordId = Annotated[str, Path(max_length=80)]
FileId = Annotated[str, Path(max_length=80)]
Reading = Annotated[Look, Depends(Looking("read_records"))]
Entering = Annotated[Post, Depends(Posting("enter_records"))]
Moving = Annotated[Post, Depends(Posting("move_records"))]
Voting = Annotated[Post, Depends(Posting("move_records", versioned=False))]


@router.get("/{record}")
async def one(record: RecordId, look: Reading) -> Response:
    """Show a record, its history, and what may be done with it now."""
    return await _page(look, record)


async def _page(look: Look, record: str, problems: Sequence[Problem] = ()) -> Response:
    shelf = look.service.platform.shelf

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        whole = whole_record(connection, caller.principal, shelf, record)
        voters = whole.found.book.ledger.votes
        return {
            "whole": whole,
            "book": whole.found.book,
            "every_unit": named_units(connection),
            "related": related(connection, caller.principal, shelf, whole.found),
            "may_vote": voters is not None
            and whole.found.row.state == voters.in_
            and bool(caller.principal.roles() & set(voters.by)),
            "problems": problems,
        }

    return await show(look, "ledgers/record.html", view, 422 if problems else 200)


@router.get("/{record}/edit")
async def edit(record: RecordId, look: Reading) -> Response:
    """Show the form to change a record."""
    return await _form(look, record)


async def _form(
    look: Look,
    record: str,
    values: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
) -> Response:
    shelf = look.service.platform.shelf

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = find_record(connection, caller.principal, shelf, record)
        form = form_of(connection, caller, found.book)
        kept = found.content if values is None else values
        unit = found.row.unit or ""
        return {**form, "values": kept, "unit": unit, "problems": problems, "record": found.row}

    return await show(look, "ledgers/form.html", view, 422 if problems else 200)


@router.post("/{record}")
async def save(record: RecordId, post: Entering) -> Response:
    """Change a record, or say what does not fit beside its field and lose nothing."""
    values: dict[str, Any] = {}

    def step(work: Work, caller: Caller) -> Answer:
        found = find_record(work.connection, caller.principal, _shelf(post), record)
        values.update(given_values(found.book.fields, post))
        version = change(work, _asked(post, caller, record), _shelf(post), values)
        return Answer({"version": version}, version)

    try:
        await post.submit(step, record)
    except LedgerError as error:
        return await _form(looking(post), record, values, error.problems)
    return go(f"/records/{record}", "changed")


@router.post("/{record}/remove")
async def take_away(record: RecordId, post: Entering) -> Response:
    """Remove a record, with the reason."""
    ledgers: list[str] = []

    def step(work: Work, caller: Caller) -> Answer:
        found = find_record(work.connection, caller.principal, _shelf(post), record)
        ledgers.append(found.book.name)
        remove(work, _asked(post, caller, record), _shelf(post), post.text("reason"))
        return Answer({"id": record})

    await post.submit(step, record)
    return go(f"/ledgers/{ledgers[0]}" if ledgers else "/ledgers", "removed")


@router.post("/{record}/acts/{action}")
async def move(
    record: RecordId, action: Annotated[str, Path(max_length=80)], post: Moving
) -> Response:
    """Do what the ledger's flow allows here."""

    def step(work: Work, caller: Caller) -> Answer:
        asked = _asked(post, caller, record)
        found = find_record(work.connection, caller.principal, _shelf(post), record)
        fills = given_values(_filled(found, action), post)
        state = act(work, asked, _shelf(post), action, post.text("reason") or None, fills)
        return Answer({"state": state})

    try:
        await post.submit(step, record)
    except LedgerError as error:
        return await _page(looking(post), record, error.problems)
    return go(f"/records/{record}", "moved")


def _filled(found: FoundRecord, action: str) -> Mapping[str, Any]:
    wanted = {name for each in found.book.flow.actions if each.id == action for name in each.fills}
    return {id_: field for id_, field in found.book.fields.items() if id_ in wanted}


@router.post("/{record}/files")
async def attach(record: RecordId, post: Entering) -> Response:
    """Attach the files that a form brings along to one of a record's fields."""
    field = post.text("field")

    def admitted(work: Work, caller: Caller) -> None:
        filing.admit(work, _asked(post, caller, record), _shelf(post), field)

    arrived = await taken_in(post, record, post.files("file"), admitted)

    def step(work: Work, caller: Caller) -> Answer:
        asked = _asked(post, caller, record)
        for number, each in enumerate(arrived):
            one = AskedRecord(asked.principal, record, asked.seen + number)
            filing.attach(work, one, _shelf(post), field, each)
        return Answer({"files": len(arrived)})

    await post.submit(step, record)
    return go(f"/records/{record}", "attached")


@router.post("/{record}/files/{file}/withdraw")
async def withdraw(record: RecordId, file: FileId, post: Entering) -> Response:
    """Withdraw a file; it is kept, with the time of its withdrawal."""

    def step(work: Work, caller: Caller) -> Answer:
        filing.withdraw(work, _asked(post, caller, record), _shelf(post), file)
        return Answer({"id": file})

    await post.submit(step, record)
    return go(f"/records/{record}", "removed")


@router.get("/{record}/files/{file}")
async def download(record: RecordId, file: FileId, look: Reading) -> Response:
    """Serve a record's file as an attachment; the download is recorded."""
    service = look.service

    def view(connection: Connection, caller: Caller) -> tuple[filing.Kept, str]:
        shelf = service.platform.shelf
        kept = filing.opened(connection, caller.principal, shelf, record, file)
        return kept, caller.principal.person

    kept, person = await look.at(view)
    stream = await run_in_threadpool(service.files.open, kept.file)

    def note(work: Work) -> None:
        work.trace.after = kept.file

    source = look.credentials.source
    await wrap_future(service.gate.submit(Act(person, "download", record, source=source), note))
    return attachment(stream, kept.name, kept.size)


@router.post("/{record}/vote")
async def vote(record: RecordId, post: Voting) -> Response:
    """Vote for a record, or take one's vote back."""
    use: Callable[..., int] = voting.take_back if post.text("back") else voting.vote

    def step(work: Work, caller: Caller) -> Answer:
        return Answer({"votes": use(work, caller.principal, _shelf(post), record)})

    await post.submit(step, record)
    return go(f"/records/{record}", "changed")


def _asked(post: Post, caller: Caller, record: str) -> AskedRecord:
    return AskedRecord(caller.principal, record, post.seen)


def _shelf(post: Post) -> Shelf:
    return post.service.platform.shelf
