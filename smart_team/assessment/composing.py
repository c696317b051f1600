"""A module's score over its stages (§5.6), composed from their frozen results and signed.

It is composed anew with every publication once all stages have one, in the same transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np
from sqlalchemy import func, insert, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.stage_parts import (
    WHAT,
    StagePart,
    load_cycle,
    newest_parts,
    units_of_cycle,
)
from smart_team.errors import Problem
from smart_team.recount.compose import Part, composite
from smart_team.recount.rubric import as_record
from smart_team.rubric.canonical import read_canonical
from smart_team.rubric.schema import Outcome, Rubric
from smart_team.scoring.composition import Totals, rank_stages
from smart_team.scoring.fixed import parse_score
from smart_team.scoring.results import outcome_to_dict
from smart_team.scoring.units import Unit, Units
from smart_team.store.audit import tail
from smart_team.store.chain import canonical
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.signing import Signer
from smart_team.store.tables import compositions

SHOWN: Final = ("unit", "status", "total", "rank", "group")
"""What a composed row has. Grades belong to rubrics, and a procedure has none."""
Record = dict[str, Any]


def compose(work: Work, cycle: str, signer: Signer) -> str | None:
    """Compose and keep a cycle's result; returns its id, None where there is none to be had.

    There is none while a stage is unpublished, or where the procedure keeps its stages apart.
    Raises RefusedError where the independent recount comes out otherwise.
    """
    head = load_cycle(work.connection, cycle)
    parts = newest_parts(work.connection, cycle) if head.composes else None
    if parts is None:
        return None
    units = units_of_cycle(work.connection, cycle)
    rows = composed(parts, units)
    _compare(rows, _recounted(parts, units))
    numbers = select(func.max(compositions.c.number)).where(compositions.c.cycle == cycle)
    number = int(work.connection.execute(numbers).scalar() or 0) + 1
    last = tail(work.connection)
    content = {
        **head.content,
        "number": number,
        "stages": [part.named() for part in parts],
        "units": rows,
        "audit": {"number": last.number, "hash": last.hash},
        "composed_at": work.at,
    }
    signed = signer.sign(content)
    row = {
        "id": new_id(work.now),
        "cycle": cycle,
        "number": number,
        "content": canonical(content).decode(),
        "signature": signed.signature,
        "key": signed.key,
        "composed_at": work.at,
    }
    work.connection.execute(insert(compositions), row)
    return str(row["id"])


def composed(parts: Sequence[StagePart], chosen: Sequence[Unit]) -> list[Record]:
    """Return every unit's composed row.

    Units are ranked in the peer groups that all stages' rubrics have in common; where these
    differ there is no rank.
    """
    units = Units(chosen)
    rubrics = [read_canonical(Rubric, part.row.text) for part in parts]
    first = rubrics[0]
    alike = all((each.groups, each.ties) == (first.groups, first.ties) for each in rubrics)
    rules = Outcome(groups=first.groups, ties=first.ties) if alike else Outcome()
    weighed = [(Decimal(part.row.weight), _totals(part, chosen)) for part in parts]
    outcome = rank_stages(rules, units, weighed)
    rows = [
        {"unit": unit.unit, **outcome_to_dict(outcome, position, [])}
        for position, unit in enumerate(chosen)
    ]
    return [_shown(row, ranked=alike) for row in rows]


def _totals(part: StagePart, chosen: Sequence[Unit]) -> Totals:
    by_unit = {row["unit"]: row for row in part.published.units}
    rows = [by_unit[unit.unit] for unit in chosen]
    return Totals(
        np.array([parse_score(row["total"] or "0") for row in rows], np.int64),
        np.array([row["status"] == "not_rated" for row in rows]),
        np.array([row["status"] == "held" for row in rows]),
    )


def _recounted(parts: Sequence[StagePart], units: Sequence[Unit]) -> list[Record]:
    """Compose once more, by the path that shares nothing with the engine but the written rule."""
    rules = [as_record(part.row.text) for part in parts]
    common = [(rule.get("groups"), rule.get("ties", "competition")) for rule in rules]
    alike = all(each == common[0] for each in common)
    rule = {"id": WHAT, "version": "1", "ties": common[0][1] if alike else "competition"}
    if alike and common[0][0] is not None:
        rule["groups"] = common[0][0]
    stages_ = [Part(part.row.weight, {"units": part.published.units}) for part in parts]
    rows = composite(rule, stages_, [unit._asdict() for unit in units])["units"]
    return [_shown(row, ranked=alike) for row in rows]


def _shown(row: Record, *, ranked: bool) -> Record:
    kept = {name: row[name] for name in SHOWN}
    return kept if ranked else {**kept, "rank": None, "group": None}


def _compare(rows: Sequence[Record], again: Sequence[Record]) -> None:
    problems = [
        Problem(m.COMPOSITION_DIFFERS, values={"unit": row["unit"]})
        for row, other in zip(rows, again, strict=True)
        if row != other
    ]
    if problems:
        raise m.RefusedError(problems)
