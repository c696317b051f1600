"""A store in which every text that a person or an author can write would be a script.

Ids, codes, logins and names of plugins are words by their own patterns.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import BaseModel
from sqlalchemy import Connection, Table, select, text, update

from smart_team.assessment.platform import Platform
from smart_team.ledger.book import Shelf
from smart_team.procedure.schema import Procedure
from smart_team.rubric.canonical import canonical_json, content_hash, read_canonical
from smart_team.rubric.schema import Rubric
from smart_team.store import tables as t
from smart_team.store.chain import canonical
from smart_team.store.record_tables import record_files, record_revisions, records
from smart_team.store.signing import load_signer

EVIL: Final = (
    """'"></textarea></script><img src=//evil.example/i onerror=alert(1)>"""
    """<script src=//evil.example/s></script><svg onload=alert(2)>{{7*7}}javascript:alert(3)"""
)
SHORT: Final = """'"><img src=//evil.example/v onerror=alert(4)>"""
"""For texts of at most 64 characters."""
TEXTS: Final[Mapping[Table, tuple[str, ...]]] = {
    t.districts: ("name",),
    t.units: ("name",),
    t.people: ("name", "mail"),
    t.access_tokens: ("name",),
    t.cycles: ("title",),
    t.cycle_units: ("name",),
    t.moved_dates: ("reason",),
    t.moves: ("reason",),
    t.evidence: ("name",),
    t.appeals: ("ground", "reason"),
    t.publications: ("reason",),
    t.holidays: ("name",),
    t.sign_in_failures: ("account",),
    record_revisions: ("reason",),
    record_files: ("name",),
}
"""Columns with words of people, for which there is no other place."""
SOURCES: Final[Mapping[Table, tuple[str, ...]]] = {
    t.sessions: ("source",),
    t.audit: ("source", "behalf"),
    t.sign_in_failures: ("source",),
}
"""Short columns with what a request said of itself."""
WITHIN: Final[Mapping[tuple[Table, str], frozenset[str]]] = {
    (t.revisions, "content"): frozenset({"reasons", "wishes"}),
    (t.notifications, "content"): frozenset({"reason", "name", "unit", "cycle", "stage", "step"}),
    (t.jobs, "content"): frozenset({"reason", "title"}),
    (t.jobs, "result"): frozenset({"what", "fix", "place"}),
}
"""Columns in JSON, and under which names words of people and of authors stand there."""
WORDS: Final = frozenset({"zh", "en"})
"""Where an author's words stand in whatever YAML."""
Model = TypeVar("Model", bound=BaseModel)


MARKS: Final[set[str]] = set()
"""Every place that was poisoned."""
MARK: Final = re.compile(r"⟦([^⟧]+)⟧")


def marked(place: str) -> str:
    """Return what ends a text of a place, by which it is known where it is shown."""
    MARKS.add(place)
    return f"⟦{place}⟧"


def poison(connection: Connection, folder: Path, shelf: Shelf) -> None:
    """Put the hostile text into every place; what is signed is signed anew."""
    for table, columns in TEXTS.items():
        for column in columns:
            evil = EVIL + marked(f"{table.name}.{column}")
            connection.execute(update(table).values({column: evil}))
    for table, columns in SOURCES.items():
        connection.execute(update(table).values(dict.fromkeys(columns, SHORT)))
    for (table, column), names in WITHIN.items():
        here, poisons = table.c[column], Poison(f"{table.name}.{column}", names)
        for row in connection.execute(select(table.c.id, here).where(here.is_not(None))).all():
            content = json.dumps(poisons.all_of(json.loads(row[1])), ensure_ascii=False)
            connection.execute(update(table).where(table.c.id == row.id).values({column: content}))
    _poison_records(connection, shelf)
    _publish(connection, folder, _pin(connection))


def _poison_records(connection: Connection, shelf: Shelf) -> None:
    """Let every text of every record be hostile, and every name of its files, now and before."""
    whose = {row.id: row.ledger for row in connection.execute(select(records)).all()}
    for table, record in (
        (records, records.c.id),
        (record_revisions, record_revisions.c.record),
    ):
        for row in connection.execute(select(table.c.id, record, table.c.content)).all():
            fields = shelf.books[whose[row[1]]].fields.values()
            texts = frozenset(each.id for each in fields if each.type == "text")
            evil = EVIL + marked(f"{table.name}.content")
            said = json.loads(row.content)
            said |= dict.fromkeys(texts & said.keys(), evil)
            content = json.dumps(_with_names(said, evil), ensure_ascii=False)
            connection.execute(update(table).where(table.c.id == row.id).values(content=content))


def _with_names(said: dict[str, Any], evil: str) -> dict[str, Any]:
    """Return a record's fields with hostile names of files."""
    return {
        name: [{**each, "name": evil} if isinstance(each, dict) else each for each in value]
        if isinstance(value, list)
        else value
        for name, value in said.items()
    }


def poisoned(document: Model) -> Model:
    """Return what an author wrote, with every word of it hostile."""
    content = json.loads(canonical_json(document))
    poisons = Poison(type(document).__name__, WORDS)
    return read_canonical(type(document), json.dumps(poisons.all_of(content)))


def hostile_platform(platform: Platform) -> Platform:
    """Return a platform whose modules' own words are hostile."""
    modules = [
        replace(
            each,
            file=poisoned(each.file),
            rubrics=tuple(map(poisoned, each.rubrics)),
            composite=None if each.composite is None else poisoned(each.composite),
        )
        for each in platform.catalog.modules
    ]
    return replace(
        platform,
        catalog=replace(platform.catalog, modules=tuple(modules)),
        procedures={id_: poisoned(each) for id_, each in platform.procedures.items()},
    )


def _pin(connection: Connection) -> dict[str, str]:
    """Poison the pinned documents; returns their new hashes by the old ones."""
    connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    renamed: dict[str, str] = {}
    for row in connection.execute(select(t.documents)).all():
        kind: type[Rubric | Procedure] = Rubric if row.sort == "rubric" else Procedure
        evil = poisoned(read_canonical(kind, row.text))
        renamed[row.hash] = content_hash(evil)
        changed = {"hash": renamed[row.hash], "text": canonical_json(evil), "version": evil.version}
        mine = update(t.documents).where(t.documents.c.hash == row.hash)
        connection.execute(mine.values(changed))
        for column in (t.cycles.c.procedure, t.stages.c.rubric):
            here = update(column.table).where(column == row.hash)
            connection.execute(here.values({column.name: renamed[row.hash]}))
    return renamed


def _publish(connection: Connection, folder: Path, renamed: Mapping[str, str]) -> None:
    """Let what is published name the poisoned documents and grades, by a signature that holds."""
    signer = load_signer(folder)
    for table in (t.publications, t.compositions):
        for row in connection.execute(select(table.c.id, table.c.content)).all():
            content = row.content
            for old, new in renamed.items():
                content = content.replace(old, new)
            signed = signer.sign(Poison("", frozenset()).all_of(json.loads(content)))
            values = {"content": canonical(signed.document).decode(), "signature": signed.signature}
            connection.execute(update(table).where(table.c.id == row.id).values(values))


@dataclass(frozen=True)
class Poison:
    """Makes hostile what stands under some names in JSON; grades and versions keep their own too."""

    sort: str
    names: frozenset[str]

    def all_of(self, value: Any, under: str = "", mark: str = "") -> Any:
        """Return the value poisoned; `mark` tells the place, once it is among those."""
        if isinstance(value, dict):
            return {key: self._said(key, each, under, mark) for key, each in value.items()}
        if isinstance(value, list):
            return [self.all_of(each, under, mark) for each in value]
        return EVIL + mark if mark and isinstance(value, str) else value

    def _said(self, key: str, value: Any, under: str, mark: str) -> Any:
        if key == "grade" and isinstance(value, str):
            return value + EVIL + marked("grade")
        if key == "version" and isinstance(value, str):
            return f"{value}{SHORT}"[:64]
        if key in self.names and not mark:
            mark = marked(f"{self.sort}.{under if key in WORDS else key}")
        return self.all_of(value, key, mark)
