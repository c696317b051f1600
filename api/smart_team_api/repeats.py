"""Repeated requests: an act that names a key is done once, and its answer given again."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import insert, select

from smart_team.errors import Problem
from smart_team.store.gate import Work
from smart_team.store.tables import answered
from smart_team_api import messages as m

_KEY: Final = re.compile(r"[!-~]{8,80}")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a change is answered with: a body, its status, and the version that is there now."""

    body: Mapping[str, Any]
    version: int | None = None
    status: int = 200


def require_key(key: str | None) -> str | None:
    """Return the key of a request; raises UnreadableError for one that is none."""
    if key is not None and not _KEY.fullmatch(key):
        raise m.UnreadableError([Problem(m.BAD_KEY)])
    return key


def fingerprint(method: str, path: str, query: str, body: bytes) -> str:
    """Return what tells a request from others that use the same key."""
    head = json.dumps([method, path, query]).encode()
    return hashlib.sha256(head + b"\n" + body).hexdigest()


def answer_before(work: Work, person: str, key: str, request: str) -> Answer | None:
    """Return the answer that this request got before; raises InvalidError for another request."""
    where = (answered.c.person == person, answered.c.key == key)
    row = work.connection.execute(select(answered).where(*where)).first()
    if row is None:
        return None
    if row.request != request:
        raise m.InvalidError([Problem(m.KEY_REUSED)])
    return Answer(json.loads(row.body), row.version, row.status)


def keep_answer(work: Work, person: str, key: str, request: str, answer: Answer) -> None:
    """Keep an answer in the transaction of the act itself."""
    row = {
        "person": person,
        "key": key,
        "request": request,
        "status": answer.status,
        "version": answer.version,
        "body": json.dumps(answer.body, ensure_ascii=False),
        "at": work.at,
    }
    work.connection.execute(insert(answered), row)
