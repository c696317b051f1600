"""Nobody hears a word before they may: a word in every text, looked for in every answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from smart_team.assessment.publication import correct, publish
from smart_team.store.migrate import migrate
from tests.api.canaries import AUDITOR, CITY, PANEL, Town, a8, judges, office, own, readers
from tests.api.copies import careless
from tests.api.desk import Desk
from tests.api.line import Line, Sent
from tests.assessment.world import PEOPLE, UNITS, World

Audience = Callable[[str], frozenset[str]]
SECOND = timedelta(seconds=1)
NUMERATORS = {"C-court": 486, "D01-court": 478, "D01-police": 470, "D02-court": 462}
"""Of 499: far enough apart that no two units come to the same by anybody's figures."""


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """The small city on SQLite; what each reads is tested on both databases elsewhere."""
    engine = careless(f"sqlite:///{tmp_path / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    world.open()
    desk = Desk(world, tmp_path)
    line = Line(desk.app)
    town = Town(desk, line)
    with desk.client:
        town.settle()
        yield town
    line.close()
    world.gate.close()
    engine.dispose()


def at_home(unit: str) -> frozenset[str]:
    return own(unit) | AUDITOR


def city_and_office(unit: str) -> frozenset[str]:
    return office(unit) | CITY | AUDITOR


def city(_: str) -> frozenset[str]:
    return CITY | AUDITOR


def appealing(unit: str) -> frozenset[str]:
    return own(unit) | CITY | AUDITOR


def each_their_own(member: str) -> Audience:
    return lambda _: frozenset({member}) | AUDITOR


def expect(town: Town, audiences: Mapping[str, Audience], *, wholly: bool = False) -> None:
    """Everybody hears every word that the table gives them, and no other."""
    town.listen(wholly=wholly)
    for (kind, whose), word in town.words.items():
        heard = {person for person in PEOPLE if word in town.texts[person]}
        if kind == "name":
            # One's own; those of others for who manages people and who audits.
            assert heard == {whose, "admin", "auditor"}, whose
        else:
            wanted = audiences[kind.replace(" ", "_")](whose)
            assert heard == wanted, (kind, whose, heard ^ wanted)


def test_every_word_is_heard_by_those_alone_who_may_know_it(town: Town) -> None:
    for unit in UNITS:
        town.world.save(f"clerk-{unit}", town.ids[unit], {"A8": a8(NUMERATORS[unit])})
        town.attach(f"clerk-{unit}", unit, "proof")
        town.world.now += SECOND
    expect(town, {"proof": at_home, "proof_file": at_home}, wholly=True)
    quiet(town)
    for unit in UNITS:
        town.act(f"clerk-{unit}", unit, "submit")
        town.act(f"approver-{unit}", unit, "return", "inside")
    told: dict[str, Audience] = {"inside": at_home}
    expect(town, {"proof": at_home, "proof_file": at_home, **told})
    for unit in UNITS:
        town.sign(unit)
    told |= {"proof": readers, "proof_file": readers}
    expect(town, told)
    quiet(town)
    _reviewed_by_the_office(town, told)
    _reviewed_by_the_panel(town, told)
    _announced(town, told)
    _published(town, told)


def _reviewed_by_the_office(town: Town, told: dict[str, Audience]) -> None:
    for unit in UNITS:
        for district in office(unit):
            town.review(district, unit, "first look", NUMERATORS[unit] - 3)
            town.attach(district, unit, "record", "review/evidence")
            town.world.now += SECOND
    kinds = ("first_look", "record", "record_file")
    expect(town, {**dict.fromkeys(kinds, city_and_office), **told})
    for unit in UNITS:
        for district in office(unit):
            town.act(district, unit, "confirm")
    told |= dict.fromkeys(kinds, judges)
    expect(town, told)


def _reviewed_by_the_panel(town: Town, told: dict[str, Audience]) -> None:
    for at, member in enumerate(PANEL):
        for unit in UNITS:
            town.review(member, unit, f"by {member}", NUMERATORS[unit] + at)
    blind = {f"by_{member}": each_their_own(member) for member in PANEL}
    expect(town, {**told, **blind}, wholly=True)
    quiet(town)
    for member in PANEL:
        for unit in UNITS:
            town.act(member, unit, "confirm")
    told |= {f"by_{member}": judges for member in PANEL}
    expect(town, told)
    quiet(town)


def _announced(town: Town, told: dict[str, Audience]) -> None:
    for unit in UNITS:
        town.act("admin", unit, "announce")
    told |= {"first_look": readers, "record": readers, "record_file": readers}
    told |= {f"by_{member}": readers for member in PANEL}
    expect(town, told)
    for unit in UNITS:
        town.world.pass_to(town.ids[unit], "appeal")
    for unit in UNITS:
        town.world.appeal(f"approver-{unit}", town.ids[unit], "A8", town.word("ground", unit))
    expect(town, {"ground": appealing, **told})
    for unit in UNITS:
        town.world.pass_to(town.ids[unit], "appeal_decision")
    for unit in UNITS:
        town.decide(unit)
    told |= {"ground": readers, "ruling": readers}
    expect(town, told)


def _published(town: Town, told: dict[str, Audience]) -> None:
    by: dict[str, Any] = {"principal": town.world.who("admin"), "stage_id": town.stage()}
    with_: dict[str, Any] = {"library": town.world.library, "signer": town.desk.service.signer}
    for unit in UNITS:
        town.world.pass_to(town.ids[unit], "rating")
    town.world.write(partial(publish, **by, **with_), "admin", "publish")
    expect(town, told)
    for unit in UNITS:
        town.amend(unit)
    expect(town, {"amended": city, **told})
    town.world.now += SECOND
    reason = town.word("corrected", "everybody")
    town.world.write(partial(correct, **by, **with_, reason=reason), "admin", "correct")
    told |= {"amended": readers, "corrected": lambda _: ROLED}
    expect(town, told, wholly=True)


ROLED = frozenset(PEOPLE) - {"nobody"}
"""Whoever has a role reads what is published."""


def quiet(town: Town) -> None:
    """Before it is announced nobody hears of another's total, grade or rank."""
    path, seen = f"/stages/{town.stage()}/ranking", {}
    for person in PEOPLE:
        answer = town.line.ask(Sent("GET", path, town.known(person)))
        seen[person] = answer.json()["rows"] if answer.status == 200 else []
    whole = {"admin", "leader", "auditor"}
    totals = {row["unit"]["unit"]: row["total"] for row in seen["auditor"]}
    assert len(set(totals.values())) == len(UNITS)
    for person, rows in seen.items():
        if person in whole:
            assert len(rows) == len(UNITS)
            continue
        theirs = {unit for unit in UNITS if person in readers(unit)}
        assert {row["unit"]["unit"] for row in rows} == theirs
        assert not any(row["rank"] or row["grade"] for row in rows)
        for unit in set(UNITS) - theirs:
            assert totals[unit] not in town.texts[person], (person, unit)
