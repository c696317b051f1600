"""Frozen results, corrections among them, and the key that checks their signatures."""

from __future__ import annotations

from typing import Annotated

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from fastapi import APIRouter, Depends, Path, Query

from smart_team.assessment.views.published import result, results_list
from smart_team.store.signing import key_id
from smart_team_api.asking import Look, Looking
from smart_team_api.paging import Paged
from smart_team_api.schemas.base import Page
from smart_team_api.schemas.cycles import PublishedLine, ResultShown
from smart_team_api.schemas.results import KeyShown

router = APIRouter(prefix="/results", tags=["results"])
Reading = Annotated[Look, Depends(Looking("results"))]
Filter = Annotated[str | None, Query(max_length=80)]


@router.get("", summary="已发布的结果 · Published results", response_model=Page[PublishedLine])
async def listing(
    span: Paged, look: Reading, cycle: Filter = None, stage: Filter = None
) -> Page[PublishedLine]:
    """List what was published, corrections among it, oldest first."""
    return await look.at(
        lambda connection, caller: Page[PublishedLine].model_validate(
            results_list(connection, caller.principal, span, cycle, stage)
        )
    )


@router.get("/key", summary="签名公钥 · The signing key", response_model=KeyShown)
async def key(look: Reading) -> KeyShown:
    """Return the public key by which anybody can check a result's signature."""
    public = look.service.signer.public_key
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    return await look.at(lambda _connection, _caller: KeyShown(id=key_id(public), pem=pem))


@router.get("/{publication}", summary="一份结果 · One result", response_model=ResultShown)
async def whole(publication: Annotated[str, Path(max_length=80)], look: Reading) -> ResultShown:
    """Return every unit's total, grade and rank; figures below them to those concerned."""
    return await look.at(
        lambda connection, caller: ResultShown.model_validate(
            result(connection, caller.principal, publication)
        )
    )
