"""The worker: one thread that does the jobs, oldest first, whatever becomes of each."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import Any, Final, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from smart_team.assessment import job_messages as m
from smart_team.assessment.clockwork import CLOCK
from smart_team.assessment.jobs import Taken, end, fail, is_open, note, take
from smart_team.assessment.library import Library
from smart_team.assessment.platform import Platform
from smart_team.errors import Problem, SmartTeamError
from smart_team.people.principal import Principal, load_principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.audit import Act
from smart_team.store.audit import Result as Outcome
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.messages import StoreError
from smart_team.store.signing import Signer
from smart_team.store.sole import Sole

LOCK: Final = "jobs.lock"
EVERY_SECONDS: Final = 0.3
"""How far apart notes of progress are at least."""
PATIENCE: Final = 20.0
"""Seconds that a job under way is given when the program stops; it is taken up again later."""

Alarm = Callable[[str, Exception], None]
"""What is told of something that went wrong by itself: its name, and the error."""
Progress = Callable[[int, int], None]
"""What a job says of itself: how much is done, of how much."""
Result = Mapping[str, object]
Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Desk:
    """What jobs are done with."""

    gate: Gate
    data: Path
    platform: Platform
    library: Library
    signer: Signer


@dataclass(slots=True)
class Context:
    """What one job is done with; its person is as the rights of this moment make them."""

    desk: Desk
    principal: Principal
    job: str
    recorded: bool = field(default=False, init=False)

    def complete(self, action: str, work_of: Callable[[Work], Result]) -> Result:
        """Do a job's last piece of work and end the job, both or neither; returns its result."""

        def piece(work: Work) -> Result:
            result = work_of(work)
            end(work, self.job, result)
            return result

        self.recorded = True
        return self.desk.gate.write(Act(self.principal.person, action, self.job), piece)


@dataclass(frozen=True, slots=True)
class Sort(Generic[Content]):
    """A sort of job: what it is given, and the function that does it.

    The function may be called again for a job that was not ended: it writes by
    :meth:`Context.complete` alone, or leaves what it finds done when it is called again.
    """

    content: type[Content]
    run: Callable[[Context, Content, Progress], Result]


class Worker:
    """Start it once per process; of several processes one does the jobs. Close it at the end."""

    def __init__(
        self, desk: Desk, sorts: Mapping[str, Sort[Any]], alarm: Alarm, every: float = 1.0
    ) -> None:
        self._desk = desk
        self._sorts = sorts
        self._alarm = alarm
        self._every = every
        self._sole = Sole(desk.data / LOCK)
        self._closing = threading.Event()
        self._wanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="worker", daemon=True)
        self._thread.start()

    def wake(self) -> None:
        """Look for a job now; without it, one that was asked for waits a second."""
        self._wanted.set()

    def close(self, patience: float = PATIENCE) -> None:
        """Take no further job, and give the one under way some time."""
        self._closing.set()
        self._wanted.set()
        self._thread.join(patience)

    def _run(self) -> None:
        while not self._closing.is_set():
            if not self._turn():
                self._wanted.wait(self._every)
                self._wanted.clear()
        self._sole.close()

    def _turn(self) -> bool:
        """Do the oldest job, if there is one; returns whether to look for another at once."""
        try:
            if not self._sole.held() or not self._is_open():
                return False
            job = self._desk.gate.write(Act(CLOCK, "take_job"), take)
            if job is not None:
                self._do(job)
        except Exception as error:  # noqa: BLE001 - the thread goes on, and the job is taken up again
            self._alarm("worker", error)
            return False
        return True

    def _is_open(self) -> bool:
        with reading(self._desk.gate.engine) as connection:
            return is_open(connection)

    def _do(self, job: Taken) -> None:
        """Do one job and end it; where the store cannot say so, it is taken up again."""
        recorded = False
        try:
            context = self._context(job)
            try:
                result = self._call(context, job)
            finally:
                recorded = context.recorded
        except StoreError:
            raise
        except SmartTeamError as error:
            self._fail(job, error.problems, "refused", recorded=recorded)
        except Exception as error:  # noqa: BLE001 - whoever asked must hear of it, whatever it is
            self._alarm(job.sort, error)
            problem = Problem(m.BROKEN, values={"detail": type(error).__name__})
            self._fail(job, [problem], "failed", recorded=recorded)
        else:
            if not recorded:
                context.complete(job.sort, lambda _: result)

    def _context(self, job: Taken) -> Context:
        gate = self._desk.gate
        with reading(gate.engine) as connection:
            principal = load_principal(connection, job.person, shanghai_day(gate.clock()))
        if principal is None:
            raise m.JobError([Problem(m.NO_LONGER)])
        return Context(self._desk, principal, job.id)

    def _call(self, context: Context, job: Taken) -> Result:
        sort = self._sorts.get(job.sort)
        if sort is None:
            raise m.JobError([Problem(m.UNKNOWN_SORT, values={"sort": job.sort})])
        try:
            content = sort.content.model_validate(job.content)
        except ValidationError as error:
            field_ = ".".join(str(part) for part in error.errors()[0]["loc"]) or "—"
            values = {"sort": job.sort, "field": field_}
            raise m.JobError([Problem(m.BAD_CONTENT, values=values)]) from None
        return sort.run(context, content, _Notes(self._desk.gate, job))

    def _fail(
        self, job: Taken, problems: Sequence[Problem], how: Outcome, *, recorded: bool
    ) -> None:
        def piece(work: Work) -> None:
            fail(work, job.id, problems, how)
            # What was refused at the gate stands in the audit already.
            work.trace.silent = recorded

        self._desk.gate.write(Act(job.person, job.sort, job.id), piece)


class _Notes:
    """Notes a job's progress, a few times a second at most, without waiting for the disk."""

    def __init__(self, gate: Gate, job: Taken) -> None:
        self._gate = gate
        self._job = job
        self._next = 0.0

    def __call__(self, done: int, total: int) -> None:
        now = monotonic()
        if now < self._next:
            return
        self._next = now + EVERY_SECONDS
        act = Act(self._job.person, "note_progress", self._job.id)
        self._gate.submit(act, partial(note, job=self._job.id, done=done, total=total))
