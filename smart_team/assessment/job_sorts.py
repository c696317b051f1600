"""The sorts of long work: publish or correct a stage, open a cycle, back up, verify."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field

from smart_team.assessment import job_messages as m
from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.jobs import as_data
from smart_team.assessment.opening import Opening
from smart_team.assessment.publication import correct, publish
from smart_team.assessment.sealing import seal
from smart_team.assessment.verification import verify
from smart_team.assessment.windows import load_calendar
from smart_team.assessment.worker import Context, Progress, Result, Sort
from smart_team.errors import Problem
from smart_team.ledger.periods import Period
from smart_team.people.policy import CITY, Action, may
from smart_team.store.backup import make_backup
from smart_team.store.disk import sync_folder
from smart_team.store.gate import Work
from smart_team.store.signing import telling

BACKUPS: Final = "backups"
"""The data folder's folder of backups that were asked for."""


class _Content(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ToPublish(_Content):
    """Which stage is to be published."""

    stage: str = Field(min_length=1, max_length=80)


class ToCorrect(ToPublish):
    """Which stage is to be published anew, and why."""

    reason: str = Field(min_length=1, max_length=4000)


class ToOpen(_Content):
    """Which cycle is to be opened: the module, a day per rubric, the units by their codes."""

    title: str = Field(min_length=1, max_length=200)
    module: str = Field(min_length=1, max_length=80)
    starts: dict[str, date]
    units: list[str] = Field(max_length=10_000)
    period: tuple[date, date] | None = None


class Nothing(_Content):
    """There is nothing to say."""


def _publish(context: Context, content: ToPublish, progress: Progress) -> Result:
    desk = context.desk
    progress(0, 1)

    def piece(work: Work) -> Result:
        id_ = publish(work, context.principal, content.stage, desk.library, desk.signer)
        return {"publication": id_}

    result = context.complete("publish", piece)
    seal(desk.gate, desk.signer, desk.data)
    return result


def _correct(context: Context, content: ToCorrect, progress: Progress) -> Result:
    desk, who = context.desk, context.principal
    progress(0, 1)

    def piece(work: Work) -> Result:
        id_ = correct(work, who, content.stage, content.reason, desk.library, desk.signer)
        return {"publication": id_}

    result = context.complete("correct", piece)
    seal(desk.gate, desk.signer, desk.data)
    return result


def _open(context: Context, content: ToOpen, progress: Progress) -> Result:
    platform = context.desk.platform
    period = None if content.period is None else Period(*content.period)
    opening = Opening(content.title, content.module, content.starts, content.units, period=period)
    progress(0, 1)

    def piece(work: Work) -> Result:
        calendar = load_calendar(work.connection)
        return {"cycle": open_cycle(work, context.principal, opening, platform, calendar)}

    return context.complete("open_cycle", piece)


def _backup(context: Context, _: Nothing, progress: Progress) -> Result:
    """A file of this job's name is there wholly or not at all: if it is, it need not be made."""
    _require(context, "back_up", "backup")
    desk = context.desk
    folder = desk.data / BACKUPS
    path = folder / f"{context.job}.zip"
    with telling(folder):
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(desk.data)
    if not path.exists():
        now = desk.gate.clock()
        make_backup(desk.gate.engine, desk.data, desk.signer, path, now, progress)
    return {"file": f"{BACKUPS}/{path.name}", "size": path.stat().st_size}


def _verify(context: Context, _: Nothing, progress: Progress) -> Result:
    _require(context, "read_audit", "verify")
    desk = context.desk
    found = verify(desk.gate.engine, desk.data, desk.platform.plugins, progress)
    errors = sum(problem.message.severity == "error" for problem in found)
    return {"errors": errors, "found": len(found), "problems": as_data(found)}


def _require(context: Context, action: Action, sort: str) -> None:
    if not may(context.principal, action, CITY):
        raise m.JobError([Problem(m.NOT_ALLOWED, values={"sort": sort})])


SORTS: Final[Mapping[str, Sort[Any]]] = {
    "publish": Sort(ToPublish, _publish),
    "correct": Sort(ToCorrect, _correct),
    "open_cycle": Sort(ToOpen, _open),
    "backup": Sort(Nothing, _backup),
    "verify": Sort(Nothing, _verify),
}
