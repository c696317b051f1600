"""From an item to the records behind its number: which, as they were when, and for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from smart_team.assessment.cycle_messages import AbsentError
from smart_team.assessment.records.counted import Behind, behind
from smart_team.assessment.views.claim import claim_view
from smart_team.assessment.views.pages import Span
from smart_team.assessment.views.whole import whole
from smart_team.store.database import reading
from tests.assessment.metrics.counted import Deeds
from tests.assessment.world import World

MINE = "D01-court"
CLERK = "clerk-D01-court"


@pytest.fixture
def deeds(engine: Engine) -> Iterator[Deeds]:
    world = World(engine)
    world.settle()
    deeds = Deeds(world)
    deeds.tasks = [
        deeds.enter("tasks", code="1", day="2025-03-01", closed="2025-03-09"),
        deeds.enter("tasks", code="2", day="2025-12-31"),
    ]
    deeds.enter("tasks", code="other", day="2026-01-01")
    deeds.enter("tasks", "D02-court", code="1", day="2025-03-01")
    deeds.enter("staff", post="judge", day="2025-06-30", people="12")
    deeds.open()
    yield deeds
    world.gate.close()


def look(deeds: Deeds, person: str, item: str = "M1", span: Span | None = None) -> Behind:
    with reading(deeds.world.engine) as connection:
        return behind(
            connection,
            deeds.world.who(person),
            deeds.world.submission(MINE),
            item,
            deeds.world.library,
            span or Span(50),
        )


def codes(found: Behind) -> list[tuple[str, tuple[str, ...]]]:
    return [(row.view.record.content["code"], row.parts) for row in found.rows]


@pytest.mark.parametrize("person", [CLERK, "district-D01", "admin", "auditor"])
def test_the_rows_behind_a_number_and_their_parts(deeds: Deeds, person: str) -> None:
    found = look(deeds, person)
    assert sorted(codes(found)) == [("1", ("numerator", "denominator")), ("2", ("denominator",))]
    assert [row.view.record.id for row in found.rows] == sorted(deeds.tasks, reverse=True)
    assert (found.records, found.hidden, found.is_stale, found.next) == (2, 0, False, None)
    assert found.told.value.answer == {"numerator": 1, "denominator": 2}
    assert found.told.source.zh == "任务台账"


@pytest.mark.parametrize("person", ["clerk-D02-court", "district-D02", "author", "inspector-1"])
def test_nobody_sees_behind_what_they_do_not_see(deeds: Deeds, person: str) -> None:
    with pytest.raises(AbsentError):
        look(deeds, person)


@pytest.mark.parametrize("item", ["U1", "none"])
def test_there_is_nothing_behind_what_no_metric_answers(deeds: Deeds, item: str) -> None:
    with pytest.raises(AbsentError):
        look(deeds, CLERK, item)


def test_rows_come_in_pages(deeds: Deeds) -> None:
    first = look(deeds, CLERK, span=Span(1))
    second = look(deeds, CLERK, span=Span(1, first.next))
    assert [row.view.record.id for page in (first, second) for row in page.rows] == sorted(
        deeds.tasks, reverse=True
    )
    assert second.next is None


def test_single_small_cells_are_for_the_unit_alone(deeds: Deeds) -> None:
    assert [row.view.record.content["people"] for row in look(deeds, CLERK, "M2").rows] == ["12"]
    others = look(deeds, "admin", "M2")
    assert (others.records, others.hidden, others.rows) == (1, 1, ())
    assert others.told.value.answer == {"value": 12}


def test_a_changed_ledger_is_told_of(deeds: Deeds) -> None:
    deeds.enter("tasks", code="3", day="2025-04-01")
    found = look(deeds, CLERK)
    assert found.is_stale
    assert found.told.value.answer == {"numerator": 1, "denominator": 2}
    assert found.records == 3


def test_what_is_frozen_is_shown_as_it_was_counted(deeds: Deeds) -> None:
    deeds.pass_to("publicity_open", MINE)
    deeds.world.now += timedelta(minutes=1)
    deeds.change(deeds.tasks[1], code="2", day="2025-12-31", closed="2025-12-31")
    deeds.enter("tasks", code="3", day="2025-04-01")
    found = look(deeds, CLERK)
    rows = {row.view.record.id: row for row in found.rows}
    assert "closed" not in rows[deeds.tasks[1]].view.record.content
    assert [rows[each].changed for each in deeds.tasks] == [False, True]
    assert (found.told.frozen, found.is_stale, found.records) == (True, False, 2)
    deeds.remove(deeds.tasks[0])
    later = look(deeds, CLERK)
    assert (later.records, later.hidden, codes(later)) == (2, 1, [("2", ("denominator",))])


def test_form_and_whole_submission_show_the_value(deeds: Deeds) -> None:
    world = deeds.world
    with reading(world.engine) as connection:
        mine, who = world.submission(MINE), world.who(CLERK)
        claim = claim_view(connection, who, mine, world.library)
        seen = whole(connection, who, mine, world.library, "zh")
    told = claim.told["M1"]
    assert (told.title.zh, told.measure.zh, told.frozen) == ("办结率", "件", False)
    assert told.value.answer == {"numerator": 1, "denominator": 2}
    assert seen.items["M1"].told == told
    assert seen.items["U1"].told is None
