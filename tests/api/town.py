"""A city made for asking everything: one stage for each state, everybody in every relation.

D01-court is asked about. All four units of a stage stand in the stage's state, set in the database
and not walked to; what is asked of it brings a version that is long gone, so that nothing moves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

from smart_team_api.callers import COOKIE, CSRF_HEADER
from sqlalchemy import Engine, delete, insert, select, update

from smart_team.assessment.evidence import Arrived
from smart_team.assessment.records.entering import enter
from smart_team.assessment.records.filing import attach
from smart_team.assessment.records.finding import AskedRecord
from smart_team.people.access import Scope, grant_token
from smart_team.people.sessions import Opened, open_session
from smart_team.procedure.machine import states_of
from smart_team.rubric.types import Role
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.every_table import metadata
from smart_team.store.migrate import migrate
from smart_team.store.record_tables import metric_values
from smart_team.store.tables import (
    accounts,
    appeals,
    assignments,
    evidence,
    moves,
    panel_members,
    people,
    stages,
    submissions,
)
from tests.api.copies import copied
from tests.api.desk import Desk
from tests.api.line import Line, Sent
from tests.api.rows import ROWS
from tests.assessment.world import World, platform

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)
UNIT = "D01-court"
STATES = tuple(states_of(platform().procedures["education_rectification"]))
RELATIONS: Mapping[str, tuple[str | None, str | None]] = {
    "own unit": (UNIT, None),
    "unit of the same district": ("D01-police", None),
    "unit of another district": ("D02-court", None),
    "city's own unit": ("C-court", None),
    "same district": (None, "D01"),
    "other district": (None, "D02"),
    "on the panel": (None, None),
    "seat at another step": (None, None),
    "none": (None, None),
}
"""What a role is for, as unit and district, where D01-court is asked about."""
WIDEST: Mapping[str, str] = {
    "clerk": "own unit",
    "approver": "own unit",
    "district": "same district",
    "inspector": "on the panel",
}
"""The relation in which a role reaches furthest; of all others that is `none`."""
GONE = 9999
"""A version that nothing has."""
STEP_OF = {"review": "review", "on_site": "on_site", "rework_check": "rework"}
"""The step at which inspectors sit while a submission stands in a state."""


@dataclass(frozen=True)
class Who:
    """Somebody who asks: a person by one role in one relation, perhaps by a token or hindered."""

    role: str
    relation: str
    scope: Scope | None = None

    @property
    def person(self) -> str:
        return f"{self.role}.{list(RELATIONS).index(self.relation)}"


HINDERED = ("disabled", "undone", "expired", "nobody")
"""All roles at once and disabled, before the second factor, with an old password; and no role."""


@dataclass(repr=False)
class Town:
    """The city, its application, and what everybody sends to be known."""

    desk: Desk
    line: Line = field(init=False)
    rubric: str = ""
    cycle: dict[str, str] = field(default_factory=dict)
    stage: dict[str, str] = field(default_factory=dict)
    submission: dict[str, str] = field(default_factory=dict)
    piece: dict[str, str] = field(default_factory=dict)
    record: str = ""
    file: str = ""
    sessions: dict[str, Opened] = field(default_factory=dict)
    tokens: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.line = Line(self.desk.app)
        self.world.write(self._settle)
        for _ in range(0, len(STATES), 3):
            self.world.open()
        self.world.write(self._stand)
        self.record, self.file = enter_problem(self.world, UNIT, self._arrived)
        self.sessions = self.open_sessions([*(who.person for who in everybody()), *HINDERED])
        self.world.write(self._grant)
        self.world.write(self._hinder)

    @property
    def world(self) -> World:
        return self.desk.world

    def path(self, template: str, state: str) -> str:
        """Return a route's path for what is asked about in a state; else for what is not there."""
        ids = {
            "submission": self.submission[state],
            "stage": self.stage[state],
            "piece": self.piece[state],
            "cycle": self.cycle[state],
            "item": "A8",
            "day": "2026-02-17",
            "code": UNIT,
            "person": "inspector-1",
            "role": "inspector-1-0",
            "rubric": self.rubric,
            "ledger": LEDGER,
            "record": self.record,
            "file": self.file,
            "action": "begin",
        }
        return re.sub(r"{(\w+)}", lambda found: ids.get(found[1], "absent"), template)

    def sent(self, key: str, state: str, known: Mapping[str, str], seen: int = GONE) -> Sent:
        """Return a route's request, made for a version that is long gone."""
        method, template = key.split()
        row, path = ROWS[key], self.path(template, state)
        match = {"if-match": f'"{seen}"'} if row.is_versioned else {}
        path = f"{path}?{row.query}" if row.query else path
        return Sent(method, path, {**known, **match}, row.body, row.content)

    def known(self, who: Who) -> Mapping[str, str]:
        """Return the headers by which somebody is known."""
        if who.scope is not None:
            return {"authorization": f"Bearer {self.tokens[who.person, who.scope]}"}
        return self.known_by(self.sessions[who.person])

    def known_by(self, opened: Opened) -> Mapping[str, str]:
        return {"cookie": f"{COOKIE}={opened.session}", CSRF_HEADER: opened.csrf}

    @contextmanager
    def aside(self, folder: Path) -> Iterator[None]:
        """Let everything happen to a copy of the database, which is forgotten afterwards."""
        kept, service = self.desk.world, self.desk.app.state.service
        with copied(kept.engine, folder) as engine:
            world = World(engine, kept.now)
            self.desk.world = world
            self.desk.app.state.service = replace(service, gate=world.gate)
            try:
                yield
            finally:
                self.desk.world, self.desk.app.state.service = kept, service
                world.gate.close()

    def rows(self, *but: str) -> dict[str, list[Any]]:
        """Return everything that the database holds, but for some tables."""
        with reading(self.world.engine) as connection:
            return {
                name: sorted(map(repr, connection.execute(table.select())))
                for name, table in metadata.tables.items()
                if name not in but
            }

    def open_sessions(self, persons: Iterable[str]) -> dict[str, Opened]:
        """Open a new session for each of these people, without a password."""
        wanted = list(persons)
        opened: dict[str, Opened] = self.world.write(
            lambda work: {each: open_session(work, each, "office") for each in wanted}
        )
        return opened

    def _settle(self, work: Any) -> None:
        """Add a person for every role and relation, and those who are hindered."""
        put = work.connection.execute
        persons: dict[str, list[tuple[str, str]]] = {
            who.person: [(who.role, who.relation)] for who in everybody()
        }
        all_of_them: list[tuple[str, str]] = [(role, WIDEST.get(role, "none")) for role in ROLES]
        persons |= {each: all_of_them for each in HINDERED if each != "nobody"}
        rows = [{"id": p, "login": p, "name": p, "created_at": work.at} for p in persons]
        put(insert(people), rows)
        held = [
            {
                "id": f"{person}-{role}",
                "person": person,
                "role": role,
                "unit": RELATIONS[relation][0],
                "district": RELATIONS[relation][1],
                "from_day": "2020-01-01",
            }
            for person, roles in persons.items()
            for role, relation in roles
        ]
        put(insert(assignments), held)

    def _stand(self, work: Any) -> None:
        """Put every stage's submissions into its state, with what belongs to it."""
        put = work.connection.execute
        ids = [row.id for row in put(stages.select().order_by(stages.c.cycle, stages.c.number))]
        self.rubric = put(select(stages.c.rubric).where(stages.c.id == ids[0])).scalar_one()
        put(delete(metric_values))  # counted for the rubrics that these stages had
        for state, stage in zip(STATES, ids, strict=False):
            self.stage[state] = stage
            self.cycle[state] = put(select(stages.c.cycle).where(stages.c.id == stage)).scalar_one()
            mine = submissions.c.stage == stage
            put(update(submissions).where(mine).values(state=state, sampled=True))
            put(update(stages).where(stages.c.id == stage).values(rubric=self.rubric))
            row = put(submissions.select().where(mine, submissions.c.unit == UNIT)).one()
            self.submission[state] = row.id
            self._seat(put, row.id, state)
            self._hand_in(work, row.id, state)

    def _seat(self, put: Any, id_: str, state: str) -> None:
        here = STEP_OF.get(state, "review")
        there = "on_site" if here == "review" else "review"
        seats = [(here, "on the panel"), (there, "seat at another step")]
        rows = [
            {"submission": id_, "step": step, "person": Who(role, relation).person}
            for role in ROLES
            for step, relation in seats
        ]
        rows += [{"submission": id_, "step": here, "person": p} for p in HINDERED if p != "nobody"]
        put(insert(panel_members), rows)

    def _hand_in(self, work: Any, id_: str, state: str) -> None:
        """Attach a file of the unit's; beyond the sign-off it was handed in, with an appeal."""
        put, self.piece[state] = work.connection.execute, f"piece-{state}"
        file = {"file": self._file, "name": "a.png", "kind": "png", "size": 3}
        by = {"uploaded_by": f"clerk-{UNIT}", "uploaded_at": work.at}
        put(insert(evidence).values(id=self.piece[state], submission=id_, **file, **by))
        way = [("submit", "self_assessment", "sign_off"), ("sign", "sign_off", "preliminary")]
        for number, (action, before, after) in enumerate(way[: STATES.index(state)], 2):
            at = {"moved_at": stamp(work.now + timedelta(seconds=number)), "late": False}
            key = {"id": f"move-{state}-{number}", "submission": id_, "number": number}
            put(insert(moves).values(**key, action=action, before=before, after=after, **at))
            put(update(submissions).where(submissions.c.id == id_).values(version=number))
        if state == "appeal_decision":
            made = {"ground": "材料已补", "made_by": f"approver-{UNIT}", "made_at": work.at}
            put(insert(appeals).values(id="appeal", submission=id_, item="A8", **made))

    @property
    def _file(self) -> str:
        return self._arrived.file.hash

    @property
    def _arrived(self) -> Arrived:
        files = self.desk.service.files
        return Arrived("a.png", "png", files.keep(files.receive([b"png"], 9)))

    def _grant(self, work: Any) -> None:
        for role in ROLES:
            person = Who(role, WIDEST.get(role, "none")).person
            for scope in SCOPES:
                token = grant_token(work, person, scope, [scope], 9)
                self.tokens[person, scope] = token

    def _hinder(self, work: Any) -> None:
        put, gone = work.connection.execute, people.c.id == "disabled"
        put(update(people).where(gone).values(disabled_at=work.at))
        put(insert(accounts), [{"person": "undone", "totp_step": 1}])
        put(insert(accounts), [{"person": "expired", "password_at": stamp(work.now - OLD)}])


OLD = timedelta(days=91)
LEDGER = "team.problems"
PROBLEM = {
    "number": "2026-1",
    "text": "台账未按季更新",
    "source": "self_check",
    "found_on": "2026-02-01",
    "due": "2026-04-01",
}


def enter_problem(world: World, unit: str, arrived: Arrived) -> tuple[str, str]:
    """Enter a record of a unit with a file; returns the ids of both."""
    clerk, shelf = world.who(f"clerk-{unit}"), platform().shelf

    def job(work: Any) -> tuple[str, str]:
        id_ = enter(work, clerk, shelf, LEDGER, unit, PROBLEM)
        return id_, attach(work, AskedRecord(clerk, id_, 1), shelf, "proof", arrived)

    found: tuple[str, str] = world.write(job)
    return found


def everybody(*roles: str) -> Iterator[Who]:
    """Yield a person for every relation of these roles, or of all."""
    for role in roles or ROLES:
        for relation in RELATIONS:
            if relation not in (OFFICES if role != "district" else BESIDE):
                yield Who(role, relation)


OFFICES = ("same district", "other district")
BESIDE = ("unit of the same district", "unit of another district")
"""Relations that take the place of each other: only a district's office is for a district."""


@contextmanager
def town_over(engine: Engine, folder: Path) -> Iterator[Town]:
    """Give the town over an empty database."""
    migrate(engine)
    world = World(engine)
    world.settle()
    town = Town(Desk(world, folder))
    yield town
    town.line.close()
    world.gate.close()
