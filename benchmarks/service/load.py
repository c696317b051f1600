"""The load: clients on connections of their own, each sending its next request once it has heard.

``python -m benchmarks.service.load PLAN`` reads the clients' prepared requests from a file. For
each line on standard input, ``{"port": …, "seconds": …, "most": …}``, it loads that port and
answers with a line of durations in ns and of answers by status. A client goes round its own
submissions, with two claims in turns, and with the ETag that it got back.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import perf_counter_ns
from typing import Any, Final, cast

PATIENCE_SECONDS: Final = 60
"""How long after the end of a round its last answers may take."""


@dataclass
class Target:
    """One submission as its client asks for it: a head with a place for the version, the bodies."""

    head: str
    bodies: list[bytes]
    version: int = 1
    turn: int = 0

    def request(self) -> bytes:
        """Return the next request's bytes."""
        body = self.bodies[self.turn % len(self.bodies)]
        self.turn += 1
        return self.head.format(version=self.version, length=len(body)).encode() + body


@dataclass
class Round:
    """What came of one round; durations in ns."""

    until: int
    most: int
    durations: list[int] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)

    @property
    def over(self) -> bool:
        """Whether no further request is to be sent."""
        return perf_counter_ns() >= self.until or len(self.durations) >= self.most


class Client(asyncio.Protocol):
    """One connection."""

    def __init__(self, targets: list[Target], now: Round, done: asyncio.Future[None]) -> None:
        self._targets = targets
        self._round = now
        self._done = done
        self._heard = b""
        self._turn = 0
        self._sent = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Send the first request."""
        self._transport = cast("asyncio.Transport", transport)
        self._send()

    def data_received(self, data: bytes) -> None:
        """Take note of an answer once all of it is there, and go on."""
        self._heard += data
        head, found, body = self._heard.partition(b"\r\n\r\n")
        if not found:
            return
        lines = head.decode("latin-1").split("\r\n")
        split = (line.partition(":") for line in lines)
        headers = {name.lower(): value.strip() for name, _, value in split}
        if len(body) < int(headers.get("content-length", 0)):
            return
        self._heard = b""
        self._round.durations.append(perf_counter_ns() - self._sent)
        self._round.statuses[lines[0].split(" ")[1]] += 1
        if "etag" in headers:
            self._target.version = int(headers["etag"].strip('"'))
        self._turn += 1
        if self._round.over:
            self._transport.close()
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        """End; a connection that the server closed under way is an error of its own."""
        if self._heard or exc is not None or not self._round.over:
            self._round.statuses["lost"] += 1
        self._done.set_result(None)

    @property
    def _target(self) -> Target:
        return self._targets[self._turn % len(self._targets)]

    def _send(self) -> None:
        request = self._target.request()
        self._sent = perf_counter_ns()
        self._transport.write(request)


async def _load(
    clients: list[list[Target]], port: int, seconds: float, most: int
) -> dict[str, Any]:
    loop = asyncio.get_running_loop()
    begun = perf_counter_ns()
    now = Round(begun + int(seconds * 1e9), most)
    ends: list[asyncio.Future[None]] = []
    for targets in clients:
        ends.append(loop.create_future())
        make = partial(Client, targets, now, ends[-1])
        await loop.create_connection(make, "127.0.0.1", port)
    await asyncio.wait_for(asyncio.gather(*ends), seconds + PATIENCE_SECONDS)
    spent = perf_counter_ns() - begun
    return {"ns": spent, "durations": now.durations, "statuses": now.statuses}


def main(plan: str) -> None:
    """Serve one measurement after another."""
    given = json.loads(Path(plan).read_text(encoding="utf-8"))
    clients = [
        [Target(each["head"], [body.encode() for body in each["bodies"]]) for each in client]
        for client in given
    ]
    for line in sys.stdin:
        print(json.dumps(asyncio.run(_load(clients, **json.loads(line)))), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
