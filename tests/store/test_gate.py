from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert, select, text

from smart_team.errors import Problem
from smart_team.store import messages as m
from smart_team.store.audit import Act, Result, records
from smart_team.store.chain import START, check
from smart_team.store.database import journal_mode, reading
from smart_team.store.gate import Gate, Work, record
from smart_team.store.tables import audit, districts

ACT = Act("p1", "add_district", "D01", source="127.0.0.1")


def now() -> datetime:
    return datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


@pytest.fixture
def gate(engine: Engine) -> Iterator[Gate]:
    gate = Gate(engine, now)
    yield gate
    gate.close()


def adding(code: str) -> Any:
    def job(work: Work) -> str:
        work.connection.execute(insert(districts).values(code=code, name=code))
        work.trace.after = f"hash of {code}"
        return code

    return job


@pytest.fixture
def held(gate: Gate) -> Iterator[threading.Event]:
    """The writer is kept busy until this is set: what is queued meanwhile is written together."""
    started, holding = threading.Event(), threading.Event()

    def hold(_: Work) -> bool:
        started.set()
        return holding.wait(10)

    gate.submit(ACT, hold)
    started.wait(10)
    yield holding
    holding.set()


def rows(gate: Gate, table: Any) -> list[Any]:
    with reading(gate.engine) as connection:
        return list(connection.execute(select(table)).all())


def test_work_is_there_when_it_is_acknowledged_with_one_audit_row(gate: Gate) -> None:
    assert gate.write(ACT, adding("D01")) == "D01"
    assert [row.code for row in rows(gate, districts)] == ["D01"]
    (row,) = rows(gate, audit)
    assert (row.number, row.actor, row.action, row.result) == (1, "p1", "add_district", "success")
    assert (row.at, row.after) == ("2026-11-24T09:30:00.000000Z", "hash of D01")


def test_refused_work_leaves_nothing_but_its_audit_row(gate: Gate) -> None:
    def refused(work: Work) -> None:
        adding("D02")(work)
        raise m.ConflictError([Problem(m.STALE, values={"seen": 1, "now": 2})])

    with pytest.raises(m.ConflictError):
        gate.write(ACT, refused)
    assert rows(gate, districts) == []
    (row,) = rows(gate, audit)
    assert (row.result, row.code, row.after) == ("refused", "D104", None)


def test_failed_work_does_not_touch_its_neighbours(gate: Gate, held: threading.Event) -> None:
    gate.submit(ACT, adding("D01"))
    others = [gate.submit(ACT, adding(code)) for code in ("D02", "D01", "D03")]
    held.set()
    assert others[0].result() == "D02"
    assert "IntegrityError" in type(others[1].exception()).__name__
    assert others[2].result() == "D03"
    assert [row.code for row in rows(gate, districts)] == ["D01", "D02", "D03"]
    assert [row.result for row in rows(gate, audit)] == ["success"] * 3 + ["failed", "success"]


def test_a_broken_transaction_is_told_to_everybody_in_it(gate: Gate, held: threading.Event) -> None:

    def broken(work: Work) -> None:
        work.connection.execute(text("SELECT * FROM no_such_table"))

    futures = [gate.submit(ACT, adding("D01")), gate.submit(ACT, broken)]
    held.set()
    for future in futures:
        assert isinstance(future.exception(), m.StoreError)
    assert rows(gate, districts) == []
    assert gate.write(ACT, adding("D05")) == "D05"


def test_the_detail_of_a_broken_database_names_no_statement(gate: Gate) -> None:
    def broken(work: Work) -> None:
        work.connection.execute(text("SELECT 'secret' FROM no_such_table"))

    with pytest.raises(m.StoreError) as caught:
        gate.write(ACT, broken)
    assert "secret" not in caught.value.say("en")
    assert caught.value.problems[0].message is m.UNAVAILABLE


def test_many_writers_make_one_unbroken_chain(gate: Gate) -> None:
    def write(worker: int) -> None:
        for turn in range(12):
            gate.write(ACT, adding(f"{worker}-{turn}"))

    threads = [threading.Thread(target=write, args=(worker,)) for worker in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rows(gate, districts)) == 96
    with reading(gate.engine) as connection:
        report = check(records(connection), START)
    assert (report.checked, report.problems) == (96, ())


def test_two_gates_on_one_database_share_one_chain(gate: Gate) -> None:
    other = Gate(gate.engine, now)
    gates = [gate, other]
    threads = [
        threading.Thread(
            target=lambda g=each, n=n: [g.write(ACT, adding(f"{n}-{i}")) for i in range(20)]
        )
        for n, each in enumerate(gates)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    with reading(gate.engine) as connection:
        report = check(records(connection), START)
    assert (report.checked, report.problems) == (40, ())


def test_an_edited_row_breaks_the_chain(gate: Gate) -> None:
    for number in range(5):
        gate.write(ACT, adding(f"D{number}"))
    with gate.engine.connect() as connection:
        connection.execute(text("UPDATE audit SET actor = 'somebody' WHERE number = 3"))
        connection.commit()
    with reading(gate.engine) as connection:
        assert check(records(connection), START).problems


def test_a_closed_gate_finishes_its_queue_and_takes_nothing_more(engine: Engine) -> None:
    gate = Gate(engine, now)
    holding = threading.Event()
    first = gate.submit(ACT, lambda _: holding.wait(10))
    queued = gate.submit(ACT, adding("D01"))
    closing = threading.Thread(target=gate.close)
    closing.start()
    holding.set()
    closing.join()
    assert first.result()
    assert queued.result() == "D01"
    with pytest.raises(m.StoreError):
        gate.submit(ACT, adding("D02"))
    gate.close()


def test_an_act_that_cannot_be_recorded_is_not_done(gate: Gate) -> None:
    with gate.engine.connect() as connection:
        connection.execute(text("ALTER TABLE audit RENAME TO hidden"))
        connection.commit()
    with pytest.raises(m.StoreError):
        gate.write(ACT, adding("D01"))
    assert rows(gate, districts) == []


def test_readers_hear_of_a_broken_database_in_the_same_words(gate: Gate) -> None:
    with pytest.raises(m.StoreError), reading(gate.engine) as connection:
        connection.execute(text("SELECT * FROM no_such_table"))


def test_work_that_was_called_off_while_it_waited_is_not_done(
    gate: Gate, held: threading.Event
) -> None:
    called_off = gate.submit(ACT, adding("D01"))
    assert called_off.cancel()
    held.set()
    assert gate.write(ACT, adding("D02")) == "D02"
    assert [row.code for row in rows(gate, districts)] == ["D02"]


def test_a_reader_sees_one_state_whatever_is_written_meanwhile(gate: Gate) -> None:
    gate.write(ACT, adding("D01"))
    if gate.engine.dialect.name == "sqlite" and journal_mode() != "WAL":
        pytest.skip("with a rollback journal a writer waits for the reader instead")
    with reading(gate.engine) as connection:
        before = connection.execute(select(districts.c.code)).scalars().all()
        gate.write(ACT, adding("D02"))
        assert connection.execute(select(districts.c.code)).scalars().all() == before


def test_a_value_that_the_database_cannot_hold_fails_alone(
    gate: Gate, held: threading.Event
) -> None:
    odd = gate.submit(ACT, adding("D\x0001"))
    sound = gate.submit(ACT, adding("D02"))
    held.set()
    assert sound.result() == "D02"
    assert odd.exception() is None or "DataError" in type(odd.exception()).__name__


def silently(job: Any) -> Any:
    def silent(work: Work) -> Any:
        work.trace.silent = True
        return job(work)

    return silent


def test_work_that_did_nothing_of_its_own_leaves_no_row(gate: Gate, held: threading.Event) -> None:
    others = [gate.submit(ACT, adding("D01")), gate.submit(ACT, silently(adding("D02")))]
    others.append(gate.submit(ACT, adding("D03")))
    held.set()
    assert [each.result() for each in others] == ["D01", "D02", "D03"]
    assert [row.code for row in rows(gate, districts)] == ["D01", "D02", "D03"]
    assert [row.after for row in rows(gate, audit)] == [None, "hash of D01", "hash of D03"]
    with reading(gate.engine) as connection:
        assert check(records(connection)).problems == ()


def test_silent_work_that_is_refused_or_fails_is_recorded(gate: Gate) -> None:
    def refused(_: Work) -> None:
        raise m.ConflictError([Problem(m.STALE, values={"seen": 1, "now": 2})])

    def failed(_: Work) -> None:
        raise ZeroDivisionError

    for job, error in ((refused, m.ConflictError), (failed, ZeroDivisionError)):
        with pytest.raises(error):
            gate.write(ACT, silently(job))
    found = [(row.result, row.code) for row in rows(gate, audit)]
    assert found == [("refused", "D104"), ("failed", "ZeroDivisionError")]


def test_silent_work_is_not_done_either_where_nothing_can_be_recorded(gate: Gate) -> None:
    with gate.engine.connect() as connection:
        connection.execute(text("ALTER TABLE audit RENAME TO hidden"))
        connection.commit()
    with pytest.raises(m.StoreError):
        gate.write(ACT, silently(adding("D01")))
    assert rows(gate, districts) == []


def test_what_never_reached_a_use_case_is_recorded(gate: Gate) -> None:
    error = m.ConflictError([Problem(m.STALE, values={"seen": 1, "now": 2})])
    record(gate, ACT, error)
    assert error.recorded
    found = [(row.actor, row.action, row.object, row.result, row.code) for row in rows(gate, audit)]
    assert found == [("p1", "add_district", "D01", "refused", "D104")]


@pytest.mark.parametrize("odd", ["x" * 5000, "a\x00b", "\ud800", "a\nb"], ids=repr)
def test_what_no_row_can_hold_is_recorded_as_far_as_one_can(
    gate: Gate, held: threading.Event, odd: str
) -> None:
    def refused(work: Work) -> None:
        work.trace.object = odd
        raise m.ConflictError([Problem(m.STALE, values={"seen": 1, "now": 2})])

    futures = [
        gate.submit(Act(odd, odd, odd, odd, odd), adding("D01")),
        gate.submit(ACT, refused),
        gate.submit(ACT, adding("D02")),
    ]
    held.set()
    assert [futures[0].result(), futures[2].result()] == ["D01", "D02"]
    assert isinstance(futures[1].exception(), m.ConflictError)
    assert [row.result for row in rows(gate, audit)] == ["success", "success", "refused", "success"]
    kept = {row.object for row in rows(gate, audit)}
    assert kept & {"x" * 120, "a?b", "?"}
    with reading(gate.engine) as connection:
        assert check(records(connection)).problems == ()


def test_an_observer_hears_of_every_transaction_on_disk(engine: Engine) -> None:
    class Ear:
        def __init__(self) -> None:
            self.heard: list[tuple[str, Result]] = []

        def committed(self, acts: Sequence[tuple[str, Result]], seconds: float) -> None:
            assert seconds > 0
            self.heard += acts

    ear = Ear()
    gate = Gate(engine, now, ear)
    started, holding = threading.Event(), threading.Event()

    def hold(_: Work) -> None:
        started.set()
        holding.wait(10)

    gate.submit(ACT, hold)
    started.wait(10)
    waiting = [gate.submit(ACT, adding("D01")), gate.submit(ACT, adding("D01"))]
    assert gate.waiting() == 2
    holding.set()
    assert waiting[1].exception() is not None
    record(gate, Act("anonymous", "sign_in"), m.StoreError([Problem(m.CLOSED)]))
    with pytest.raises(m.StoreError):
        gate.write(ACT, lambda work: work.connection.execute(text("SELECT * FROM no_such_table")))
    gate.close()
    assert ear.heard == [
        ("add_district", "success"),
        ("add_district", "success"),
        ("add_district", "failed"),
        ("sign_in", "refused"),
    ]
