"""Groups' robots (企业微信, 钉钉): what concerns everybody, and never a person's name or figure.

Addresses are https and of hosts that the settings allow; no redirect is followed.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Final

import httpx
from sqlalchemy import Connection, select, update

from smart_team.assessment.clockwork import CLOCK
from smart_team.procedure.words import ACTIONS
from smart_team.settings import Settings, require_allowed
from smart_team.store.audit import Act
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.tables import cycles, outbox, submissions

TOLD: Final = frozenset({"announce", "publish", "correct", "send_feedback"})
"""Moves that concern everybody in a cycle."""
LATEST: Final = timedelta(days=1)
"""What is older is news no more: a robot that is new here is not told of it."""
AT_ONCE: Final = 500
PATIENCE: Final = 10.0
_LINE: Final = "【智慧队建】{cycle}:{action}({count} 家单位)"


class Robots:
    """The robots of one installation."""

    def __init__(self, settings: Settings, transport: httpx.BaseTransport | None = None) -> None:
        self._urls = [hook.get_secret_value() for hook in settings.webhooks]
        self._hosts = settings.webhook_hosts
        self._link = settings.link("/")
        self._http = httpx.Client(
            transport=transport, timeout=PATIENCE, follow_redirects=False, trust_env=False
        )

    def close(self) -> None:
        """Let go of connections."""
        self._http.close()

    def post(self, gate: Gate) -> int:
        """Post what has happened since the last time; returns how many lines that made.

        Raises httpx.HTTPError where a robot cannot be reached: then all is posted again later.
        """
        with reading(gate.engine) as connection:
            rows = connection.execute(_UNPOSTED).all()
            since = stamp(gate.clock() - LATEST)
            fresh = [(row.content, row.submission) for row in rows if row.at >= since]
            lines = list(_lines(connection, fresh))
        if not rows:
            return 0
        if lines:
            text = "\n".join([*lines, self._link])
            for url in self._urls:
                self._say(url, text)
        ids = [row.id for row in rows]
        gate.write(Act(CLOCK, "post"), lambda work: _note(work, ids, silent=not lines))
        return len(lines)

    def _say(self, url: str, text: str) -> None:
        """Post one text, to an address that is looked at again before each use."""
        require_allowed(url, self._hosts)
        body = {"msgtype": "text", "text": {"content": text}}
        self._http.post(url, json=body).raise_for_status()


_UNPOSTED: Final = (
    select(outbox.c.id, outbox.c.content, outbox.c.submission, outbox.c.at)
    .where(outbox.c.sort == "moved", outbox.c.posted_at.is_(None))
    .order_by(outbox.c.id)
    .limit(AT_ONCE)
)


def _lines(connection: Connection, rows: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each cycle and move, with how many units it concerns."""
    counted: Counter[tuple[str, str]] = Counter()
    for content, submission in rows:
        action = json.loads(content)["action"]
        if action in TOLD:
            query = (
                select(cycles.c.title)
                .join(submissions, submissions.c.cycle == cycles.c.id)
                .where(submissions.c.id == submission)
            )
            counted[connection.execute(query).scalar_one(), action] += 1
    for (cycle, action), count in counted.items():
        yield _LINE.format(cycle=cycle, action=ACTIONS[action].zh, count=count)  # type: ignore[index]


def _note(work: Work, ids: Sequence[str], *, silent: bool) -> None:
    work.trace.silent = silent
    change = update(outbox).where(outbox.c.id.in_(ids))
    work.connection.execute(change.values(posted_at=work.at))
