"""A slice of the city, settled once for all tests that only look."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from smart_team.assessment.platform import open_platform
from smart_team.demo.city import city_units
from smart_team.demo.store import DemoStore, Scene, prepare_demo
from smart_team.people.passwords import Cost, new_hasher
from smart_team.people.principal import Principal, load_principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.scoring.units import Unit
from smart_team.store.database import open_engine, reading
from smart_team.store.tables import cycles, stages, submissions

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
QUICK = new_hasher(Cost(passes=1, memory=8, lanes=1))
SLICE = ("", "D01", "D02", "D09", "D11")
"""The city's own units and four districts: all that the scripts tell apart occurs in these."""


def scene_of(units: list[Unit], now: datetime = NOW) -> Scene:
    return Scene(open_platform(), now, units, QUICK)


def some_units(*districts: str) -> list[Unit]:
    return [unit for unit in city_units() if unit.district in districts]


@dataclass(frozen=True)
class Settled:
    """The demo, and eyes to look at it."""

    demo: DemoStore
    engine: Engine
    units: list[Unit]

    def rows(self, query: Any) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(query).all())

    def states(self, standing: Any) -> dict[tuple[int, str], str]:
        """Return where every submission of a cycle stands, by stage and unit."""
        query = (
            select(stages.c.number, submissions.c.unit, submissions.c.state)
            .join(stages, stages.c.id == submissions.c.stage)
            .join(cycles, cycles.c.id == stages.c.cycle)
            .where(cycles.c.id == self.demo.cycles[standing])
        )
        rows = self.rows(query)
        found = {(row.number, row.unit): row.state for row in rows}
        assert len(found) == len(rows)
        return found

    def principal(self, person: str) -> Principal:
        with reading(self.engine) as connection:
            found = load_principal(connection, person, shanghai_day(NOW))
        assert found is not None
        return found


@pytest.fixture(scope="session")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    folder, units = tmp_path_factory.mktemp("demo") / "store", some_units(*SLICE)
    demo = prepare_demo(folder, scene_of(units))
    engine = open_engine(f"sqlite:///{folder / 'smart_team.db'}")
    yield Settled(demo, engine, units)
    engine.dispose()


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "demo"
