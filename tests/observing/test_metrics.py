"""The metrics count what they say, with labels that nobody from outside can multiply."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, insert

from smart_team.errors import Problem
from smart_team.observing.metrics import MOST_ROUTES, Metrics
from smart_team.observing.standing import look
from smart_team.store import messages as m
from smart_team.store.audit import Act
from smart_team.store.database import writing
from smart_team.store.gate import Gate, Work, record
from smart_team.store.tables import jobs, people

NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)


def samples(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Return every sample by its name and the values of its labels."""
    text = metrics.render().decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_requests_are_counted_by_method_route_and_status() -> None:
    metrics = Metrics()
    for status in (200, 200, 404):
        metrics.answered("GET", "/api/v1/units/{unit}", status, 0.02)
    found = samples(metrics)
    route = ("GET", "/api/v1/units/{unit}")
    assert found["smart_team_requests_total", *route, "200"] == 2
    assert found["smart_team_requests_total", *route, "404"] == 1
    assert found["smart_team_request_seconds_count", *route] == 3
    assert found["smart_team_request_seconds_bucket", "0.01", *route] == 0
    assert found["smart_team_request_seconds_bucket", "0.025", *route] == 3


def test_nobody_from_outside_multiplies_the_labels() -> None:
    metrics = Metrics()
    for number in range(MOST_ROUTES + 50):
        metrics.answered(f"M{number}", f"/{number}", number, 0.1)
        metrics.answered("GET", None, 404, 0.1)
    labels = [key for key in samples(metrics) if key[0] == "smart_team_requests_total"]
    assert {key[1] for key in labels} == {"other", "GET"}
    assert len({key[2] for key in labels}) == MOST_ROUTES + 1
    assert samples(metrics)["smart_team_requests_total", "other", "/0", "other"] == 1


def test_each_service_has_metrics_of_its_own() -> None:
    one, two = Metrics(), Metrics()
    one.answered("GET", "/", 200, 0.1)
    assert ("smart_team_requests_total", "GET", "/", "200") not in samples(two)
    assert "smart_team" not in "".join(family.name for family in REGISTRY.collect())


def test_the_gate_is_observed(engine: Engine) -> None:
    def refused(_: Work) -> None:
        raise m.ConflictError([Problem(m.STALE, values={"seen": 1, "now": 2})])

    metrics = Metrics()
    gate = Gate(engine, lambda: NOW, metrics)
    metrics.watch(gate)
    gate.write(Act("p", "save"), lambda _: None)
    for action in ("save", "sign_in", "second_factor"):
        with pytest.raises(m.ConflictError):
            gate.write(Act("anonymous", action), refused)
    record(gate, Act("anonymous", "sign_in_begin"), m.StoreError([Problem(m.CLOSED)]))
    gate.close()
    found = samples(metrics)
    assert found["smart_team_gate_batch_sum",] == 5
    assert found["smart_team_commit_seconds_count",] == found["smart_team_gate_batch_count",]
    assert found["smart_team_commit_seconds_sum",] > 0
    assert found["smart_team_acts_total", "success"] == 1
    assert found["smart_team_acts_total", "refused"] == 4
    assert found["smart_team_sign_ins_refused_total",] == 3
    assert found["smart_team_gate_waiting",] == 0


def test_what_stands_in_the_store_is_shown(engine: Engine, tmp_path: Path) -> None:
    metrics = Metrics()
    look(metrics, engine, tmp_path, NOW)
    assert samples(metrics)["smart_team_jobs", "failed"] == 0
    assert samples(metrics)["smart_team_head_age_seconds",] == float("inf")
    with writing(engine) as connection:
        at = "2026-03-02T01:00:00.000000Z"
        connection.execute(insert(people).values(id="p", login="p", name="p", created_at=at))
        row: dict[str, Any] = {"sort": "verify", "content": "{}", "asked_by": "p", "asked_at": at}
        for number, state in enumerate(["waiting", "waiting", "done"]):
            connection.execute(insert(jobs).values(**row, id=f"j{number}", state=state))
    heads = tmp_path / "heads"
    heads.mkdir()
    for name, age in (
        ("2026-03-01-daily.json", 90_000),
        ("2026-03-02-daily.json", 3_600),
        ("x-backup.json", 1),
    ):
        (heads / name).touch()
        os.utime(heads / name, (NOW.timestamp() - age,) * 2)
    look(metrics, engine, tmp_path, NOW)
    found = samples(metrics)
    assert [found["smart_team_jobs", state] for state in ("waiting", "running", "done")] == [
        2,
        0,
        1,
    ]
    assert found["smart_team_head_age_seconds",] == 3_600
