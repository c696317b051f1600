"""Lists a page at a time, in an order that stays, from where the page before ended."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, Generic, NoReturn, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.views import messages as m
from smart_team.errors import Problem
from smart_team.people.policy import CITY, Action, may
from smart_team.people.principal import Principal

Item = TypeVar("Item")
DEFAULT: Final = 50
MOST: Final = 200
LONGEST: Final = 120
"""Characters of a cursor or of what is searched for."""


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some of a list; `next` is where it goes on, None at its end."""

    items: tuple[Item, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class Span:
    """Which part of a list is asked for: so many, after a cursor or from the beginning.

    Raises UnfitError for a limit below 1 or above 200, and for a cursor that cannot be one.
    """

    limit: int = DEFAULT
    after: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= self.limit <= MOST:
            refuse(Problem(m.BAD_LIMIT, values={"given": self.limit, "most": MOST}))
        if self.after is not None and not is_word(self.after):
            self.refuse()

    def refuse(self) -> NoReturn:
        """Raise UnfitError for the cursor."""
        refuse(Problem(m.BAD_CURSOR, values={"given": shown(self.after or "")}))


def turned(
    connection: Connection, query: Select[Any], by: ColumnElement[str], span: Span
) -> tuple[Sequence[Row[Any]], str | None]:
    """Return the rows of a page in the order of a unique text, and where the list goes on."""
    if span.after is not None:
        query = query.where(by > span.after)
    rows = connection.execute(query.order_by(by).limit(span.limit + 1)).all()
    return cut(rows, by.key or "", span)


def cut(rows: Sequence[Row[Any]], key: str, span: Span) -> tuple[Sequence[Row[Any]], str | None]:
    """Cut a page from rows of which one more was read than is shown."""
    kept = rows[: span.limit]
    more = len(rows) > span.limit
    return kept, str(getattr(kept[-1], key)) if more else None


def among(name: str, given: str | None, known: Collection[str]) -> None:
    """Raise UnfitError for a filter's value that is not one of those known."""
    if given is not None and given not in known:
        values = {"name": name, "given": shown(given), "known": ", ".join(sorted(known))}
        refuse(Problem(m.BAD_FILTER, values=values))


def worded(name: str, given: str | None) -> None:
    """Raise UnfitError for a filter's value that no id, code or day can be."""
    if given is not None and not is_word(given):
        values = {"name": name, "given": shown(given), "known": f"1–{LONGEST}"}
        refuse(Problem(m.BAD_FILTER, values=values))


def require_city(principal: Principal, action: Action) -> None:
    """Raise ForbiddenError unless this person may do what belongs to no unit."""
    if not may(principal, action, CITY):
        values = {"action": action, "state": "—"}
        raise refusals.ForbiddenError([Problem(refusals.FORBIDDEN, values=values)])


def require_word(id_: str) -> None:
    """Raise AbsentError for what no id can be, so that no database need be asked."""
    if not is_word(id_):
        raise absent()


def absent() -> refusals.AbsentError:
    """Return the one answer to what is not there and to what is out of scope."""
    return refusals.AbsentError([Problem(refusals.ABSENT)])


def refuse(problem: Problem) -> NoReturn:
    """Raise UnfitError."""
    raise refusals.UnfitError([problem])


def is_word(text: str) -> bool:
    """Whether a text is short, visible and whole, so that every database can compare it."""
    return 0 < len(text) <= LONGEST and text.isprintable()


def shown(text: str) -> str:
    """Return what was given, cut and without what cannot be seen, to be shown in a message."""
    return "".join(each for each in text[:LONGEST] if each.isprintable())
