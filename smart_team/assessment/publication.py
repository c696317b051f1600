"""Publication: a gate recomputes everything by another path, then the result is frozen and signed.

The inputs are frozen with it, so that anybody can compute the same bytes from them at any time.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, insert, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.drafts import hash_of
from smart_team.assessment.library import Library, procedure_of
from smart_team.assessment.loading import find, require
from smart_team.assessment.moving import move
from smart_team.assessment.publication_gate import passes
from smart_team.assessment.sheets import Sheet, load_sheets, sheets_of, text_of
from smart_team.assessment.standings import standing
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.procedure.schema import Procedure
from smart_team.scoring.engine import Scores
from smart_team.scoring.results import to_dict
from smart_team.store.audit import tail
from smart_team.store.chain import canonical
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.signing import Signed, Signer, verify
from smart_team.store.tables import cycles, documents, publications, stages

WHAT: Final = "publication"
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with what it was pinned to."""

    row: Any
    procedure: Procedure
    rubric_text: str

    def scores(self, sheets: Sequence[Sheet], library: Library) -> Scores:
        """Score the units by their sheets."""
        plan = library.plan(self.row.rubric, self.rubric_text)
        return standing(plan, self.procedure, sheets)


def publish(
    work: Work, principal: Principal, stage_id: str, library: Library, signer: Signer
) -> str:
    """Publish a stage's result and move all its submissions on; returns the publication's id.

    Raises RefusedError with everything that stands in the way, AbsentError and ForbiddenError.
    """
    work.trace.object = stage_id
    stage = load_stage(work.connection, stage_id)
    sheets = load_sheets(work.connection, stage_id, stage.procedure)
    waiting = [find(work.connection, principal, sheet.submission) for sheet in sheets]
    for found in waiting:
        require(principal, "publish", found)
    scores = stage.scores(sheets, library)
    control = passes(work.connection, stage, sheets, scores, library.scorers)
    inputs = text_of(sheets)
    head = tail(work.connection)
    content = {
        **_pinned(stage, inputs),
        "control": control,
        "units": to_dict(scores)["units"],
        "audit": {"number": head.number, "hash": head.hash},
        "published_at": work.at,
    }
    signed = signer.sign(content)
    row = {
        "id": new_id(work.now),
        "stage": stage_id,
        "number": 1,
        "inputs": inputs,
        "content": canonical(content).decode(),
        "signature": signed.signature,
        "key": signed.key,
        "published_by": principal.person,
        "published_at": work.at,
    }
    work.connection.execute(insert(publications), row)
    for found in waiting:
        move(work, found, "publish", principal.person)
    work.trace.before, work.trace.after = None, hash_of(str(row["content"]))
    return str(row["id"])


def load_stage(connection: Connection, stage_id: str) -> Stage:
    """Return a stage; raises AbsentError."""
    joined = stages.join(cycles, stages.c.cycle == cycles.c.id)
    columns = (
        stages.c.id,
        stages.c.cycle,
        stages.c.rubric,
        cycles.c.module,
        cycles.c.procedure,
        cycles.c.engine,
        cycles.c.plugins,
    )
    row = connection.execute(
        select(*columns).select_from(joined).where(stages.c.id == stage_id)
    ).first()
    if row is None:
        raise m.AbsentError([Problem(m.ABSENT)])
    texts = _texts(connection, (row.rubric, row.procedure))
    return Stage(row, procedure_of(row.procedure, texts[row.procedure]), texts[row.rubric])


def recheck(
    connection: Connection, publication: str, library: Library, key: Ed25519PublicKey
) -> list[Problem]:
    """Return what is wrong with a publication: its signature, or the numbers computed anew."""
    query = select(publications).where(publications.c.id == publication)
    row = connection.execute(query).one()
    content = json.loads(row.content)
    problems = []
    signed = Signed(document=content, signature=row.signature, key=row.key)
    if not verify(signed, key) or canonical(content).decode() != row.content:
        problems.append(Problem(m.BAD_SIGNATURE, values={"publication": publication}))
    stage = load_stage(connection, row.stage)
    units = to_dict(stage.scores(sheets_of(row.inputs), library))["units"]
    if {**content, **_pinned(stage, row.inputs), "units": units} != content:
        problems.append(Problem(m.COMPUTES_OTHERWISE, values={"publication": publication}))
    return problems


def _pinned(stage: Stage, inputs: str) -> Record:
    row = stage.row
    return {
        "what": WHAT,
        "cycle": row.cycle,
        "stage": row.id,
        "module": row.module,
        "rubric": row.rubric,
        "procedure": row.procedure,
        "engine": row.engine,
        "plugins": json.loads(row.plugins),
        "inputs": hash_of(inputs),
    }


def _texts(connection: Connection, hashes: Sequence[str]) -> Mapping[str, str]:
    query = select(documents.c.hash, documents.c.text).where(documents.c.hash.in_(hashes))
    return {row.hash: row.text for row in connection.execute(query)}
