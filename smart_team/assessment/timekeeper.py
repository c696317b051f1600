"""The timekeeper: one thread that looks at the clock and does what is due.

What is due stands in the database and the data folder. So nothing is done twice, and nothing is
forgotten, whoever else looks and however often the program starts.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from smart_team.assessment.bulk_ledgers import sweep_parts
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.daily import cut_old, purge, sign_head_of_day
from smart_team.assessment.dispatch import dispatch
from smart_team.assessment.library import Library
from smart_team.assessment.records.lighting import keep_lights
from smart_team.assessment.recounting import recount_all
from smart_team.assessment.reminders import remind
from smart_team.assessment.worker import Alarm
from smart_team.ledger.book import Shelf
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.gate import Clock, Gate
from smart_team.store.signing import Signer

PATIENCE: Final = 20.0
"""Seconds that a duty under way is given when the program stops."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Something to do whenever the clock is looked at, once an hour or once a day of Shanghai."""

    name: str
    do: Callable[[], object]
    daily: bool = False
    hourly: bool = False


def duties(
    gate: Gate,
    data: Path,
    signer: Signer,
    library: Library,
    shelf: Shelf,
    cut_after: int | None = None,
) -> list[Duty]:
    """Return all that is to be done, in this order.

    With `cut_after`, audit records that are older than so many days leave the database by
    themselves; without it only an administrator removes them.
    """
    every = [
        Duty("close_windows", partial(close_windows, gate)),
        Duty("light", partial(keep_lights, gate, shelf), daily=True),
        Duty("count_metrics", partial(recount_all, gate, library), hourly=True),
        Duty("notify", partial(dispatch, gate)),
        Duty("remind", partial(remind, gate)),
        Duty("sign_head", partial(sign_head_of_day, gate, data, signer), daily=True),
        Duty("purge", partial(purge, gate), daily=True),
        Duty("sweep_parts", partial(sweep_parts, gate, data), daily=True),
    ]
    if cut_after is not None:
        cut = partial(cut_old, gate, data, signer, cut_after)
        every.append(Duty("cut_audit", cut, daily=True))
    return every


class Timekeeper:
    """Looks every so many seconds, from the start on; close it before the gate."""

    def __init__(
        self, every_duty: Sequence[Duty], clock: Clock, seconds: float, alarm: Alarm
    ) -> None:
        self._duties = every_duty
        self._clock = clock
        self._seconds = seconds
        self._alarm = alarm
        self._done: dict[str, str] = {}
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._run, name="timekeeper", daemon=True)
        self._thread.start()

    def close(self, patience: float = PATIENCE) -> None:
        """Begin nothing more, and give what is under way some time."""
        self._closing.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._closing.is_set():
            self._look()
            self._closing.wait(self._seconds)

    def _look(self) -> None:
        """Do what is due; what fails is tried again the next time, and holds up nothing else."""
        now = self._clock()
        today, hour = shanghai_day(now).isoformat(), now.isoformat(timespec="hours")
        for duty in self._duties:
            if self._closing.is_set():
                return
            turn = today if duty.daily else hour if duty.hourly else None
            if turn is not None and self._done.get(duty.name) == turn:
                continue
            try:
                duty.do()
            except Exception as error:  # noqa: BLE001 - one duty that fails must not stop the others
                self._alarm(duty.name, error)
            else:
                self._done[duty.name] = turn or ""
