"""Files that are made for who asks: each one that is sent is on record as an export."""

from __future__ import annotations

from asyncio import wrap_future
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from fastapi import Response
from sqlalchemy import Connection

from smart_team.store.audit import Act
from smart_team.store.gate import Job, Work
from smart_team_api.asking import Look
from smart_team_api.callers import Caller

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS: Final = {
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "private, no-store",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What a file is, and under which name it is kept by who gets it."""

    media: str
    name: str


async def send(look: Look, kind: Kind, content: bytes, object_: str) -> Response:
    """Send a file once it is on record that this person took it along."""

    def who(_connection: Connection, caller: Caller) -> str:
        return caller.principal.person

    act = Act(await look.at(who), "export", object_, source=look.credentials.source)
    await wrap_future(look.service.gate.submit(act, _record(kind.name)))
    headers = {
        **HEADERS,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(kind.name, safe='')}",
    }
    return Response(content, media_type=kind.media, headers=headers)


def _record(name: str) -> Job[None]:
    def job(work: Work) -> None:
        work.trace.after = name[:80]

    return job
