"""A publication's signature, checked, and what was signed, for those who may read all of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import Connection

from smart_team.assessment.publication_check import is_signed
from smart_team.assessment.views.pages import absent
from smart_team.assessment.views.published import content_of, one, readable
from smart_team.people.policy import CITY, may
from smart_team.people.principal import Principal


@dataclass(frozen=True, slots=True)
class Signature:
    """A publication's signature: whether it holds, by which key, over how much.

    `digest` is the SHA-256 of the signed bytes; `is_open` says that this person may have them.
    """

    holds: bool
    key: str
    signature: str
    digest: str
    size: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class SignedFile:
    """The bytes that were signed, and the 64 bytes of their signature."""

    content: bytes
    signature: bytes


def signature_of(
    connection: Connection, principal: Principal, publication: str, key: Ed25519PublicKey
) -> Signature:
    """Return a publication's signature, checked now; raises AbsentError."""
    if not may(principal, "results", CITY):
        raise absent()
    row = one(connection, publication)
    content = row.content.encode()
    return Signature(
        is_signed(row, dict(content_of(row.content)), key),
        row.key,
        row.signature,
        hashlib.sha256(content).hexdigest(),
        len(content),
        _reads_all(connection, principal, row.stage, row.content),
    )


def signed_file(connection: Connection, principal: Principal, publication: str) -> SignedFile:
    """Return what was signed.

    It holds every unit's figures: raises AbsentError for who may not read them all.
    """
    if not may(principal, "results", CITY):
        raise absent()
    row = one(connection, publication)
    if not _reads_all(connection, principal, row.stage, row.content):
        raise absent()
    return SignedFile(row.content.encode(), bytes.fromhex(row.signature))


def _reads_all(connection: Connection, principal: Principal, stage: str, content: str) -> bool:
    known = readable(connection, principal, stage)
    return all(row["unit"] in known for row in content_of(content)["units"])
