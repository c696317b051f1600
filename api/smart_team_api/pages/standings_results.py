"""What was published: the list, each publication with its signature, its notice, its files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy import Connection

from smart_team.assessment.library import Library
from smart_team.assessment.stage_parts import units_of_cycle
from smart_team.assessment.views.announcements import announcements
from smart_team.assessment.views.pages import Span
from smart_team.assessment.views.published import Published, Result, result, results_list
from smart_team.assessment.views.signed import SignedFile, signature_of, signed_file
from smart_team.assessment.views.sources import asked_of
from smart_team.assessment.views.stages import stage_head
from smart_team.people.principal import Principal
from smart_team.reports.group_words import group_title
from smart_team.scoring.units import Unit
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.frame import show
from smart_team_api.pages.standings_looking import StageId, Word
from smart_team_api.pages.standings_noticing import dated, summary
from smart_team_api.pages.standings_sending import Kind, send

router = APIRouter(include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("results"))]
PARAGRAPH: Final = 1000
KEY: Final = Kind("application/x-pem-file", "signing.pub")
SHOWN: Final = 200


@router.get("/announcements")
async def announced(look: Reading) -> Response:
    """Show what is announced now, until when, and how an appeal is made."""
    library = look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        return {"found": announcements(connection, caller.principal, library)}

    return await show(look, "standings/announcements.html", view)


@router.get("/results")
async def listing(
    look: Reading, after: Annotated[str | None, Query(max_length=120)] = None
) -> Response:
    """List what was published, a stage with all its revisions."""
    library = look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        page = results_list(connection, caller.principal, Span(SHOWN, after))
        heads = {
            each.stage: stage_head(asked_of(connection, caller.principal, each.stage, library))
            for each in page.items
        }
        return {"page": page, "heads": heads}

    return await show(look, "standings/results.html", view)


@router.get("/results/key.pem")
async def key(look: Reading) -> Response:
    """Send the public key by which signatures are checked."""
    public = look.service.signer.public_key
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    await look.at(lambda _connection, _caller: None)
    return await send(look, KEY, pem, "signing.pub")


@router.get("/results/{publication}")
async def one(publication: StageId, look: Reading) -> Response:
    """Show a publication: the table, control totals, signature, corrections, revisions."""
    library, public = look.service.library, look.service.signer.public_key
    lang = language_of(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = _publication(connection, caller.principal, publication, library)
        signature = signature_of(connection, caller.principal, publication, public)
        rubric = found["head"].rubric
        return {
            **found,
            "signature": signature,
            "group_title": lambda name: group_title(rubric, name, lang),
            "items": {each.id: each.title for each in rubric.items()},
        }

    return await show(look, "standings/publication.html", view)


@router.get("/results/{publication}/notice")
async def notice(
    publication: StageId,
    look: Reading,
    to: Word = "",
    paragraph: Annotated[str, Query(max_length=PARAGRAPH)] = "",
) -> Response:
    """Show an official notice of a publication, to be printed; what is typed in is not kept."""
    lang, library = language_of(look.request), look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = _publication(connection, caller.principal, publication, library)
        rows = found["rows"]
        summed = summary(found["head"].rubric, rows, found["units"], lang)
        typed = {"to": to, "paragraph": paragraph, "dated": dated(found["published"], lang)}
        return {**found, **typed, "summary": summed}

    return await show(look, "standings/notice.html", view)


@router.get("/results/{publication}/content.json")
async def content(publication: StageId, look: Reading) -> Response:
    """Send the bytes that were signed, to those who may read every unit's figures."""
    found = await look.at(_signed(publication))
    kind = Kind("application/json", f"{publication}.json")
    return await send(look, kind, found.content, publication)


@router.get("/results/{publication}/content.sig")
async def signature(publication: StageId, look: Reading) -> Response:
    """Send the signature as its 64 bytes."""
    found = await look.at(_signed(publication))
    kind = Kind("application/octet-stream", f"{publication}.sig")
    return await send(look, kind, found.signature, publication)


def _signed(publication: str) -> Any:  # noqa: ANN401 - a view
    def view(connection: Connection, caller: Caller) -> SignedFile:
        return signed_file(connection, caller.principal, publication)

    return view


def _publication(
    connection: Connection, principal: Principal, publication: str, library: Library
) -> dict[str, Any]:
    found: Result = result(connection, principal, publication)
    published: Published = found.published
    head = stage_head(asked_of(connection, principal, published.stage, library))
    units: Mapping[str, Unit] = {
        each.unit: each for each in units_of_cycle(connection, published.cycle)
    }
    listed = results_list(connection, principal, Span(SHOWN), stage=published.stage).items
    revisions = sorted(listed, key=lambda each: each.number)
    return {
        "result": found,
        "published": published,
        "head": head,
        "units": units,
        "rows": sorted(found.rows, key=_place),
        "revisions": revisions,
        "is_newest": revisions[-1].id == published.id,
    }


def _place(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row["group"] or "", row["rank"] is None, row["rank"] or 0, row["unit"]
