"""队建动态 in a browser: the published articles, searched and narrowed, and one to be read."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Path, Query, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from smart_team.assessment.records.views import (
    WholeRecord,
    named_units,
    require_readable,
    whole_record,
)
from smart_team.assessment.views.pages import Span, absent
from smart_team.assessment.views.registry import districts_list
from smart_team.modules.news.feed import Picture, adoptions_of, near, pictures_of, published
from smart_team.modules.news.names import ADOPTIONS, ARTICLES, PUBLISHED
from smart_team.modules.news.words import lead_of, marked
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import show
from smart_team_api.pages.news_looking import asked_articles, months_until, news_books, today_of
from smart_team_api.receiving import picture

router = APIRouter(prefix="/news", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("read_records"))]
RecordId = Annotated[str, Path(max_length=80)]
FileId = Annotated[str, Path(max_length=80)]
After = Annotated[str | None, Query(max_length=120)]
SHOWN = 20
"""Articles of a page."""


@router.get("")
async def feed(look: Reading, after: After = None) -> Response:
    """Show the published articles that are asked for, the newest first."""
    today = today_of(look)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who, book = caller.principal, news_books(look)[ARTICLES]
        require_readable(who, look.service.platform.shelf, ARTICLES)
        asked = asked_articles(look.request)
        page = published(connection, who, book, asked.wanted, asked.words, Span(SHOWN, after))
        pictures = pictures_of(connection, [each.record for each in page.items])
        return {
            "book": book,
            "stories": [
                {
                    "record": each.record,
                    "unit": each.unit_name,
                    "title": marked(each.record.content["title"], asked.words),
                    "lead": marked(lead_of(each.record.content["text"], asked.words), asked.words),
                    "picture": next(iter(pictures.get(each.record.id, ())), None),
                }
                for each in page.items
            ],
            "next": page.next,
            "said": asked.said,
            "query": urlencode({name: value for name, value in asked.said.items() if value}),
            "months": months_until(today),
            "every_unit": named_units(connection),
            "districts": districts_list(connection, who, Span(200)).items,
        }

    return await show(look, "news/feed.html", view)


@router.get("/{record}")
async def one(record: RecordId, look: Reading) -> Response:
    """Show an article to be read, with its pictures and where it was taken up."""

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        books, whole = news_books(look), _article(look, connection, caller, record)
        article = whole.view.record
        pictures = pictures_of(connection, [article]).get(article.id, ())
        return {
            "book": books[ARTICLES],
            "whole": whole,
            "article": article,
            "paragraphs": [each for each in article.content["text"].splitlines() if each.strip()],
            "pictures": pictures,
            "adoption_book": books[ADOPTIONS],
            "adoptions": adoptions_of(connection, caller.principal, books[ADOPTIONS], article),
            "is_published": article.state == PUBLISHED,
            "near": near(connection, caller.principal, books[ARTICLES], article)
            if whole.actions or whole.may_enter
            else (),
            "every_unit": named_units(connection),
        }

    return await show(look, "news/article.html", view)


@router.get("/{record}/pictures/{file}")
async def shown_picture(record: RecordId, file: FileId, look: Reading) -> Response:
    """Serve a picture of an article that this person reads; nothing that is no picture."""

    def view(connection: Connection, caller: Caller) -> Picture:
        article = _article(look, connection, caller, record).view.record
        for each in pictures_of(connection, [article]).get(article.id, ()):
            if each.id == file:
                return each
        raise absent()

    found = await look.at(view)
    stream = await run_in_threadpool(look.service.files.open, found.file)
    return picture(stream, found.kind, found.size)


def _article(look: Look, connection: Connection, caller: Caller, record: str) -> WholeRecord:
    shelf = look.service.platform.shelf
    whole = whole_record(connection, caller.principal, shelf, record)
    if whole.found.book.name != ARTICLES:
        raise absent()
    return whole
