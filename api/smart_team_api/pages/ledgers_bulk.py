"""A very large ledger in a browser: counts by month, unit and choice, and records of one month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from sqlalchemy import Connection

from smart_team.assessment.records.bulk_views import (
    BulkSight,
    BulkWanted,
    Counted,
    month_of,
    sight_of,
)
from smart_team.assessment.records.views import require_readable
from smart_team.assessment.views.pages import Span, absent, among
from smart_team_api.asking import Look
from smart_team_api.callers import Caller
from smart_team_api.pages.frame import show
from smart_team_api.pages.record_fields import shown_columns


@dataclass(frozen=True, slots=True)
class Grid:
    """Counts in rows and columns, with the sums of both; what is not there is 0."""

    rows: Sequence[Any]
    columns: Sequence[Any]
    cells: Mapping[tuple[Any, Any], int]

    def row(self, row: Any) -> int:  # noqa: ANN401 - a unit, a month or a choice
        """Return the sum of a row."""
        return sum(self.cells.get((row, column), 0) for column in self.columns)

    def column(self, column: Any) -> int:  # noqa: ANN401 - a unit, a month or a choice
        """Return the sum of a column."""
        return sum(self.cells.get((row, column), 0) for row in self.rows)


@dataclass(frozen=True, slots=True)
class Said:
    """What was asked for: a unit, a year, a month as ``YYYY-MM``, by which choices, and which."""

    unit: str
    year: str
    month: str
    by: str
    choices: Mapping[str, str]

    @property
    def query(self) -> str:
        """The same as an address has it."""
        named = {"unit": self.unit, "month": self.month, "by": self.by}
        named |= {f"f.{name}": value for name, value in self.choices.items()}
        return urlencode({name: value for name, value in named.items() if value})


async def bulk_page(look: Look, ledger: str, after: str | None) -> Response:
    """Show the counts of a year, and a page of the records of a chosen unit and month."""
    said = _said(look.request)

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        book = require_readable(caller.principal, look.service.platform.shelf, ledger)
        sight = sight_of(connection, caller.principal, book, look.service.parts)
        if said.unit and said.unit not in sight.units:
            raise absent()
        unit = said.unit or (next(iter(sight.units)) if len(sight.units) == 1 else "")
        return {
            "book": book,
            "said": said,
            "unit": unit,
            "units": sight.units,
            "fields": sight.choice_fields(),
            **_counts(sight, said, unit),
            **_records(sight, said, unit, Span(50, after)),
        }

    return await show(look, "ledgers/bulk.html", view)


def _said(request: Request) -> Said:
    given = {name: value.strip() for name, value in request.query_params.items()}
    choices = {k.removeprefix("f."): v for k, v in given.items() if k.startswith("f.") and v}
    unit, year, month = (given.get(name, "") for name in ("unit", "year", "month"))
    if month:
        year = str(month_of(month).first.year)
    return Said(unit, year, month, given.get("by", ""), choices)


def _counts(sight: BulkSight, said: Said, unit: str) -> dict[str, Any]:
    """Return the totals of a year by unit and month, and by month and choice."""
    held = sight.held()
    years = sorted({str(each.month.year) for each in held}, reverse=True)
    year = said.year or next(iter(years), "")
    if said.year and not said.month:
        among("year", said.year, years)
    fields = sight.choice_fields()
    by = said.by or next(iter(fields), "")
    if not year:
        return {"year": year}
    counted = sight.by_choice(int(year), by) if by else []
    of_year = [each for each in held if each.month.year == int(year)]
    return {
        "years": years,
        "year": year,
        "by": by,
        "total": sum(each.records for each in held),
        "by_unit": _by_unit(of_year, sight.units),
        "by_choice": _by_choice(counted, of_year, sight, by, unit),
    }


def _by_unit(counted: Iterable[Counted], units: Mapping[str, str]) -> Grid:
    cells = Counter({(each.unit, each.month): each.records for each in counted})
    return Grid([code for code in units if any(u == code for u, _ in cells)], _months(cells), cells)


def _by_choice(
    counted: Iterable[Counted], of_year: Iterable[Counted], sight: BulkSight, by: str, unit: str
) -> Grid:
    cells: Counter[tuple[date, str]] = Counter()
    for each in counted if by else of_year:
        if unit in {"", each.unit}:
            cells[each.month, each.choice or ""] += each.records
    choices = [each.id for each in sight.choice_fields()[by].choices] if by else []
    lacking = [""] if any(not choice for _, choice in cells) else []
    return Grid(sorted({month for month, _ in cells}), [*choices, *lacking], cells)


def _months(cells: Iterable[tuple[str, date]]) -> list[date]:
    return sorted({month for _, month in cells})


def _records(sight: BulkSight, said: Said, unit: str, span: Span) -> dict[str, Any]:
    if not (unit and said.month):
        return {"rows": None, "next": None, "columns": ()}
    page = sight.page(BulkWanted(unit, said.month, said.choices), span)
    month = month_of(said.month)
    days = {"unit": unit, "since": month.first.isoformat(), "until": month.last.isoformat()}
    taken = urlencode(days | {f"f.{name}": value for name, value in said.choices.items()})
    columns = shown_columns(sight.book)
    return {"rows": page.items, "next": page.next, "columns": columns, "taken": taken}
