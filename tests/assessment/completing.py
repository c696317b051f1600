"""Claims completed by what earns nothing, so that they can be handed in: rows alone, no versions.

What a unit says beyond that is proven by one made-up file.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, insert, select, update

from smart_team.assessment.drafts import Draft, hash_of, over
from smart_team.assessment.library import Library
from smart_team.assessment.loading import UNIT_ITSELF, Submission, find_for_clock, newest
from smart_team.demo.nothing import nothing
from smart_team.procedure.machine import Key
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit, Units
from smart_team.store.clock import new_id, stamp
from smart_team.store.files import EvidenceFiles
from smart_team.store.tables import evidence, evidence_uses, revisions

NONE: dict[str, dict[str, Any]] = {
    "A1": {"checked": []},
    "A3": {"numerator": 0, "denominator": 50},
    **{item: {"count": 0} for item in ("A2", "A4", "A5", "A6", "A7")},
}
"""What a unit answers to the study rubric besides A8, claiming nothing by it."""
PROOF = b"%PDF-1.4\nSYNTHETIC DATA\n%%EOF\n"
NO_FILE = "0" * 64
FIRST = datetime.fromisoformat("2026-01-01T00:00:00Z")
"""Before any move, so that it is the unit's own turn."""


def complete_claim(
    engine: Engine, library: Library, files: EvidenceFiles | None, id_: str, now: datetime
) -> None:
    """Fill in what a unit has yet to answer and to prove, if it is the unit's turn."""
    with engine.begin() as connection:
        found = find_for_clock(connection, id_)
        if Key(found.row.state, "save") not in found.target.table:
            return
        plan, first = found.plan(library), found.procedure.steps[0].id
        claim, mine = (
            newest(connection, id_, "self", step, UNIT_ITSELF).draft
            for step in (first, found.step.id)
        )
        said = over(claim, mine).answers
        none = nothings(plan, found.unit)
        _fill(found, mine, {item: none[item] for item in none if item not in said}, now)
        shown = [item for item in none if said.get(item, none[item]) != none[item]]
        prove(connection, id_, f"clerk-{found.row.unit}", shown, files)


def nothings(plan: Plan, unit: Unit) -> dict[str, Any]:
    """Return the answers that claim nothing, to all that a unit has to answer."""
    applies = Units([unit]).all_matching(plan.bindings)[:, 0]
    return {
        leaf.id: nothing(leaf)
        for leaf in plan.rubric.indicators()
        if leaf.required and leaf.answered_by == "unit" and applies[plan.bound_by[leaf.id]]
    }


def _fill(found: Submission, mine: Draft, missing: dict[str, Any], now: datetime) -> None:
    """Put answers into the newest revision, or into a first one."""
    if not missing:
        return
    text = Draft({**mine.answers, **missing}, (), mine.reasons, mine.wishes).text()
    put, kept = found.connection.execute, {"content": text, "hash": hash_of(text)}
    of = {"submission": found.id, "layer": "self", "step": found.step.id, "author": UNIT_ITSELF}
    number = newest(found.connection, found.id, "self", found.step.id, UNIT_ITSELF).number
    if number:
        where = [revisions.c[name] == value for name, value in (of | {"number": number}).items()]
        put(update(revisions).where(*where).values(kept))
        return
    by = {"saved_by": f"clerk-{found.row.unit}", "saved_at": stamp(now)}
    put(insert(revisions).values(id=new_id(now), number=1, **of, **kept, **by))


def prove(
    connection: Connection,
    id_: str,
    clerk: str,
    items: Iterable[str],
    files: EvidenceFiles | None = None,
) -> None:
    """Let one file of the unit's show those of the items that nothing shows yet."""
    uses = evidence_uses.join(evidence, evidence.c.id == evidence_uses.c.evidence)
    query = select(evidence_uses.c.item).select_from(uses).where(evidence.c.submission == id_)
    there = connection.execute(query.where(evidence.c.withdrawn_at.is_(None))).scalars()
    fresh = sorted({*items} - {*there})
    if not fresh:
        return
    row = {
        "id": new_id(FIRST),
        "submission": id_,
        "file": NO_FILE if files is None else files.keep(files.receive([PROOF], 99)).hash,
        "name": "证明.pdf",
        "kind": "pdf",
        "size": len(PROOF),
        "uploaded_by": clerk,
        "uploaded_at": stamp(FIRST),
    }
    connection.execute(insert(evidence).values(row))
    shown = [{"evidence": row["id"], "item": item, "at": row["uploaded_at"]} for item in fresh]
    connection.execute(insert(evidence_uses), shown)
