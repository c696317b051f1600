"""Files that come as a request's body, and files that are served as attachments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from anyio import from_thread
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from smart_team.assessment.evidence import Arrived, receive
from smart_team.errors import SmartTeamError
from smart_team.store.file_kinds import FileKind
from smart_team.store.gate import Work
from smart_team_api.asking import Ask
from smart_team_api.callers import Caller

BINARY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
SERVED: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
}
_CHUNK: Final = 1 << 16


async def take_in(
    ask: Ask, request: Request, target: str, name: str, admitted: Callable[[Work, Caller], object]
) -> Arrived:
    """Take in a file for whoever is admitted; every refusal is recorded."""

    def first(work: Work) -> None:
        admitted(work, ask.admit(work))
        work.trace.silent = True

    await ask.write(first, target)
    service, chunks = ask.service, _chunks(request)
    try:
        return await run_in_threadpool(
            receive, service.files, service.scanner, chunks, name, service.limits
        )
    except SmartTeamError as error:
        await ask.refuse(error)


def attachment(stream: BinaryIO, name: str, size: int) -> StreamingResponse:
    """Serve a file as an attachment that no browser runs."""
    headers = {
        **SERVED,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        "Content-Length": str(size),
    }
    return StreamingResponse(_read(stream), headers=headers, media_type="application/octet-stream")


def picture(stream: BinaryIO, kind: FileKind, size: int) -> StreamingResponse:
    """Serve a picture to be shown in a page of ours; nothing in it is run."""
    headers = {**SERVED, "Content-Disposition": "inline", "Content-Length": str(size)}
    return StreamingResponse(_read(stream), headers=headers, media_type=kind.media_type)


def _read(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while part := stream.read(_CHUNK):
            yield part


def _chunks(request: Request) -> Iterator[bytes]:
    """Yield the body's pieces to a thread while the event loop receives them."""
    stream: AsyncIterator[bytes] = request.stream()
    while chunk := from_thread.run(_next, stream):
        yield chunk


async def _next(stream: AsyncIterator[bytes]) -> bytes:
    async for chunk in stream:
        if chunk:
            return chunk
    return b""
