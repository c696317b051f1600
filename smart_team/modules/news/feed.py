"""Articles as everybody in scope reads them: published ones newest first, one whole, pictures."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import islice
from typing import Final

from sqlalchemy import Connection, select

from smart_team.assessment.record_sources import record_of
from smart_team.assessment.records.views import (
    PLACE,
    RecordsWanted,
    RecordView,
    list_records,
    narrowed,
    says,
    views_of,
)
from smart_team.assessment.views.pages import Page, Span
from smart_team.ledger.book import Book, Record
from smart_team.modules.news.likeness import alike
from smart_team.modules.news.names import PICTURES, PUBLISHED
from smart_team.modules.news.words import holds
from smart_team.people.principal import Principal
from smart_team.store.file_kinds import JPEG, PNG, WEBP, FileKind
from smart_team.store.record_tables import record_files

SHOWN: Final[Mapping[str, FileKind]] = {each.id: each for each in (PNG, JPEG, WEBP)}
"""The kinds of file, known by their content when they came in, that a page shows as a picture."""
MOST_ADOPTIONS: Final = 100
_NEAR: Final = timedelta(days=92)
_READ: Final = 200
"""Articles that are read at once to look for words."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of an article; `kind` is what its content was found to be, `size` in bytes."""

    id: str
    name: str
    file: str
    kind: FileKind
    size: int


def published(
    connection: Connection,
    principal: Principal,
    book: Book,
    wanted: RecordsWanted,
    words: Sequence[str],
    span: Span,
) -> Page[RecordView]:
    """Return a page of the published articles whose title and text hold all the words."""
    wanted = replace(wanted, state=PUBLISHED)
    if not words:
        return list_records(connection, principal, book, wanted, span)
    query = narrowed(principal, book, wanted).where(*(says(each) for each in words))
    if span.after is not None:
        query = query.where(span.after > PLACE)
    rows = connection.execute(query.order_by(PLACE.desc()).execution_options(yield_per=_READ))
    # The database looks through the whole content; ids of choices and files are no hits.
    hits = (each for each in rows if _holds(record_of(each), words))
    found = list(islice(hits, span.limit + 1))
    rows.close()
    shown = views_of(connection, found[: span.limit])
    return Page(tuple(shown), _place(shown[-1].record) if len(found) > span.limit else None)


def adoptions_of(
    connection: Connection, principal: Principal, book: Book, article: Record
) -> list[RecordView]:
    """Return where an article of this title was taken up, as far as this person reads of it."""
    title = article.content["title"]
    wanted = RecordsWanted(unit=article.unit)
    span = Span(MOST_ADOPTIONS)
    page = list_records(connection, principal, book, wanted, span, [says(title)])
    return [each for each in page.items if each.record.content["article"] == title]


def near(
    connection: Connection, principal: Principal, book: Book, article: Record
) -> Sequence[tuple[Record, int]]:
    """Return the near-duplicates among what this person reads, with the likeness in percent.

    Those that happened a quarter before or after are compared; what was withdrawn is left out.
    """
    since, until = (article.day + days for days in (-_NEAR, _NEAR))
    wanted = RecordsWanted(since=since.isoformat(), until=until.isoformat())
    rows = connection.execute(narrowed(principal, book, wanted))
    others = (each for each in map(record_of, rows) if not _is_gone(book, each))
    return alike(article, others)


def _is_gone(book: Book, article: Record) -> bool:
    return book.states[article.state].done and not book.counts(article.state)


def pictures_of(
    connection: Connection, articles: Collection[Record]
) -> Mapping[str, Sequence[Picture]]:
    """Return the pictures of articles that somebody was found to see, by the articles' ids."""
    table = record_files.c
    query = select(record_files).where(
        table.record.in_([each.id for each in articles]),
        table.field == PICTURES,
        table.withdrawn_at.is_(None),
        table.kind.in_(SHOWN),
    )
    found: dict[str, list[Picture]] = {}
    for row in connection.execute(query.order_by(table.id)):
        picture = Picture(row.id, row.name, row.file, SHOWN[row.kind], row.size)
        found.setdefault(row.record, []).append(picture)
    return found


def _holds(article: Record, words: Sequence[str]) -> bool:
    return holds(words, article.content["title"], article.content["text"])


def _place(record: Record) -> str:
    return f"{record.day.isoformat()}{record.id}"
