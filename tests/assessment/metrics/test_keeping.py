"""Metrics in a cycle: counted, kept under the claim, frozen, and published, on each database."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from smart_team.assessment.cycle_messages import AbsentError, ForbiddenError, RefusedError
from smart_team.assessment.drafts import Draft
from smart_team.assessment.metrics.period import default_period
from smart_team.assessment.publication_check import recheck
from smart_team.assessment.recounting import recount_all, recount_stage
from smart_team.assessment.views.preview import preview
from smart_team.assessment.views.scores import layer_scores
from smart_team.ledger.periods import Period
from smart_team.store.database import reading
from smart_team.store.record_tables import metric_values
from smart_team.store.signing import create_key
from smart_team.store.tables import audit, cycles, publications
from tests.assessment.metrics.counted import MODULE, PROCEDURE, RUBRIC, Deeds, platform_of
from tests.assessment.world import World

OWN = {"U1": {"value": True}}
MINE = "D01-court"
INSPECTORS = ("inspector-1", "inspector-2", "inspector-3")


@pytest.fixture
def deeds(engine: Engine) -> Iterator[Deeds]:
    world = World(engine)
    world.settle()
    deeds = Deeds(world)
    deeds.enter("tasks", code="1", day="2025-03-01", closed="2025-03-09")
    deeds.enter("tasks", code="2", day="2025-12-31")
    deeds.enter("tasks", code="3", day="2026-01-01", closed="2026-01-02")
    deeds.enter("staff", post="judge", day="2025-06-30", people="12")
    yield deeds
    world.gate.close()


def recount(deeds: Deeds, person: str = "admin") -> int:
    job = partial(
        recount_stage,
        principal=deeds.world.who(person),
        stage=deeds.stage,
        library=deeds.world.library,
    )
    return int(deeds.world.write(job, person, "count_metrics"))


def kept(deeds: Deeds) -> list[tuple[int, bool]]:
    id_ = deeds.world.submission(MINE)
    rows = [row for row in deeds.world.rows(metric_values) if row.submission == id_]
    return sorted((row.number, row.frozen) for row in rows)


def test_an_opened_cycle_has_its_values(deeds: Deeds) -> None:
    deeds.open()
    assert deeds.answers() == {
        "M1": {"numerator": 1, "denominator": 2},
        "M2": {"value": 12},
        "J1": {"counts": {"city": 0, "state": 0}},
    }
    assert deeds.answers("D02-court")["M1"] == {"numerator": 0, "denominator": 0}
    values = deeds.values()
    assert values is not None
    assert values.period == Period(date(2025, 1, 1), date(2025, 12, 31))
    parts = values.items["M1"].parts
    assert {name: (part.value, part.records) for name, part in parts.items()} == {
        "numerator": ("1", 1),
        "denominator": ("2", 2),
    }
    assert parts["numerator"].hash != parts["denominator"].hash


def test_a_period_may_be_said(deeds: Deeds) -> None:
    deeds.open(Period(date(2026, 1, 1), date(2026, 3, 1)))
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 1}
    row = deeds.world.rows(cycles)[0]
    assert (row.period_from, row.period_until) == ("2026-01-01", "2026-03-01")


@pytest.mark.parametrize(
    ("first", "last"), [("2026-02-02", "2026-02-01"), ("2026-01-01", "2026-03-03")]
)
def test_a_period_that_cannot_be_is_refused(deeds: Deeds, first: str, last: str) -> None:
    with pytest.raises(RefusedError) as caught:
        deeds.open(Period(date.fromisoformat(first), date.fromisoformat(last)))
    assert caught.value.problems[0].message.code == "C195"
    assert deeds.world.rows(cycles) == []


@pytest.mark.parametrize(
    ("starts", "first", "last"),
    [
        ("2026-03-02", "2025-01-01", "2025-12-31"),
        ("2026-07-01", "2025-01-01", "2025-12-31"),
        ("2026-07-02", "2026-01-01", "2026-07-01"),
        ("2026-12-10", "2026-01-01", "2026-12-09"),
    ],
)
def test_the_first_day_suggests_a_period(starts: str, first: str, last: str) -> None:
    found = default_period(date.fromisoformat(starts))
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


def test_values_follow_the_source_until_they_are_frozen(deeds: Deeds) -> None:
    world = deeds.world
    deeds.open()
    task = deeds.enter("tasks", code="4", day="2025-05-05", closed="2025-05-06")
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 2}
    assert recount(deeds) == 1
    assert deeds.answers()["M1"] == {"numerator": 2, "denominator": 3}
    assert recount(deeds) == 0
    deeds.change(task, code="4", day="2025-05-05")
    assert recount_all(world.gate, world.library) == 1
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 3}
    deeds.remove(task)
    assert recount_all(world.gate, world.library) == 1
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 2}
    assert kept(deeds) == [(1, False), (2, False), (3, False), (4, False)]


def test_what_is_not_confirmed_does_not_count(deeds: Deeds) -> None:
    deeds.open()
    praise = deeds.enter("praise", name="a", day="2025-05-05", level="state")
    assert recount(deeds) == 0
    deeds.confirm(praise)
    assert recount(deeds) == 1
    assert deeds.answers()["J1"] == {"counts": {"city": 0, "state": 1}}


def test_the_clock_leaves_no_trace_of_nothing(deeds: Deeds) -> None:
    deeds.open()
    before = len(deeds.world.rows(audit))
    assert recount_all(deeds.world.gate, deeds.world.library) == 0
    assert len(deeds.world.rows(audit)) == before


@pytest.mark.parametrize("person", ["clerk-D01-court", "leader", "auditor", "author"])
def test_only_administrators_count_by_hand(deeds: Deeds, person: str) -> None:
    deeds.open()
    with pytest.raises(ForbiddenError):
        recount(deeds, person)


def test_there_is_nothing_to_count_of_no_stage(deeds: Deeds) -> None:
    job = partial(
        recount_stage,
        principal=deeds.world.who("admin"),
        stage="none",
        library=deeds.world.library,
    )
    with pytest.raises(AbsentError):
        deeds.world.write(job)


def test_handing_in_and_signing_count_anew(deeds: Deeds) -> None:
    world = deeds.world
    deeds.open()
    mine = world.submission(MINE)
    world.save("clerk-D01-court", mine, OWN)
    deeds.enter("tasks", code="4", day="2025-05-05")
    world.act("clerk-D01-court", mine, "submit", complete=False)
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 3}
    deeds.enter("tasks", code="5", day="2025-05-05")
    world.act("approver-D01-court", mine, "sign")
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 4}


def test_what_is_announced_stays_whatever_becomes_of_the_source(deeds: Deeds) -> None:
    deeds.open()
    deeds.pass_to("publicity_open", MINE)
    deeds.enter("tasks", code="4", day="2025-05-05")
    assert recount(deeds) == 0
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 2}
    values = deeds.values()
    assert values is not None
    assert values.frozen
    assert len(values.items["M1"].parts["denominator"].ids) == 2


def test_what_is_sent_back_before_it_is_published_is_counted_anew(deeds: Deeds) -> None:
    deeds.open()
    deeds.pass_to("rating", MINE)
    deeds.enter("tasks", code="4", day="2025-05-05")
    mine = deeds.world.submission(MINE)
    assert deeds.world.act("admin", mine, "return", "核对任务数") == "review"
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 3}
    assert kept(deeds)[-1] == (3, False)


def test_a_return_to_the_unit_changes_nothing_of_what_is_not_frozen(deeds: Deeds) -> None:
    deeds.open()
    deeds.pass_to("review", MINE)
    deeds.world.seat(deeds.world.submission(MINE), "review", "inspector-1")
    deeds.world.act("inspector-1", deeds.world.submission(MINE), "return", "补材料")
    assert kept(deeds) == [(1, False)]


def test_without_publicity_publishing_freezes(engine: Engine, tmp_path: Path) -> None:
    from tests.assessment.metrics import counted  # noqa: PLC0415 - the texts it is made from

    lines = counted.PROCEDURE.splitlines()
    plain = [line for line in lines if "publicity" not in line and "appeal" not in line]
    world = World(engine)
    try:
        world.settle()
        deeds = Deeds(world, counted.platform_of(counted.MODULE, counted.RUBRIC, "\n".join(plain)))
        deeds.open()
        deeds.pass_to("rating")
        deeds.enter("tasks", code="4", day="2025-05-05", closed="2025-05-05")
        deeds.publish(create_key(tmp_path))
        assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 1}
        assert kept(deeds) == [(1, False), (2, True)]
    finally:
        world.gate.close()


def test_from_a_record_to_a_published_score(deeds: Deeds, tmp_path: Path) -> None:
    """By hand: 60 x 1/2 + 20 + 20 = 70, and a national award 2: 72."""
    world, signer = deeds.world, create_key(tmp_path)
    deeds.confirm(deeds.enter("praise", name="a", day="2025-05-05", level="state"))
    deeds.open()
    world.save("clerk-D01-court", world.submission(MINE), OWN)
    deeds.pass_to("rating")
    deeds.enter("tasks", code="late", day="2025-07-07")
    id_ = deeds.publish(signer)
    row = next(each for each in world.rows(publications) if each.id == id_)
    units = {each["unit"]: each for each in json.loads(row.content)["units"]}
    assert units[MINE]["total"] == "72.000000"
    assert units[MINE]["indicators"]["M1"]["points"] == "30.000000"
    assert units["D02-court"]["indicators"]["M1"]["points"] == "0.000000"
    claim = json.loads(json.loads(row.inputs)[1]["claim"])
    assert claim["answers"]["M1"] == {"denominator": 2, "numerator": 1}
    deeds.enter("tasks", code="later", day="2025-07-08")
    recount_all(world.gate, world.library)
    with reading(world.engine) as connection:
        plugins = deeds.platform.plugins.hashes()
        assert recheck(connection, id_, world.library, signer.public_key, plugins) == []


def test_a_reviewer_may_override_with_a_reason(deeds: Deeds) -> None:
    world = deeds.world
    deeds.open()
    mine = world.submission(MINE)
    deeds.pass_to("review", MINE)
    world.seat(mine, "review", *INSPECTORS)
    for person in INSPECTORS:
        world.review(person, mine, {"M1": {"numerator": 2, "denominator": 2}})
        world.act(person, mine, "confirm")
    with reading(world.engine) as connection:
        scores = layer_scores(connection, world.who("admin"), mine, world.library, "zh")
    points = [each.score.indicators["M1"]["points"] for each in scores]
    assert points == ["30.000000", "60.000000"]


def test_a_preview_counts_what_metrics_say(deeds: Deeds) -> None:
    world = deeds.world
    deeds.open()
    with reading(world.engine) as connection:
        found = preview(
            connection,
            world.who("clerk-D01-court"),
            world.submission(MINE),
            Draft(OWN),
            world.library,
            deeds.platform.plugins,
            "zh",
        )
    assert (found.score.total, found.missing) == ("70.000000", ())


def test_a_number_that_does_not_fit_answers_nothing_and_says_why(deeds: Deeds) -> None:
    from tests.assessment.metrics import counted  # noqa: PLC0415 - the texts it is made from

    upside = counted.MODULE.replace(
        "bottom: {over: tasks, count: true}", "bottom: {over: staff, count: true}"
    )
    world = deeds.world
    deeds = Deeds(world, counted.platform_of(upside, counted.RUBRIC, counted.PROCEDURE))
    deeds.enter("tasks", code="9", day="2025-03-01", closed="2025-03-09")
    deeds.open()
    values = deeds.values()
    assert values is not None
    item = values.items["M1"]
    assert item.answer is None
    assert item.parts["numerator"].value == "2"
    assert item.refused is not None
    assert "A1" in item.refused.zh
    assert "M1" not in deeds.answers()


def test_the_day_of_counting_moves_with_the_clock(deeds: Deeds) -> None:
    deeds.open(Period(date(2026, 1, 1), date(2026, 3, 2)))
    deeds.world.now += timedelta(days=1)
    assert recount(deeds) == 0


def test_what_nobody_reported_is_left_open_and_the_ledger_is_named(engine: Engine) -> None:
    module = MODULE.replace("sum: people", "latest: people")
    world = World(engine)
    world.settle()
    deeds = Deeds(world, platform_of(module, RUBRIC, PROCEDURE))
    deeds.enter("staff", post="judge", day="2025-06-30", people="12")
    deeds.open()
    assert deeds.answers()["M2"] == {"value": 12}
    assert "M2" not in deeds.answers("D02-court")
    values = deeds.values("D02-court")
    assert values is not None
    item = values.items["M2"]
    assert (item.answer, item.parts) == (None, {})
    assert item.refused is not None
    assert "“人员”" in item.refused.zh
    world.gate.close()
