"""Whether what was published is what was computed: signatures, numbers, and what follows what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection, Row, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.composing import composed
from smart_team.assessment.differences import difference
from smart_team.assessment.library import Library
from smart_team.assessment.published import Published, Record, published_before
from smart_team.assessment.sheets import sheets_of
from smart_team.assessment.stage import load_stage
from smart_team.assessment.stage_parts import (
    content_of,
    load_cycle,
    named_parts,
    newest_parts,
    units_of_cycle,
)
from smart_team.errors import Message, Problem
from smart_team.scoring.results import to_dict
from smart_team.store.chain import canonical
from smart_team.store.signing import Signed, verify
from smart_team.store.tables import compositions, cycles, publications


def recheck(
    connection: Connection,
    publication: str,
    library: Library,
    key: Ed25519PublicKey,
    plugins: Mapping[str, str],
) -> list[Problem]:
    """Return what is wrong with a publication: signature, succession, or the numbers anew.

    `plugins` are the hashes of those that are loaded. By others than it was computed with it is
    not recomputed, which is a warning: plugins change, and what is published stands.
    """
    row = connection.execute(select(publications).where(publications.c.id == publication)).one()
    return list(_recheck(connection, Published(row), library, key, plugins))


def _recheck(
    connection: Connection,
    published: Published,
    library: Library,
    key: Ed25519PublicKey,
    plugins: Mapping[str, str],
) -> Iterator[Problem]:
    row, content = published.row, published.content
    if not is_signed(row, content, key):
        yield _problem(m.BAD_SIGNATURE, row.id)
    if not _follows(connection, published):
        yield _problem(m.BROKEN_CHAIN, row.id)
    recorded = content.get("plugins", {})
    others = sorted(name for name, hash_ in recorded.items() if plugins.get(name) != hash_)
    if others:
        yield _problem(m.OTHER_PLUGINS, row.id, plugins=", ".join(others))
    stage = load_stage(connection, row.stage)
    again = stage.pinned(row.inputs)
    if not others:
        again["units"] = to_dict(stage.scores(sheets_of(row.inputs), library))["units"]
    if {**content, **again} != content:
        yield _problem(m.COMPUTES_OTHERWISE, row.id)


def _follows(connection: Connection, published: Published) -> bool:
    """Whether a publication has its number, and says rightly what it corrects and how."""
    row, content = published.row, published.content
    before = published_before(connection, row.stage, row.number)
    follows: Record = {"number": row.number}
    if before is not None:
        changed = difference(before.units, published.units)
        follows |= {"corrects": before.named(), "difference": changed}
    if row.reason is not None:
        follows["reason"] = row.reason
    is_next = row.number == (1 if before is None else before.row.number + 1)
    return is_next and {**content, **follows} == content


def recheck_compositions(
    connection: Connection, cycle: str, key: Ed25519PublicKey
) -> list[Problem]:
    """Return what is wrong with a cycle's compositions, the newest of which must be of today."""
    table = compositions
    query = select(table).where(table.c.cycle == cycle).order_by(table.c.number)
    rows = connection.execute(query).all()
    problems = [each for row in rows for each in _composition(connection, row, key)]
    parts = newest_parts(connection, cycle) if load_cycle(connection, cycle).composes else None
    newest = content_of(rows[-1])["stages"] if rows else None
    wanted = None if parts is None else [part.named() for part in parts]
    if newest != wanted:
        problems.append(_composition_problem(m.COMPOSED_OTHERWISE, rows[-1].id if rows else cycle))
    return problems


def _composition(
    connection: Connection, row: Row[tuple[object, ...]], key: Ed25519PublicKey
) -> Iterator[Problem]:
    content = content_of(row)
    if not is_signed(row, content, key):
        yield _composition_problem(m.COMPOSITION_SIGNATURE, row.id)
    parts = named_parts(connection, content)
    again = (
        None
        if parts is None
        else {
            **load_cycle(connection, content["cycle"]).content,
            "number": row.number,
            "stages": [part.named() for part in parts],
            "units": composed(parts, units_of_cycle(connection, content["cycle"])),
        }
    )
    if again is None or {**content, **again} != content or row.cycle != content["cycle"]:
        yield _composition_problem(m.COMPOSED_OTHERWISE, row.id)


def every_cycle(connection: Connection) -> list[str]:
    """Return every cycle's id, oldest first."""
    return list(connection.execute(select(cycles.c.id).order_by(cycles.c.id)).scalars())


def is_signed(row: Row[tuple[object, ...]], content: Record, key: Ed25519PublicKey) -> bool:
    """Whether a kept document is canonical, and its signature that key's."""
    signed = Signed(document=content, signature=row.signature, key=row.key)
    return verify(signed, key) and canonical(content).decode() == row.content


def _problem(message: Message, publication: str, **values: object) -> Problem:
    return Problem(message, values={"publication": publication, **values})


def _composition_problem(message: Message, composition: str) -> Problem:
    return Problem(message, values={"composition": composition})
