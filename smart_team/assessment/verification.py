"""The whole of a store verified: what the store itself can tell, the evidence, the publications."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, select

from smart_team.assessment.evidence_checks import verify_evidence
from smart_team.assessment.library import Library
from smart_team.assessment.publication_check import every_cycle, recheck, recheck_compositions
from smart_team.errors import Problem
from smart_team.plugins import Plugins
from smart_team.store.database import reading
from smart_team.store.files import EvidenceFiles
from smart_team.store.parts import PARTS, PartFiles, listed_files
from smart_team.store.signing import PUBLIC, load_public_key
from smart_team.store.tables import publications
from smart_team.store.verify import EVIDENCE, verify_store


def verify(
    engine: Engine,
    data: Path,
    plugins: Plugins,
    progress: Callable[[int, int], None] | None = None,
) -> list[Problem]:
    """Return everything that is wrong with a store.

    Evidence, parts, publications with their corrections, and compositions are looked at only where
    the store itself is sound, as they are read through its tables. `progress` is told how many
    publications have been computed anew, of how many.
    """
    problems = verify_store(engine, data)
    if problems:
        return problems
    library, hashes, key = (
        Library(plugins.scorers),
        plugins.hashes(),
        load_public_key(data / PUBLIC),
    )
    with reading(engine) as connection:
        problems += verify_evidence(connection, EvidenceFiles(data / EVIDENCE))
        problems += PartFiles(data / PARTS).absent(sorted(listed_files(connection)))
        table = publications.c
        query = select(table.id).order_by(table.stage, table.number)
        ids = connection.execute(query).scalars().all()
        for done, id_ in enumerate(ids):
            if progress is not None:
                progress(done, len(ids))
            problems += recheck(connection, id_, library, key, hashes)
        for cycle in every_cycle(connection):
            problems += recheck_compositions(connection, cycle, key)
    return problems
