"""Files that come as a request's body, and files that are served as attachments."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO, Final, TypeVar
from urllib.parse import quote

from anyio import from_thread
from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from smart_team.assessment.evidence import Arrived, receive
from smart_team.errors import Problem, SmartTeamError
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
Read = TypeVar("Read")


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


def read_content(content: bytes, name: str, read: Callable[[Path], Read]) -> Read:
    """Return what a function reads of a file's content, as :func:`read_upload` does."""
    with TemporaryDirectory(prefix="smart-team-") as folder:
        path = Path(folder) / f"table{PurePath(name).suffix[:8].lower()}"
        path.write_bytes(content)
        try:
            return read(path)
        except SmartTeamError as error:
            problems = [named(each, str(path), name) for each in error.problems]
            raise type(error)(problems) from None


def named(problem: Problem, file: str, name: str) -> Problem:
    """Return a problem of a file as one of the file that its sender calls so."""
    if problem.place.file != file:
        return problem
    return replace(problem, place=replace(problem.place, file=PurePath(name).name))
