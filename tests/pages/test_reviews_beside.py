"""Beside the desk: a panel as far as it may be seen, and a rework before who checks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from smart_team.store.migrate import migrate
from tests.api.copies import careless
from tests.api.desk import Desk
from tests.assessment.office import Office
from tests.assessment.world import World
from tests.pages.browser import Browser, Page

INSPECTORS = ("inspector-1", "inspector-2", "inspector-3")


@pytest.fixture
def judged(desk: Desk) -> str:
    """D01-court before a blind panel of which two have written, and one has confirmed."""
    world = desk.world
    id_ = world.submission("D01-court")
    world.save("clerk-D01-court", id_, {"A4": {"count": 3}})
    world.pass_to(id_, "review")
    world.now += timedelta(minutes=1)
    world.seat(id_, "review", *INSPECTORS)
    world.review("inspector-1", id_, {"A4": {"count": 0}}, "没有签到表")
    world.review("inspector-2", id_, {"A4": {"count": 2}}, "缺一场")
    world.act("inspector-1", id_, "confirm")
    return id_


def panel(desk: Desk, person: str, id_: str) -> Page:
    return Browser(desk, person).get(f"/submissions/{id_}/panel")


def test_a_blind_panel_is_seen_by_nobody_before_its_end(desk: Desk, judged: str) -> None:
    own = panel(desk, "inspector-1", judged)
    assert "没有签到表" in own.text
    assert "缺一场" not in own.text
    assert "另有 2 人" in own.text
    for person in ("inspector-3", "adjudicator", "leader", "district-D01"):
        found = panel(desk, person, judged)
        assert "没有签到表" not in found.text, person
    assert panel(desk, "clerk-D01-court", judged).status == 404
    assert panel(desk, "inspector-4", judged).status == 404


def test_at_the_end_members_stand_side_by_side_with_what_is_far_apart(
    desk: Desk, judged: str
) -> None:
    for person in INSPECTORS[1:]:
        desk.world.act(person, judged, "confirm")
    found = panel(desk, "inspector-3", judged)
    row = found.row("A4")
    assert "相差大" in row[0]
    assert [cell.split(" ")[0] for cell in row[2:]] == ["0.00", "6.00", "9.00", "6.00"]
    assert "我" in found.text
    for person in INSPECTORS[:2]:
        assert person not in found.text


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, str]]:
    """A stage published, and D01-court's rework handed in to inspector-4."""
    folder = tmp_path_factory.mktemp("rework")
    engine = careless(f"sqlite:///{folder / 'smart_team.db'}")
    migrate(engine)
    world = World(engine)
    world.settle()
    world.open(("C-court", "D01-court", "D02-court"))
    desk = Desk(world, folder)
    office = Office(world, desk.service.signer, folder)
    office.judge()
    office.publish()
    assert office.tell() == "rework"
    id_ = office.rework()
    with desk.client:
        yield desk, id_
    world.gate.close()
    engine.dispose()


def test_a_rework_is_shown_before_and_after_and_held_to_its_most(
    office: tuple[Desk, str],
) -> None:
    desk, id_ = office
    assert "补课" in Browser(desk, "inspector-4").get("/queue").text
    page = Browser(desk, "inspector-4").get(f"/submissions/{id_}/rework-check")
    assert page.status == 200
    assert "补课前42.00" in page.text
    assert "验收后79.99" in page.text
    assert page.row("A4")[1:5] == ["0", "0.00", "3", "9.00"]
    assert Browser(desk, "inspector-1").get(f"/submissions/{id_}/rework-check").status == 403
    refused = Browser(desk, "inspector-4").send(
        page.form(f"/submissions/{id_}/rework-check/return"), why=""
    )
    assert refused.status == 409
    done = Browser(desk, "inspector-4").send(page.form(f"/submissions/{id_}/rework-check/accept"))
    assert "整改已验收" in done.text
    assert desk.world.row(id_).state == "done"
