"""What the pages of 重点工作 ask the store for, narrowed as the address says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from sqlalchemy import Connection

from smart_team.assessment.records.views import (
    LIGHTS,
    RecordsWanted,
    named_units,
    require_readable,
)
from smart_team.assessment.views.pages import Span, among
from smart_team.assessment.views.registry import districts_list
from smart_team.ledger.book import Book
from smart_team.modules.work.names import TASKS
from smart_team.modules.work.tasks import Reader, Task
from smart_team.people.principal import Principal
from smart_team.procedure.calendar import shanghai_day
from smart_team_api.asking import Look

NARROWING: Final = ("text", "unit", "district", "light", "state")
"""The parameters by which each of the pages is narrowed."""
_MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])")
_ALL_DISTRICTS: Final = Span(200)


@dataclass(frozen=True, slots=True)
class Tasks:
    """The tasks that were asked for, how, and who reads them."""

    reader: Reader
    book: Book
    tasks: Sequence[Task]
    said: Mapping[str, str]

    @property
    def query(self) -> str:
        """How they were narrowed, for an address."""
        return urlencode({name: value for name, value in self.said.items() if value})


def reader_of(look: Look, connection: Connection, principal: Principal) -> tuple[Reader, Book]:
    """Return who reads, and the ledger of tasks; raises AbsentError."""
    shelf = look.service.platform.shelf
    book = require_readable(principal, shelf, TASKS)
    return Reader(connection, principal, shelf, shanghai_day(look.service.clock())), book


def tasks_of(look: Look, connection: Connection, principal: Principal) -> Tasks:
    """Return the tasks that the address asks for; raises AbsentError or UnfitError."""
    reader, book = reader_of(look, connection, principal)
    params = look.request.query_params
    said = {name: params.get(name, "").strip() for name in NARROWING}
    wanted = RecordsWanted(
        text=said["text"] or None,
        unit=said["unit"] or None,
        district=said["district"] or None,
        light=said["light"] or None,
        state=said["state"] or None,
    )
    return Tasks(reader, book, reader.tasks(wanted), said)


def narrowing(found: Tasks) -> dict[str, Any]:
    """Return what the form needs by which the pages are narrowed."""
    reader = found.reader
    return {
        "book": found.book,
        "said": found.said,
        "query": found.query,
        "today": reader.today,
        "every_light": LIGHTS,
        "every_unit": named_units(reader.connection),
        "districts": districts_list(reader.connection, reader.principal, _ALL_DISTRICTS).items,
    }


def asked_month(request: Request, today: date) -> tuple[int, int]:
    """Return year and month that the address names, or those of today; raises UnfitError."""
    said = request.query_params.get("month") or f"{today:%Y-%m}"
    among("month", said, {said} if _MONTH.fullmatch(said) else set())
    return int(said[:4]), int(said[5:])
