from __future__ import annotations

import random
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import publication_gate
from smart_team.assessment.publication import publish
from smart_team.assessment.publication_check import recheck
from smart_team.assessment.verification import verify
from smart_team.errors import SmartTeamError
from smart_team.scoring.results import to_dict
from smart_team.store.database import reading
from smart_team.store.files import EvidenceFiles
from smart_team.store.signing import Signer, create_key
from smart_team.store.tables import audit, publications, revisions, stages, submissions
from smart_team.store.verify import EVIDENCE
from tests.assessment.world import UNITS, World, platform

CLAIM = {"A8": {"numerator": 492, "denominator": 500}}


@pytest.fixture
def signer(tmp_path: Path) -> Signer:
    return create_key(tmp_path)


def stage(world: World) -> str:
    with reading(world.engine) as connection:
        query = select(stages.c.id).where(stages.c.number == 0)
        return str(connection.execute(query).scalar_one())


@pytest.fixture(autouse=True)
def _kept(world: World, tmp_path: Path) -> None:
    world.files = EvidenceFiles(tmp_path / EVIDENCE)


def judge(world: World, claims: dict[str, dict[str, Any]]) -> None:
    """Bring all units of the first stage to their rating, with a panel of three minds."""
    for unit in UNITS:
        id_ = world.submission(unit)
        world.save(f"clerk-{unit}", id_, claims.get(unit, CLAIM))
        world.pass_to(id_, "review")
        world.seat(id_, "review", "inspector-1", "inspector-2", "inspector-3")
        for number in (1, 2):
            figure = {"A8": {"numerator": 440 + 10 * number, "denominator": 500}}
            world.review(f"inspector-{number}", id_, figure)
        world.pass_to(id_, "publicity")
    for unit in UNITS:
        world.pass_to(world.submission(unit), "rating")


def publishing(world: World, signer: Signer, person: str = "admin") -> str:
    job = partial(
        publish,
        principal=world.who(person),
        stage_id=stage(world),
        library=world.library,
        signer=signer,
    )
    return str(world.write(job, person, "publish"))


def published(world: World) -> Any:
    (row,) = world.rows(publications)
    return row


def found(world: World, signer: Signer, id_: str) -> list[str]:
    with reading(world.engine) as connection:
        problems = recheck(
            connection, id_, world.library, signer.public_key, platform().plugins.hashes()
        )
    return [problem.message.code for problem in problems]


def test_a_result_is_frozen_signed_and_computes_again(world: World, signer: Signer) -> None:
    judge(world, {"C-court": {"A8": {"numerator": 500, "denominator": 500}}})
    id_ = publishing(world, signer)
    row = published(world)
    assert '"D01-court"' in row.content
    assert found(world, signer, id_) == []
    first = [world.row(world.submission(unit)).state for unit in UNITS]
    assert first == ["feedback"] * len(UNITS)
    assert world.row(world.submission("D01-court", number=1)).state == "self_assessment"
    last = max(world.rows(audit), key=lambda each: each.number)
    assert (last.action, last.result, last.object) == ("publish", "success", stage(world))


def test_the_panel_is_combined_in_what_is_published(world: World, signer: Signer) -> None:
    judge(world, {})
    publishing(world, signer)
    content = published(world).content
    # 492/500 earns 14, 460/500 earns 3.50 and 450/500 nothing; the median of the three is 3.50.
    assert content.count('"A8":{"full":"14.000000","points":"3.500000","status":"scored"}') == 4


@pytest.mark.parametrize("person", ["clerk-D01-court", "district-D01", "nobody"])
def test_only_an_administrator_publishes(world: World, signer: Signer, person: str) -> None:
    judge(world, {})
    with pytest.raises((m.AbsentError, m.ForbiddenError)):
        publishing(world, signer, person)
    assert world.rows(publications) == []


@pytest.mark.parametrize("person", ["leader", "auditor"])
def test_who_reads_all_publishes_nothing(world: World, signer: Signer, person: str) -> None:
    judge(world, {})
    with pytest.raises(m.ForbiddenError):
        publishing(world, signer, person)


def test_nothing_is_published_while_a_unit_is_on_its_way(world: World, signer: Signer) -> None:
    for unit in UNITS[1:]:
        world.pass_to(world.submission(unit), "rating")
    with pytest.raises(m.RefusedError) as caught:
        publishing(world, signer)
    assert [(each.message.code, each.values) for each in caught.value.problems] == [
        ("C131", {"unit": UNITS[0], "state": "self_assessment"})
    ]
    assert {world.row(world.submission(unit)).state for unit in UNITS[1:]} == {"rating"}


def test_nothing_is_published_twice(world: World, signer: Signer) -> None:
    judge(world, {})
    publishing(world, signer)
    with pytest.raises(m.RefusedError) as caught:
        publishing(world, signer)
    assert {each.values["state"] for each in caught.value.problems} == {"feedback"}
    assert len(world.rows(publications)) == 1


def test_a_held_unit_bars_publication(world: World, signer: Signer) -> None:
    id_ = world.submission("D01-court")
    world.pass_to(id_, "preliminary")
    world.review("district-D01", id_, {"RL2": {"breached": True}})
    for unit in UNITS:
        world.pass_to(world.submission(unit), "rating")
    with pytest.raises(m.RefusedError) as caught:
        publishing(world, signer)
    assert [(p.message.code, p.values["unit"]) for p in caught.value.problems] == [
        ("C117", "D01-court")
    ]


@pytest.mark.parametrize("column", ["content", "inputs", "signature"])
def test_any_altered_part_is_found(world: World, signer: Signer, column: str) -> None:
    judge(world, {})
    id_ = publishing(world, signer)
    value = getattr(published(world), column)
    altered = value.replace("3.500000", "4.500000") if column == "content" else value
    altered = altered.replace("492", "493") if column == "inputs" else altered
    altered = ("0" if value[0] != "0" else "1") + value[1:] if column == "signature" else altered
    assert altered != value
    with world.engine.begin() as connection:
        connection.execute(update(publications).values({column: altered}))
    assert found(world, signer, id_)


def test_what_is_written_afterwards_changes_nothing_published(world: World, signer: Signer) -> None:
    judge(world, {})
    id_ = publishing(world, signer)
    with world.engine.begin() as connection:
        connection.execute(
            update(revisions).values(content='{"answers":{},"granted_na":[],"reasons":{}}')
        )
        connection.execute(update(submissions).values(state="self_assessment"))
        connection.execute(text("DELETE FROM panel_members"))
    assert found(world, signer, id_) == []


def test_the_whole_store_is_verified_with_its_publications(
    world: World, signer: Signer, tmp_path: Path
) -> None:
    judge(world, {})
    publishing(world, signer)
    assert verify(world.engine, tmp_path, platform().plugins) == []
    with world.engine.begin() as connection:
        connection.execute(
            update(publications).values(inputs=published(world).inputs.replace("492", "493"))
        )
    codes = [each.message.code for each in verify(world.engine, tmp_path, platform().plugins)]
    assert codes == ["C120"]


def corrupt(rows: list[dict[str, Any]], draw: random.Random) -> None:
    """Spoil a result in one of the ways that have happened elsewhere."""
    one, two = draw.sample(range(len(rows)), 2)
    match draw.randrange(7):
        case 0:
            rows.append(dict(rows[one]))
        case 1:
            del rows[one]
        case 2:
            rows[one]["total"] = "99.990000"
        case 3:
            rows[one]["unit"], rows[two]["unit"] = rows[two]["unit"], rows[one]["unit"]
        case 4:
            rows[one]["rank"] = 9
        case 5:
            cells = rows[one]["indicators"]
            item = draw.choice(sorted(cells))
            cells[item] = {**cells[item], "points": "0.010000"}
        case _:
            rows[one]["grade"] = "优秀" if rows[one]["grade"] != "优秀" else "良好"


def test_a_hundred_corruptions_are_all_refused(
    world: World, signer: Signer, monkeypatch: pytest.MonkeyPatch
) -> None:
    judge(world, {"C-court": {}, "D02-court": {}})
    for seed in range(100):

        def corrupted(scores: Any, draw: random.Random = random.Random(seed)) -> dict[str, Any]:  # noqa: B008 - one a seed
            result = to_dict(scores)
            corrupt(result["units"], draw)
            return result

        monkeypatch.setattr(publication_gate, "to_dict", corrupted)
        with pytest.raises(SmartTeamError):
            publishing(world, signer)
    assert world.rows(publications) == []
    monkeypatch.undo()
    assert publishing(world, signer)
