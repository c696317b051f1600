"""Long work is done once, oldest first, by the rights of its hour, whatever dies meanwhile."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel
from sqlalchemy import select, text, update

from smart_team.assessment import cycle_messages, worker
from smart_team.assessment import job_messages as m
from smart_team.assessment.job_sorts import BACKUPS, SORTS, Nothing
from smart_team.assessment.jobs import MOST_OPEN, MOST_TRIES, JobView, ask, own_job, own_jobs, take
from smart_team.assessment.worker import LOCK, Context, Desk, Progress, Result, Sort, Worker
from smart_team.store.archive import open_archive
from smart_team.store.clock import new_id
from smart_team.store.database import reading
from smart_team.store.files import EvidenceFiles
from smart_team.store.gate import Gate
from smart_team.store.messages import StoreError
from smart_team.store.signing import create_key
from smart_team.store.sole import Sole
from smart_team.store.tables import (
    assignments,
    audit,
    cycles,
    districts,
    jobs,
    people,
    publications,
    stages,
)
from tests.assessment.world import STUDY, UNITS, World, platform


@dataclass
class Yard:
    """A world with a data folder, and workers that are started and stopped."""

    world: World
    data: Path
    desk: Desk = field(init=False)
    alarms: list[tuple[str, Exception]] = field(default_factory=list)

    def __post_init__(self) -> None:
        signer = create_key(self.data)
        self.desk = Desk(self.world.gate, self.data, platform(), self.world.library, signer)

    def start(self, sorts: Mapping[str, Sort[Any]] = SORTS, every: float = 0.01) -> Worker:
        return Worker(
            self.desk, sorts, lambda name, error: self.alarms.append((name, error)), every
        )

    def ask(self, person: str, sort: str, content: Mapping[str, object] | None = None) -> str:
        job = partial(ask, person=person, sort=sort, content=content or {})
        self.world.now += timedelta(milliseconds=1)
        return str(self.world.write(job, person, "ask_job"))

    def see(self, person: str, job: str) -> JobView:
        with reading(self.world.engine) as connection:
            return own_job(connection, self.world.who(person), job)

    def run(self, *asked: tuple[str, str], sorts: Mapping[str, Sort[Any]] = SORTS) -> list[JobView]:
        """Run a worker until these jobs have ended."""
        started = self.start(sorts)
        try:
            self.wait(lambda: all(self.see(*each).state in {"done", "failed"} for each in asked))
        finally:
            started.close()
        return [self.see(*each) for each in asked]

    def wait(self, until: Callable[[], bool]) -> None:
        tick = threading.Event()
        for _ in range(3000):
            if until():
                return
            tick.wait(0.01)
        raise AssertionError(self.alarms)

    def acts(self, *names: str) -> list[tuple[str, str, str | None]]:
        rows = sorted(self.world.rows(audit), key=lambda row: row.number)
        return [(row.actor, row.action, row.code) for row in rows if row.action in names]


@pytest.fixture
def yard(world: World, tmp_path: Path) -> Yard:
    data = tmp_path / "data"
    data.mkdir()
    return Yard(world, data)


def plain(run: Callable[[Context, Any, Progress], Result]) -> dict[str, Sort[Any]]:
    return {"odd": Sort(Nothing, run)}


def codes(view: JobView) -> list[str]:
    assert view.result is not None
    return [each["code"] for each in view.result["problems"]]


def stage(world: World) -> str:
    with reading(world.engine) as connection:
        return str(connection.execute(select(stages.c.id).where(stages.c.number == 0)).scalar_one())


def opening() -> dict[str, object]:
    procedure = platform().procedures["education_rectification"]
    starts = {each.rubric: "2026-03-02" for each in procedure.stages}
    return {
        "title": "甲",
        "module": "education_rectification",
        "starts": starts,
        "units": list(UNITS),
    }


def test_a_cycle_is_opened_by_a_job(yard: Yard) -> None:
    job = yard.ask("admin", "open_cycle", opening())
    assert yard.see("admin", job).state == "waiting"
    (view,) = yard.run(("admin", job))
    assert (view.state, view.done, view.total) == ("done", 1, 1)
    rows = {row.id: row for row in yard.world.rows(cycles)}
    assert view.result is not None
    assert rows[view.result["cycle"]].title == "甲"
    assert view.started_at is not None
    assert view.ended_at is not None
    assert yard.acts("open_cycle", "ask_job", "take_job", "note_progress")[-2:] == [
        ("admin", "ask_job", None),
        ("admin", "open_cycle", None),
    ]


def test_a_stage_is_published_by_a_job_and_refused_with_all_that_is_wrong(yard: Yard) -> None:
    early = yard.ask("admin", "publish", {"stage": stage(yard.world)})
    (view,) = yard.run(("admin", early))
    assert (view.state, len(codes(view))) == ("failed", len(UNITS))
    for unit in UNITS:
        yard.world.pass_to(yard.world.submission(unit), "rating")
    job = yard.ask("admin", "publish", {"stage": stage(yard.world)})
    again = yard.ask("admin", "publish", {"stage": stage(yard.world)})
    view, twice = yard.run(("admin", job), ("admin", again))
    (row,) = yard.world.rows(publications)
    assert view.result == {"publication": row.id}
    assert twice.state == "failed"
    # Each attempt stands in the audit once: refused at the gate, done, refused at the gate.
    assert [code is None for _, _, code in yard.acts("publish")] == [False, True, False]


def test_a_backup_is_made_once_where_only_its_owner_reads(yard: Yard) -> None:
    files = EvidenceFiles(yard.data / "evidence")
    files.keep(files.receive([b"proof"], 100))
    job = yard.ask("admin", "backup")
    (view,) = yard.run(("admin", job))
    path = yard.data / BACKUPS / f"{job}.zip"
    assert view.result == {"file": f"{BACKUPS}/{job}.zip", "size": path.stat().st_size}
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with open_archive(path, yard.desk.signer.public_key) as archive:
        assert archive.manifest.tables["submissions"] == 12
    assert yard.acts("backup") == [("admin", "backup", None)]
    made = path.stat()
    yard.world.write(
        lambda work: work.connection.execute(update(jobs).values(state="running")).rowcount
    )
    yard.run(("admin", job))
    assert path.stat().st_mtime_ns == made.st_mtime_ns


def test_a_store_is_verified_by_a_job(yard: Yard) -> None:
    job = yard.ask("auditor", "verify")
    (view,) = yard.run(("auditor", job))
    assert view.result == {"errors": 0, "found": 0, "problems": []}
    yard.world.write(
        lambda work: (
            work.connection.execute(
                update(audit).where(audit.c.number == 2).values(actor="x")
            ).rowcount
        )
    )
    (view,) = yard.run(("auditor", yard.ask("auditor", "verify")))
    assert (view.state, codes(view)) == ("done", ["A202"])
    assert view.result is not None
    assert view.result["problems"][0]["what"]["zh"].startswith("第 2 条审计记录")


@pytest.mark.parametrize(
    ("person", "sort"),
    [
        ("auditor", "backup"),
        ("clerk-D01-court", "backup"),
        ("leader", "verify"),
        ("nobody", "verify"),
    ],
)
def test_who_may_not_is_refused_when_it_runs(yard: Yard, person: str, sort: str) -> None:
    (view,) = yard.run((person, yard.ask(person, sort)))
    assert (view.state, codes(view)) == ("failed", [m.NOT_ALLOWED.code])
    assert yard.acts(sort) == [(person, sort, "J107")]
    assert not (yard.data / BACKUPS).exists()


def test_rights_that_were_lost_since_count(yard: Yard) -> None:
    asked = yard.ask("admin", "open_cycle", opening())
    ended = (
        update(assignments).where(assignments.c.person == "admin").values(until_day="2026-03-01")
    )
    yard.world.write(lambda work: work.connection.execute(ended).rowcount)
    (view,) = yard.run(("admin", asked))
    assert codes(view) == [cycle_messages.FORBIDDEN.code]
    assert len(yard.world.rows(cycles)) == 1


def test_who_is_disabled_since_gets_nothing_done(yard: Yard) -> None:
    asked, admin = yard.ask("admin", "open_cycle", opening()), yard.world.who("admin")
    off = (
        update(people)
        .where(people.c.id == "admin")
        .values(disabled_at="2026-03-02T00:00:00.000000Z")
    )
    yard.world.write(lambda work: work.connection.execute(off).rowcount)
    started = yard.start()

    def view() -> JobView:
        with reading(yard.world.engine) as connection:
            return own_job(connection, admin, asked)

    yard.wait(lambda: view().state == "failed")
    started.close()
    assert codes(view()) == [m.NO_LONGER.code]
    assert yard.acts("open_cycle")[-1] == ("admin", "open_cycle", "J101")


@pytest.mark.parametrize(
    ("sort", "content", "code"),
    [
        ("no_such", {}, "J103"),
        ("publish", {}, "J104"),
        ("publish", {"stage": 7}, "J104"),
        ("publish", {"stage": "s", "force": True}, "J104"),
        ("open_cycle", {"title": "x", "module": "y", "starts": {"a": "soon"}, "units": []}, "J104"),
        ("open_cycle", {"title": "x", "module": "none", "starts": {}, "units": []}, "C106"),
        ("publish", {"stage": "none"}, "C101"),
    ],
)
def test_what_makes_no_sense_is_refused(yard: Yard, sort: str, content: Any, code: str) -> None:
    (view,) = yard.run(("admin", yard.ask("admin", sort, content)))
    assert (view.state, codes(view)) == ("failed", [code])


def test_what_breaks_is_told_to_both_and_the_worker_goes_on(yard: Yard) -> None:
    def broken(*_: Any) -> Result:
        raise ZeroDivisionError("secret")

    first, second = yard.ask("admin", "odd"), yard.ask("admin", "verify")
    one, two = yard.run(("admin", first), ("admin", second), sorts={**SORTS, **plain(broken)})
    assert codes(one) == [m.BROKEN.code]
    assert "secret" not in str(one.result)
    assert two.state == "done"
    assert [(name, type(error)) for name, error in yard.alarms] == [("odd", ZeroDivisionError)]
    (row,) = [row for row in yard.world.rows(audit) if row.action == "odd"]
    assert (row.actor, row.result, row.code, row.object) == ("admin", "failed", "J105", first)


def test_jobs_are_done_oldest_first(yard: Yard) -> None:
    done: list[str] = []

    def run(context: Context, *_: Any) -> Result:
        done.append(context.job)
        return {}

    asked = [yard.ask("admin", "odd") for _ in range(5)]
    yard.run(*[("admin", each) for each in asked], sorts=plain(run))
    assert done == asked


def test_only_whoever_asked_sees_a_job(yard: Yard) -> None:
    asked = [yard.ask("admin", "verify") for _ in range(3)]
    for other in ("auditor", "leader", "nobody"):
        with pytest.raises(cycle_messages.AbsentError):
            yard.see(other, asked[0])
    with reading(yard.world.engine) as connection:
        mine = own_jobs(connection, yard.world.who("admin"))
        assert [each.id for each in mine] == asked[::-1]
        later = own_jobs(connection, yard.world.who("admin"), before=mine[0].id, limit=1)
        assert [each.id for each in later] == [asked[1]]
        assert own_jobs(connection, yard.world.who("auditor")) == []


def test_nobody_fills_the_queue(yard: Yard) -> None:
    for _ in range(MOST_OPEN):
        yard.ask("admin", "verify")
    with pytest.raises(m.JobError) as refused:
        yard.ask("admin", "verify")
    assert refused.value.problems[0].message is m.TOO_MANY
    yard.ask("auditor", "verify")


def test_progress_is_noted_now_and_then(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = iter([0.0, 0.1, 0.2, 0.35, 0.4, 9.0])
    monkeypatch.setattr(worker, "monotonic", lambda: 100 + next(hours))
    seen: list[tuple[int, int]] = []

    def run(context: Context, _: Nothing, progress: Progress) -> Result:
        for done in range(5):
            progress(done, 5)
            view = yard.see("admin", context.job) if done in {2, 4} else None
            if view is not None:
                seen.append((view.done, view.total))
        return {}

    job = yard.ask("admin", "odd")
    monkeypatch.setattr(yard.world.gate, "submit", _at_once(yard.world.gate))
    (view,) = yard.run(("admin", job), sorts=plain(run))
    assert seen == [(0, 5), (3, 5)]
    assert (view.done, view.total) == (5, 5)
    assert yard.acts("note_progress") == []


def _at_once(gate: Gate) -> Callable[..., Any]:
    """Make what is queued be on disk before the queueing returns."""
    submit = gate.submit

    def submitted(act: Any, job: Any) -> Any:
        future = submit(act, job)
        future.exception()
        return future

    return submitted


def test_what_a_dead_program_left_running_is_taken_up_again(yard: Yard) -> None:
    job = yard.ask("admin", "open_cycle", opening())
    taken = yard.world.write(take)
    assert (taken.id, yard.see("admin", job).state) == (job, "running")
    (view,) = yard.run(("admin", job))
    assert view.state == "done"
    assert len(yard.world.rows(cycles)) == 2


def test_what_a_program_dies_of_is_given_up(yard: Yard) -> None:
    job = yard.ask("admin", "open_cycle", opening())
    for _ in range(MOST_TRIES):
        assert yard.world.write(take).id == job
    (view,) = yard.run(("admin", job))
    assert (view.state, codes(view)) == ("failed", [m.GIVEN_UP.code])
    assert len(yard.world.rows(cycles)) == 1
    assert yard.acts("take_job") == [("admin", "take_job", "J102")]


def test_a_job_is_ended_with_what_it_did_or_not_at_all(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the job cannot be ended, what it did is not done either."""

    def run(context: Context, *_: Any) -> Result:
        def piece(work: Any) -> Result:
            work.connection.execute(districts.insert().values(code=new_id(work.now), name="x"))
            return {"n": 1}

        return context.complete("odd", piece)

    before = len(yard.world.rows(districts))
    monkeypatch.setattr(worker, "end", lambda *_: 1 / 0)
    (view,) = yard.run(("admin", yard.ask("admin", "odd")), sorts=plain(run))
    assert codes(view) == [m.BROKEN.code]
    monkeypatch.undo()
    assert len(yard.world.rows(districts)) == before
    (view,) = yard.run(("admin", yard.ask("admin", "odd")), sorts=plain(run))
    assert (view.state, view.result) == ("done", {"n": 1})
    assert len(yard.world.rows(districts)) == before + 1


def test_a_database_that_fails_for_a_while_loses_no_job(yard: Yard) -> None:
    tries: list[str] = []

    def run(context: Context, *_: Any) -> Result:
        tries.append(context.job)
        if len(tries) == 1:
            with reading(yard.world.engine) as connection:
                connection.execute(text("SELECT * FROM no_such_table"))
        return {}

    job = yard.ask("admin", "odd")
    (view,) = yard.run(("admin", job), sorts=plain(run))
    assert (view.state, tries) == ("done", [job, job])
    assert [(name, type(error)) for name, error in yard.alarms] == [("worker", StoreError)]


def test_of_two_workers_one_works(yard: Yard) -> None:
    other = Sole(yard.data / LOCK)
    assert other.held()
    started = yard.start()
    job = yard.ask("admin", "verify")
    started.wake()
    third = Sole(yard.data / LOCK)
    assert not third.held()
    assert yard.see("admin", job).state == "waiting"
    other.close()
    yard.wait(lambda: yard.see("admin", job).state == "done")
    started.close()
    assert third.held()
    third.close()


def test_a_worker_that_is_closed_ends_what_it_is_at(yard: Yard) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def run(*_: Any) -> Result:
        begun.set()
        go_on.wait(10)
        return {}

    first, second = yard.ask("admin", "odd"), yard.ask("admin", "odd")
    started = yard.start(plain(run))
    begun.wait(10)
    closing = threading.Thread(target=started.close)
    closing.start()
    go_on.set()
    closing.join()
    assert [yard.see("admin", each).state for each in (first, second)] == ["done", "waiting"]


def test_a_gate_that_is_closed_leaves_the_job_for_the_next_start(yard: Yard) -> None:
    yard.desk = Desk(Gate(yard.world.engine, lambda: yard.world.now), *_rest(yard.desk))

    def run(*_: Any) -> Result:
        yard.desk.gate.close()
        return {}

    job = yard.ask("admin", "odd")
    started = yard.start(plain(run))
    yard.wait(lambda: bool(yard.alarms))
    started.close()
    assert yard.see("admin", job).state == "running"
    yard.desk = Desk(yard.world.gate, *_rest(yard.desk))
    assert yard.run(("admin", job), sorts=plain(lambda *_: {}))[0].state == "done"


def _rest(desk: Desk) -> tuple[Any, ...]:
    return (desk.data, desk.platform, desk.library, desk.signer)


def test_every_sort_says_what_it_is_given() -> None:
    assert set(SORTS) >= {"publish", "open_cycle", "backup", "verify"}
    assert all(issubclass(sort.content, BaseModel) for sort in SORTS.values())
    assert SORTS["publish"].content.model_validate({"stage": "s"}).model_dump() == {"stage": "s"}
    assert STUDY in {str(each) for each in opening()["starts"]}  # type: ignore[attr-defined]
