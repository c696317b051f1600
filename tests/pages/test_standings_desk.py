"""The administrator's way on a stage's page: announce all, publish, correct, send all feedback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smart_team.assessment.job_sorts import SORTS
from smart_team.assessment.worker import Desk as Bench
from smart_team.assessment.worker import Worker
from smart_team.store.tables import audit, moves, publications, submissions
from tests.api.desk import Desk
from tests.assessment.office import Office
from tests.pages.browser import Browser, Page

UNITS = ("C-court", "D01-court", "D01-police", "D02-court")
CLERK = "clerk-D01-court"


@pytest.fixture
def worker(desk: Desk) -> Iterator[Worker]:
    """The worker over the same store."""
    service = desk.service
    bench = Bench(service.gate, desk.folder, service.platform, service.library, service.signer)
    worker = Worker(bench, SORTS, lambda _, error: pytest.fail(str(error)), every=0.01)
    yield worker
    worker.close()


def stand(desk: Desk, state: str) -> str:
    """Bring all units of the first stage to a state; return the stage."""
    office = Office(desk.world, desk.service.signer, desk.folder)
    for unit in UNITS:
        desk.world.pass_to(desk.world.submission(unit), state)
    return office.stage()


def ended(browser: Browser, page: Page) -> Page:
    """Return the page of the job that a page points to, once the job has ended."""
    link = next(each for each in page.links if "/jobs/" in each)
    found = browser.get(link)
    while "已排队" in found.text or "正在重算" in found.text:
        found = browser.get(link)
    return found


@pytest.mark.usefixtures("worker")
def test_a_stage_is_announced_published_and_corrected_without_javascript(desk: Desk) -> None:
    world, admin = desk.world, Browser(desk, "admin")
    stage = stand(desk, "publicity")
    path = f"/stages/{stage}"
    page = admin.get(path)
    assert "公示这 4 个单位" in page.text
    assert not page.has_form(f"{path}/publish")
    assert "还不能发布，先办下面 4 件事" in page.text
    assert Browser(desk, CLERK).get("/announcements").text.count("公示中") == 0

    said = admin.send(page.form(f"{path}/announce"))
    assert "已公示" in said.text
    assert {row.state for row in world.rows(submissions)} == {
        "publicity_open",
        "self_assessment",
    }
    shown = Browser(desk, CLERK).get("/announcements")
    assert "公示中" in shown.text
    assert path in shown.links
    assert f"/submissions/{world.submission('D01-court')}" in shown.links
    assert "5 个工作日内受理" in shown.text
    for unit in UNITS:
        world.pass_to(world.submission(unit), "rating")
    assert "现在没有正在公示的结果" in Browser(desk, CLERK).get("/announcements").text

    asked = admin.send(admin.get(path).form(f"{path}/publish"))
    done = ended(admin, asked)
    assert "看发布页" in done.text
    (publication,) = world.rows(publications)
    assert f"/results/{publication.id}" in done.links
    part = admin.get(next(each for each in asked.links if "/jobs/" in each), hx_request="true")
    assert "<html" not in part.response.text

    page = admin.get(path)
    told = admin.send(page.form(f"{path}/feedback"))
    assert "反馈清单已发出" in told.text
    assert not admin.get(path).has_form(f"{path}/feedback")
    refused = ended(admin, admin.send(admin.get(path).form(f"{path}/correct"), reason="再发"))
    assert "没有发布" in refused.text
    assert len(world.rows(publications)) == 1
    job = next(each for each in asked.links if "/jobs/" in each)
    assert Browser(desk, "auditor").get(job).status == 404


def test_what_was_not_seen_is_not_announced(desk: Desk) -> None:
    stage = stand(desk, "publicity")
    path, admin = f"/stages/{stage}", Browser(desk, "admin")
    form = admin.get(path).form(f"{path}/announce")
    desk.world.act("admin", desk.world.submission("C-court"), "announce")
    stale = admin.post(form.action, form.fields)
    assert (stale.status, "C221" in stale.text) == (409, True)
    for units in ("", "many", "٣"):
        fields = {**admin.get(path).form(f"{path}/announce").fields, "units": units}
        assert admin.post(form.action, fields).status == 409
    waiting = [desk.world.row(desk.world.submission(unit)).state for unit in UNITS]
    assert waiting.count("publicity") == 3
    again = admin.get(path).form(f"{path}/announce")
    assert admin.post(again.action, again.fields).status == 303
    twice = admin.post(again.action, again.fields)
    assert twice.status == 303
    assert sum(row.action == "announce" for row in desk.world.rows(moves)) == len(UNITS)
    none = admin.post(form.action, {**again.fields, "key": "another-key-1"})
    assert (none.status, "C220" in none.text) == (409, True)
    acts = [row for row in desk.world.rows(audit) if row.action == "announce"]
    whole = [row for row in acts if row.object == stage and row.result == "success"]
    assert [(row.actor, row.before, row.after) for row in whole] == [
        ("admin", "publicity", "publicity_open")
    ]


def test_only_the_administrator_has_these_forms(desk: Desk) -> None:
    path = f"/stages/{stand(desk, 'publicity')}"
    for person in (CLERK, "district-D01", "inspector-1", "leader", "auditor", "author"):
        browser = Browser(desk, person)
        assert "desk" not in browser.get(path).ids
        csrf = desk.session(person).csrf
        for action in ("announce", "feedback", "publish", "correct"):
            fields = {"csrf": csrf, "units": "4", "reason": "再发", "key": f"{action}-12345678"}
            assert browser.post(f"{path}/{action}", fields).status in {403, 404}, (person, action)
    forged = Browser(desk, "admin").post(f"{path}/announce", {"csrf": "x", "units": "4"})
    assert forged.status == 403
    states = {desk.world.row(desk.world.submission(unit)).state for unit in UNITS}
    assert states == {"publicity"}
