"""What the pages of 队建动态 ask the store for, narrowed as the address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from fastapi import Request

from smart_team.assessment.records.views import RecordsWanted
from smart_team.assessment.views.pages import among
from smart_team.ledger.book import Book
from smart_team.modules.news.months import Month, month_named, month_of
from smart_team.modules.news.names import LEDGERS
from smart_team.modules.news.words import words_of
from smart_team.modules.sight import books_of
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


def today_of(look: Look) -> date:
    """Return the day of Shanghai."""
    return shanghai_day(look.service.clock())


def months_until(today: date) -> list[Month]:
    """Return the months that may be chosen, the newest first."""
    return [month_of(today).back(count) for count in range(MONTHS)]


def news_books(look: Look) -> Mapping[str, Book]:
    """Return the module's ledgers; AbsentError where they are not installed."""
    return books_of(look.service.platform.shelf, LEDGERS)


def asked_articles(request: Request) -> Asked:
    """Return which articles the address asks for; raises UnfitError for what cannot be."""
    said = {name: " ".join(request.query_params.get(name, "").split()) for name in _NARROWING}
    month = month_named(said["month"]) if said["month"] else None
    if said["month"] and month is None:
        among("month", said["month"], ("2026-01",))
    wanted = RecordsWanted(
        unit=said["unit"] or None,
        district=said["district"] or None,
        since=month.first.isoformat() if month else None,
        until=month.last.isoformat() if month else None,
        text=said["text"] or None,
        choices={"category": said["category"]} if said["category"] else {},
    )
    return Asked(replace(wanted, text=None), words_of(said["text"]), said)
