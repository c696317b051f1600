"""The metrics: requests, the gate, jobs, the audit's head, sign-ins. No label is a person."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from prometheus_client import (
    CONTENT_TYPE_PLAIN_0_0_4,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from smart_team.store.audit import Result
from smart_team.store.gate import BATCH, Gate

CONTENT_TYPE: Final = CONTENT_TYPE_PLAIN_0_0_4
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SIGN_INS: Final = frozenset(
    {
        "sign_in_begin",
        "sign_in",
        "second_factor_begin",
        "second_factor",
        "single_sign_on_return",
        "single_sign_on",
    }
)
"""Acts of the audit that are guesses at who somebody is."""
JOB_STATES: Final = ("waiting", "running", "done", "failed")
MOST_ROUTES: Final = 500
"""Routes that are told apart; a mistake in naming them must not fill the memory."""
OTHER: Final = "other"
_LOWEST, _HIGHEST = 100, 599
_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_SIZES: Final = (1, 2, 4, 8, 16, 32, BATCH)


class Metrics:
    """One service's metrics, in a registry of its own; it observes that service's gate."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._routes: set[str] = set()
        its, labels = self.registry, ("method", "route", "status")
        self._requests = Counter("smart_team_requests", "Requests answered.", labels, registry=its)
        self._request_seconds = Histogram(
            "smart_team_request_seconds",
            "How long a request took.",
            labels[:2],
            buckets=_SECONDS,
            registry=its,
        )
        self._waiting = Gauge(
            "smart_team_gate_waiting", "Pieces of work that wait to be written.", registry=its
        )
        self._batch = Histogram(
            "smart_team_gate_batch",
            "Pieces of work that shared a transaction.",
            buckets=_SIZES,
            registry=its,
        )
        self._commit_seconds = Histogram(
            "smart_team_commit_seconds",
            "From a transaction's begin to the disk.",
            buckets=_SECONDS,
            registry=its,
        )
        self._acts = Counter(
            "smart_team_acts", "Acts by how they ended.", ("result",), registry=its
        )
        self._sign_ins = Counter(
            "smart_team_sign_ins_refused", "Refused sign-ins and second factors.", registry=its
        )
        self._jobs = Gauge("smart_team_jobs", "Jobs by state.", ("state",), registry=its)
        self._head_age = Gauge(
            "smart_team_head_age_seconds", "Since the last signed daily head.", registry=its
        )

    def watch(self, gate: Gate) -> None:
        """Show how much waits at a gate whenever somebody looks."""
        self._waiting.set_function(gate.waiting)

    def committed(self, acts: Sequence[tuple[str, Result]], seconds: float) -> None:
        """Take note of a transaction of the gate."""
        self._batch.observe(len(acts))
        self._commit_seconds.observe(seconds)
        for action, result in acts:
            self._acts.labels(result).inc()
            if action in SIGN_INS and result == "refused":
                self._sign_ins.inc()

    def answered(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Take note of a request: the route's template, never the path itself; None without one."""
        labels = (method if method in METHODS else OTHER, self._known(route))
        shown = str(status) if _LOWEST <= status <= _HIGHEST else OTHER
        self._requests.labels(*labels, shown).inc()
        self._request_seconds.labels(*labels).observe(seconds)

    def stand(self, jobs: Mapping[str, int], head_age: float | None) -> None:
        """Take note of what stands in the store: jobs by state, the age of the last daily head."""
        for state in JOB_STATES:
            self._jobs.labels(state).set(jobs.get(state, 0))
        self._head_age.set(float("inf") if head_age is None else head_age)

    def render(self) -> bytes:
        """Return all metrics as Prometheus reads them, of the type :data:`CONTENT_TYPE`."""
        return generate_latest(self.registry)

    def _known(self, route: str | None) -> str:
        if route is None:
            return OTHER
        if len(self._routes) < MOST_ROUTES:
            self._routes.add(route)
        return route if route in self._routes else OTHER
