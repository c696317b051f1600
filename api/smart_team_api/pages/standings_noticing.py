"""What an official notice says of a result: each peer group, its grades, strong and weak parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from smart_team.assessment.views.published import Published
from smart_team.errors import Lang
from smart_team.procedure.calendar import shanghai_day
from smart_team.reports.group_words import group_title
from smart_team.rubric.schema import Dimension, Rubric
from smart_team.scoring.fixed import r6, show, show_short
from smart_team.scoring.units import Unit
from smart_team.store.clock import instant_of
from smart_team_api.pages.standings_looking import full_of

Record = Mapping[str, Any]
FEW: Final = 2
"""How many strong and weak dimensions are named, of each."""


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """A peer group: how many were rated, their mean, who holds which grade, by rank."""

    title: str
    rated: int
    mean: str | None
    grades: tuple[tuple[str, tuple[str, ...]], ...]
    unranked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """A result in words; without the dimensions where some figures may not be read."""

    units: int
    rated: int
    mean: str | None
    grades: tuple[tuple[str, int], ...]
    groups: tuple[GroupSummary, ...]
    strong: tuple[tuple[str, str], ...]
    weak: tuple[tuple[str, str], ...]


def summary(
    rubric: Rubric, rows: Sequence[Record], units: Mapping[str, Unit], lang: Lang
) -> Summary:
    """Return what a notice says; `rows` are in the order of the table."""
    counts = Counter(row["grade"] for row in rows)
    names = list(dict.fromkeys(row["group"] for row in rows))
    rates = _rates(rubric, rows, lang)
    few = min(FEW, len(rates) // 2)
    return Summary(
        len(rows),
        len(_rated(rows)),
        _mean(rows),
        tuple((band.grade, counts[band.grade]) for band in rubric.grades),
        tuple(
            _group(rubric, [row for row in rows if row["group"] == name], units, lang)
            for name in names
        ),
        tuple((title, _per_cent(rate)) for rate, title in rates[:few]),
        tuple((title, _per_cent(rate)) for rate, title in reversed(rates[-few:] if few else [])),
    )


def dated(published: Published, lang: Lang) -> str:
    """Return the day of a publication as a notice writes it."""
    day = shanghai_day(instant_of(published.published_at))
    return f"{day.year}年{day.month}月{day.day}日" if lang == "zh" else day.isoformat()


def _group(
    rubric: Rubric, rows: Sequence[Record], units: Mapping[str, Unit], lang: Lang
) -> GroupSummary:
    grades = [
        (band.grade, tuple(units[row["unit"]].name for row in rows if row["grade"] == band.grade))
        for band in rubric.grades
    ]
    return GroupSummary(
        group_title(rubric, rows[0]["group"], lang),
        len(_rated(rows)),
        _mean(rows),
        tuple((grade, held) for grade, held in grades if held),
        tuple(units[row["unit"]].name for row in rows if row["grade"] is None),
    )


def _rated(rows: Sequence[Record]) -> list[Fraction]:
    return [Fraction(row["total"]) for row in rows if row["status"] == "rated"]


def _mean(rows: Sequence[Record]) -> str | None:
    totals = _rated(rows)
    return show(r6(sum(totals, Fraction(0)) / len(totals))) if totals else None


def _rates(rubric: Rubric, rows: Sequence[Record], lang: Lang) -> list[tuple[Fraction, str]]:
    """Return each dimension's share of its full marks over all units, the strongest first."""
    if not all("dimensions" in row for row in rows):
        return []
    found = [
        (rate, each.title.say(lang))
        for each in rubric.dimensions
        if (rate := _rate(each, rows)) is not None
    ]
    return sorted(found, key=lambda each: each[0], reverse=True)


def _rate(dimension: Dimension, rows: Sequence[Record]) -> Fraction | None:
    scores = [row["dimensions"][dimension.id] for row in rows]
    earned = [Fraction(each) for each in scores if each is not None]
    full = Fraction(full_of(dimension))
    return sum(earned, Fraction(0)) / (len(earned) * full) if earned and full else None


def _per_cent(rate: Fraction) -> str:
    return show_short(r6(rate * 100), 1)
