"""A ledger's records from a browser's file and into one: first what would be done, then done."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Request, Response
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile

from smart_team.assessment.records.importing import Counts, Plan, import_records
from smart_team.assessment.records.views import named_units, require_entering, require_readable
from smart_team.errors import FileError, Problem
from smart_team.ledger.messages import LedgerError
from smart_team.reports.ledger_export import export_of, to_mend
from smart_team.reports.ledger_files import Suffix, ledger_content
from smart_team.reports.problem_sheet import problem_sheet
from smart_team.reports.workbook import workbook_bytes
from smart_team.store.gate import Work
from smart_team.store.messages import ConflictError
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.ledger_plans import LIMIT, SentTable, admit_import, plan_of, told
from smart_team_api.pages.frame import show
from smart_team_api.pages.ledgers import asked_for
from smart_team_api.pages.posting import Post, Posting, trial_of
from smart_team_api.pages.standings_sending import XLSX, Kind, send
from smart_team_api.pages.uploading import looking
from smart_team_api.repeats import Answer

router = APIRouter(prefix="/ledgers", include_in_schema=False)
WIDEST: Final = LIMIT * 4 // 3 + 1000
"""Bytes of a file that a page carries to its second step, as text."""
Ledger = Annotated[str, Path(max_length=140)]
Reading = Annotated[Look, Depends(Looking("read_records"))]
Trying = Annotated[Look, Depends(Looking("enter_records"))]
Importing = Annotated[Post, Depends(Posting("enter_records", versioned=False, widest=WIDEST))]
MEDIA: Final[dict[Suffix, str]] = {".xlsx": XLSX, ".csv": "text/csv; charset=utf-8"}
Refusals = (FileError, LedgerError)


@router.get("/{ledger}/export.xlsx")
async def as_workbook(ledger: Ledger, request: Request, look: Reading) -> Response:
    """Send the records that were filtered, as they are imported."""
    return await _send(look, ledger, request, ".xlsx")


@router.get("/{ledger}/export.csv")
async def as_csv(ledger: Ledger, request: Request, look: Reading) -> Response:
    """Send the same as CSV."""
    return await _send(look, ledger, request, ".csv")


@router.get("/{ledger}/export-empty.xlsx")
async def empty(ledger: Ledger, look: Reading) -> Response:
    """Send the empty table, with how to fill it."""
    return await _send(look, ledger, None, ".xlsx")


@router.get("/{ledger}/import")
async def form(ledger: Ledger, look: Trying) -> Response:
    """Show the form that takes a file, and how one looks."""
    return await _page(look, ledger, _Outcome())


@router.post("/{ledger}/import/preview")
async def preview(ledger: Ledger, look: Trying) -> Response:
    """Show what a file would do, or all that is wrong with it; nothing is written."""
    given = await trial_of(look)
    try:
        sent = await _uploaded(given)
    finally:
        await given.close()
    if sent is None:
        return await _page(look, ledger, _Outcome(), 422)
    return await _preview(look, ledger, sent)


@router.post("/{ledger}/import/export-problems")
async def problems(ledger: Ledger, look: Trying) -> Response:
    """Send what is wrong with a file as a workbook, one row a place."""
    given = await trial_of(look, WIDEST)
    sent = _carried(given)
    await given.close()
    try:
        found: Sequence[Problem] = (await plan_of(look, ledger, sent)).problems
    except Refusals as error:
        found = error.problems
    lang = language_of(look.request)
    sheet = problem_sheet(found, lang)
    content = workbook_bytes([sheet], lang)
    return await send(look, Kind(XLSX, f"{sheet.name}.xlsx"), content, ledger)


@router.post("/{ledger}/import")
async def take(ledger: Ledger, post: Importing) -> Response:
    """Write all that was agreed to; where by now something else would be done, show that."""
    await admit_import(post, ledger)
    look, sent, shelf = looking(post), _carried(post.form), post.service.platform.shelf
    try:
        plan = await plan_of(look, ledger, sent)

        def step(work: Work, caller: Caller) -> Answer:
            done = import_records(work, caller.principal, shelf, plan, post.text("agreed"))
            return Answer(done._asdict())

        answer = await post.submit(step, ledger)
    except ConflictError as error:
        return await _preview(look, ledger, sent, error.problems)
    except Refusals:
        return await _preview(look, ledger, sent)
    return await _page(look, ledger, _Outcome(done=Counts(**answer.body)))


async def _send(look: Look, ledger: str, request: Request | None, suffix: Suffix) -> Response:
    wanted = None if request is None else asked_for(request)[0]
    mended = request is not None and request.query_params.get("for") == "import"
    lang, shelf = language_of(look.request), look.service.platform.shelf
    parts = look.service.parts

    def view(connection: Connection, caller: Caller) -> tuple[bytes, str]:
        export = export_of(connection, caller.principal, shelf, ledger, wanted, lang, parts)
        export = to_mend(export) if mended else export
        return ledger_content(export, suffix), export.book.ledger.title.say(lang)

    content, title = await look.at(view)
    return await send(look, Kind(MEDIA[suffix], f"{title}{suffix}"), content, ledger)


async def _uploaded(given: FormData) -> SentTable | None:
    """Return the file that a form brings; raises TooLargeError."""
    file = given.get("file")
    if not isinstance(file, UploadFile) or not file.filename:
        return None
    return SentTable(file.filename, await file.read(LIMIT + 1))


def _carried(given: FormData) -> SentTable:
    """Return the file that a preview has put into its form."""
    name, table = given.get("name"), given.get("table")
    try:
        content = base64.b64decode(table if isinstance(table, str) else "", validate=True)
    except binascii.Error:
        content = b""
    return SentTable(name if isinstance(name, str) else "", content)


async def _preview(
    look: Look, ledger: str, sent: SentTable, overtaken: Sequence[Problem] = ()
) -> Response:
    try:
        plan = await plan_of(look, ledger, sent)
    except Refusals as error:
        return await _page(look, ledger, _Outcome(sent, problems=error.problems), 422)
    status = 422 if plan.problems else 409 if overtaken else 200
    outcome = _Outcome(sent, plan, plan.problems, overtaken)
    return await _page(look, ledger, outcome, status)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came of a file, as the page tells it."""

    sent: SentTable = field(default_factory=lambda: SentTable("", b""))
    plan: Plan | None = None
    problems: Sequence[Problem] = ()
    overtaken: Sequence[Problem] = ()
    done: Counts | None = None


async def _page(look: Look, ledger: str, outcome: _Outcome, status: int = 200) -> Response:
    shelf = look.service.platform.shelf

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        book = require_readable(caller.principal, shelf, ledger)
        require_entering(caller.principal, book)
        return {
            "book": book,
            "plan": outcome.plan,
            "entries": () if outcome.plan is None else told(outcome.plan),
            "problems": outcome.problems,
            "overtaken": outcome.overtaken,
            "done": outcome.done,
            "name": outcome.sent.name,
            "table": base64.b64encode(outcome.sent.content).decode(),
            "every_unit": named_units(connection),
        }

    return await show(look, "ledgers/import.html", view, status)
