"""Long work, asked for by a request and done by the worker."""

from __future__ import annotations

from smart_team.assessment.jobs import ask as ask_for
from smart_team.store.gate import Work
from smart_team_api.callers import Caller
from smart_team_api.repeats import Answer


def asked(work: Work, caller: Caller, sort: str, content: dict[str, object]) -> Answer:
    """Ask for long work, and return where its progress is told."""
    job = ask_for(work, caller.principal.person, sort, content)
    return Answer({"job": job, "location": f"/api/v1/jobs/{job}"}, status=202)
