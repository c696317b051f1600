"""What is lacking: indicators without the evidence that their rubric asks for, and lost files."""

from __future__ import annotations

from sqlalchemy import Connection, select

from smart_team.assessment import evidence_messages as e
from smart_team.assessment.evidence_sight import standing
from smart_team.assessment.loading import Submission
from smart_team.errors import Problem
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit, Units
from smart_team.store.files import EvidenceFiles
from smart_team.store.tables import evidence


def missing_evidence(found: Submission, plan: Plan) -> list[str]:
    """Return the indicators of this unit that need evidence from it and have none, in order."""
    row = found.row
    unit = Units([Unit(row.unit, row.name, row.kind, row.level, row.district)])
    applies = unit.all_matching(plan.bindings)[:, 0]
    shown = {item for one in standing(found, "unit") for item in one.items}
    return [
        leaf.id
        for leaf in plan.rubric.indicators()
        if leaf.evidence.required
        and leaf.answered_by == "unit"
        and applies[plan.bound_by[leaf.id]]
        and leaf.id not in shown
    ]


def verify_evidence(connection: Connection, files: EvidenceFiles) -> list[Problem]:
    """Return what is wrong with the files of all rows; files without a row are warnings."""
    hashes = set(connection.execute(select(evidence.c.file)).scalars())
    orphans = [
        Problem(e.ORPHAN, values={"path": path.as_posix()}) for path in files.orphans(hashes)
    ]
    return [*files.verify(sorted(hashes)), *orphans]
