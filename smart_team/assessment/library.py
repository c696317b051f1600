"""Pinned documents: what a cycle is run by is kept whole, known by its hash, and never changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from pydantic import BaseModel, ValidationError
from sqlalchemy import insert, select

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.bulk_ledgers import PartShelf
from smart_team.assessment.record_sources import Sources
from smart_team.errors import Problem
from smart_team.ledger.metrics import Metrics, Named
from smart_team.procedure.schema import Procedure
from smart_team.rubric.canonical import Model, canonical_json, content_hash, read_canonical
from smart_team.rubric.schema import Rubric
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.scoring.plugin import Scorer
from smart_team.store.gate import Work
from smart_team.store.tables import documents

SORTS: Mapping[type[BaseModel], str] = {Rubric: "rubric", Procedure: "procedure"}


def pin(work: Work, document: Rubric | Procedure, uploader: str | None = None) -> str:
    """Keep a document and return its hash; the same one is kept once.

    Raises :class:`~smart_team.assessment.cycle_messages.RefusedError` if its id and version
    already stand for another content.
    """
    hash_, sort = content_hash(document), SORTS[type(document)]
    table = documents.c
    if work.connection.execute(select(table.hash).where(table.hash == hash_)).first():
        return hash_
    same = (table.sort == sort, table.name == document.id, table.version == document.version)
    if work.connection.execute(select(table.hash).where(*same)).first():
        values = {"name": document.id, "version": document.version}
        raise m.RefusedError([Problem(m.VERSION_TAKEN, values=values)])
    row = {
        "hash": hash_,
        "sort": sort,
        "name": document.id,
        "version": document.version,
        "text": canonical_json(document),
        "uploaded_by": uploader,
        "at": work.at,
    }
    work.connection.execute(insert(documents).values(row))
    return hash_


class Library:
    """Documents read back from their text, checked against their hash, and compiled once.

    With them it has what scores and counts: scorers, metrics, and the records of ledgers. Where the
    parts of bulk ledgers are not known, items that are counted from those are left to the unit.
    """

    def __init__(
        self,
        scorers: Mapping[str, Scorer],
        metrics: Metrics | None = None,
        parts: PartShelf | None = None,
    ) -> None:
        self._plans: dict[str, tuple[str, Plan]] = {}
        self.scorers = scorers
        self.metrics = metrics or Metrics()
        self.sources = Sources(self.metrics, parts)

    def countable(self, metric: str | None) -> Named | None:
        """Return a metric that can be counted here."""
        named = self.metrics.find(metric)
        return named if named is not None and self.sources.can_count(named) else None

    def known(self, hash_: str) -> Plan | None:
        """Return the compiled rubric of a hash whose text was read and checked before."""
        found = self._plans.get(hash_)
        return None if found is None else found[1]

    def plan(self, hash_: str, text: str) -> Plan:
        """Return the compiled rubric; raises RefusedError if text and hash disagree."""
        found = self._plans.get(hash_)
        if found is None or found[0] != text:
            found = text, compile_rubric(_sound(Rubric, hash_, text), self.scorers)
            self._plans[hash_] = found
        return found[1]


@lru_cache(maxsize=64)
def procedure_of(hash_: str, text: str) -> Procedure:
    """Return a pinned procedure; raises RefusedError if text and hash disagree."""
    return _sound(Procedure, hash_, text)


def _sound(kind: type[Model], hash_: str, text: str) -> Model:
    try:
        document = read_canonical(kind, text)
    except ValidationError:
        raise m.RefusedError([Problem(m.ALTERED, values={"hash": hash_})]) from None
    if content_hash(document) != hash_:
        raise m.RefusedError([Problem(m.ALTERED, values={"hash": hash_})])
    return document
