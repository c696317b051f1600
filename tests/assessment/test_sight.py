"""Who sees which layer when: a distinct word in each, looked for in everything everybody gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import submissions as use
from smart_team.assessment.drafts import Draft
from smart_team.assessment.history import History
from smart_team.assessment.publication import correct, publish
from smart_team.assessment.views.papers import Paper
from smart_team.assessment.views.ranking import ranking
from smart_team.assessment.views.scores import layer_scores
from smart_team.assessment.views.sight import sight_of
from smart_team.assessment.views.submission import SubmissionView, submission_view
from smart_team.people.principal import Assignment, Principal
from smart_team.procedure.machine import Case, table_of
from smart_team.store.database import reading
from smart_team.store.signing import Signer, create_key
from smart_team.store.tables import stages, submissions
from tests.assessment.world import PEOPLE, UNITS, World, platform

UNIT = "D01-court"
CLERK, APPROVER = f"clerk-{UNIT}", f"approver-{UNIT}"
OWN = {CLERK, APPROVER, "both-D01-court"}
OFFICE = {"district-D01"}
PANEL = {"inspector-1", "inspector-2", "inspector-3"}
CITY = {"admin", "leader", "adjudicator", "judge"}
ALL_BUT_UNIT = OFFICE | PANEL | CITY | {"auditor"}
READERS = OWN | ALL_BUT_UNIT


@dataclass
class Walk:
    """One submission on its way; whoever does something leaves a word."""

    world: World
    id: str
    words: set[str] = field(default_factory=set)

    def save(self, word: str, numerator: int = 492) -> None:
        draft = Draft(a8(numerator), (), {"A8": self.word(word)})
        asked = self.world.asked(CLERK, self.id)
        job = partial(use.save, asked=asked, draft=draft, library=self.world.library)
        self.world.write(job, CLERK, "save")

    def review(self, person: str, word: str, numerator: int) -> None:
        self.world.review(person, self.id, a8(numerator), self.word(word))

    def act(self, person: str, action: Any, word: str | None = None) -> None:
        self.world.act(person, self.id, action, None if word is None else self.word(word))

    def word(self, word: str) -> str:
        self.world.now += timedelta(seconds=1)
        self.words.add(word)
        return f"<{word}>"

    def hand_in(self) -> None:
        for person, action in ((CLERK, "submit"), (APPROVER, "sign")):
            self.world.now += timedelta(seconds=1)
            self.act(person, action)

    def confirm(self, *persons: str) -> None:
        for person in persons:
            self.world.now += timedelta(seconds=1)
            self.act(person, "confirm")

    def look(self, person: str) -> str:
        """Return everything that a person gets to see, as text; empty if they see nothing."""
        with reading(self.world.engine) as connection:
            who, library = self.world.who(person), self.world.library
            try:
                seen = submission_view(connection, who, self.id, library)
            except m.AbsentError:
                return ""
            return repr(seen) + repr(layer_scores(connection, who, self.id, library, "zh"))

    def seen(self) -> dict[str, set[str]]:
        """Return who sees each word now."""
        texts = {person: self.look(person) for person in PEOPLE}
        return {
            word: {person for person, text in texts.items() if f"<{word}>" in text}
            for word in self.words
        }

    def expect(self, **wanted: set[str]) -> None:
        """Everybody sees what the table says, and of words that it leaves out nothing."""
        assert self.seen() == {word: wanted.get(word, set()) for word in self.words}

    def view(self, person: str) -> SubmissionView:
        with reading(self.world.engine) as connection:
            return submission_view(connection, self.world.who(person), self.id, self.world.library)


def a8(numerator: int) -> Mapping[str, Any]:
    return {"A8": {"numerator": numerator, "denominator": 500}}


def walk_of(world: World) -> Walk:
    id_ = world.submission(UNIT)
    with world.engine.begin() as connection:
        connection.execute(update(submissions).values(sampled=False))
    return Walk(world, id_)


def test_each_sees_each_layer_when_the_table_says(world: World, tmp_path: Path) -> None:
    walk = walk_of(world)
    walk.save("claim1", 481)
    walk.expect(claim1=OWN | {"auditor"})
    walk.act(CLERK, "submit")
    walk.act(APPROVER, "return", "inside")
    walk.save("claim2", 482)
    walk.expect(claim2=OWN | {"auditor"}, inside=OWN | {"auditor"})
    world.seat(walk.id, "review", *sorted(PANEL))
    walk.hand_in()
    inside = {"inside": OWN | {"auditor"}}
    walk.expect(claim2=READERS, **inside)

    walk.review("district-D01", "prelim1", 470)
    walk.expect(claim2=READERS, prelim1=OFFICE | CITY | {"auditor"}, **inside)
    walk.act("district-D01", "return", "back1")
    told = {"back1": READERS, **inside}
    walk.expect(claim2=READERS, prelim1=OWN | OFFICE | CITY | {"auditor"}, **told)
    walk.save("claim3", 483)
    walk.expect(
        claim2=ALL_BUT_UNIT - {"auditor"},
        claim3=OWN | {"auditor"},
        prelim1=OWN | OFFICE | CITY | {"auditor"},
        **told,
    )
    walk.hand_in()
    walk.review("district-D01", "prelim2", 471)
    walk.confirm("district-D01")
    told["claim3"] = READERS
    walk.expect(prelim1=OWN, prelim2=ALL_BUT_UNIT, **told)

    walk.review("inspector-1", "first1", 461)
    walk.review("inspector-2", "second1", 451)
    blind = {"first1": {"inspector-1", "auditor"}, "second1": {"inspector-2", "auditor"}}
    walk.expect(prelim1=OWN, prelim2=ALL_BUT_UNIT, **blind, **told)
    walk.act("inspector-1", "return", "back2")
    told |= {"back2": READERS, "prelim2": READERS}
    walk.expect(**blind, **told)
    walk.hand_in()
    walk.confirm("district-D01")
    walk.review("inspector-1", "first2", 462)
    blind |= {"first1": set(), "first2": {"inspector-1", "auditor"}}
    walk.expect(**blind, **told)
    walk.confirm("inspector-1", "inspector-2")
    walk.expect(**blind, **told)
    walk.confirm("inspector-3")
    walk.expect(first2=ALL_BUT_UNIT, second1=ALL_BUT_UNIT, **told)
    _announced(world, walk, told)
    _amended(world, walk, told, create_key(tmp_path))


def _announced(world: World, walk: Walk, told: dict[str, set[str]]) -> None:
    """The unit learns what the panel came to and why, and neither who said what nor how much."""
    world.now += timedelta(seconds=1)
    walk.act("admin", "announce")
    told |= {"first2": READERS, "second1": READERS}
    walk.expect(**told)
    for person in OWN:
        text = walk.look(person)
        assert not any(f"'numerator': {figure}" in text for figure in (451, 461, 462))
        assert not any(member in text for member in PANEL)
    world.pass_to(walk.id, "appeal")
    world.appeal(APPROVER, walk.id, "A8", walk.word("ground"))
    appealed = OWN | CITY | {"auditor"}
    walk.expect(ground=appealed, **told)
    world.pass_to(walk.id, "appeal_decision")
    ruling = use.Ruling("A8", "upheld", walk.word("ruling"), a8(484)["A8"])
    world.decide("adjudicator", walk.id, ruling)
    told |= {"ground": READERS, "ruling": READERS}
    walk.expect(**told)


def _amended(world: World, walk: Walk, told: dict[str, set[str]], signer: Signer) -> None:
    """What is amended is the city's until the correction is published."""
    for unit in UNITS:
        world.pass_to(world.submission(unit), "rating")
    stage = next(row.id for row in world.rows(stages) if row.number == 0)
    by: dict[str, Any] = {"principal": world.who("admin"), "stage_id": stage}
    with_: dict[str, Any] = {"library": world.library, "signer": signer}
    world.write(partial(publish, **by, **with_), "admin", "publish")
    asked = world.asked("adjudicator", walk.id)
    one = use.Amendment("A8", walk.word("amended"), a8(485)["A8"])
    job = partial(use.amend, asked=asked, one=one, library=world.library)
    world.write(job, "adjudicator", "amend")
    walk.expect(amended=CITY | {"auditor"}, **told)
    reason = walk.word("corrected")
    world.write(partial(correct, **by, **with_, reason=reason), "admin", "correct")
    walk.expect(amended=READERS, corrected=READERS, **told)


def test_actions_are_those_of_the_policy_now(world: World) -> None:
    walk = walk_of(world)
    assert walk.view(CLERK).actions == ("save", "submit", "draft")
    assert walk.view("admin").actions == ("panel_members",)
    assert walk.view("auditor").actions == ("draft",)
    assert walk.view("leader").actions == ()
    walk.hand_in()
    assert walk.view("district-D01").actions == ("review", "confirm", "return")
    seen = walk.view("district-D01")
    assert (seen.state, seen.title.zh, seen.late) == ("preliminary", "区教整办初评", False)


def test_names_are_told_to_ones_own_side_and_to_who_may_read_people(world: World) -> None:
    walk = walk_of(world)
    walk.hand_in()
    walk.confirm("district-D01")

    def by(person: str) -> list[str | None]:
        return [move.by for move in walk.view(person).history]

    assert by(CLERK) == [CLERK, APPROVER, None]
    assert by("admin") == [APPROVER, "district-D01"]
    assert by("auditor") == [CLERK, APPROVER, "district-D01"]
    assert by("district-D01") == [None, "district-D01"]
    assert by("leader") == [None, None]
    assert [move.role for move in walk.view("leader").history] == ["approver", "district"]


def test_a_late_claim_is_marked(world: World) -> None:
    walk = walk_of(world)
    world.now += timedelta(days=60)
    walk.hand_in()
    assert walk.view("admin").late


def test_a_standing_holds_what_its_reader_may_see(world: World) -> None:
    walk = walk_of(world)
    walk.save("claim", 492)
    stage = next(row.id for row in world.rows(stages) if row.number == 0)

    def totals(person: str) -> dict[str, str | None]:
        with reading(world.engine) as connection:
            found = ranking(connection, world.who(person), stage, world.library)
        return {row.unit.unit: row.total for row in found.rows}

    saved = totals("auditor")
    assert [unit for unit, total in saved.items() if total is not None] == [UNIT]
    assert totals(CLERK) == {UNIT: saved[UNIT]}
    assert set(totals("admin").values()) == {None}
    assert totals("district-D01") == {UNIT: None, "D01-police": None}


def paper(*, blind: bool) -> Paper:
    """A submission under review, with a panel and a seat for the on-site check, made by hand."""
    found = platform().procedures["education_rectification"]
    steps = tuple(
        each.model_copy(update={"panel": each.panel.model_copy(update={"blind": blind})})
        if each.panel is not None
        else each
        for each in found.steps
    )
    procedure = found.model_copy(update={"steps": steps})
    table = table_of(procedure, Case("court", "district", sampled=True))
    row: Any = SimpleNamespace(
        id="s", unit=UNIT, name=UNIT, kind="court", level="district", district="D01", state="review"
    )
    made = [("submit", "self_assessment", "sign_off"), ("sign", "sign_off", "review")]
    moves: Any = [
        SimpleNamespace(action=action, before=before, after=after, moved_at=f"{number}")
        for number, (action, before, after) in enumerate(made, 1)
    ]
    seats: Any = [
        SimpleNamespace(step=step, person=person, confirmed_at=None)
        for step, person in (
            ("review", "inspector-1"),
            ("review", "inspector-2"),
            ("on_site", "inspector-4"),
        )
    ]
    written: Any = [
        SimpleNamespace(
            layer="review",
            step="review",
            author="inspector-1",
            saved_by="inspector-1",
            saved_at="3",
        )
    ]
    return Paper(row, History(moves, "review", procedure, table), written, seats, ())


@pytest.mark.parametrize(
    ("person", "blind_sees", "open_sees", "names"),
    [
        ("inspector-1", True, True, True),
        ("inspector-2", False, True, True),
        ("inspector-4", False, False, False),
        ("district-D01", False, False, False),
        ("leader", False, True, False),
        ("admin", False, True, True),
        ("auditor", True, True, True),
        (CLERK, False, False, False),
    ],
)
def test_an_open_panel_is_open_to_its_members_and_the_city(
    *, person: str, blind_sees: bool, open_sees: bool, names: bool
) -> None:
    held = tuple(Assignment(role, unit, area) for role, unit, area in PEOPLE[person])  # type: ignore[arg-type]
    for blind, wanted in ((True, blind_sees), (False, open_sees)):
        sight = sight_of(paper(blind=blind), Principal(person, held))
        assert bool(list(sight.newest())) is wanted
    assert (sight.name("inspector-1", "review") is not None) is names
