"""What a claim is held against: peers as far as the reviewer may see them, and last time."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from sqlalchemy import insert

from smart_team.assessment.loading import find
from smart_team.assessment.views.claims_beside import Beside, beside
from smart_team.assessment.views.review import review_view
from smart_team.store.database import reading
from smart_team.store.tables import publications, stages, submissions
from tests.assessment.world import UNITS, World

INSPECTORS = ("inspector-1", "inspector-2", "inspector-3")


def ask(world: World, person: str, id_: str) -> Beside:
    with reading(world.engine) as connection:
        who = world.who(person)
        found = find(connection, who, id_)
        return beside(found, who, found.plan(world.library))


def claim(world: World, unit: str, count: int) -> str:
    id_ = world.submission(unit)
    world.save(f"clerk-{unit}", id_, {"A4": {"count": count}})
    return id_


def test_peers_are_those_of_the_group_whose_claim_may_be_seen(world: World) -> None:
    here, there = claim(world, "D01-court", 3), claim(world, "D02-court", 1)
    police, city = claim(world, "D01-police", 2), claim(world, "C-court", 2)
    for id_ in (here, police, city):
        world.pass_to(id_, "review")
    world.now = world.now.replace(hour=2)
    for id_ in (here, there, police, city):
        world.seat(id_, "review", *INSPECTORS)
    early = ask(world, "inspector-1", here)
    assert early.claimed["A4"] == 1
    assert list(early.peers["A4"]) == [], "what is not handed in is nobody's to see"
    world.pass_to(there, "review")
    assert list(ask(world, "inspector-1", here).peers["A4"]) == [Fraction(1, 3)]
    assert list(ask(world, "district-D01", here).peers["A4"]) == []


def test_a_claim_is_held_against_what_was_last_published_of_the_unit(world: World) -> None:
    first = world.row(world.submission("D01-court")).stage
    for number, points in enumerate(("9.000000", "3.000000"), 1):
        publish(world, first, number, points)
    world.open(UNITS)
    (row,) = rows_of(world, "D01-court")
    id_ = str(row.id)
    world.save("clerk-D01-court", id_, {"A4": {"count": 3}})
    world.pass_to(id_, "preliminary")
    assert ask(world, "district-D01", id_).before == {"A4": Fraction(1, 3)}
    with reading(world.engine) as connection:
        view = review_view(connection, world.who("district-D01"), id_, world.library, "zh")
    hints = {each.item.id: [hint.sort for hint in each.hints] for each in view.items}
    assert hints["A4"] == ["jump"]
    assert hints["A5"] == []


def rows_of(world: World, unit: str) -> list[Any]:
    (stage,) = [row.id for row in world.rows(stages) if (row.cycle, row.number) == (world.cycle, 0)]
    return [row for row in world.rows(submissions) if (row.unit, row.stage) == (unit, stage)]


def publish(world: World, stage: str, number: int, points: str) -> None:
    """Put down a publication that says one thing of one unit."""
    cell = {"points": points, "full": "9.000000"}
    nothing = {"points": None, "full": "9.000000"}
    content = {"units": [{"unit": "D01-court", "indicators": {"A4": cell, "A5": nothing}}]}
    row = {
        "id": f"p{number}",
        "stage": stage,
        "number": number,
        "inputs": "",
        "content": json.dumps(content),
        "signature": "",
        "key": "",
        "published_by": "admin",
        "published_at": f"2026-01-0{number}T00:00:00.000000Z",
    }
    world.write(lambda work: work.connection.execute(insert(publications).values(row)).rowcount)
