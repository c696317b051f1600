"""What the pages of 队建动态 ask the store for, narrowed as the address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fastapi import Request
from sqlalchemy import Connection

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.records.views import RecordsWanted
from smart_team.assessment.views import messages as m
from smart_team.assessment.views.pages import shown
from smart_team.errors import Problem
from smart_team.ledger.book import Book, Record
from smart_team.modules.news.months import Month, month_named, month_of
from smart_team.modules.news.names import LEDGERS, PUBLISHED
from smart_team.modules.news.standing import (
    UnitMonth,
    adoptions_of_month,
    articles_of,
    lines_of_month,
    records_of_year,
)
from smart_team.modules.news.words import words_of
from smart_team.modules.sight import SeenUnit, books_of, seen_units
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team_api.asking import Look

MONTHS: Final = 24
"""Months that may be chosen, the one that goes on among them."""
_NARROWING: Final = ("text", "category", "unit", "district", "month")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which articles are asked for: how they are narrowed, and the words they hold."""

    wanted: RecordsWanted
    words: Sequence[str]
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A month: the units in sight by code, how each stands, and what stands behind it."""

    month: Month
    books: Mapping[str, Book]
    units: Mapping[str, SeenUnit]
    lines: Sequence[UnitMonth]
    adoptions: Sequence[Record]
    articles: Sequence[Record]

    @property
    def published(self) -> list[Record]:
        """The articles that are published."""
        return [each for each in self.articles if each.state == PUBLISHED]

    @property
    def returned(self) -> list[Record]:
        """The articles that were ever returned."""
        return [each for each in self.articles if "returned_on" in each.content]

    @property
    def below(self) -> list[UnitMonth]:
        """The units that have not reached the least number of articles."""
        return [each for each in self.lines if each.reached is False]


def today_of(look: Look) -> date:
    """Return the day of Shanghai."""
    return shanghai_day(look.service.clock())


def months_until(today: date) -> list[Month]:
    """Return the months that may be chosen, the newest first."""
    return [month_of(today).back(count) for count in range(MONTHS)]


def news_books(look: Look) -> Mapping[str, Book]:
    """Return the module's ledgers; AbsentError where they are not installed."""
    return books_of(look.service.platform.shelf, LEDGERS)


def asked_month(said: str) -> Month:
    """Return the month of a name; raises UnfitError for what names none."""
    found = month_named(said)
    if found is None:
        values = {"name": "month", "given": shown(said), "known": "2026-01"}
        raise refusals.UnfitError([Problem(m.BAD_FILTER, values=values)])
    return found


def bulletin_of(look: Look, connection: Connection, principal: Principal, month: Month) -> Bulletin:
    """Return how the units in sight stand in a month; AbsentError for who sees none."""
    books, units = news_books(look), seen_units(connection, principal)
    records = records_of_year(connection, principal, books, units, month)
    metrics = look.service.platform.metrics
    lines = lines_of_month(metrics, books, records, units, month, today_of(look))
    return Bulletin(
        month,
        books,
        {each.code: each for each in units},
        lines,
        adoptions_of_month(books, records, month),
        articles_of(books, records, month),
    )


def asked_articles(request: Request) -> Asked:
    """Return which articles the address asks for; raises UnfitError for what cannot be."""
    said = {name: " ".join(request.query_params.get(name, "").split()) for name in _NARROWING}
    month = asked_month(said["month"]) if said["month"] else None
    wanted = RecordsWanted(
        unit=said["unit"] or None,
        district=said["district"] or None,
        since=month.first.isoformat() if month else None,
        until=month.last.isoformat() if month else None,
        text=said["text"] or None,
        choices={"category": said["category"]} if said["category"] else {},
    )
    return Asked(replace(wanted, text=None), words_of(said["text"]), said)
