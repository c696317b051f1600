"""Opening a cycle: a procedure and its rubrics, pinned by hash, running for named units."""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from sqlalchemy import Row, insert, select

from smart_team import __version__
from smart_team.assessment import cycle_messages as m
from smart_team.assessment import registering_messages as r
from smart_team.assessment.library import pin
from smart_team.assessment.metrics.keeping import recount
from smart_team.assessment.metrics.period import require_period
from smart_team.assessment.opening import Opening
from smart_team.assessment.platform import Platform
from smart_team.assessment.views.pages import require_city
from smart_team.assessment.windows import due_of
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import Calendar, shanghai_day
from smart_team.procedure.machine import Case, first_state
from smart_team.procedure.schema import Procedure
from smart_team.rubric.catalog import Module
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.tables import (
    cycle_units,
    cycles,
    documents,
    stages,
    submissions,
    units,
)


def open_cycle(
    work: Work,
    principal: Principal,
    opening: Opening,
    platform: Platform,
    calendar: Calendar,
) -> str:
    """Pin everything, open the cycle with a submission per stage and unit; returns its id.

    Raises RefusedError naming what is missing, ForbiddenError where this person may not.
    """
    require_city(principal, "open_cycle")
    module = next((each for each in platform.catalog.modules if each.id == opening.module), None)
    procedure = platform.procedures.get(opening.module)
    if module is None or procedure is None:
        values = {"module": opening.module}
        raise m.RefusedError([Problem(m.NO_PROCEDURE, values=values)])
    chosen = _units(work, opening, procedure)
    period = opening.counted()
    require_period(period, min(opening.starts.values()), shanghai_day(work.now))
    work.trace.object = cycle = new_id(work.now)
    row = {
        "id": cycle,
        "title": opening.title,
        "module": module.id,
        "procedure": pin(work, procedure),
        "engine": __version__,
        "plugins": json.dumps(platform.plugins.hashes(), sort_keys=True),
        "period_from": period.first.isoformat(),
        "period_until": period.last.isoformat(),
        "opened_by": principal.person,
        "opened_at": work.at,
    }
    work.connection.execute(insert(cycles).values(row))
    _add_units(work, cycle, chosen)
    library = platform.library()
    for number, stage in enumerate(_pinned(work, principal, opening, module, procedure)):
        starts = opening.starts[stage.name]
        stage_row = {
            "id": new_id(work.now),
            "cycle": cycle,
            "number": number,
            "rubric": stage.rubric,
            "weight": str(stage.weight),
            "starts_on": starts.isoformat(),
        }
        work.connection.execute(insert(stages).values(stage_row))
        rows = _submissions(work.now, stage_row, chosen, procedure, due_from=(starts, calendar))
        work.connection.execute(insert(submissions), rows)
        recount(work, str(stage_row["id"]), library)
    return cycle


def _units(work: Work, opening: Opening, procedure: Procedure) -> Sequence[Row[tuple[object, ...]]]:
    lacking = [each.rubric for each in procedure.stages if each.rubric not in opening.starts]
    if lacking:
        raise m.RefusedError([Problem(m.NO_START, values={"stages": ", ".join(lacking)})])
    if not opening.units:
        raise m.RefusedError([Problem(m.NO_UNITS)])
    query = select(units).where(units.c.code.in_(opening.units)).order_by(units.c.code)
    found = work.connection.execute(query).all()
    unknown = sorted(set(opening.units) - {row.code for row in found})
    if unknown:
        raise m.RefusedError([Problem(m.UNKNOWN_UNITS, values={"units": ", ".join(unknown)})])
    return found


def _add_units(work: Work, cycle: str, chosen: Sequence[Row[tuple[object, ...]]]) -> None:
    rows = [
        {
            "cycle": cycle,
            "unit": row.code,
            "name": row.name,
            "kind": row.kind,
            "level": row.level,
            "district": row.district or "",
        }
        for row in chosen
    ]
    work.connection.execute(insert(cycle_units), rows)


def _pinned(
    work: Work, principal: Principal, opening: Opening, module: Module, procedure: Procedure
) -> list[_Pinned]:
    """Pin the rubrics of the procedure's stages; nobody opens a cycle by a rubric of their own."""
    rubrics = {each.id: each for each in module.rubrics}
    rows = []
    for stage in procedure.stages:
        given = opening.rubrics.get(stage.rubric)
        hash_ = _uploaded(work, stage.rubric, given) if given else pin(work, rubrics[stage.rubric])
        query = select(documents.c.uploaded_by).where(documents.c.hash == hash_)
        if work.connection.execute(query).scalar() == principal.person:
            why = m.OWN_RUBRIC
            raise m.ForbiddenError([Problem(m.BARRED, values={"why": why})])
        rows.append(_Pinned(stage.rubric, hash_, stage.weight))
    return rows


def _uploaded(work: Work, rubric: str, hash_: str) -> str:
    """Return the hash of a kept rubric of that id; raises RefusedError if there is none."""
    same = (documents.c.hash == hash_, documents.c.sort == "rubric", documents.c.name == rubric)
    if work.connection.execute(select(documents.c.hash).where(*same)).first() is None:
        values = {"rubric": rubric, "hash": hash_}
        raise m.RefusedError([Problem(r.UNKNOWN_RUBRIC, values=values)])
    return hash_


class _Pinned(NamedTuple):
    """A stage's rubric by id and by hash, and the stage's weight."""

    name: str
    rubric: str
    weight: Decimal


def _submissions(
    now: datetime,
    stage: Mapping[str, object],
    chosen: Sequence[Row[tuple[object, ...]]],
    procedure: Procedure,
    due_from: tuple[date, Calendar],
) -> list[dict[str, object]]:
    sampled = draw(procedure, [str(row.code) for row in chosen], seed=str(stage["id"]))
    rows = []
    for row in chosen:
        state = first_state(procedure, Case(row.kind, row.level, row.code in sampled))
        rows.append(
            {
                "id": new_id(now),
                "cycle": stage["cycle"],
                "stage": stage["id"],
                "unit": row.code,
                "state": state,
                "sampled": row.code in sampled,
                "due_at": due_of(procedure, state, *due_from, now),
            }
        )
    return rows


def draw(procedure: Procedure, codes: Sequence[str], seed: str) -> frozenset[str]:
    """Return the units drawn for the on-site check: the same ones for the same seed.

    The seed is the stage's id, random when the cycle opens and on record ever after, so that
    nobody can choose the sample and everybody can draw it again.
    """
    share = next((step.sample for step in procedure.steps if step.sample is not None), None)
    if share is None:
        return frozenset()
    number = max(1, round(len(codes) * share))
    return frozenset(random.Random(seed).sample(sorted(codes), number))  # noqa: S311 - repeatable
