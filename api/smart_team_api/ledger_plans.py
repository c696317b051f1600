"""What a file that was sent would bring into a ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePath
from typing import Any, Final

from smart_team.assessment.records.importing import Plan, plan_import
from smart_team.assessment.records.views import require_entering, require_readable
from smart_team.errors import Place, Problem
from smart_team.ledger.changes import Entry
from smart_team.store.gate import Work
from smart_team_api import messages as m
from smart_team_api.asking import Ask, Look
from smart_team_api.receiving import named, read_content

LIMIT: Final = 6_000_000
"""Bytes of a file that brings records."""
SHOWN: Final = 200
"""Records of which a preview tells the changes; of more it gives the numbers."""


@dataclass(frozen=True, slots=True)
class SentTable:
    """A workbook or CSV file as it was sent, by its sender's name for it."""

    name: str
    content: bytes

    def __post_init__(self) -> None:
        """Raise TooLargeError for more than is taken."""
        if len(self.content) > LIMIT:
            raise m.TooLargeError([Problem(m.BODY_TOO_LARGE, values={"limit": LIMIT})])


async def plan_of(look: Look, ledger: str, sent: SentTable) -> Plan:
    """Return what a file would do for who asks; raises as ``plan_import`` does.

    Its problems name the file as its sender does.
    """
    shelf = look.service.platform.shelf

    def view(connection: Any, caller: Any) -> Plan:  # noqa: ANN401 - as a look has them
        require_entering(caller.principal, require_readable(caller.principal, shelf, ledger))
        plan = partial(plan_import, connection, caller.principal, shelf, ledger)
        return read_content(sent.content, sent.name, lambda path: _named(plan(path), path, sent))

    return await look.at(view)


async def admit_import(ask: Ask, ledger: str) -> None:
    """Raise what stands in the way of who would import, before the file is read."""
    shelf = ask.service.platform.shelf

    def job(work: Work) -> None:
        who = ask.admit(work).principal
        require_entering(who, require_readable(who, shelf, ledger))
        work.trace.silent = True

    await ask.write(job, ledger)


def told(plan: Plan) -> Sequence[Entry]:
    """Return the records of which a preview tells the changes, in the file's order."""
    return [each for each in plan.entries if each.kind != "same"][:SHOWN]


def _named(plan: Plan, path: Path, sent: SentTable) -> Plan:
    """Return a plan whose places name the file as its sender does."""
    place, file = plan.filled.placer, PurePath(sent.name).name

    def placer(row: int, column: int | None) -> Place:
        return replace(place(row, column), file=file)

    problems = [named(each, str(path), file) for each in plan.problems]
    return replace(plan, filled=replace(plan.filled, placer=placer), problems=problems)
