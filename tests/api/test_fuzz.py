"""Whatever is sent, the API answers as its description says; nothing is a failure of the server.

Each request is made up once from the description and sent by every role in turn. `--fuzz-examples`
says how many are made up of each operation that fit it, and as many that do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.config import GenerationConfig
from sqlalchemy import Engine, event, make_url

from smart_team.assessment.evidence import Arrived
from smart_team.store.database import open_engine
from smart_team.store.migrate import migrate
from tests.api.desk import Desk
from tests.api.fuzzing import ROLES, Fuzz
from tests.api.test_evidence import put
from tests.api.town import PROBLEM, enter_problem
from tests.assessment.office import Office
from tests.assessment.world import World

EXAMPLES = {"sqlite": 4, "postgresql": 1}
WAY = ("self_assessment", "sign_off", "review")
"""Where the units of the second stage stand; those of the first have come to its end."""
RECORDS = {
    "team.problems": PROBLEM,
    "news.articles": {
        "title": "简讯",
        "text": "正文",
        "happened_on": "2026-03-02",
        "category": "training",
    },
    "grid_officers.best_cases": {"title": "夜访", "happened_on": "2026-03-02", "text": "经过"},
}
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


def hurried(url: str) -> Engine:
    """Open a database that need not outlive the power."""
    engine = open_engine(url)

    @event.listens_for(engine, "connect")
    def _hurry(connection: Any, _: object) -> None:
        sqlite = make_url(url).get_backend_name() == "sqlite"
        connection.execute("PRAGMA synchronous=OFF" if sqlite else "SET synchronous_commit = off")

    return engine


@pytest.fixture
def fuzz(database_url: str, tmp_path: Path) -> Iterator[Fuzz]:
    engine = hurried(database_url)
    migrate(engine)
    world = World(engine)
    world.settle()
    world.open(("C-court", "D01-court", "D02-court"))
    data = tmp_path / "data"
    data.mkdir()
    desk = Desk(world, data)
    with desk.client:
        furnish(desk)
        yield Fuzz(desk)
    world.gate.close()
    engine.dispose()


def furnish(desk: Desk) -> None:
    """Let there be something of everything: evidence, a publication, a rework, jobs, tokens."""
    world = desk.world
    assert put(desk).status_code == 201
    office = Office(world, desk.service.signer, desk.folder)
    office.judge()
    office.publish()
    office.tell()
    for unit, state in zip(("C-court", "D01-court", "D02-court"), WAY, strict=True):
        world.pass_to(world.submission(unit, 1), state)
    for person in ROLES:
        token = {"name": "月报", "scopes": ["read"], "days": 7}
        assert desk.ask(person, "POST", "/account/tokens", token).status_code == 201
    for ledger, values in RECORDS.items():
        body = {"unit": "D01-court", "values": values}
        path = f"/ledgers/{ledger}/records"
        assert desk.ask("clerk-D01-court", "POST", path, body).status_code == 201
    arrived = Arrived(
        "a.png", "png", desk.service.files.keep(desk.service.files.receive([b"p"], 9))
    )
    enter_problem(world, "D02-court", arrived)
    for address in ("/backups", "/verifications"):
        assert desk.ask("admin", "POST", address).status_code == 202


def made_up(operation: Any, mode: GenerationMode, examples: int) -> Any:
    """Return a decorator that runs a function on requests that are made up."""
    plan = settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],  # making a failure smaller would take minutes
        suppress_health_check=list(HealthCheck),
    )

    def run(ask: Any) -> None:
        plan(given(case=operation.as_strategy(generation_mode=mode))(ask))()

    return run


def test_made_up_requests_of_everybody_are_answered_as_described(
    fuzz: Fuzz, pytestconfig: pytest.Config
) -> None:
    kind = fuzz.desk.world.engine.dialect.name
    examples = pytestconfig.getoption("--fuzz-examples") or EXAMPLES[kind]
    asked = 0

    def ask(case: Any) -> None:
        nonlocal asked
        for person in (None, *ROLES):
            fuzz.ask(case, person)
            asked += 1

    for operation in fuzz.operations():
        for mode in MODES:
            try:
                made_up(operation, mode, examples)(ask)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE
                assert not operation.body
    assert asked > 100 * len(ROLES)


def test_the_edges_of_every_operation_are_answered_as_described(fuzz: Fuzz) -> None:
    """Each boundary, missing part and unknown method, by one role after the other."""
    config = GenerationConfig()
    for turn, operation in enumerate(fuzz.operations()):
        edges = partial(fuzz.schema.iter_coverage_cases, generation_modes=list(MODES))
        for number, case in enumerate(edges(operation, generation_config=config)):
            fuzz.ask(case, ROLES[(turn + number) % len(ROLES)])
