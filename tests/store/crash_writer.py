"""Eight people at work on the city's submissions, and a program that does nothing but that.

The program is made to be killed: every write is in a ledger, flushed to disk, as soon as it was
acknowledged, so that what the database holds afterwards can be compared with what it promised.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from sqlalchemy import select

from smart_team.assessment.drafts import Draft, hash_of
from smart_team.errors import SmartTeamError
from smart_team.store.database import open_engine, reading
from smart_team.store.messages import StoreError
from smart_team.store.tables import stages, submissions
from tests.assessment.completing import NONE, prove
from tests.assessment.world import World
from tests.crew import Writers

REASON: Final = "核对台账"
PANEL: Final = ("inspector-1", "inspector-2", "inspector-3")
CHOICES: Final[Mapping[str, Sequence[tuple[str, str]]]] = {
    "self_assessment": (*[("clerk-{unit}", "save")] * 3, ("clerk-{unit}", "submit")),
    "sign_off": (
        ("clerk-{unit}", "withdraw"),
        ("approver-{unit}", "return"),
        *[("approver-{unit}", "sign")] * 2,
    ),
    "preliminary": (("district-{district}", "return"), *[("district-{district}", "confirm")] * 2),
    # The third of the panel never confirms, so that work goes round for ever.
    "review": (
        *[(person, action) for person in PANEL[:2] for action in ("review", "confirm")],
        (PANEL[2], "return"),
    ),
}
"""Who does what in each state."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One acknowledged write: the version it made, and the state or content it left."""

    submission: str
    actor: str
    action: str
    version: int
    after: str


def prepare(world: World) -> None:
    """Settle the city and open two cycles, with the panels seated."""
    world.settle()
    for _ in range(2):
        world.open()
    for id_ in _submissions(world):
        world.seat(id_, "review", *PANEL)
        clerk = f"clerk-{world.row(id_).unit}"
        with world.engine.begin() as connection:
            prove(connection, id_, clerk, ["A8"])


def _submissions(world: World) -> list[str]:
    with reading(world.engine) as connection:
        query = select(submissions.c.id).join(stages, stages.c.id == submissions.c.stage)
        return list(connection.execute(query.where(stages.c.number == 0)).scalars())


def turn(world: World, random: Random, id_: str) -> Entry:
    """Do one thing that may be done now, unless somebody else is quicker."""
    row = world.row(id_)
    who, action = random.choice(CHOICES[row.state])
    person = who.format(unit=row.unit, district=row.unit[:3])
    answers = {"A8": {"numerator": random.randrange(10**6), "denominator": 10**6}}
    if action == "save":
        claim = {**NONE, **answers}
        version = world.save(person, id_, claim, row.version)
        return Entry(id_, person, action, version, hash_of(Draft(claim).text()))
    if action == "review":
        version = world.review(person, id_, answers, REASON)
        draft = Draft(answers, (), dict.fromkeys(answers, REASON))
        return Entry(id_, person, action, version, hash_of(draft.text()))
    reason = REASON if action == "return" else None
    after = world.act(person, id_, action, reason, row.version, complete=False)  # type: ignore[arg-type]
    return Entry(id_, person, action, row.version + 1, after)


@dataclass
class Crew(Writers):
    """Writers at work until they are stopped, and what became of their writes."""

    world: World
    seed: int
    note: Callable[[Entry], None] = lambda _: None
    entries: list[Entry] = field(default_factory=list)
    unavailable: list[StoreError] = field(default_factory=list)
    strange: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._ids = _submissions(self.world)
        super().__post_init__()

    def _work(self, random: Random) -> None:
        while not self._ended.is_set():
            try:
                entry = turn(self.world, random, random.choice(self._ids))
            except StoreError as error:
                self.unavailable.append(error)
                self._ended.wait(0.02)
            except SmartTeamError:
                continue  # another writer was quicker, or nothing has been saved yet
            except Exception as error:  # noqa: BLE001 - whatever it is, the test must show it
                self.strange.append(error)
                return
            else:
                self.note(entry)
                self.entries.append(entry)


def read_ledger(path: Path) -> list[Entry]:
    """Return what a ledger holds; a line that was being written when the program died is none."""
    whole = path.read_text(encoding="utf-8").rpartition("\n")[0] if path.exists() else ""
    return [Entry(**json.loads(line)) for line in whole.splitlines()]


def _keep(path: str) -> Callable[[Entry], None]:
    ledger = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    turns = threading.Lock()

    def note(entry: Entry) -> None:
        with turns:
            os.write(ledger, json.dumps(asdict(entry)).encode() + b"\n")
            os.fsync(ledger)

    return note


def main(url: str, ledger: str, seed: str) -> None:
    """Work until killed; should nobody do so, end by an error after two minutes."""
    with Crew(World(open_engine(url)), int(seed), _keep(ledger)) as crew:
        crew.wait(lambda crew: bool(crew.unavailable))
    raise crew.unavailable[0]


if __name__ == "__main__":
    main(*sys.argv[1:])
