"""Two who write one layer at once lose nothing."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.drafts import Draft
from smart_team.assessment.loading import find
from smart_team.assessment.reviewing import conclude, keep, looked_at_by
from smart_team.assessment.views.review_changes import changes_since, merge
from smart_team.store.database import reading
from smart_team.store.messages import ConflictError
from smart_team.store.tables import moves, revisions
from tests.assessment.world import World

ONE = {"count": 1}
TWO = {"count": 2}


def test_what_only_one_changed_is_taken_and_what_both_changed_is_named() -> None:
    base = Draft({"A1": ONE, "A2": ONE}, ("A6",), {"A1": "一", "A2": "一", "A6": "无此项"})
    mine = Draft({"A1": TWO, "A2": ONE, "A4": TWO}, (), {"A1": "二", "A2": "一", "A4": "我"})
    theirs = Draft(
        {"A2": None, "A4": ONE, "A5": ONE},
        ("A6",),
        {"A2": "撤去", "A4": "他", "A5": "五", "A6": "无此项"},
    )
    found = merge(base, mine, theirs)
    assert found.draft.answers == {"A1": TWO, "A2": None, "A4": TWO, "A5": ONE}
    assert found.draft.granted_na == ()
    assert found.draft.reasons == {"A1": "二", "A2": "撤去", "A4": "我", "A5": "五"}
    assert found.theirs == ("A2", "A5")
    assert found.both == ("A1", "A4")


def test_the_same_change_twice_is_no_conflict() -> None:
    both = Draft({"A1": TWO}, (), {"A1": "二"})
    found = merge(Draft(), both, both)
    assert (found.draft, found.theirs, found.both) == (both, (), ())


@pytest.fixture
def there(world: World) -> str:
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, {"A4": {"count": 3}})
    world.pass_to(id_, "preliminary")
    return id_


def draft(count: int, item: str = "A4") -> Draft:
    return Draft({item: {"count": count}}, (), {item: "核对台账"})


def save(world: World, id_: str, said: Draft, *looked: str, seen: int | None = None) -> int:
    asked = world.asked("district-D01", id_, seen)
    job = partial(keep, asked=asked, draft=said, looked=looked, library=world.library)
    return int(world.write(job, "district-D01", "review"))


def test_to_look_through_items_writes_no_revision_and_keeps_what_was_looked_at(
    world: World, there: str
) -> None:
    version = save(world, there, draft(2), "A4")
    before = len(world.rows(revisions))
    assert save(world, there, draft(2), "A4", "A5") == version
    assert len(world.rows(revisions)) == before
    with reading(world.engine) as connection:
        who = world.who("district-D01")
        found = find(connection, who, there)
        assert looked_at_by(connection, found, who) == {"A4", "A5"}


def test_save_and_confirm_are_one(world: World, there: str) -> None:
    asked = world.asked("district-D01", there)
    bad = Draft({"A4": {"count": 2}}, (), {})
    with pytest.raises(m.RefusedError):
        world.write(partial(conclude, asked=asked, draft=bad, looked=(), library=world.library))
    assert world.row(there).state == "preliminary"
    job = partial(conclude, asked=asked, draft=draft(2), looked=(), library=world.library)
    assert world.write(job) == "review"
    assert world.rows(revisions)[-1].layer == "preliminary"


def test_whoever_comes_later_is_told_what_changed(world: World, there: str) -> None:
    seen = world.row(there).version
    save(world, there, draft(2))
    with pytest.raises(ConflictError):
        save(world, there, draft(1, "A5"), seen=seen)
    with reading(world.engine) as connection:
        who = world.who("district-D01")
        found = changes_since(connection, who, there, 0, draft(1, "A5"), seen)
    assert found.merged.draft.answers == {"A4": {"count": 2}, "A5": {"count": 1}}
    assert (found.merged.theirs, found.merged.both) == (("A4",), ())
    assert found.newest == draft(2)
    assert found.moves == ()


def test_moves_since_are_told(world: World, there: str) -> None:
    seen = world.row(there).version
    world.now += timedelta(minutes=1)
    world.act("district-D01", there, "return", "A4 缺签到表")
    world.pass_to(there, "preliminary")
    with reading(world.engine) as connection:
        who = world.who("district-D01")
        found = changes_since(connection, who, there, 0, Draft(), seen)
    assert [each.action for each in found.moves] == ["return", "sign"]
    assert len(world.rows(moves)) > 3
