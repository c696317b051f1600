"""What the pages of 队伍管理 ask the store for, narrowed as the address says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from fastapi import Request
from sqlalchemy import Connection

from smart_team.assessment.records.views import RecordsWanted
from smart_team.assessment.views.pages import Span, among
from smart_team.assessment.views.registry import districts_list
from smart_team.ledger.book import Book
from smart_team.modules.sight import SeenUnit, books_of, seen_units
from smart_team.modules.team.names import LEDGERS, PROBLEMS
from smart_team.modules.team.problems import ProblemLine
from smart_team.modules.team.quarters import Quarter, last_ended, quarter_of
from smart_team.modules.team.sight import problems_seen, records_by_unit
from smart_team.modules.team.table import COLUMNS, UnitLine, in_order, lines_for
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team_api.asking import Look

SHOWN: Final = 9
"""Quarters that may be chosen, the one that goes on among them."""


HISTORY: Final = 4
"""Quarters that stand beside the one that is shown."""


@dataclass(frozen=True, slots=True)
class Problems:
    """The problems that were asked for, how, and the units in sight by code."""

    book: Book
    units: Mapping[str, SeenUnit]
    lines: Sequence[ProblemLine]
    said: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """Units side by side: those in sight, the lines that were asked for, and how."""

    quarter: Quarter
    quarters: Sequence[Quarter]
    sort: str
    district: str
    kind: str
    units: Sequence[SeenUnit]
    lines: Sequence[UnitLine]


def today_of(look: Look) -> date:
    """Return the day of Shanghai."""
    return shanghai_day(look.service.clock())


def quarters_until(today: date) -> list[Quarter]:
    """Return the quarters that may be chosen, the newest first."""
    return [quarter_of(today).back(count) for count in range(SHOWN)]


def asked_quarter(request: Request, today: date) -> Quarter:
    """Return the quarter that the address names, or the last that ended; raises UnfitError."""
    known = {each.id: each for each in quarters_until(today)}
    said = request.query_params.get("quarter") or last_ended(today).id
    among("quarter", said, known)
    return known[said]


def team_books(look: Look) -> Mapping[str, Book]:
    """Return the module's ledgers; AbsentError where they are not installed."""
    return books_of(look.service.platform.shelf, LEDGERS)


def table_of(look: Look, connection: Connection, principal: Principal) -> Table:
    """Return the table that the address asks for; raises AbsentError or UnfitError."""
    said, today, books = look.request.query_params, today_of(look), team_books(look)
    quarter, units = asked_quarter(look.request, today), seen_units(connection, principal)
    district, kind, sort = (said.get(name, "") for name in ("district", "kind", "sort"))
    among("district", district or None, {each.district for each in units})
    among("kind", kind or None, {each.kind for each in units})
    among("sort", sort.removeprefix("-") or None, COLUMNS)
    shown = [each for each in units if district in {"", each.district} and kind in {"", each.kind}]
    codes = [each.code for each in shown]
    records = records_by_unit(connection, principal, books, codes, quarter.back(1).first)
    lines = in_order(lines_for(books, shown, records, quarter, today), sort)
    return Table(quarter, quarters_until(today), sort, district, kind, units, lines)


def with_history(quarter: Quarter) -> list[Quarter]:
    """Return a quarter after the four before it."""
    return [quarter.back(count) for count in range(HISTORY, -1, -1)]


def problem_list(look: Look, connection: Connection, principal: Principal) -> Problems:
    """Return the problems that the address asks for; raises AbsentError or UnfitError."""
    params, book = look.request.query_params, team_books(look)[PROBLEMS]
    said = {name: params.get(name, "").strip() for name in _NARROWING}
    units = {each.code: each for each in seen_units(connection, principal)}
    among("late", said["late"] or None, {"1"})
    among("unit", said["unit"] or None, units)
    plain = {name: said[name] or None for name in ("unit", "state", "since", "until")}
    choices = {"source": said["source"]} if said["source"] else {}
    wanted = RecordsWanted(**plain, choices=choices)
    lines = problems_seen(connection, principal, book, wanted, units, today_of(look))
    return Problems(book, units, [each for each in lines if each.overdue or not said["late"]], said)


_NARROWING: Final = ("unit", "state", "source", "since", "until", "late")


def district_names(connection: Connection, principal: Principal) -> Mapping[str, str]:
    """Return the names of the districts by code."""
    every = districts_list(connection, principal, Span(200)).items
    return {each.code: each.name for each in every}
