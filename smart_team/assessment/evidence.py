"""Evidence as use cases: a file arrives, is attached to items, used for others, withdrawn.

A file is received and kept before the gate, so that its content is on the disk before any row says
so; what the gate then refuses, or never hears of, is an orphan that a check names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.evidence_rules import (
    DAYS,
    LIMITS,
    Days,
    Limits,
    Rules,
    check_days,
    check_items,
    check_limits,
    same_file,
)
from smart_team.assessment.evidence_sight import is_own, look_up, standing
from smart_team.assessment.history import Side
from smart_team.assessment.loading import Submission, find, require, require_version
from smart_team.assessment.moving import require_in_time
from smart_team.assessment.submissions import Asked
from smart_team.errors import Problem
from smart_team.procedure.calendar import shanghai_day
from smart_team.procedure.machine import Action, Key
from smart_team.store.clock import new_id
from smart_team.store.file_kinds import clean_name, detect
from smart_team.store.files import EvidenceFiles, StoredFile
from smart_team.store.gate import Work
from smart_team.store.scanner import Scanner, require_clean
from smart_team.store.tables import evidence, evidence_uses, submissions


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that was looked at and kept: its name, the id of its kind, its hash and size."""

    name: str
    kind: str
    file: StoredFile


def receive(
    files: EvidenceFiles,
    scanner: Scanner,
    chunks: Iterable[bytes],
    name: str,
    limits: Limits = LIMITS,
) -> Arrived:
    """Take in a file before the gate; once this returns it is on the disk.

    Raises FileError for what is refused and ScannerError where nobody can tell; nothing is kept
    then.
    """
    received = files.receive(chunks, limits.file_bytes)
    try:
        kind = detect(received.path, name)
        require_clean(scanner, received.path, name)
    except BaseException:
        files.discard(received)
        raise
    return Arrived(clean_name(name), kind.id, files.keep(received))


def admit(connection: Connection, asked: Asked) -> Submission:
    """Return the submission if this person may attach evidence to it now: ask before an upload.

    The unit may while it may save or appeal, a reviewer while they may review.
    """
    found = find(connection, asked.principal, asked.submission)
    require(asked.principal, _turn(found, asked), found)
    require_version(found, asked.seen)
    return found


def _turn(found: Submission, asked: Asked) -> Action:
    if not is_own(found, asked.principal):
        return "review"
    return "appeal" if _appealing(found) else "save"


def _appealing(found: Submission) -> bool:
    return Key(found.row.state, "appeal") in found.target.table


def attach(
    work: Work, asked: Asked, arrived: Arrived, items: Iterable[str], days: Days, rules: Rules
) -> str:
    """Attach a file to items of a submission; returns the id of the piece of evidence.

    The same file is one piece, attached once or more often, by one side of a submission.
    """
    found = _admitted(work, asked)
    check_days(days, shanghai_day(work.now))
    row = {
        "file": arrived.file.hash,
        "name": arrived.name,
        "kind": arrived.kind,
        "size": arrived.file.size,
        **days.texts(),
    }
    return _put(work, asked, found, row, items, rules)


def use_for(work: Work, asked: Asked, id_: str, items: Iterable[str], rules: Rules) -> str:
    """Use a file for more items, or in another submission of its unit; returns the piece's id.

    Raises AbsentError alike for what does not exist, what this person may not see, and what is
    another unit's.
    """
    found = _admitted(work, asked)
    source, one = look_up(work.connection, asked.principal, id_)
    if source.row.unit != found.row.unit:
        raise m.AbsentError([Problem(m.ABSENT)])
    row = {name: getattr(one.row, name) for name in _DESCRIBED}
    return _put(work, asked, found, row, items, rules)


def withdraw(work: Work, asked: Asked, id_: str) -> int:
    """Withdraw a unit's own piece of evidence; returns the submission's new version.

    Only while the unit may save. The file stays, and so does the row, with the time.
    """
    found = _admitted(work, asked)
    require(asked.principal, "save", found)
    there = (one for one in standing(found, "unit") if one.id == id_)
    one = next(there, None)
    if one is None:
        raise m.AbsentError([Problem(m.ABSENT)])
    where = evidence.c.id == id_
    work.connection.execute(update(evidence).where(where).values(withdrawn_at=work.at))
    return _touch(work, found, one.row.file, None)


_DESCRIBED: Final = ("file", "name", "kind", "size", *DAYS)


def _admitted(work: Work, asked: Asked) -> Submission:
    work.trace.object = asked.submission
    found = admit(work.connection, asked)
    if is_own(found, asked.principal):
        require_in_time(work, found)
    return found


def _put(
    work: Work,
    asked: Asked,
    found: Submission,
    row: Mapping[str, Any],
    items: Iterable[str],
    rules: Rules,
) -> str:
    """Write what is new of a piece of evidence: its row, its uses, the submission's version."""
    person, side = asked.principal.person, _side(found, asked)
    wanted = tuple(dict.fromkeys(items))
    bound: Side = "reviewer" if _appealing(found) else side  # any item may be appealed
    check_items(found.plan(rules.library), wanted, bound)
    there = standing(found, side)
    same = same_file(there, row, None if side == "unit" else person)
    fresh = [item for item in wanted if same is None or item not in same.items]
    check_limits(there, 0 if same else row["size"], fresh, rules.limits)
    id_ = same.id if same else new_id(work.now)
    put = work.connection.execute
    if same is None:
        by = {"submission": found.id, "uploaded_by": person, "uploaded_at": work.at}
        put(insert(evidence).values(id=id_, **row, **by))
    if fresh:
        put(insert(evidence_uses), [{"evidence": id_, "item": i, "at": work.at} for i in fresh])
    _touch(work, found, None, row["file"])
    return id_


def _side(found: Submission, asked: Asked) -> Side:
    return "unit" if is_own(found, asked.principal) else "reviewer"


def _touch(work: Work, found: Submission, before: str | None, after: str | None) -> int:
    """Raise the submission's version as a save does, and leave the file's hash in the audit."""
    version: int = found.row.version + 1
    where = submissions.c.id == found.id
    work.connection.execute(update(submissions).where(where).values(version=version))
    work.trace.before, work.trace.after = before, after
    return version
