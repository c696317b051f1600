"""The clock does what is due, once, whatever fails and however often the program starts."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from smart_team.assessment.daily import ANSWERS_KEPT, purge, sign_head_of_day
from smart_team.assessment.timekeeper import Duty, Timekeeper, duties
from smart_team.people.lockout import LONGEST
from smart_team.store.clock import stamp
from smart_team.store.signing import Signer, create_key
from smart_team.store.tables import (
    answered,
    audit,
    audit_cuts,
    notifications,
    pending_sign_ins,
    sign_in_failures,
)
from smart_team.store.verify import verify_store
from tests.assessment.world import START, World, platform


class Keeper:
    """A timekeeper whose every look is waited for."""

    def __init__(self, given: list[Duty], clock: Callable[[], datetime]) -> None:
        self.alarms: list[tuple[str, Exception]] = []
        self._looked = threading.Semaphore(0)
        looks = [*given, Duty("last", self._looked.release)]
        self.keeper = Timekeeper(
            looks, clock, 0.001, lambda name, error: self.alarms.append((name, error))
        )

    def look(self, times: int = 2) -> None:
        """Wait for whole looks that began after this was called: the second at the latest."""
        while self._looked.acquire(blocking=False):
            pass
        for _ in range(times):
            assert self._looked.acquire(timeout=20)

    def close(self) -> None:
        self.keeper.close()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def signer(data: Path) -> Signer:
    return create_key(data)


def names(world: World) -> list[str]:
    return [row.action for row in sorted(world.rows(audit), key=lambda row: row.number)]


def test_all_duties_are_done_and_done_once(world: World, data: Path, signer: Signer) -> None:
    paper = world.submission("D01-court")
    world.pass_to(paper, "publicity")
    world.act("admin", paper, "announce")
    world.now += timedelta(days=30)
    keeper = Keeper(
        duties(world.gate, data, signer, world.library, platform().shelf), lambda: world.now
    )
    keeper.look()
    assert world.row(paper).state == "appeal"
    assert {row.sort for row in world.rows(notifications)} == {"turn", "overdue"}
    assert [path.name for path in (data / "heads").iterdir()] == ["2026-04-01-daily.json"]
    before = world.rows(audit)
    keeper.look()
    keeper.close()
    again = Keeper(
        duties(world.gate, data, signer, world.library, platform().shelf), lambda: world.now
    )
    again.look()
    again.close()
    assert world.rows(audit) == before
    assert len(list((data / "heads").iterdir())) == 1
    assert (keeper.alarms, again.alarms) == ([], [])
    assert verify_store(world.engine, data) == []


def test_what_is_daily_is_done_once_a_day_of_shanghai() -> None:
    now = [datetime(2026, 3, 2, 15, 59, tzinfo=UTC)]
    done: list[datetime] = []
    keeper = Keeper([Duty("d", lambda: done.append(now[0]), daily=True)], lambda: now[0])
    keeper.look(3)
    assert len(done) == 1
    now[0] = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    keeper.look(3)
    keeper.close()
    assert len(done) == 2


def test_what_is_hourly_is_done_once_an_hour() -> None:
    now = [datetime(2026, 3, 2, 15, 1, tzinfo=UTC)]
    done: list[datetime] = []
    keeper = Keeper([Duty("h", lambda: done.append(now[0]), hourly=True)], lambda: now[0])
    keeper.look(3)
    assert len(done) == 1
    now[0] = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    keeper.look(3)
    keeper.close()
    assert len(done) == 2


def test_what_fails_is_tried_again_and_holds_up_nothing() -> None:
    tries: list[int] = []

    def failing() -> None:
        tries.append(1)
        if len(tries) < 3:
            raise ZeroDivisionError

    keeper = Keeper([Duty("bad", failing, daily=True)], lambda: START)
    keeper.look(4)
    keeper.close()
    assert len(tries) == 3
    assert [(name, type(error)) for name, error in keeper.alarms] == [
        ("bad", ZeroDivisionError)
    ] * 2


def test_a_closed_timekeeper_begins_nothing_more() -> None:
    begun, go_on = threading.Event(), threading.Event()
    later: list[int] = []

    def first() -> None:
        begun.set()
        go_on.wait(10)

    given = [Duty("first", first), Duty("second", lambda: later.append(1))]
    keeper = Timekeeper(given, lambda: START, 0.001, lambda *_: None)
    begun.wait(10)
    closing = threading.Thread(target=keeper.close)
    closing.start()
    while not keeper._closing.is_set():
        pass
    go_on.set()
    closing.join()
    assert later == []
    assert not keeper._thread.is_alive()


def test_the_head_of_a_day_is_signed_once(world: World, data: Path, signer: Signer) -> None:
    path = sign_head_of_day(world.gate, data, signer)
    assert path == data / "heads" / "2026-03-02-daily.json"
    world.pass_to(world.submission("D01-court"), "sign_off")
    assert sign_head_of_day(world.gate, data, signer) is None
    world.now = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    later = sign_head_of_day(world.gate, data, signer)
    assert later == data / "heads" / "2026-03-03-daily.json"
    assert verify_store(world.engine, data) == []


def test_what_has_served_its_time_goes_and_the_rest_stays(world: World) -> None:
    now = world.now
    tick = timedelta(microseconds=1)

    def fill(work: Any) -> None:
        put = work.connection.execute
        for name, at in (("old", now - LONGEST - tick), ("new", now - LONGEST)):
            put(insert(sign_in_failures).values(id=name, account="a", source="s", at=stamp(at)))
        for name, at in (("old", now - ANSWERS_KEPT - tick), ("new", now - ANSWERS_KEPT)):
            row = {"person": "admin", "key": name, "request": "r", "status": 200, "body": "{}"}
            put(insert(answered).values(**row, at=stamp(at)))
        for name, at in (("old", now - tick), ("new", now)):
            row = {"digest": name, "browser": "b", "nonce": "n", "verifier": "v"}
            put(insert(pending_sign_ins).values(**row, expires_at=stamp(at)))

    world.write(fill)
    assert purge(world.gate) == 3
    assert [row.id for row in world.rows(sign_in_failures)] == ["new"]
    assert [row.key for row in world.rows(answered)] == ["new"]
    assert [row.digest for row in world.rows(pending_sign_ins)] == ["new"]
    assert names(world)[-1] == "purge"
    before = names(world)
    assert purge(world.gate) == 0
    assert names(world) == before


@pytest.mark.parametrize(("cut_after", "cuts"), [(None, 0), (180, 1), (400, 0)])
def test_old_audit_records_go_by_themselves_only_if_that_is_set(
    world: World, data: Path, signer: Signer, cut_after: int | None, cuts: int
) -> None:
    world.now += timedelta(days=300)
    keeper = Keeper(
        duties(world.gate, data, signer, world.library, platform().shelf, cut_after),
        lambda: world.now,
    )
    keeper.look()
    keeper.close()
    assert keeper.alarms == []
    assert len(world.rows(audit_cuts)) == cuts
    assert ("cut_audit" in names(world)) == bool(cuts)
    assert verify_store(world.engine, data) == []


def test_duties_have_names_of_their_own(world: World, data: Path, signer: Signer) -> None:
    found = [
        duty.name for duty in duties(world.gate, data, signer, world.library, platform().shelf, 180)
    ]
    assert len(found) == len(set(found))
    assert found[0] == "close_windows"
    assert found[-1] == "cut_audit"
