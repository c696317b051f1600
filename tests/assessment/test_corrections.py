"""Corrections of what is published, and the module's composed result."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from smart_team.assessment import composing
from smart_team.assessment import cycle_messages as m
from smart_team.assessment.differences import difference
from smart_team.assessment.drafts import hash_of
from smart_team.assessment.feedback import feedback_of
from smart_team.assessment.loading import find
from smart_team.errors import AnswersError, FileError, SmartTeamError
from smart_team.scoring.composition import rank_stages
from smart_team.store.database import reading
from smart_team.store.signing import create_key
from smart_team.store.tables import (
    audit,
    compositions,
    cycles,
    publications,
    revisions,
    submissions,
)
from tests.assessment.office import UNITS, Office
from tests.assessment.world import World

UNIT = "D01-court"
STATES = ("feedback", "rework", "rework_check", "done")


def begun(engine: Engine, folder: Path) -> Office:
    world = World(engine)
    world.settle()
    world.open(UNITS)
    return Office(world, create_key(folder), folder)


@pytest.fixture
def office(engine: Engine, tmp_path: Path) -> Iterator[Office]:
    office = begun(engine, tmp_path)
    office.judge()
    office.publish()
    yield office
    office.world.gate.close()


@pytest.fixture
def complete(office: Office) -> Office:
    """All three stages published; in the last two only A8's likes are blank: everybody has 0."""
    for number in (1, 2):
        office.judge(number, dict.fromkeys(UNITS))
        office.publish(number)
    return office


def code(caught: pytest.ExceptionInfo[SmartTeamError]) -> str:
    return caught.value.problems[0].message.code


def content(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(row.content)
    return found


def set_state(office: Office, state: str) -> None:
    with office.world.engine.begin() as connection:
        where = submissions.c.id == office.world.submission(UNIT)
        connection.execute(update(submissions).where(where).values(state=state))


@pytest.mark.parametrize("state", STATES)
def test_what_is_published_is_amended_and_corrected_wherever_its_unit_stands(
    office: Office, state: str
) -> None:
    set_state(office, state)
    office.amend(UNIT, "A2", {"count": 1})
    before = office.published()
    assert [row.number for row in before] == [1]
    office.correct("更正 A2")
    kept, new = office.published()
    assert kept == before[0]
    assert content(new)["corrects"] == {"number": 1, "hash": hash_of(kept.content)}
    assert content(new)["reason"] == "更正 A2"
    assert content(new)["difference"] == [
        {
            "unit": UNIT,
            "total": {"before": "42.000000", "after": "44.500000"},
            "grade": {"before": "不合格", "after": "不合格"},
            "rank": {"before": 2, "after": 2},
            "items": ["A2"],
        }
    ]
    assert office.world.row(office.world.submission(UNIT)).state == state


def test_a_feedback_list_is_in_the_order_of_the_rubric(complete: Office) -> None:
    world = complete.world
    with reading(world.engine) as connection:
        found = find(connection, world.who("admin"), world.submission(UNIT, 1))
        lost = [each.item for each in feedback_of(found, world.library)]
        rubric = found.plan(world.library).rubric
    assert lost == [each.id for each in rubric.items() if each.id in lost]
    assert lost != sorted(lost)


def test_every_correction_follows_the_one_before(office: Office) -> None:
    for meetings in (1, 2, 0):
        office.amend(UNIT, "A2", {"count": meetings})
        office.correct(f"改为 {meetings} 次")
    rows = office.published()
    assert [row.number for row in rows] == [1, 2, 3, 4]
    assert [content(row)["corrects"]["number"] for row in rows[1:]] == [1, 2, 3]
    assert [content(row)["corrects"]["hash"] for row in rows[1:]] == [
        hash_of(row.content) for row in rows[:3]
    ]
    final = [row for row in office.world.rows(revisions) if row.layer == "final"]
    assert sorted(row.number for row in final) == [1, 2, 3]
    assert {row.author for row in final} == {""}
    assert office.verify() == []
    heads = sorted(path.name[10:] for path in (office.data / "heads").glob("*.json"))
    assert heads == [
        "-publication-2.json",
        "-publication-3.json",
        "-publication-4.json",
        "-publication.json",
    ]


def test_who_amends_last_leaves_what_others_amended(office: Office) -> None:
    office.amend(UNIT, "A2", {"count": 1})
    with office.world.engine.begin() as connection:
        connection.execute(
            update(revisions).where(revisions.c.layer == "final").values(saved_by="admin")
        )
    office.amend(UNIT, "A6", {"count": 1})
    office.correct()
    changed = content(office.published()[-1])["difference"]
    assert changed[0]["items"] == ["A2", "A6"]


def test_nothing_is_corrected_that_has_not_changed(office: Office) -> None:
    with pytest.raises(m.RefusedError) as caught:
        office.correct()
    assert code(caught) == m.NOTHING_CHANGED.code
    office.amend(UNIT, "A8", {"numerator": 491, "denominator": 500})  # full marks as before
    with pytest.raises(m.RefusedError) as caught:
        office.correct()
    assert code(caught) == m.NOTHING_CHANGED.code
    assert len(office.published()) == 1


def test_both_need_a_reason_and_what_fits(office: Office) -> None:
    with pytest.raises(m.RefusedError) as caught:
        office.amend(UNIT, "A2", {"count": 1}, reason=" ")
    assert code(caught) == m.NO_REASON.code
    with pytest.raises(AnswersError):
        office.amend(UNIT, "A2", {"count": "many"})
    with pytest.raises(m.AbsentError):
        office.amend(UNIT, "nothing", {"count": 1})
    assert [row for row in office.world.rows(revisions) if row.layer == "final"] == []
    office.amend(UNIT, "A2", {"count": 1})
    with pytest.raises(m.RefusedError) as caught:
        office.correct("  ")
    assert code(caught) == m.NO_REASON.code


def test_only_adjudicators_amend_and_only_administrators_correct(office: Office) -> None:
    for person in ("clerk-D01-court", "inspector-1", "district-D01", "admin", "leader", "auditor"):
        with pytest.raises((m.ForbiddenError, m.AbsentError)):
            office.amend(UNIT, "A2", {"count": 1}, person=person)
    office.amend(UNIT, "A2", {"count": 1})
    for person in ("adjudicator", "leader", "auditor", "clerk-D01-court", "nobody"):
        with pytest.raises((m.ForbiddenError, m.AbsentError)):
            office.correct(person=person)
    assert len(office.published()) == 1


def test_nothing_is_corrected_before_it_is_published(office: Office) -> None:
    with pytest.raises(m.RefusedError) as caught:
        office.correct(number=1)
    assert code(caught) == m.NOT_PUBLISHED.code
    with pytest.raises(m.ForbiddenError):
        office.correct(number=1, person="leader")


def test_a_correction_goes_through_the_gate(office: Office) -> None:
    office.amend(UNIT, "RL2", {"breached": True})
    with pytest.raises(m.RefusedError) as caught:
        office.correct()
    assert code(caught) == m.HELD.code


@pytest.mark.parametrize("column", ["reason", "number", "content"])
def test_an_altered_correction_is_found(office: Office, column: str) -> None:
    office.amend(UNIT, "A2", {"count": 1})
    office.correct()
    row = office.published()[-1]
    altered = {
        "reason": "另一个理由",
        "number": 3,
        "content": row.content.replace('"items":["A2"]', '"items":["A3"]'),
    }
    assert altered[column] != getattr(row, column)
    with office.world.engine.begin() as connection:
        where = publications.c.id == row.id
        connection.execute(update(publications).where(where).values({column: altered[column]}))
    assert m.BROKEN_CHAIN.code in office.verify()


def test_a_correction_whose_forerunner_was_altered_is_found(office: Office) -> None:
    office.amend(UNIT, "A2", {"count": 1})
    office.correct()
    with office.world.engine.begin() as connection:
        where = publications.c.number == 1
        text = office.published()[0].content.replace("69.000000", "70.000000")
        connection.execute(update(publications).where(where).values(content=text))
    codes = office.verify()
    assert codes == [m.BAD_SIGNATURE.code, m.COMPUTES_OTHERWISE.code, m.BROKEN_CHAIN.code]


def test_other_plugins_are_named_and_nothing_else_is_said(office: Office) -> None:
    row = office.published()[0]
    document = content(row)
    name = min(document["plugins"])
    document["plugins"][name] = "sha256:0"
    signed = office.signer.sign(document)
    with office.world.engine.begin() as connection:
        kept = json.loads(office.world.rows(cycles)[0].plugins) | {name: "sha256:0"}
        connection.execute(update(cycles).values(plugins=json.dumps(kept, sort_keys=True)))
        values = {
            "content": json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
            "signature": signed.signature,
        }  # fmt: skip
        connection.execute(update(publications).values(values))
    assert [(each.message.code, each.message.severity) for each in office.problems()] == [
        (m.OTHER_PLUGINS.code, "warning")
    ]
    with office.world.engine.begin() as connection:
        forged = {"content": values["content"].replace("69.000000", "70.000000")}
        connection.execute(update(publications).values(forged))
    assert office.verify() == [m.BAD_SIGNATURE.code, m.OTHER_PLUGINS.code]


def test_a_difference_names_what_changed_and_nobody_else() -> None:
    def row(unit: str, rank: int, points: str, redlines: list[str]) -> dict[str, Any]:
        return {
            "unit": unit,
            "total": points,
            "grade": None,
            "rank": rank,
            "indicators": {"A": {"points": points}, "B": {"points": "1"}},
            "adjustments": {"J": "0"},
            "redlines": redlines,
        }

    before = [row("u", 1, "9", []), row("v", 2, "8", ["R"]), row("w", 3, "7", [])]
    after = [row("u", 2, "9", []), row("v", 1, "10", ["S"]), row("w", 3, "7", [])]
    after[1]["adjustments"] = {"J": "-1"}
    assert difference(before, before) == []
    assert [(each["unit"], each["rank"], each["items"]) for each in difference(before, after)] == [
        ("u", {"before": 1, "after": 2}, []),
        ("v", {"before": 2, "after": 1}, ["A", "J", "R", "S"]),
    ]


def test_a_modules_result_is_composed_once_every_stage_is_published(complete: Office) -> None:
    (row,) = complete.world.rows(compositions)
    found = content(row)
    assert [each["weight"] for each in found["stages"]] == ["0.25", "0.45", "0.30"]
    # A quarter of 92, 42 and 69; the other two stages gave nobody a point.
    assert found["units"] == [
        {"unit": "C-court", "status": "rated", "total": "23.000000", "rank": 1, "group": "city/court"},
        {"unit": UNIT, "status": "rated", "total": "10.500000", "rank": 2, "group": "district/court"},
        {"unit": "D02-court", "status": "rated", "total": "17.250000", "rank": 1, "group": "district/court"},
    ]  # fmt: skip
    assert complete.verify() == []
    complete.amend(UNIT, "A2", {"count": 2})
    complete.correct()
    first, second = sorted(complete.world.rows(compositions), key=lambda each: each.number)
    assert first == row
    assert [each["number"] for each in content(second)["stages"]] == [2, 1, 1]
    assert content(second)["units"][1]["total"] == "11.750000"  # a quarter of 47
    assert complete.verify() == []
    _alter(complete)


def _alter(office: Office) -> None:
    """Every part of a composition that is altered is found."""
    second = max(office.world.rows(compositions), key=lambda each: each.number)
    worse = second.content.replace('"11.750000"', '"99.000000"')
    assert worse != second.content
    for values, codes in (
        ({"content": worse}, [m.COMPOSITION_SIGNATURE.code, m.COMPOSED_OTHERWISE.code]),
        ({"signature": "0" * 128}, [m.COMPOSITION_SIGNATURE.code]),
        ({"number": 7}, [m.COMPOSED_OTHERWISE.code]),
    ):
        where = compositions.c.id == second.id
        with office.world.engine.begin() as connection:
            connection.execute(update(compositions).where(where).values(values))
        assert office.verify() == codes
        with office.world.engine.begin() as connection:
            kept = {name: getattr(second, name) for name in values}
            connection.execute(update(compositions).where(where).values(kept))
    with office.world.engine.begin() as connection:
        connection.execute(compositions.delete().where(compositions.c.id == second.id))
    assert office.verify() == [m.COMPOSED_OTHERWISE.code]


def test_nothing_is_published_where_the_recount_composes_otherwise(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        office.judge(number, dict.fromkeys(UNITS))
    office.publish(1)

    def spoilt(*given: Any) -> Any:
        outcome = rank_stages(*given)
        outcome.totals[1] += 1
        return outcome

    monkeypatch.setattr(composing, "rank_stages", spoilt)
    with pytest.raises(m.RefusedError) as caught:
        office.publish(2)
    assert [(each.message.code, each.values["unit"]) for each in caught.value.problems] == [
        (m.COMPOSITION_DIFFERS.code, UNIT)
    ]
    assert len(office.published()) == 2
    last = max(office.world.rows(audit), key=lambda row: row.number)
    assert (last.action, last.result) == ("publish", "refused")


def test_stages_that_are_kept_apart_are_not_composed(office: Office) -> None:
    office.run_by({"compose": "none"})
    for number in (1, 2):
        office.judge(number, dict.fromkeys(UNITS))
        office.publish(number)
    assert len(office.published()) == 3
    assert office.world.rows(compositions) == []


def test_a_head_that_cannot_be_written_takes_nothing_back(office: Office) -> None:
    office.amend(UNIT, "A2", {"count": 1})
    heads = office.data / "heads"
    for path in heads.iterdir():
        path.unlink()
    heads.rmdir()
    heads.write_text("in the way")
    with pytest.raises(FileError):
        office.correct()
    assert [row.number for row in office.published()] == [1, 2]
