"""The gate: writers queue here, and one thread writes for all of them.

Each piece of work runs in a savepoint, so that one that is refused leaves nothing but its audit
row. All that waits is written in one transaction, and nobody is told of success before that
transaction is on disk.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter
from typing import Any, Final, Protocol, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError

from smart_team.errors import Problem, SmartTeamError
from smart_team.store import messages as m
from smart_team.store.audit import Act, Outcome, Result, Tail, Trace, append, tail
from smart_team.store.clock import stamp
from smart_team.store.database import writing

Clock = Callable[[], datetime]
Given = TypeVar("Given")
BATCH: Final = 64
"""Pieces of work that share one transaction at most."""


@dataclass(slots=True)
class Work:
    """What a piece of work is given: the connection, the time of receipt, and its trace."""

    connection: Connection
    now: datetime
    trace: Trace = field(default_factory=Trace)

    @property
    def at(self) -> str:
        """The time as the store keeps it."""
        return stamp(self.now)


Job = Callable[[Work], Given]


class Observer(Protocol):
    """What wants to know how the gate does; it is called by the writer's thread: be quick."""

    def committed(self, acts: Sequence[tuple[str, Result]], seconds: float) -> None:
        """Take note of a transaction on disk: each act with its result, and how long it took."""


@dataclass(frozen=True, slots=True)
class _Task:
    act: Act
    job: Job[Any]
    received: datetime
    future: Future[Any]


@dataclass(frozen=True, slots=True)
class _Done:
    """What came of a task, to be told after the commit."""

    task: _Task
    result: Result
    value: object = None
    error: BaseException | None = None

    def tell(self) -> None:
        if self.error is not None:
            self.task.future.set_exception(self.error)
        else:
            self.task.future.set_result(self.value)


class Gate:
    """One writer thread over an engine; start it once per process, close it at the end."""

    def __init__(self, engine: Engine, clock: Clock, observer: Observer | None = None) -> None:
        self.engine = engine
        self.clock = clock
        self._observer = observer
        self._tasks: queue.SimpleQueue[_Task | None] = queue.SimpleQueue()
        self._open = True
        self._entry = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="writer", daemon=True)
        self._thread.start()

    def submit(self, act: Act, job: Job[Given]) -> Future[Given]:
        """Queue a piece of work; the future is done when the work is on disk, or refused.

        The time of receipt is taken here, before any waiting.
        """
        future: Future[Given] = Future()
        with self._entry:
            if not self._open:
                raise m.StoreError([Problem(m.CLOSED)])
            self._tasks.put(_Task(act, job, self.clock(), future))
        return future

    def write(self, act: Act, job: Job[Given]) -> Given:
        """Do a piece of work and wait until it is on disk; raises what the work raised."""
        return self.submit(act, job).result()

    def waiting(self) -> int:
        """Return how many pieces of work wait to be written."""
        return self._tasks.qsize()

    def close(self) -> None:
        """Finish what has been queued, take nothing more, and end the thread."""
        with self._entry:
            if self._open:
                self._open = False
                self._tasks.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (batch := self._next()) is not None:
            self._write(batch)

    def _next(self) -> list[_Task] | None:
        """Wait for work, then take all that is there; None when the gate is closed and empty."""
        first = self._tasks.get()
        if first is None:
            return None
        batch = [first]
        while len(batch) < BATCH:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                break
            if task is None:
                self._tasks.put(None)
                break
            batch.append(task)
        return batch

    def _write(self, batch: list[_Task]) -> None:
        begun = perf_counter()
        seconds: float | None = None
        try:
            with writing(self.engine) as connection:
                last, done = tail(connection), list[_Done]()
                for task in filter(_is_wanted, batch):
                    last, outcome = _perform(connection, last, task)
                    done.append(outcome)
            seconds = perf_counter() - begun
        except Exception as error:  # noqa: BLE001 - whoever waits must hear of it, whatever it is
            waiting = [each for each in batch if each.future.running() or _is_wanted(each)]
            done = [_Done(task, "failed", error=error) for task in waiting]
        for each in done:
            each.tell()
        if seconds is not None and self._observer is not None:
            acts = [(each.task.act.action, each.result) for each in done]
            self._observer.committed(acts, seconds)


def _is_wanted(task: _Task) -> bool:
    """Whether anybody still waits; from here on the work can no longer be called off."""
    return task.future.set_running_or_notify_cancel()


def _perform(connection: Connection, last: Tail, task: _Task) -> tuple[Tail, _Done]:
    """Do one piece of work and write its audit row, unless it did nothing of its own.

    A broken connection or a full disk passes through: it ends the whole transaction.
    """
    work = Work(connection, task.received)
    savepoint = connection.begin_nested()
    try:
        value = task.job(work)
        if not work.trace.silent:
            last = append(connection, last, work.at, task.act, work.trace)
        savepoint.commit()
    except Exception as error:
        if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError | DataError):
            raise
        savepoint.rollback()
        trace = Trace(work.trace.object, actor=work.trace.actor, outcome=_outcome(error))
        last = append(connection, last, work.at, task.act, trace)
        if isinstance(error, SmartTeamError):
            error.recorded = True
        return last, _Done(task, trace.outcome[0], error=error)
    return last, _Done(task, work.trace.outcome[0], value)


def record(gate: Gate, act: Act, error: SmartTeamError) -> None:
    """Record what refused an act before its work began, such as a file that cannot be read.

    Returns when the row is on disk; raises StoreError where it cannot be.
    """

    def job(work: Work) -> None:
        work.trace.outcome = _outcome(error)

    gate.write(act, job)
    error.recorded = True


def _outcome(error: Exception) -> Outcome:
    if isinstance(error, SmartTeamError):
        return "refused", error.problems[0].message.code
    return "failed", type(error).__name__
