"""Whether all files of the evidence are there as they were handed in."""

from __future__ import annotations

from sqlalchemy import Connection, select, union

from smart_team.assessment import evidence_messages as e
from smart_team.errors import Problem
from smart_team.store.files import EvidenceFiles
from smart_team.store.record_tables import record_files
from smart_team.store.tables import evidence


def verify_evidence(connection: Connection, files: EvidenceFiles) -> list[Problem]:
    """Return what is wrong with the files of all rows; files without a row are warnings.

    Files of records lie in the same folder as evidence.
    """
    named = union(select(evidence.c.file), select(record_files.c.file))
    hashes = set(connection.execute(named).scalars())
    orphans = [
        Problem(e.ORPHAN, values={"path": path.as_posix()}) for path in files.orphans(hashes)
    ]
    return [*files.verify(sorted(hashes)), *orphans]
