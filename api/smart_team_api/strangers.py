"""Requests of nobody known: recorded like all refusals, but not without end.

Every refusal is a row of the audit. A stranger who sends them by the thousand would fill the disk,
so beyond so many a minute from one source they are answered before anything is written. Whoever
is known is never stopped by this, also from the same source.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Final

WITHIN: Final = timedelta(minutes=1)
AT_MOST: Final = 60
SOURCES: Final = 10_000
"""Sources that are remembered; the one longest quiet is forgotten first."""


@dataclass
class Strangers:
    """How many requests of nobody known came from where, in the last minute."""

    at_most: int = AT_MOST
    _seen: OrderedDict[str, list[datetime]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def note(self, source: str, now: datetime) -> None:
        """Count one more from a source."""
        with self._lock:
            recent = [at for at in self._seen.pop(source, []) if now - at < WITHIN]
            self._seen[source] = [*recent, now][-self.at_most :]
            while len(self._seen) > SOURCES:
                self._seen.popitem(last=False)

    def wait(self, source: str, now: datetime) -> int:
        """Return the seconds until a source may be recorded again; 0 if it may be now."""
        with self._lock:
            recent = [at for at in self._seen.get(source, []) if now - at < WITHIN]
        if len(recent) < self.at_most:
            return 0
        return max(1, -((now - recent[0] - WITHIN) // timedelta(seconds=1)))
