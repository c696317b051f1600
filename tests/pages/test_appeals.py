"""Appeals before an adjudicator, amendments, and appeals in numbers."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import update

from smart_team.assessment import submissions as use
from smart_team.assessment.clockwork import close_windows
from smart_team.store.tables import submissions
from tests.api.desk import Desk
from tests.assessment.world import World
from tests.pages.browser import Browser, Page

JUDGE = "adjudicator"
INSPECTORS = ("inspector-1", "inspector-2", "inspector-3")


@pytest.fixture
def appealed(desk: Desk) -> str:
    """D01-court's A4, cut by the panel from three to one, appealed and waiting for its decision."""
    world = desk.world
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, {"A4": {"count": 3}, "A5": {"count": 3}})
    world.pass_to(id_, "review")
    world.seat(id_, "review", *INSPECTORS)
    for person in INSPECTORS:
        world.review(person, id_, {"A4": {"count": 1}}, "只认一场")
    world.pass_to(id_, "appeal")
    world.appeal("approver-D01-court", id_, "A4", "<b>签到表已补</b>")
    world.now = datetime.fromisoformat(world.row(id_).due_at)
    close_windows(world.gate)
    return id_


def see(desk: Desk, id_: str, person: str = JUDGE, query: str = "") -> Page:
    return Browser(desk, person).get(f"/submissions/{id_}/appeals{query}")


def send(desk: Desk, page: Page, id_: str, sort: str, to: str = "", **typed: Any) -> Page:
    form = page.form(f"/submissions/{id_}/appeals/{sort}")
    form = replace(form, action=f"/submissions/{id_}/appeals/{to or sort}")
    fields = {name.replace("__", ":"): value for name, value in typed.items()}
    return Browser(desk, JUDGE).send(form, **fields)


def test_ground_claim_and_reviews_are_shown_and_nothing_runs(desk: Desk, appealed: str) -> None:
    page = see(desk, appealed)
    assert page.status == 200
    assert "<b>签到表已补</b>" in page.text
    assert "只认一场" in page.text
    assert page.form(f"/submissions/{appealed}/appeals/decide").fields["a:A4:count"] == "3"
    for person in INSPECTORS:
        assert person not in page.text


def test_a_trial_shows_before_and_after_and_keeps_nothing(desk: Desk, appealed: str) -> None:
    world, page = desk.world, see(desk, appealed)
    version = world.row(appealed).version
    tried = send(
        desk, page, appealed, "decide", "try", a__A4__count="2", decision="upheld", why="补"
    )
    assert tried.status == 200
    assert "该项得分3.00 → 6.00" in tried.text
    form = tried.form(f"/submissions/{appealed}/appeals/decide")
    assert (form.fields["a:A4:count"], form.fields["why"]) == ("2", "补")
    assert world.row(appealed).version == version
    wrong = send(desk, page, appealed, "decide", "try", a__A4__count="两")
    assert wrong.status == 200
    assert "两" in wrong.text


def test_a_decision_needs_its_reason_and_stands(desk: Desk, appealed: str) -> None:
    page = see(desk, appealed)
    refused = send(desk, page, appealed, "decide", decision="upheld", why="")
    assert refused.status == 409
    assert "没有写明理由" in refused.text
    done = send(desk, refused, appealed, "decide", decision="upheld", why="签到表有效")
    assert "申诉已裁决" in done.text
    assert "现有答案3 · 9.00 / 9.00" in done.text
    assert desk.world.row(appealed).state == "rating"
    assert not done.has_form(f"/submissions/{appealed}/appeals/decide")


def test_what_is_no_answer_decides_nothing(desk: Desk, appealed: str) -> None:
    page = see(desk, appealed)
    wrong = send(desk, page, appealed, "decide", decision="upheld", why="补", a__A4__count="-1")
    assert wrong.status == 422
    assert desk.world.row(appealed).state == "appeal_decision"
    done = send(desk, page, appealed, "decide", decision="rejected", why="补", a__A4__count="-1")
    assert "已驳回" in done.text


@pytest.mark.parametrize(
    ("person", "status"),
    [("approver-D01-court", 200), ("leader", 200), ("clerk-D02-court", 404), ("nobody", 404)],
)
def test_others_decide_nothing(desk: Desk, appealed: str, person: str, status: int) -> None:
    page = see(desk, appealed, person)
    assert page.status == status
    assert page.forms == [] or not page.has_form(f"/submissions/{appealed}/appeals/decide")
    tried = Browser(desk, person).post(
        f"/submissions/{appealed}/appeals/try", {"item": "A4", "a:A4:count": "2"}
    )
    assert tried.status == 404


def test_numbers_are_for_the_whole_city_alone(desk: Desk, appealed: str) -> None:
    desk.world.decide(JUDGE, appealed, ruling("rejected"))
    for person in (JUDGE, "admin", "leader", "auditor"):
        found = Browser(desk, person).get("/appeals")
        assert found.status == 200
        assert found.row("甲区") == ["甲区", "1", "0", "1", "0"]
        assert found.row("法院") == ["法院", "1", "0", "1", "0"]
        assert found.row("A4")[1:] == ["1", "0", "1", "0"]
    for person in ("clerk-D01-court", "district-D01", "inspector-1"):
        assert Browser(desk, person).get("/appeals").status == 403
    none = Browser(desk, JUDGE).get("/appeals?cycle=none")
    assert none.row("合计")[1:] == ["0", "0", "0", "0"]


def ruling(decision: Any) -> Any:
    return use.Ruling("A4", decision, "材料不足")


def test_a_published_answer_is_amended(desk: Desk) -> None:
    world = desk.world
    id_ = world.submission("D02-court")
    finish(world, id_)
    page = see(desk, id_)
    assert not page.has_form(f"/submissions/{id_}/appeals/amend")
    chosen = see(desk, id_, query="?item=A5")
    tried = send(desk, chosen, id_, "amend", "try", a__A5__count="3", why="录错")
    assert "该项得分0.00 → 9.00" in tried.text
    done = send(desk, tried, id_, "amend")
    assert "更正已记录" in done.text
    again = see(desk, id_, query="?item=A5")
    assert "现有答案：3 · 9.00 / 9.00" in again.text
    assert (
        see(desk, id_, "leader", "?item=A5").has_form(f"/submissions/{id_}/appeals/amend") is False
    )


def finish(world: World, id_: str) -> None:
    """Let a submission stand after its rating, as a publication would leave it."""
    world.write(
        lambda work: (
            work.connection.execute(
                update(submissions).where(submissions.c.id == id_).values(state="feedback")
            ).rowcount
        )
    )
