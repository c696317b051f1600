"""Evidence in a form: files that come with it, files used again, files withdrawn."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from smart_team.assessment import cycle_messages as cycle
from smart_team.assessment import evidence as use
from smart_team.assessment.evidence_rules import Days, Rules
from smart_team.assessment.submissions import Asked
from smart_team.errors import Problem, SmartTeamError
from smart_team.store.gate import Work
from smart_team_api.callers import Caller
from smart_team_api.pages.posting import Post
from smart_team_api.service import Service

FILE, DATED, FROM, UNTIL = "f", "fd", "fs", "fu"
USED, WITHDRAWN = "r", "x"
_CHUNK: Final = 1 << 16
_SHOWN: Final = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """A file that has arrived, for one item, with its days."""

    item: str
    arrived: use.Arrived
    days: Days


@dataclass(frozen=True, slots=True)
class Papers:
    """All that a form asks of the evidence: new pieces, uses by item and piece, withdrawals."""

    pieces: tuple[Piece, ...] = ()
    uses: tuple[tuple[str, str], ...] = ()
    withdrawn: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether it asks for anything."""
        return bool(self.pieces or self.uses or self.withdrawn)

    def items(self) -> set[str]:
        """Return the items that get more evidence."""
        return {piece.item for piece in self.pieces} | {item for item, _ in self.uses}


async def papers_in(post: Post, submission: str) -> Papers:
    """Take in what a form brings along: every file is on the disk afterwards.

    Raises FileError for what is refused; whether this person may attach is asked before.
    """
    sent = [(item, each) for item in _named(post, FILE) for each in post.files(f"{FILE}:{item}")]
    uses = [
        (item, id_) for item in _named(post, USED) for id_ in post.texts(f"{USED}:{item}") if id_
    ]
    days = {item: _days(post, item) for item, _ in sent}
    arrived = await arrive(post, submission, [each for _, each in sent])
    pieces = [Piece(item, one, days[item]) for (item, _), one in zip(sent, arrived, strict=True)]
    asked_for = tuple((item, id_) for item, id_ in uses if id_)
    return Papers(tuple(pieces), asked_for, tuple(post.texts(WITHDRAWN)))


def _named(post: Post, sort: str) -> list[str]:
    """Return the items of which the form has fields of a sort."""
    names = dict.fromkeys(name.partition(":")[::2] for name in post.form)
    return [item for prefix, item in names if prefix == sort and item]


def put(work: Work, asked: Asked, papers: Papers, service: Service) -> int:
    """Do what a form asks of the evidence; returns the submission's version afterwards."""
    rules = Rules(service.library, service.limits)
    for id_ in papers.withdrawn:
        asked = replace(asked, seen=use.withdraw(work, asked, id_))
    for item, id_ in papers.uses:
        use.use_for(work, asked, id_, [item], rules)
        asked = replace(asked, seen=asked.seen + 1)
    for piece in papers.pieces:
        use.attach(work, asked, piece.arrived, [piece.item], piece.days, rules)
        asked = replace(asked, seen=asked.seen + 1)
    return asked.seen


Admitted = Callable[[Work, Caller], object]
"""Raises what stands in the way of who sends files."""


async def arrive(post: Post, submission: str, sent: Sequence[UploadFile]) -> list[use.Arrived]:
    """Take in files for whoever may attach them to a submission now."""

    def admitted(work: Work, caller: Caller) -> None:
        use.admit(work.connection, Asked(caller.principal, submission, post.seen))

    return await taken_in(post, submission, sent, admitted)


async def taken_in(
    post: Post, target: str, sent: Sequence[UploadFile], admitted: Admitted
) -> list[use.Arrived]:
    """Take in files for whoever is admitted; every refusal is recorded."""
    try:
        return await _taken(post, target, sent, admitted) if sent else []
    finally:
        await post.form.close()


async def _taken(
    post: Post, target: str, sent: Sequence[UploadFile], admitted: Admitted
) -> list[use.Arrived]:
    def first(work: Work) -> None:
        admitted(work, post.admit(work))
        work.trace.silent = True

    await post.write(first, target)
    try:
        return [await run_in_threadpool(_receive, post.service, each) for each in sent]
    except SmartTeamError as error:
        await post.refuse(error)


def _receive(service: Service, sent: UploadFile) -> use.Arrived:
    name, chunks = sent.filename or "", _chunks(sent)
    return use.receive(service.files, service.scanner, chunks, name, service.limits)


def _chunks(sent: UploadFile) -> Iterator[bytes]:
    while part := sent.file.read(_CHUNK):
        yield part


def _days(post: Post, item: str) -> Days:
    return Days(*(_day(post.text(f"{name}:{item}")) for name in (DATED, FROM, UNTIL)))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        values = {"given": text[:_SHOWN]}
        raise cycle.UnfitError([Problem(cycle.NO_DAY, values=values)]) from None
