"""The demo as a living store: three cycles, played through the product's own use cases."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Final

from sqlalchemy import select

from smart_team.assessment.platform import Platform
from smart_team.assessment.windows import load_calendar
from smart_team.demo import finished, open_now, under_review
from smart_team.demo import messages as m
from smart_team.demo.accounts import TITLES, Account, city_accounts
from smart_team.demo.city import city_units
from smart_team.demo.hands import Hands
from smart_team.demo.ledgers import enter_ledgers
from smart_team.demo.marker import Standing, read_marker, write_marker
from smart_team.demo.password import PROFILE, draw_password
from smart_team.demo.residents import Secret, give_password, register, settle_people
from smart_team.demo.rounds import City, Script, plan_opening
from smart_team.demo.timeline import SetClock, Timeline
from smart_team.demo.very_many import enter_very_many
from smart_team.demo.workdays import LAST_MINUTE, Workdays, days_before, first_workday
from smart_team.errors import Place, Problem, Text
from smart_team.people.access import grant_token
from smart_team.people.passwords import Hasher, hash_password
from smart_team.procedure.calendar import Calendar, shanghai_day
from smart_team.rubric.types import Role
from smart_team.scoring.units import Unit
from smart_team.store.audit import Act
from smart_team.store.create import create_store
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.snapshot import opened
from smart_team.store.tables import people

Tell = Callable[[Text], None]
"""Is told what is being done now."""


@dataclass(frozen=True, slots=True)
class DemoStore:
    """A demo that is ready: where it is, who may sign in, by which password, and its cycles."""

    folder: Path
    accounts: Mapping[Role, Sequence[Account]]
    password: str = field(repr=False)
    cycles: Mapping[Standing, str]
    token: str = field(repr=False)
    """A leader's access token that reads, for a week."""


@dataclass(frozen=True, slots=True)
class Scene:
    """What a demo is made of; tests take fewer units and a quicker hasher."""

    platform: Platform
    now: datetime
    units: Sequence[Unit] = field(default_factory=city_units)
    hasher: Hasher | None = None
    tell: Tell = lambda _: None


NAMED: Final = "演示(虚构)"
TOKEN_DAYS: Final = 7
SAID: Final = {
    "people": Text("建库,登记单位和人员", "Making the store, its units and people"),
    "cycles": Text("三个周期:往年的、评审中的、自评中的", "Three cycles: past, reviewed, open"),
    "password": Text("设置口令", "Setting the password"),
}


def prepare_demo(folder: Path, scene: Scene, *, keep: bool = False) -> DemoStore:
    """Make the demo in an empty folder, or use the one that is there if asked to keep it.

    Its password is drawn anew each time. Raises DemoError where a demo is there unasked or is of
    another version, BackupError where the folder has other content.
    """
    marker = read_marker(folder)
    if marker is None:
        return settle(f"sqlite:///{folder / 'smart_team.db'}", folder, scene)
    if not keep:
        raise m.DemoError([Problem(m.HOLDS_ONE, Place(str(folder)))])
    there = [unit for unit in city_units() if unit.unit in marker.units]
    address = f"sqlite:///{folder / 'smart_team.db'}"
    with opened(address) as engine:
        gate = Gate(engine, lambda: scene.now)
        try:
            return _ready(gate, folder, scene, there, marker.cycles)
        finally:
            gate.close()


def settle(address: str, folder: Path, scene: Scene) -> DemoStore:
    """Fill an empty database and folder: people, three cycles, and at last the password."""
    scene.tell(SAID["people"])
    today = shanghai_day(scene.now)
    begun = Workdays(first_workday(date(today.year - 1, 1, 4), Calendar()), Calendar())
    clock = SetClock(begun.at(0))
    create_store(address, folder, clock)
    with opened(address) as engine:
        gate = Gate(engine, clock)
        try:
            cycles = _play(gate, clock, folder, scene)
            clock.now = scene.now
            ready = _ready(gate, folder, scene, scene.units, cycles)
        finally:
            gate.close()
    write_marker(folder, tuple(unit.unit for unit in scene.units), cycles)
    return ready


def _play(gate: Gate, clock: SetClock, folder: Path, scene: Scene) -> dict[Standing, str]:
    """Let the people come, and play the cycles up to now; returns these by where they stand."""
    register(gate, scene.units)
    plugins = scene.platform.plugins
    hands = Hands(gate, folder, scene.platform.library(), plugins)
    since = shanghai_day(clock.now)
    hands.people = settle_people(gate, city_accounts(scene.units), since)
    scene.tell(SAID["cycles"])
    with reading(gate.engine) as connection:
        calendar = load_calendar(connection)
    city = City(scene.platform, scene.units, calendar, hands, Timeline(clock))
    today = shanghai_day(scene.now)
    cycles: dict[Standing, str] = {}
    for script in _scripts(today, calendar):
        plan_opening(city, script, partial(cycles.__setitem__, script.standing))
    _plan_evenings(city, since, today)
    city.timeline.run()
    hands.wait()
    clock.now = scene.now
    enter_ledgers(gate, scene.platform.shelf, scene.units, today)
    enter_very_many(gate, folder, scene.platform.shelf, scene.units, today)
    return cycles


def _plan_evenings(city: City, since: date, today: date) -> None:
    """Let everybody be told at the end of each working day; of last year they have read all."""
    hands, day = city.hands, first_workday(since, city.calendar)
    while day < today:
        city.timeline.plan(Workdays(day, city.calendar).at(0, LAST_MINUTE), hands.tell)
        day = city.calendar.add_working_days(day, 1)
    begun = Workdays(days_before(today, under_review.DAYS_AGO, city.calendar), city.calendar)
    city.timeline.plan(begun.at(0), hands.read_all)


def _scripts(today: date, calendar: Calendar) -> list[Script]:
    year = today.year - 1
    return [
        finished.script(year, calendar),
        under_review.script(today, calendar),
        open_now.script(today, calendar),
    ]


def _ready(
    gate: Gate, folder: Path, scene: Scene, units: Sequence[Unit], cycles: dict[Standing, str]
) -> DemoStore:
    """Draw the password, set it for everybody, and say who there is."""
    scene.tell(SAID["password"])
    them = city_accounts(units)
    logins = [each.login for each in them]
    password = draw_password(logins)
    give_password(gate, logins, Secret(hash_password(password, scene.hasher), PROFILE.remembered))
    roles = {role: [each for each in them if each.role == role] for role in TITLES}
    act = Act("system", "demo")
    token = gate.write(act, partial(_token, login=roles["leader"][0].login))
    return DemoStore(folder, roles, password, cycles, token)


def _token(work: Work, login: str) -> str:
    query = select(people.c.id).where(people.c.login == login)
    person = work.connection.execute(query).scalar_one()
    return grant_token(work, person, NAMED, ["read"], TOKEN_DAYS)
