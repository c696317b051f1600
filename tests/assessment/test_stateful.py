from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine

from smart_team.store.database import open_engine
from smart_team.store.migrate import migrate
from tests.assessment.model import HANDS, ITEMS, UNITS, Request
from tests.assessment.play import ACTIONS, ANSWERS, EVERYBODY, Play, prepare
from tests.assessment.world import World

SETTINGS = settings(
    max_examples=15,
    stateful_step_count=30,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],  # making a failure smaller would take minutes
    suppress_health_check=[HealthCheck.too_slow],
)
REASONS = ("核对台账", "  ")
HOURS = (1, 24, 24 * 8)
STATES = sorted({state for state, _ in HANDS})
EVERY_MOVE = {f"{state} {action}" for state, action in HANDS} | {"close", "publish", "correct"}
"""All that the model says can be done at all."""
REFUSED = {
    *("absent", "forbidden", "barred", "stale", "no reason", "unexplained"),
    *("appealed twice", "incomplete"),
}
MET: Counter[str] = Counter()
"""What the machine's examples have done, all together."""


@cache
def prepared() -> bytes:
    """A database in which the cycle has just been opened."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "prepared.db"
        engine = open_engine(f"sqlite:///{file}")
        migrate(engine)
        world = World(engine)
        prepare(world)
        world.gate.close()
        engine.dispose()
        return file.read_bytes()


requests = st.builds(
    Request,
    st.sampled_from(ACTIONS),
    st.sampled_from(ITEMS),
    st.sampled_from(REASONS),
    st.sampled_from(sorted(ANSWERS)),
    st.booleans(),
    st.booleans(),
)
units = st.sampled_from(UNITS)


class Machine(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        file = Path(self.folder.name) / "smart_team.db"
        file.write_bytes(prepared())
        self.engine = open_engine(f"sqlite:///{file}")
        self.play = Play(World(self.engine))

    @initialize(states=st.lists(st.sampled_from(STATES), min_size=3, max_size=3))
    def begin_somewhere(self, states: list[str]) -> None:
        for unit, state in zip(UNITS, states, strict=True):
            self.play.reach(unit, state)

    @rule(unit=units, person=st.sampled_from(EVERYBODY), request=requests)
    def somebody_tries_anything(self, unit: str, person: str, request: Request) -> None:
        self.play.attempt(person, unit, request)

    @rule(unit=units, number=st.integers(0, 99), request=requests)
    def somebody_tries_what_they_may(self, unit: str, number: int, request: Request) -> None:
        self.play.able(unit, number, request)

    @rule(unit=units, number=st.integers(0, 99), upheld=st.booleans())
    def somebody_does_what_they_may(self, unit: str, number: int, *, upheld: bool) -> None:
        self.play.rightly(unit, number, upheld=upheld)

    @rule(unit=units, steps=st.integers(1, 3))
    def it_goes_on(self, unit: str, steps: int) -> None:
        for _ in range(steps):
            self.play.forward(unit)

    @rule(
        person=st.sampled_from(("admin", "admin", "leader", "adjudicator", "clerk-C-court")),
        action=st.sampled_from(("publish", "correct")),
        reason=st.sampled_from(REASONS),
    )
    def somebody_publishes(self, person: str, action: str, reason: str) -> None:
        self.play.office(person, action, reason)

    @rule(hours=st.sampled_from(HOURS))
    def time_passes(self, hours: int) -> None:
        self.play.wait(hours)

    @rule()
    def the_clock_looks(self) -> None:
        self.play.close()

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        self.play.compare()

    def teardown(self) -> None:
        self.play.verify()
        MET.update(self.play.done)
        self.play.world.gate.close()
        self.engine.dispose()
        self.folder.cleanup()


def test_any_sequence_of_acts_ends_as_the_model_says() -> None:
    MET.clear()
    run_state_machine_as_test(Machine, settings=SETTINGS)
    assert len(EVERY_MOVE & set(MET)) > len(EVERY_MOVE) / 2


@pytest.fixture
def play(engine: Engine) -> Iterator[Play]:
    world = World(engine)
    prepare(world)
    yield Play(world)
    world.gate.close()


def walk(play: Play, chance: random.Random, steps: int) -> None:
    """Let people do this and that, and compare after every act."""
    for _ in range(steps):
        unit, person = chance.choice(UNITS), chance.choice(EVERYBODY)
        request = Request(
            chance.choice(ACTIONS),
            chance.choice(ITEMS),
            chance.choice(REASONS),
            chance.choice(sorted(ANSWERS)),
            chance.random() < 0.5,
            chance.random() < 0.2,
        )
        match chance.randrange(14):
            case 0:
                play.wait(chance.choice(HOURS))
            case 1:
                play.close()
            case 2:
                play.attempt(person, unit, request)
            case 3 | 4:
                play.able(unit, chance.randrange(99), request)
            case 5 | 6:
                play.forward(unit)
            case 7:
                who = chance.choice((person, "admin", "admin"))
                play.office(who, chance.choice(("publish", "correct")), chance.choice(REASONS))
            case _:
                play.rightly(unit, chance.randrange(99), upheld=chance.random() < 0.5)
        play.compare()


def mend(play: Play, unit: str) -> None:
    """Amend a unit's result at every step that it comes through, and publish the corrections."""
    for state, answer in (("feedback", "none"), ("rework", "good"), ("rework_check", "none")):
        play.reach(unit, state)
        play.attempt("adjudicator", unit, Request("amend", answer=answer))
        play.office("admin", "correct")
        if state == "rework":
            play.attempt(f"clerk-{unit}", unit, Request("save"))
        play.compare()


def test_a_long_walk_ends_as_the_model_says(play: Play) -> None:
    chance = random.Random(44)
    walk(play, chance, 150)
    mend(play, UNITS[0])
    walk(play, chance, 80)
    play.verify()
    assert set(play.done) == EVERY_MOVE
    assert set(play.refused) >= REFUSED
