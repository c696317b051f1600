"""Publication: a gate recomputes everything by another path, then the result is frozen and signed.

The inputs are frozen with it, so that anybody can compute the same bytes from them at any time. A
correction is one more publication; those before it stay as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, insert

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.composing import compose
from smart_team.assessment.differences import difference
from smart_team.assessment.drafts import hash_of
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission, find, require
from smart_team.assessment.metrics.keeping import freeze
from smart_team.assessment.moving import move
from smart_team.assessment.publication_gate import passes
from smart_team.assessment.published import Published, newest_published
from smart_team.assessment.sheets import Sheet, load_sheets, text_of
from smart_team.assessment.stage import Stage, load_stage
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.procedure.machine import Action
from smart_team.scoring.results import to_dict
from smart_team.store.audit import tail
from smart_team.store.chain import canonical
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.signing import Signer
from smart_team.store.tables import publications

Record = dict[str, Any]


def publish(
    work: Work, principal: Principal, stage_id: str, library: Library, signer: Signer
) -> str:
    """Publish a stage's result and move all its submissions on; returns the publication's id.

    Raises RefusedError with everything that stands in the way, AbsentError and ForbiddenError.
    """
    work.trace.object = stage_id
    desk = _Desk(work, principal, load_stage(work.connection, stage_id), library, signer)
    freeze(work, stage_id, library)
    sheets = load_sheets(work.connection, stage_id, desk.stage.procedure)
    waiting = _ready(work.connection, principal, "publish", sheets)
    before = newest_published(work.connection, stage_id)
    content = desk.result(sheets)
    if before is not None:
        content |= _corrected(before, content["units"])
    id_ = desk.freeze(sheets, content, before, None)
    for found in waiting:
        move(work, found, "publish", principal.person)
    _end(desk, content)
    return id_


def correct(
    work: Work,
    principal: Principal,
    stage_id: str,
    reason: str,
    library: Library,
    signer: Signer,
) -> str:
    """Publish a stage's result anew, with what has changed since; returns the publication's id.

    It goes through the same gate. The units whose result changes find it among their moves, with
    the reason. Raises RefusedError also where nothing has changed.
    """
    work.trace.object = stage_id
    desk = _Desk(work, principal, load_stage(work.connection, stage_id), library, signer)
    sheets = load_sheets(work.connection, stage_id, desk.stage.procedure)
    before = newest_published(work.connection, stage_id)
    told = _ready(work.connection, principal, "correct", sheets, published=before is not None)
    if before is None:
        raise m.RefusedError([Problem(m.NOT_PUBLISHED)])
    if not reason.strip():
        raise m.RefusedError([Problem(m.NO_REASON)])
    content = desk.result(sheets)
    content |= {"reason": reason, **_corrected(before, content["units"])}
    changed = {each["unit"] for each in content["difference"]}
    if not changed:
        values = {"number": before.row.number}
        raise m.RefusedError([Problem(m.NOTHING_CHANGED, values=values)])
    id_ = desk.freeze(sheets, content, before, reason)
    for found in told:
        if found.row.unit in changed:
            move(work, found, "correct", principal.person, reason)
    _end(desk, content)
    return id_


def require_ready(
    connection: Connection,
    principal: Principal,
    stage_id: str,
    action: Literal["publish", "correct"],
) -> None:
    """Raise what stands in the way before anything is computed, as the work itself would."""
    stage = load_stage(connection, stage_id)
    sheets = load_sheets(connection, stage_id, stage.procedure)
    published = action == "publish" or newest_published(connection, stage_id) is not None
    _ready(connection, principal, action, sheets, published=published)
    if not published:
        raise m.RefusedError([Problem(m.NOT_PUBLISHED)])


@dataclass(frozen=True, slots=True)
class _Desk:
    """Who publishes which stage, with what it takes."""

    work: Work
    principal: Principal
    stage: Stage
    library: Library
    signer: Signer

    def result(self, sheets: Sequence[Sheet]) -> Record:
        """Return what is to be published, once it has passed the gate."""
        connection = self.work.connection
        scores = self.stage.scores(sheets, self.library)
        control = passes(connection, self.stage, sheets, scores, self.library.scorers)
        head = tail(connection)
        return {
            **self.stage.pinned(text_of(sheets)),
            "control": control,
            "units": to_dict(scores)["units"],
            "audit": {"number": head.number, "hash": head.hash},
            "published_at": self.work.at,
        }

    def freeze(
        self,
        sheets: Sequence[Sheet],
        content: Record,
        before: Published | None,
        reason: str | None,
    ) -> str:
        """Sign and keep a result; returns its id."""
        number = 1 if before is None else before.row.number + 1
        content["number"] = number
        signed = self.signer.sign(content)
        row = {
            "id": new_id(self.work.now),
            "stage": self.stage.row.id,
            "number": number,
            "inputs": text_of(sheets),
            "content": canonical(content).decode(),
            "signature": signed.signature,
            "key": signed.key,
            "reason": reason,
            "published_by": self.principal.person,
            "published_at": self.work.at,
        }
        self.work.connection.execute(insert(publications), row)
        return str(row["id"])


def _ready(
    connection: Connection,
    principal: Principal,
    action: Action,
    sheets: Sequence[Sheet],
    *,
    published: bool = True,
) -> list[Submission]:
    """Return a stage's submissions, all of which stand where this may be done.

    Raises RefusedError naming those that do not, but only to somebody who could do it if they did.
    """
    found = [find(connection, principal, sheet.submission) for sheet in sheets]
    elsewhere = []
    for each in found:
        states = sorted(key.state for key in each.target.table if key.action == action)
        there = each.row.state in states or not states
        state = each.row.state if there else states[0]
        require(principal, action, replace(each, target=replace(each.target, state=state)))
        if not there:
            elsewhere.append(each.row)
    if elsewhere and published:
        values = [{"unit": row.unit, "state": row.state} for row in elsewhere]
        raise m.RefusedError([Problem(m.NOT_AT_RATING, values=each) for each in values])
    return found


def _corrected(before: Published, units: Sequence[Record]) -> Record:
    return {"corrects": before.named(), "difference": difference(before.units, units)}


def _end(desk: _Desk, content: Record) -> None:
    """Compose the module's result, where all stages have theirs; leave the trace of both."""
    compose(desk.work, desk.stage.row.cycle, desk.signer)
    desk.work.trace.before = content.get("corrects", {}).get("hash")
    desk.work.trace.after = hash_of(canonical(content).decode())
