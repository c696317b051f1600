"""One record: read, changed, moved by its ledger's flow, with its files and votes."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable
from typing import Annotated, BinaryIO

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy import Connection

from smart_team.assessment.records import filing, voting
from smart_team.assessment.records.entering import change, remove
from smart_team.assessment.records.finding import AskedRecord
from smart_team.assessment.records.moving import act
from smart_team.assessment.records.views import WholeRecord, whole_record
from smart_team.ledger.book import Shelf
from smart_team.people.principal import Principal
from smart_team.store.audit import Act
from smart_team.store.gate import Work
from smart_team_api.asking import Acting, Ask, Changing, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.receiving import BINARY, attachment, take_in
from smart_team_api.repeats import Answer
from smart_team_api.routes.ledgers import line_of
from smart_team_api.schemas.records import (
    ActGiven,
    LitShown,
    RecordFileGiven,
    RecordMoved,
    RecordShown,
    RevisionShown,
    ValuesGiven,
    Voted,
)
from smart_team_api.schemas.submissions import ReasonGiven, Saved
from smart_team_api.strict_json import StrictRoute
from smart_team_api.versions import etag

router = APIRouter(prefix="/records", tags=["ledgers"], route_class=StrictRoute)
RecordId = Annotated[str, Path(max_length=80, description="记录编号 · the record's id")]
FileId = Annotated[str, Path(max_length=80, description="附件编号 · the file's id")]
Entering = Annotated[Ask, Depends(Changing("enter_records"))]
Moving = Annotated[Ask, Depends(Changing("move_records"))]
Voting = Annotated[Ask, Depends(Acting("move_records"))]


@router.get("/{record}", summary="一条记录 · One record", response_model=RecordShown)
async def one_record(
    record: RecordId, response: Response, look: Annotated[Look, Depends(Looking("read_records"))]
) -> RecordShown:
    """Return a record with its history; its version is the ETag."""

    def view(connection: Connection, caller: Caller) -> RecordShown:
        shelf = look.service.platform.shelf
        return _shown(whole_record(connection, caller.principal, shelf, record))

    found = await look.at(view)
    response.headers["ETag"] = etag(found.version)
    return found


@router.put("/{record}", summary="修改记录 · Change a record", response_model=Saved)
async def change_record(record: RecordId, given: ValuesGiven, ask: Entering) -> Response:
    """Put other values in place of a record's; its files stay, and so does what it was."""

    def step(work: Work, caller: Caller) -> Answer:
        version = change(work, _asked(ask, caller.principal, record), _shelf(ask), given.values)
        return Answer({"id": record, "version": version}, version)

    return await ask.change(step, record)


@router.post("/{record}/removal", summary="删除记录 · Remove a record", response_model=Saved)
async def remove_record(record: RecordId, given: ReasonGiven, ask: Entering) -> Response:
    """Remove a record, with the reason; what it was is kept in its history."""

    def step(work: Work, caller: Caller) -> Answer:
        remove(work, _asked(ask, caller.principal, record), _shelf(ask), given.reason)
        return Answer({"id": record, "version": ask.seen + 1}, ask.seen + 1)

    return await ask.change(step, record)


@router.post("/{record}/acts/{action}", summary="流转 · Move a record", response_model=RecordMoved)
async def move_record(
    record: RecordId,
    action: Annotated[str, Path(max_length=80, description="流转动作 · an action of the flow")],
    given: ActGiven,
    ask: Moving,
) -> Response:
    """Do what the ledger's flow allows here, with what it asks for."""

    def step(work: Work, caller: Caller) -> Answer:
        asked = _asked(ask, caller.principal, record)
        state = act(work, asked, _shelf(ask), action, given.reason, given.values)
        version = ask.seen + 1
        return Answer({"id": record, "state": state, "version": version}, version)

    return await ask.change(step, record)


@router.post(
    "/{record}/files",
    summary="上传附件 · Attach a file",
    response_model=Saved,
    status_code=201,
    openapi_extra=BINARY,
)
async def attach_file(
    record: RecordId,
    given: Annotated[RecordFileGiven, Query()],
    request: Request,
    ask: Entering,
) -> Response:
    """Take a file as the request's body; what it is is told by its content."""

    def admitted(work: Work, caller: Caller) -> None:
        filing.admit(work, _asked(ask, caller.principal, record), _shelf(ask), given.field)

    arrived = await take_in(ask, request, record, given.name, admitted)

    def step(work: Work, caller: Caller) -> Answer:
        asked = _asked(ask, caller.principal, record)
        id_ = filing.attach(work, asked, _shelf(ask), given.field, arrived)
        return Answer({"id": id_, "version": ask.seen + 1}, ask.seen + 1, 201)

    return await ask.change(step, record, content=arrived.file.hash.encode())


@router.delete("/{record}/files/{file}", summary="撤回附件 · Withdraw a file", response_model=Saved)
async def withdraw_file(record: RecordId, file: FileId, ask: Entering) -> Response:
    """Withdraw a file from a record; it is kept, with the time of its withdrawal."""

    def step(work: Work, caller: Caller) -> Answer:
        filing.withdraw(work, _asked(ask, caller.principal, record), _shelf(ask), file)
        return Answer({"id": file, "version": ask.seen + 1}, ask.seen + 1)

    return await ask.change(step, record)


@router.get(
    "/{record}/files/{file}/content",
    summary="下载附件 · Download a file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def file_content(
    record: RecordId, file: FileId, look: Annotated[Look, Depends(Looking("read_records"))]
) -> Response:
    """Serve a record's file as an attachment that no browser runs; the download is recorded."""
    service = look.service

    def view(connection: Connection, caller: Caller) -> tuple[filing.Kept, BinaryIO, str]:
        shelf = service.platform.shelf
        kept = filing.opened(connection, caller.principal, shelf, record, file)
        return kept, service.files.open(kept.file), caller.principal.person

    kept, stream, person = await look.at(view)

    def note(work: Work) -> None:
        work.trace.after = kept.file

    act_ = Act(person, "download", record, source=look.credentials.source)
    await wrap_future(service.gate.submit(act_, note))
    return attachment(stream, kept.name, kept.size)


@router.put("/{record}/vote", summary="投票 · Vote for a record", response_model=Voted)
async def vote(record: RecordId, ask: Voting) -> Response:
    """Vote for a record, once, and within the number of the month."""
    return await _vote(record, ask, voting.vote)


@router.delete("/{record}/vote", summary="收回投票 · Take a vote back", response_model=Voted)
async def take_back(record: RecordId, ask: Voting) -> Response:
    """Take one's own vote back."""
    return await _vote(record, ask, voting.take_back)


async def _vote(
    record: str, ask: Ask, use: Callable[[Work, Principal, Shelf, str], int]
) -> Response:
    def step(work: Work, caller: Caller) -> Answer:
        return Answer({"id": record, "votes": use(work, caller.principal, _shelf(ask), record)})

    return await ask.change(step, record)


def _asked(ask: Ask, principal: Principal, record: str) -> AskedRecord:
    return AskedRecord(principal, record, ask.seen)


def _shelf(ask: Ask) -> Shelf:
    return ask.service.platform.shelf


def _shown(whole: WholeRecord) -> RecordShown:
    line = line_of(whole.found.book, whole.view)
    story = [RevisionShown.model_validate(each, from_attributes=True) for each in whole.story]
    return RecordShown(
        **line.model_dump(),
        acts=[each.id for each in whole.actions],
        may_enter=whole.may_enter,
        story=story,
        lights=[LitShown(day=day, light=light, why=why) for day, light, why in whole.lights],
    )
