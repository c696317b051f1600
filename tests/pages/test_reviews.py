"""Reviewers' pages, used without JavaScript: what each sees, and the whole way of a form."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import insert

from smart_team.assessment.loading import newest
from smart_team.store.database import reading
from smart_team.store.tables import assignments, audit
from tests.api.desk import Desk
from tests.api.rows import PNG
from tests.assessment.world import World
from tests.pages.browser import Browser, Page

OFFICE = "district-D01"
CLAIM: dict[str, Any] = {"A4": {"count": 3}, "A8": {"numerator": 492, "denominator": 500}}


@pytest.fixture
def there(desk: Desk) -> str:
    """D01-court's claim before its district's office."""
    world = desk.world
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, CLAIM)
    world.pass_to(id_, "preliminary")
    return id_


def open_review(desk: Desk, id_: str, person: str = OFFICE) -> Page:
    page = Browser(desk, person).get(f"/submissions/{id_}/review")
    assert page.status == 200
    return page


def send(
    desk: Desk, page: Page, id_: str, person: str = OFFICE, to: str = "", **typed: str
) -> Page:
    form = page.form(f"/submissions/{id_}/review")
    form = replace(form, action=form.action + to)
    fields = {name.replace("__", ":"): value for name, value in typed.items()}
    return Browser(desk, person).send(form, **fields)


def layer(world: World, id_: str, person: str = OFFICE) -> Any:
    with reading(world.engine) as connection:
        author, name = ("D01", "preliminary") if person == OFFICE else (person, "review")
        step = "preliminary" if person == OFFICE else "review"
        return newest(connection, id_, name, step, author).draft  # type: ignore[arg-type]


def test_the_queue_leads_to_the_review_and_says_who_has_it(desk: Desk, there: str) -> None:
    queue = Browser(desk, OFFICE).get("/queue")
    assert "待办 1" in queue.text
    assert queue.row("示例市甲区人民法院")[6] == "—"
    page = Browser(desk, OFFICE).send(queue.form(f"/submissions/{there}/lease"))
    assert page.status == 200
    assert "review" in page.ids
    again = Browser(desk, OFFICE).get("/queue?status=all")
    assert again.row("示例市甲区人民法院")[6] == "我"
    assert Browser(desk, "district-D02").get("/queue").text.count("人民法院") == 0


def test_figures_that_differ_are_kept_with_their_reasons(desk: Desk, there: str) -> None:
    page = open_review(desk, there)
    assert "492 ÷ 500" in page.text
    done = send(desk, page, there, a__A4__count="2", reason__A4="缺一场签到", ok__A8="1")
    assert done.status == 200
    assert "已保存" in done.text
    kept = layer(desk.world, there)
    assert (kept.answers, kept.reasons) == ({"A4": {"count": 2}}, {"A4": "缺一场签到"})
    form = done.form(f"/submissions/{there}/review")
    assert form.fields["a:A4:count"] == "2"
    assert form.fields["reason:A4"] == "缺一场签到"
    assert form.fields["ok:A8"] == "1"
    send(desk, done, there, a__A4__count="3", reason__A4="")
    assert layer(desk.world, there).answers == {}


def test_not_applicable_and_not_accepted(desk: Desk, there: str) -> None:
    page = open_review(desk, there)
    send(desk, page, there, na__A8="1", reason__A8="无此职责", void__A4="1", reason__A4="无佐证")
    kept = layer(desk.world, there)
    assert kept.granted_na == ("A8",)
    assert kept.answers == {"A4": None}


def test_what_is_refused_comes_back_as_it_was_typed(desk: Desk, there: str) -> None:
    page = open_review(desk, there)
    refused = send(desk, page, there, a__A4__count="两场", reason__A4="核对")
    assert refused.status == 422
    form = refused.form(f"/submissions/{there}/review")
    assert (form.fields["a:A4:count"], form.fields["reason:A4"]) == ("两场", "核对")
    unexplained = send(desk, refused, there, a__A4__count="2", reason__A4="")
    assert unexplained.status == 409
    assert "没有写明理由" in unexplained.text
    assert layer(desk.world, there).answers == {}
    assert "已保存" in send(desk, unexplained, there, reason__A4="缺一场").text


def test_two_at_once_lose_nothing(desk: Desk, there: str) -> None:
    mine, theirs = open_review(desk, there), open_review(desk, there)
    send(desk, theirs, there, a__A8__numerator="480", reason__A8="签到 480 人")
    late = send(desk, mine, there, a__A4__count="2", reason__A4="缺一场")
    assert late.status == 412
    assert "同事改了 A8" in late.text
    form = late.form(f"/submissions/{there}/review")
    assert (form.fields["a:A4:count"], form.fields["a:A8:numerator"]) == ("2", "480")
    assert "已保存" in send(desk, late, there).text
    assert set(layer(desk.world, there).answers) == {"A4", "A8"}


def test_undisputed_items_are_marked_together(desk: Desk, there: str) -> None:
    done = send(desk, open_review(desk, there), there, batch="undisputed")
    form = done.form(f"/submissions/{there}/review")
    marked = {name for name in form.fields if name.startswith("ok:")}
    assert "ok:A5" in marked
    assert "ok:A10" not in marked, "nobody but a reviewer answers it"
    assert layer(desk.world, there).answers == {}


def test_confirm_saves_what_stands_in_the_form(desk: Desk, there: str) -> None:
    page = open_review(desk, there)
    done = send(desk, page, there, to="/confirm", a__A4__count="2", reason__A4="缺一场")
    assert "已确认" in done.text
    assert desk.world.row(there).state == "review"
    assert layer(desk.world, there).answers == {"A4": {"count": 2}}


def test_sent_back_with_a_reason(desk: Desk, there: str) -> None:
    page = open_review(desk, there)
    form = page.form(f"/submissions/{there}/review/return")
    browser = Browser(desk, OFFICE)
    assert browser.send(form, why="").status == 409
    assert "已退回" in browser.send(form, why="A4 缺签到表", key="0" * 32).text
    assert desk.world.row(there).state == "self_assessment"


def test_a_colleague_is_warned_and_may_take_over(desk: Desk, there: str) -> None:
    world = desk.world
    second(world)
    Browser(desk, OFFICE).send(
        Browser(desk, OFFICE).get("/queue").form(f"/submissions/{there}/lease")
    )
    page = open_review(desk, there, "nobody")
    assert f"{OFFICE} 正在办理" in page.text
    after = Browser(desk, "nobody").send(page.form(f"/submissions/{there}/lease"))
    assert "正在办理" not in after.text
    assert "nobody 正在办理" in open_review(desk, there).text


def second(world: World) -> None:
    row = {"id": "second", "person": "nobody", "role": "district", "district": "D01"}
    row["from_day"] = "2020-01-01"
    world.write(lambda work: work.connection.execute(insert(assignments).values(row)).rowcount)


@pytest.mark.parametrize(
    ("person", "status"),
    [("district-D02", 404), ("clerk-D02-court", 404), ("clerk-D01-court", 403), ("leader", 403)],
)
def test_who_may_not_review_gets_no_page(desk: Desk, there: str, person: str, status: int) -> None:
    for page in ("review", "on-site"):
        assert Browser(desk, person).get(f"/submissions/{there}/{page}").status == status
    assert Browser(desk, person).get(f"/submissions/{there}/rework-check").status == status
    if person != "leader":
        assert Browser(desk, person).get(f"/submissions/{there}/panel").status == 404


def test_the_list_to_take_along_names_every_item(desk: Desk, there: str) -> None:
    page = Browser(desk, OFFICE).get(f"/submissions/{there}/on-site")
    assert page.status == 200
    assert {"s-A1", "s-A4", "s-RL1"} <= page.ids
    assert "与自评相符" in page.text


def test_texts_of_others_are_shown_and_never_run(desk: Desk, there: str) -> None:
    evil = "<img src=x onerror=alert(1)>"
    send(desk, open_review(desk, there), there, void__A4="1", reason__A4=evil)
    page = open_review(desk, there)
    assert evil in page.form(f"/submissions/{there}/review").fields["reason:A4"]
    assert "onerror" not in {name for _, attrs in page.tags for name in attrs}


def test_pictures_are_shown_in_a_sandbox_and_recorded(desk: Desk) -> None:
    world = desk.world
    id_ = world.submission("D01-court")
    path = f"/submissions/{id_}/evidence?name=a.png&items=A4"
    seen = world.row(id_).version
    sent = desk.ask("clerk-D01-court", "POST", path, seen=seen, content=PNG)
    piece = sent.json()["id"]
    for outside in (OFFICE, "clerk-D02-court"):
        assert Browser(desk, outside).get(f"/evidence/{piece}/view").status == 404
        assert Browser(desk, outside).get(f"/evidence/{piece}/look").status == 404
    world.pass_to(id_, "preliminary")
    page = open_review(desk, id_)
    assert f"/evidence/{piece}/look" in page.links
    inside = Browser(desk, OFFICE).get(f"/evidence/{piece}/look")
    assert "frame-ancestors 'self'" in inside.response.headers["content-security-policy"]
    answer = Browser(desk, OFFICE).get(f"/evidence/{piece}/view").response
    assert answer.content == PNG
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-security-policy"].startswith("sandbox;")
    assert answer.headers["x-content-type-options"] == "nosniff"
    last = world.rows(audit)[-1]
    assert (last.actor, last.action, last.object) == (OFFICE, "download", id_)
