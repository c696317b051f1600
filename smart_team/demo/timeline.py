"""What happens when: a clock that the demo sets, and acts in the order of their times."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

Deed = Callable[[], object]


@dataclass(slots=True)
class SetClock:
    """The gate's clock for as long as the past is played."""

    now: datetime

    def __call__(self) -> datetime:
        """Return the moment that is played."""
        return self.now


@dataclass(slots=True)
class Timeline:
    """Deeds that are to be done, each at its own moment; a deed may plan further ones."""

    clock: SetClock
    _due: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    _turns: count[int] = field(default_factory=count)

    def plan(self, at: datetime, deed: Deed) -> None:
        """Plan a deed; those of one moment are done in the order in which they were planned."""
        heapq.heappush(self._due, (at, next(self._turns), deed))

    def run(self) -> None:
        """Do all that is planned, setting the clock to each deed's moment."""
        while self._due:
            self.clock.now, _, deed = heapq.heappop(self._due)
            deed()
