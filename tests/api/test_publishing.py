from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic, sleep
from typing import Any

import pytest

from smart_team.assessment.dispatch import dispatch
from smart_team.assessment.job_sorts import SORTS
from smart_team.assessment.worker import Desk as Bench
from smart_team.assessment.worker import Worker
from smart_team.store.tables import stages
from tests.api.desk import Desk
from tests.assessment.world import UNITS

CLERK = "clerk-D01-court"


@pytest.fixture
def worker(desk: Desk) -> Iterator[Worker]:
    """The worker over the same store, which the tests wake themselves."""
    service = desk.service
    bench = Bench(service.gate, desk.folder, service.platform, service.library, service.signer)
    worker = Worker(bench, SORTS, lambda _, error: pytest.fail(str(error)), every=0.01)
    yield worker
    worker.close()


def stage_of(desk: Desk) -> str:
    return str(next(row.id for row in desk.world.rows(stages) if row.number == 0))


def ended(desk: Desk, person: str, asked: Any) -> Any:
    assert asked.status_code == 202, asked.json()
    path = asked.headers["location"].removeprefix("/api/v1")
    while (job := desk.ask(person, "GET", path).json())["state"] in {"waiting", "running"}:
        pass
    return job


def until(found: Callable[[], object]) -> None:
    """Wait for what another thread is about to do."""
    end = monotonic() + 60
    while not found():
        assert monotonic() < end
        sleep(0.01)


@pytest.mark.usefixtures("worker")
def test_a_stage_is_published_and_corrected_by_jobs(desk: Desk) -> None:
    stage, key = stage_of(desk), "publish-stage-1"
    path = f"/stages/{stage}/publication"
    early = desk.ask("admin", "POST", path)
    assert early.status_code == 409
    for person in (CLERK, "leader", "auditor", "inspector-1"):
        assert desk.ask(person, "POST", path).status_code in {403, 404}
    for unit in UNITS:
        desk.world.pass_to(desk.world.submission(unit), "rating")
    asked = desk.ask("admin", "POST", path, key=key)
    job = ended(desk, "admin", asked)
    assert (job["state"], job["sort"]) == ("done", "publish"), job
    assert desk.ask("admin", "POST", path, key=key).json() == asked.json()
    result = desk.ask(CLERK, "GET", f"/results/{job['result']['publication']}").json()
    assert [row["unit"] for row in result["rows"]] == sorted(UNITS)
    assert sum("indicators" in row for row in result["rows"]) == 1
    # The head is signed once the result is on disk, which the job says first.
    until(lambda: list((desk.folder / "heads").glob("*-publication.json")))
    same = desk.ask("admin", "POST", f"/stages/{stage}/corrections", {"reason": "再发一次"})
    refused = ended(desk, "admin", same)
    assert refused["state"] == "failed"
    mine = desk.world.submission("D01-court")
    amendment = {
        "item": "A8",
        "reason": "分子录错",
        "answer": {"numerator": 500, "denominator": 500},
    }
    found = desk.act("adjudicator", mine, "amendments", amendment)
    assert found.status_code == 200, found.json()
    again = desk.ask("admin", "POST", f"/stages/{stage}/corrections", {"reason": "分子更正"})
    done = ended(desk, "admin", again)
    assert done["state"] == "done", done
    second = desk.ask(CLERK, "GET", f"/results/{done['result']['publication']}").json()
    assert second["published"]["number"] == 2
    assert "D01-court" in {each["unit"] for each in second["about"]["difference"]}
    lost = desk.ask(CLERK, "GET", f"/submissions/{mine}/feedback").json()["items"]
    assert "A8" not in {each["item"] for each in lost}


@pytest.mark.usefixtures("worker")
def test_a_job_is_its_askers_alone(desk: Desk) -> None:
    job = ended(desk, "admin", desk.ask("admin", "POST", "/backups"))
    assert job["state"] == "done", job
    assert (desk.folder / job["result"]["file"]).is_file()
    assert [each["id"] for each in desk.ask("admin", "GET", "/jobs").json()["items"]] == [job["id"]]
    assert desk.ask("auditor", "GET", f"/jobs/{job['id']}").status_code == 404
    assert desk.ask("auditor", "POST", "/backups").status_code == 403


def test_a_unit_is_told_why_its_work_came_back(desk: Desk) -> None:
    mine = desk.world.submission("D01-court")
    desk.world.pass_to(mine, "preliminary")
    desk.act("district-D01", mine, "return", {"reason": "A8 缺签到表"})
    dispatch(desk.world.gate)
    notices = desk.ask(CLERK, "GET", "/notifications").json()["items"]
    assert any("A8 缺签到表" in each["text"] for each in notices)
    assert desk.ask(CLERK, "GET", "/notifications/unread").json()["unread"] == len(notices)
    one = next(each for each in notices if each["sort"] == "returned")
    assert desk.ask(CLERK, "POST", f"/notifications/{one['id']}/read").json() == {"read": 1}
    foreign = desk.ask("clerk-D02-court", "POST", f"/notifications/{one['id']}/read")
    assert foreign.status_code == 404
    assert desk.ask(CLERK, "POST", "/notifications/read").json() == {"read": len(notices) - 1}
    page = desk.ask(CLERK, "GET", "/notifications?limit=1").json()
    assert (len(page["items"]), page["next"] is None) == (1, len(notices) == 1)
