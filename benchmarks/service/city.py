"""A store with the city's 65 units, their people, and a cycle of SYN-106 open for their claims."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from benchmarks.service.workload import MODULE, RUBRIC, UNITS, write_module
from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.library import Library
from smart_team.assessment.opening import Opening
from smart_team.assessment.platform import Platform
from smart_team.assessment.windows import load_calendar
from smart_team.demo.accounts import ADMIN, city_accounts, clerk_of
from smart_team.demo.city import city_units
from smart_team.demo.residents import register, settle_people
from smart_team.people.sessions import Opened, open_session
from smart_team.plugins import load_plugins
from smart_team.procedure.calendar import shanghai_day
from smart_team.procedure.loader import load_procedure
from smart_team.rubric.catalog import load_catalog
from smart_team.store.audit import Act
from smart_team.store.create import create_store
from smart_team.store.database import open_engine, reading
from smart_team.store.gate import Gate
from smart_team.store.tables import stages, submissions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.syn106 import Spec
    from smart_team.people.principal import Principal
    from smart_team.plugins import Plugins

SET_UP: Final = Act("system", "set_up")


@dataclass(frozen=True)
class City:
    """An open store, the people by login, and the stage's submissions in the order of the units."""

    folder: Path
    gate: Gate
    plugins: Plugins
    library: Library
    people: dict[str, Principal]
    stage: str
    papers: list[Any]

    def clerks(self) -> list[Opened]:
        """Sign the units' clerks in, in the order of the units."""
        waiting = [
            self.gate.submit(SET_UP, partial(open_session, person=person, source="benchmark"))
            for person in (self.people[clerk_of(each.unit)].person for each in self.papers)
        ]
        return [each.result() for each in waiting]


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


@contextmanager
def built(spec: Spec, folder: Path) -> Iterator[City]:
    """Build the store in a folder that is not there yet, and close it at the end."""
    url = f"sqlite:///{folder / 'smart_team.db'}"
    create_store(url, folder, now)
    engine = open_engine(url)
    gate = Gate(engine, now)
    try:
        yield _settled(gate, spec, folder)
    finally:
        gate.close()
        engine.dispose()


def _settled(gate: Gate, spec: Spec, folder: Path) -> City:
    units = city_units()
    assert len(units) == UNITS  # noqa: S101 - the workload's answers are matched by position
    register(gate, units)
    people = settle_people(gate, city_accounts(units), shanghai_day(now()))
    platform = _platform(spec, folder.parent)
    opening = Opening(MODULE, MODULE, {RUBRIC: shanghai_day(now())}, [each.unit for each in units])
    with reading(gate.engine) as connection:
        calendar = load_calendar(connection)
    job = partial(
        open_cycle, principal=people[ADMIN], opening=opening, platform=platform, calendar=calendar
    )
    gate.write(SET_UP, job)
    with reading(gate.engine) as connection:
        stage = connection.execute(select(stages.c.id)).scalar_one()
        found = {row.unit: row for row in connection.execute(select(submissions))}
    library = platform.library()
    papers = [found[each.unit] for each in units]
    return City(folder, gate, platform.plugins, library, people, stage, papers)


def _platform(spec: Spec, folder: Path) -> Platform:
    catalog = load_catalog([write_module(spec, folder)])
    procedure = load_procedure(folder / MODULE / "procedure.yaml", [RUBRIC])
    return Platform(load_plugins(), catalog, {MODULE: procedure})
