"""On a full disk writers are told so, readers read on, and room is all that is needed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from smart_team.store.database import open_engine
from smart_team.store.migrate import migrate
from tests.assessment.world import World
from tests.crew import WRITERS
from tests.store.accounts import check_accounts
from tests.store.crash_writer import Entry, prepare

ROOT = Path(__file__).parents[2]
ROUNDS = 8


def test_a_full_disk_stops_writers_only_and_only_while_it_is_full(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'smart_team.db'}"
    engine = open_engine(url)
    migrate(engine)
    world = World(engine)
    prepare(world)
    world.gate.close()
    command = [sys.executable, "-m", "tests.store.full_disk_writer", url, "1", str(ROUNDS)]
    ended = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False
    )
    assert ended.returncode == 0, ended.stderr
    said = json.loads(ended.stdout)
    assert len(said["full"]) == ROUNDS + 1
    assert min(said["full"]) >= 3 * WRITERS
    entries = [Entry(**each) for each in said["entries"]]
    assert check_accounts(engine, entries) == len(entries)
    engine.dispose()
