"""Evidence to be looked at in the page: pictures and PDF alone, where no script of theirs runs.

What a file is was told by its content as it arrived; everything else is for download only.
"""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Iterator
from typing import Annotated, Any, BinaryIO, Final

from fastapi import APIRouter, Depends, Path, Response
from fastapi.responses import StreamingResponse
from sqlalchemy import Connection

from smart_team.assessment.cycle_messages import ABSENT, AbsentError
from smart_team.assessment.evidence_sight import Evidence, look_up, opened
from smart_team.errors import Problem
from smart_team.store.audit import Act
from smart_team.store.file_kinds import JPEG, PDF, PNG, WEBP
from smart_team.store.gate import Work
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import HEADERS, show

router = APIRouter(prefix="/evidence/{piece}", include_in_schema=False)
Piece = Annotated[str, Path(max_length=80)]
Reading = Annotated[Look, Depends(Looking("read"))]
PICTURES: Final = {each.id: each.media_type for each in (PNG, JPEG, WEBP)}
SHOWN: Final = {**PICTURES, PDF.id: PDF.media_type}
CSP: Final = "Content-Security-Policy"
SERVED: Final = {
    CSP: "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; "
    "object-src 'self'; frame-ancestors 'self'",
    "Cache-Control": "private, no-store",
    "Content-Disposition": "inline",
}
_CHUNK: Final = 1 << 16


@router.get("/look")
async def look_at(piece: Piece, look: Reading) -> Response:
    """Show one file with its name and days; it may stand within a page of ours."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found, one = look_up(connection, caller.principal, piece)
        sort = "picture" if one.row.kind in PICTURES else one.row.kind
        return {"piece": one, "unit": found.row.name, "sort": sort}

    response = await show(look, "reviews/file.html", view)
    inside = HEADERS[CSP].replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers[CSP] = inside
    return response


@router.get("/view")
async def view_of(piece: Piece, look: Reading) -> Response:
    """Serve a picture or a PDF as what it is, in a sandbox; it is recorded as a download is."""

    def view(connection: Connection, caller: Caller) -> tuple[Evidence, BinaryIO, str]:
        one = look_up(connection, caller.principal, piece)[1]
        if one.row.kind not in SHOWN:
            raise AbsentError([Problem(ABSENT)])
        found, stream = opened(connection, caller.principal, look.service.files, piece)
        return found, stream, caller.principal.person

    one, stream, person = await look.at(view)
    act = Act(person, "download", one.row.submission, source=look.credentials.source)

    def record(work: Work) -> None:
        work.trace.after = one.row.file

    await wrap_future(look.service.gate.submit(act, record))
    headers = {**SERVED, "Content-Length": str(one.row.size)}
    return StreamingResponse(_read(stream), headers=headers, media_type=SHOWN[one.row.kind])


def _read(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while part := stream.read(_CHUNK):
            yield part
