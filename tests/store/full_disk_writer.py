"""A program that writes until its disk is full, reads on, is given room, and writes again.

A limit on the size of files stands in for the disk: it can be set and lifted by anybody.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import make_url

from smart_team.store.database import open_engine
from smart_team.store.tables import submissions
from tests.assessment.world import World
from tests.crew import WRITERS
from tests.store.accounts import check_accounts
from tests.store.crash_writer import Crew, Entry

SECTOR: Final = 512
"""Smaller than any journal: not even the way back fits on the disk."""
NONE: Final = resource.RLIM_INFINITY
READS: Final = 50


def limit(size: int) -> None:
    """Let no file grow beyond a size, in bytes; what would exceed it is an error of the write."""
    _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard if size == NONE else size, hard))


def fill(world: World, size: int, entries: list[Entry], seed: int) -> int:
    """Work until the disk is full, then with room again; returns how many heard of it.

    Nobody writes when the limit is set: unlike a full disk, it would forbid to write over what is
    there already.
    """
    limit(size)
    with Crew(world, seed) as crew:
        crew.wait(lambda crew: len(crew.unavailable) >= 3 * WRITERS)
        assert all(world.rows(submissions) for _ in range(READS))
        limit(NONE)
        wanted = len(crew.entries) + WRITERS
        crew.wait(lambda crew: len(crew.entries) >= wanted)
    assert crew.strange == []
    entries += crew.entries
    # Unlike a killed program, a full disk leaves no doubt: what was not acknowledged is not there.
    assert check_accounts(world.engine, entries) == len(entries)
    return len(crew.unavailable)


def main(url: str, seed: str, rounds: str) -> None:
    """Fill the disk again and again; prints what was acknowledged and how often it was full."""
    file = Path(make_url(url).database or "")
    world, random, entries = World(open_engine(url)), Random(seed), list[Entry]()
    full = [fill(world, SECTOR, entries, 0)]
    for number in range(1, int(rounds) + 1):
        size = file.stat().st_size + random.randrange(0, 40_000)
        full.append(fill(world, size, entries, number))
    world.gate.close()
    print(json.dumps({"full": full, "entries": [asdict(entry) for entry in entries]}))  # noqa: T201 - its reader is the test


if __name__ == "__main__":
    main(*sys.argv[1:])
