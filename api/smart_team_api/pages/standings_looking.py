"""What the pages of one stage have in common: its head, its table, and names for its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Annotated, Any

from fastapi import Path, Query
from sqlalchemy import Connection

from smart_team.assessment.library import Library
from smart_team.assessment.views.pages import Span
from smart_team.assessment.views.ranking import RankingView, ranking_of
from smart_team.assessment.views.registry import districts_list
from smart_team.assessment.views.sources import Asked, Standing, asked_of, standing_for
from smart_team.assessment.views.stages import StageHead, stage_head
from smart_team.errors import Lang
from smart_team.people.principal import Principal
from smart_team.reports.group_words import group_title, word
from smart_team.rubric.checks import weight
from smart_team.rubric.schema import Dimension

StageId = Annotated[str, Path(max_length=80)]
Word = Annotated[str, Query(max_length=120)]
LIVE = "live"
MOST_DISTRICTS = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """A stage as one person sees it now."""

    asked: Asked
    head: StageHead
    standing: Standing
    table: RankingView
    against: str | None

    @property
    def sees_both(self) -> bool:
        """Whether this person may choose between what is published and what is on its way."""
        has = any(each.stage == self.head.id for each in self.head.comparables)
        return has and self.asked.sees_standing


def seen(
    connection: Connection,
    principal: Principal,
    stage: str,
    library: Library,
    *,
    now: str = "",
    against: str | None = "",
    whole: bool = False,
) -> Seen:
    """Return a stage's table with its head; raises AbsentError.

    What is published comes first unless what is on its way is asked for. Without a word on it, it
    is compared with the period before.
    """
    asked = asked_of(connection, principal, stage, library)
    standing = standing_for(asked, published_first=now != LIVE)
    head = stage_head(asked)
    other = head.period_before() if against is None else against or None
    if other is not None and other not in {each.id for each in head.comparables}:
        other = None
    table = ranking_of(asked, standing, against=other, whole=whole)
    return Seen(asked, head, standing, table, other)


def names_of(connection: Connection, principal: Principal) -> Mapping[str, str]:
    """Return the districts' names by code."""
    page = districts_list(connection, principal, Span(MOST_DISTRICTS))
    return {each.code: each.name for each in page.items}


def about(found: Seen, lang: Lang, districts: Mapping[str, str]) -> dict[str, Any]:
    """Return what every page of a stage shows."""
    return {
        "head": found.head,
        "table": found.table,
        "source": found.standing.source,
        "sees_both": found.sees_both,
        "districts": districts,
        "group_title": partial(_group, found, lang),
        "full": f"{found.head.rubric.full_marks:f}",
    }


def choices(found: Seen, districts: Mapping[str, str], lang: Lang) -> dict[str, Any]:
    """Return by what a table can be narrowed, each choice with its title."""
    rows = found.table.rows
    areas = sorted({row.unit.district for row in rows if row.unit.district})
    kinds = list(dict.fromkeys(row.unit.kind for row in rows))
    groups = list(dict.fromkeys(row.group for row in rows if row.group))
    return {
        "groups": [(each, group_title(found.head.rubric, each, lang)) for each in groups],
        "areas": [(each, districts.get(each, each)) for each in areas],
        "kinds": [(each, word(each, lang)) for each in kinds],
        "grades": [(band.grade, band.grade) for band in found.head.rubric.grades],
    }


def full_of(dimension: Dimension) -> Decimal:
    """Return the full marks of a dimension."""
    return Decimal(weight(dimension))


def _group(found: Seen, lang: Lang, name: str | None) -> str:
    return group_title(found.head.rubric, name, lang)
