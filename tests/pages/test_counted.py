"""Values of metrics in a browser and through the API: seen with their source, down to records."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from smart_team.ledger.metrics import Named
from smart_team.store.tables import cycles
from tests.api.desk import Desk
from tests.assessment.metrics import counted
from tests.assessment.metrics.counted import Deeds
from tests.assessment.world import World
from tests.pages.browser import Browser

MINE = "D01-court"
CLERK = "clerk-D01-court"
INSPECTORS = ("inspector-1", "inspector-2", "inspector-3")


@pytest.fixture
def deeds(engine: Engine) -> Iterator[Deeds]:
    world = World(engine)
    world.settle()
    deeds = Deeds(world)
    deeds.enter("tasks", code="甲-1", day="2025-03-01", closed="2025-03-09")
    deeds.enter("tasks", code="甲-2", day="2025-12-31")
    deeds.enter("staff", post="judge", day="2025-06-30", people="12")
    deeds.open()
    yield deeds
    world.gate.close()


@pytest.fixture
def desk(deeds: Deeds, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr("tests.api.desk.platform", counted.deeds)
    folder = tmp_path / "data"
    folder.mkdir()
    desk = Desk(deeds.world, folder)
    with desk.client:
        yield desk


def path(deeds: Deeds, item: str = "M1") -> str:
    return f"/submissions/{deeds.world.submission(MINE)}/metrics/{item}"


def test_the_form_shows_value_source_period_and_the_way_to_the_records(
    desk: Desk, deeds: Deeds
) -> None:
    mine = deeds.world.submission(MINE)
    page = Browser(desk, CLERK).get(f"/submissions/{mine}/edit")
    assert "1 ÷ 2" in page.text
    assert "任务台账" in page.text
    assert "2025-01-01 至 2025-12-31" in page.text
    assert "统计于" in page.text
    assert path(deeds) in page.links
    assert path(deeds) in Browser(desk, CLERK).get(f"/submissions/{mine}").links


def test_the_records_behind_are_listed(desk: Desk, deeds: Deeds) -> None:
    page = Browser(desk, CLERK).get(path(deeds))
    assert "1 ÷ 2 件" in page.text
    assert "甲-1" in page.text
    assert "甲-2" in page.text
    assert "2 条" in page.text
    english = Browser(desk, CLERK).get(f"{path(deeds)}?lang=en")
    assert english.status == 200


def test_reviewers_see_the_value_in_their_form(desk: Desk, deeds: Deeds) -> None:
    deeds.pass_to("review", MINE)
    mine = deeds.world.submission(MINE)
    deeds.world.seat(mine, "review", *INSPECTORS)
    page = Browser(desk, "inspector-1").get(f"/submissions/{mine}/review")
    assert "1 ÷ 2" in page.text
    assert path(deeds) in page.links


def test_a_panel_sees_whence_the_value_is_that_a_member_overrides(desk: Desk, deeds: Deeds) -> None:
    deeds.pass_to("review", MINE)
    mine = deeds.world.submission(MINE)
    deeds.world.seat(mine, "review", *INSPECTORS)
    overridden = {"M1": {"numerator": 0, "denominator": 2}}
    deeds.world.review("inspector-1", mine, overridden, "办结件没有归档")
    page = Browser(desk, "inspector-1").get(f"/submissions/{mine}/panel")
    assert "1 ÷ 2 件 · 任务台账" in page.row("M1")[1]
    assert path(deeds) in page.links


def test_a_units_result_leads_to_the_records(desk: Desk, deeds: Deeds) -> None:
    deeds.world.save(CLERK, deeds.world.submission(MINE), {"U1": {"value": True}})
    deeds.pass_to("rating")
    page = Browser(desk, CLERK).get(f"/stages/{deeds.stage}/units/{MINE}")
    assert path(deeds) in page.links


def test_small_cells_are_not_listed_to_others(desk: Desk, deeds: Deeds) -> None:
    page = Browser(desk, "admin").get(path(deeds, "M2"))
    assert "judge" not in page.text
    assert "其中 1 条不对您开放" in page.text
    assert "judge" in Browser(desk, CLERK).get(path(deeds, "M2")).text


def test_a_metric_declared_anew_is_said_to_have_been_counted_by_what_was_then(
    desk: Desk, deeds: Deeds, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert desk.ask(CLERK, "GET", path(deeds)).json()["redefined"] is False
    assert "按当时的办法统计" not in Browser(desk, CLERK).get(path(deeds)).text
    monkeypatch.setattr(Named, "definition", property(lambda _: "sha256:of-another"))
    assert "按当时的办法统计" in Browser(desk, CLERK).get(path(deeds)).text
    assert desk.ask(CLERK, "GET", path(deeds)).json()["redefined"] is True


@pytest.mark.parametrize("person", ["clerk-D02-court", "author"])
def test_what_is_out_of_scope_is_not_there(desk: Desk, deeds: Deeds, person: str) -> None:
    assert Browser(desk, person).get(path(deeds)).status == 404
    assert desk.ask(person, "GET", path(deeds)).status_code == 404


def test_an_administrator_counts_anew_from_the_stages_page(desk: Desk, deeds: Deeds) -> None:
    deeds.enter("tasks", code="甲-3", day="2025-04-01")
    admin, stage = Browser(desk, "admin"), f"/stages/{deeds.stage}"
    page = admin.send(admin.get(stage).form(f"{stage}/metrics"))
    assert "数据项已重新统计" in page.text
    assert deeds.answers()["M1"] == {"numerator": 1, "denominator": 3}
    assert f"{stage}/metrics" not in Browser(desk, "leader").get(stage).text


def test_the_api_tells_the_same(desk: Desk, deeds: Deeds) -> None:
    body = desk.ask(CLERK, "GET", path(deeds)).json()
    assert body["answer"] == {"numerator": 1, "denominator": 2}
    assert (body["metric"], body["first"], body["last"]) == (
        "deeds.closed",
        "2025-01-01",
        "2025-12-31",
    )
    assert {each["name"]: each["records"] for each in body["parts"]} == {
        "numerator": 1,
        "denominator": 2,
    }
    assert {each["record"]["values"]["code"] for each in body["items"]} == {"甲-1", "甲-2"}
    assert (body["frozen"], body["stale"], body["hidden"]) == (False, False, 0)
    deeds.enter("tasks", code="甲-3", day="2025-04-01")
    stage = f"/stages/{deeds.stage}/metrics"
    assert desk.ask("admin", "POST", stage).json() == {"submissions": 1}
    assert desk.ask("leader", "POST", stage).status_code == 403


@pytest.mark.parametrize(
    ("period", "status"),
    [
        ({"first": "2026-01-01", "last": "2026-03-01"}, 201),
        ({"first": "2026-01-02", "last": "2026-01-01"}, 409),
        ({"first": "2026-01-01", "last": "2027-01-01"}, 409),
        ({"first": "2026-01-01"}, 422),
    ],
)
def test_the_api_opens_a_cycle_for_a_period(
    desk: Desk, period: dict[str, str], status: int
) -> None:
    given = {
        "title": "二",
        "module": "deeds",
        "starts": {"deeds.annual": "2026-03-02"},
        "units": [MINE],
        "period": period,
    }
    answer = desk.ask("admin", "POST", "/cycles", given)
    assert answer.status_code == status
    if status == 201:
        cycle = desk.ask("admin", "GET", f"/cycles/{answer.json()['id']}").json()
        assert cycle["period"] == period


def test_the_guide_takes_a_period_or_suggests_one(desk: Desk, deeds: Deeds) -> None:
    admin = Browser(desk, "admin")
    said = "module=deeds&title=2026&start.deeds.annual=2026-03-04"
    guide = "/admin/cycles/new"
    assert "不填即 2025-01-01 至 2025-12-31" in admin.get(f"{guide}?{said}&step=2").text
    assert "2025-01-01 — 2025-12-31" in admin.get(f"{guide}?{said}&step=5").text
    typed = f"{said}&first=2026-01-01&last=2026-02-28"
    page = admin.get(f"{guide}?{typed}&step=5")
    assert "2026-01-01 — 2026-02-28" in page.text
    assert "周期已开启" in admin.send(page.form(guide, "post")).text
    new = next(row for row in deeds.world.rows(cycles) if row.id != deeds.world.cycle)
    assert (new.period_from, new.period_until) == ("2026-01-01", "2026-02-28")
