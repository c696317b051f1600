"""Evidence files: handed in as a stream, used for several items, served as attachments."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Awaitable, Callable
from typing import Annotated, Any, BinaryIO, Final, Literal

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from sqlalchemy import Connection

from smart_team.assessment import evidence as use
from smart_team.assessment.evidence_rules import Rules
from smart_team.assessment.evidence_sight import Evidence, opened, seen
from smart_team.assessment.loading import find, require
from smart_team.assessment.submissions import Asked
from smart_team.people.policy import may
from smart_team.store.audit import Act
from smart_team.store.gate import Work
from smart_team_api.asking import Ask, Changing, Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.receiving import BINARY, attachment, take_in
from smart_team_api.repeats import Answer
from smart_team_api.schemas.evidence import Attached, AttachGiven, EvidenceList, UseGiven
from smart_team_api.schemas.submissions import Saved
from smart_team_api.strict_json import StrictRoute

router = APIRouter(tags=["evidence"], route_class=StrictRoute)
Submission = Annotated[str, Path(max_length=80, description="材料编号 · the submission's id")]
Piece = Annotated[str, Path(max_length=80, description="佐证编号 · the evidence's id")]


@router.get(
    "/submissions/{submission}/evidence",
    summary="佐证清单 · The evidence of a submission",
    response_model=EvidenceList,
)
async def listing(
    submission: Submission, look: Annotated[Look, Depends(Looking("read"))]
) -> EvidenceList:
    """List what this person may see of a submission's evidence, oldest first."""

    def view(connection: Connection, caller: Caller) -> EvidenceList:
        found = find(connection, caller.principal, submission)
        able = may(caller.principal, "save", found.target)
        pieces = seen(found, caller.principal)
        return EvidenceList(items=[shown(each, able=able) for each in pieces])

    return await look.at(view)


def shown(piece: Evidence, *, able: bool) -> Attached:
    """Return a piece of evidence as it is told of, to somebody who may save now or may not."""
    row = piece.row
    own = able and piece.side == "unit" and row.withdrawn_at is None
    return Attached(
        id=piece.id,
        name=row.name,
        kind=row.kind,
        size=row.size,
        sha256=row.file.removeprefix("sha256:"),
        dated=row.dated,
        from_day=row.from_day,
        until_day=row.until_day,
        side=piece.side,
        items=list(piece.items),
        uploaded_at=row.uploaded_at,
        withdrawn_at=row.withdrawn_at,
        actions=["save"] if own else [],
    )


Turn = Literal["save", "review", "appeal"]
"""What somebody does when they attach a file."""
PLACES: Final[tuple[tuple[Turn, str, str], ...]] = (
    ("save", "evidence", "上传佐证 · Attach a file to a claim"),
    ("review", "review/evidence", "上传核查材料 · Attach to a review"),
    ("appeal", "appeals/evidence", "上传申诉材料 · Attach to an appeal"),
)
"""Where a file goes, by whose turn it is."""


def _attaching(action: Turn) -> Callable[..., Awaitable[Response]]:
    asking: Any = Depends(Changing(action))

    async def attach(
        submission: Submission,
        given: Annotated[AttachGiven, Query()],
        request: Request,
        ask: Ask = asking,
    ) -> Response:
        """Take a file as the request's body; what it is is told by its content."""

        def admitted(work: Work, caller: Caller) -> None:
            _admitted(work, caller, ask, submission)

        arrived = await take_in(ask, request, submission, given.name, admitted)
        rules = _rules(ask)

        def step(work: Work, caller: Caller) -> Answer:
            asked = _admitted(work, caller, ask, submission)
            return _answer(use.attach(work, asked, arrived, given.items, given.days(), rules), ask)

        return await ask.change(step, submission, content=arrived.file.hash.encode())

    return attach


for _action, _path, _summary in PLACES:
    router.add_api_route(
        f"/submissions/{{submission}}/{_path}",
        _attaching(_action),
        methods=["POST"],
        name=f"attach_{_action}",
        summary=_summary,
        response_model=Saved,
        status_code=201,
        openapi_extra=BINARY,
    )


def _admitted(work: Work, caller: Caller, ask: Ask, submission: str) -> Asked:
    found = find(work.connection, caller.principal, submission)
    require(caller.principal, ask.action, found)
    asked = Asked(caller.principal, submission, ask.seen)
    use.admit(work.connection, asked)
    return asked


def _rules(ask: Ask) -> Rules:
    return Rules(ask.service.library, ask.service.limits)


def _answer(id_: str, ask: Ask, status: int = 201) -> Answer:
    version = ask.seen + 1
    return Answer({"id": id_, "version": version}, version, status)


@router.post(
    "/submissions/{submission}/evidence/{piece}/uses",
    summary="佐证用于更多指标 · Use a file for more items",
    response_model=Saved,
    status_code=201,
)
async def use_again(
    submission: Submission,
    piece: Piece,
    given: UseGiven,
    ask: Annotated[Ask, Depends(Changing("save"))],
) -> Response:
    """Use a file of this unit for further items, also one of an earlier submission."""

    def step(work: Work, caller: Caller) -> Answer:
        asked = _admitted(work, caller, ask, submission)
        return _answer(use.use_for(work, asked, piece, given.items, _rules(ask)), ask)

    return await ask.change(step, submission)


@router.delete(
    "/submissions/{submission}/evidence/{piece}",
    summary="撤回佐证 · Withdraw a file",
    response_model=Saved,
)
async def withdraw(
    submission: Submission, piece: Piece, ask: Annotated[Ask, Depends(Changing("save"))]
) -> Response:
    """Withdraw a file of the unit's; it is kept, with the time of its withdrawal."""

    def step(work: Work, caller: Caller) -> Answer:
        use.withdraw(work, _admitted(work, caller, ask, submission), piece)
        return _answer(piece, ask, 200)

    return await ask.change(step, submission)


@router.get(
    "/evidence/{piece}/content",
    summary="下载佐证 · Download a file",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}},
)
async def content(piece: Piece, look: Annotated[Look, Depends(Looking("read"))]) -> Response:
    """Serve a file as an attachment that no browser runs; the download is recorded."""
    service = look.service

    def view(connection: Connection, caller: Caller) -> tuple[Evidence, BinaryIO, str]:
        one, stream = opened(connection, caller.principal, service.files, piece)
        return one, stream, caller.principal.person

    one, stream, person = await look.at(view)
    act = Act(person, "download", one.row.submission, source=look.credentials.source)

    def record(work: Work) -> None:
        work.trace.after = one.row.file

    await wrap_future(service.gate.submit(act, record))
    return attachment(stream, one.row.name, one.row.size)
