"""A submission on one page, and a claim before the hands that fill it in."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from smart_team.assessment import evidence as files
from smart_team.assessment import submissions as use
from smart_team.assessment.cycle_messages import ForbiddenError
from smart_team.assessment.drafts import Draft
from smart_team.assessment.evidence_rules import Days, Rules
from smart_team.assessment.evidence_sight import seen
from smart_team.assessment.loading import find
from smart_team.assessment.views.claim import ClaimView, claim_draft, claim_view
from smart_team.assessment.views.outline import outline
from smart_team.assessment.views.whole import Whole, whole
from smart_team.store.database import reading
from smart_team.store.files import StoredFile
from tests.assessment.world import World

UNIT = "D01-court"
CLERK, APPROVER = f"clerk-{UNIT}", f"approver-{UNIT}"


def later(world: World) -> None:
    world.now += timedelta(minutes=1)


def seen_by(world: World, person: str, id_: str) -> Whole:
    with reading(world.engine) as connection:
        return whole(connection, world.who(person), id_, world.library, "zh")


def form_of(world: World, person: str, id_: str) -> ClaimView:
    with reading(world.engine) as connection:
        return claim_view(connection, world.who(person), id_, world.library)


def attach(world: World, person: str, id_: str, item: str, content: str) -> str:
    stored = StoredFile(content * 64, 10)
    arrived = files.Arrived(f"{content}.pdf", "pdf", stored)
    job = partial(
        files.attach,
        asked=world.asked(person, id_),
        arrived=arrived,
        items=[item],
        days=Days(),
        rules=Rules(world.library),
    )
    return str(world.write(job, person, "save"))


def test_what_changed_since_the_return_is_marked(world: World) -> None:
    mine = world.submission(UNIT)
    world.save(CLERK, mine, {"A2": {"count": 1}, "A4": {"count": 3}})
    assert seen_by(world, APPROVER, mine).changes is None
    world.act(CLERK, mine, "submit")
    world.act(APPROVER, mine, "return", "A2 少一次")
    later(world)
    back = form_of(world, CLERK, mine)
    assert back.returned is not None
    assert back.returned.reason == "A2 少一次"
    world.save(CLERK, mine, {**back.draft.answers, "A2": {"count": 2}})
    attach(world, CLERK, mine, "A5", "b")
    world.act(CLERK, mine, "submit")
    found = seen_by(world, APPROVER, mine)
    assert found.changes is not None
    assert set(found.changes.answers) == {"A2"}
    assert set(found.changes.evidence) == {"A5"}
    changed = [id_ for id_, each in found.items.items() if each.is_changed]
    assert changed == ["A2"]
    assert found.items["A2"].before == {"count": 1}
    assert found.items["A5"].has_new_evidence


def test_a_return_within_the_unit_is_nothing_to_others(world: World) -> None:
    mine = world.submission(UNIT)
    world.save(CLERK, mine, {"A2": {"count": 1}})
    world.act(CLERK, mine, "submit")
    later(world)
    world.act(APPROVER, mine, "return", "再核")
    later(world)
    world.act(CLERK, mine, "submit")
    world.act(APPROVER, mine, "sign")
    assert seen_by(world, "district-D01", mine).changes is None
    later(world)
    world.act("district-D01", mine, "return", "缺签到表")
    later(world)
    world.save(CLERK, mine, {**form_of(world, CLERK, mine).draft.answers, "A2": {"count": 2}})
    assert seen_by(world, "district-D01", mine).items["A2"].claim == {"count": 1}
    world.act(CLERK, mine, "submit")
    world.act(APPROVER, mine, "sign")
    found = seen_by(world, "district-D01", mine)
    assert found.changes is not None
    assert found.changes.since.reason == "缺签到表"
    assert found.changes.answers == {"A2"}


def test_reviewers_words_stand_beside_the_claim(world: World) -> None:
    mine = world.submission(UNIT)
    world.save(CLERK, mine, {"A2": {"count": 2}})
    world.pass_to(mine, "preliminary")
    world.review("district-D01", mine, {"A2": {"count": 1}}, "记录只有一次")
    assert seen_by(world, CLERK, mine).items["A2"].remarks == ()
    world.act("district-D01", mine, "return", "请核")
    (remark,) = form_of(world, CLERK, mine).remarks["A2"]
    assert (remark.differs, remark.answer, remark.reason) == (True, {"count": 1}, "记录只有一次")
    (same,) = seen_by(world, CLERK, mine).items["A2"].remarks
    assert same == remark
    finding = seen_by(world, CLERK, mine).items["A2"].finding
    assert finding is not None
    assert finding.points == "2.500000"


def test_a_claim_is_before_those_alone_who_may_save_it(world: World) -> None:
    mine = world.submission(UNIT)
    first = form_of(world, CLERK, mine)
    assert (first.number, first.saved_at, first.saved_by, first.draft) == (0, None, None, Draft())
    world.save(CLERK, mine, {"A2": {"count": 1}})
    later = form_of(world, CLERK, mine)
    assert (later.number, later.saved_by, later.version) == (1, CLERK, 2)
    for person in (APPROVER, "district-D01"):
        with pytest.raises(ForbiddenError):
            form_of(world, person, mine)
    with reading(world.engine) as connection:
        who = world.who(CLERK)
        assert claim_draft(connection, who, mine, 0) == Draft()
        assert claim_draft(connection, who, mine, 1) == Draft({"A2": {"count": 1}})
    world.act(CLERK, mine, "submit")
    with pytest.raises(ForbiddenError):
        form_of(world, CLERK, mine)


def test_the_outline_leaves_out_what_does_not_bind_the_unit(world: World) -> None:
    mine = world.submission("D01-police", 1)
    with reading(world.engine) as connection:
        found = find(connection, world.who("clerk-D01-police"), mine)
        plan = found.plan(world.library)
        sections = outline(plan, found.unit)
        other = outline(plan, found.unit._replace(kind="court"))
    ids = {item.id for section in sections for item in section.items}
    assert ids < {item.id for item in plan.rubric.items()}
    assert ids != {item.id for section in other for item in section.items}
    bare = [n for n, each in enumerate(sections) if not each.items]
    assert [sections[n].id for n in bare] == ["chronic"]
    assert all(sections[n + 1].depth == sections[n].depth + 1 for n in bare)


def test_who_appeals_may_show_more_and_reviewers_hear_of_it_later(world: World) -> None:
    mine = world.submission(UNIT)
    world.save(CLERK, mine, {"A2": {"count": 2}})
    world.pass_to(mine, "appeal")
    later(world)
    with pytest.raises(ForbiddenError):
        attach(world, CLERK, mine, "A9", "c")
    piece = attach(world, APPROVER, mine, "A9", "c")
    assert piece in pieces_seen_by(world, CLERK, mine)
    assert piece in pieces_seen_by(world, "adjudicator", mine)
    assert piece not in pieces_seen_by(world, "district-D01", mine)
    world.appeal(APPROVER, mine, "A9")
    world.pass_to(mine, "appeal_decision")
    assert piece not in pieces_seen_by(world, "district-D01", mine)
    with pytest.raises(ForbiddenError):
        attach(world, APPROVER, mine, "A9", "d")
    world.decide("adjudicator", mine, use.Ruling("A9", "rejected", "无新证据"))
    assert piece in pieces_seen_by(world, "district-D01", mine)


def pieces_seen_by(world: World, person: str, id_: str) -> set[Any]:
    with reading(world.engine) as connection:
        who = world.who(person)
        return {each.id for each in seen(find(connection, who, id_), who)}
