"""The cycles, and each one's dashboard: how far it is, and what it has come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Response
from sqlalchemy import Connection

from smart_team.assessment.cycle_messages import AbsentError
from smart_team.assessment.library import Library
from smart_team.assessment.stage_parts import units_of_cycle
from smart_team.assessment.views.cycles import CycleView, StageView, cycle_view, cycles_list
from smart_team.assessment.views.pages import Span
from smart_team.assessment.views.progress import StageProgress, stage_progress
from smart_team.assessment.views.published import Record, composition
from smart_team.assessment.views.rollups import Mean
from smart_team.assessment.views.trends import TrendPoint, trend
from smart_team.errors import Lang
from smart_team.people.principal import Principal
from smart_team.reports.words import KINDS
from smart_team_api.asking import Look, Looking
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.frame import show
from smart_team_api.pages.standings_looking import Seen, StageId, Word, about, names_of, seen
from smart_team_api.pages.standings_shading import Shaded, beside_city

router = APIRouter(prefix="/cycles", include_in_schema=False)
Reading = Annotated[Look, Depends(Looking("results"))]
SHOWN: Final = 100


@dataclass(frozen=True, slots=True)
class Tile:
    """A district on the map, or a system: its mean in its shade, over n units."""

    code: str
    title: str
    cell: Shaded
    n: int


Line = tuple[CycleView, list[tuple[StageView, StageProgress]]]
"""A cycle with each of its stages and how far that is."""


def cycle_lines(
    connection: Connection, principal: Principal, library: Library, now: datetime
) -> list[Line]:
    """Return the cycles that a person may see, the newest first."""
    page = cycles_list(connection, principal, Span(SHOWN))
    whole = [cycle_view(connection, principal, each.id, library) for each in page.items]
    return [(each, _progress(connection, principal, each, now)) for each in reversed(whole)]


@router.get("")
async def listing(look: Reading) -> Response:
    """List the cycles that this person may see, the newest first."""
    library, now = look.service.library, look.service.clock()

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        return {"cycles": cycle_lines(connection, caller.principal, library, now)}

    return await show(look, "standings/cycles.html", view)


@router.get("/{cycle}")
async def dashboard(cycle: StageId, look: Reading, stage: Word = "") -> Response:
    """Show how far a cycle is, and what it has come to so far."""
    lang, library, now = language_of(look.request), look.service.library, look.service.clock()

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        who = caller.principal
        whole = cycle_view(connection, who, cycle, library)
        districts = names_of(connection, who)
        chosen = _chosen(connection, who, whole, library, stage)
        points = trend(connection, who, whole.named.module, library)
        return {
            "cycle": whole,
            "progress": _progress(connection, who, whole, now),
            "districts": districts,
            "chosen": None if chosen is None else about(chosen, lang, districts),
            "tiles": () if chosen is None else _tiles(chosen, districts),
            "systems": () if chosen is None else _systems(chosen, lang),
            "trend": points,
            "chart": _chart(points, lang),
            "composed": _composed(connection, who, cycle),
        }

    return await show(look, "standings/cycle.html", view)


@router.get("/{cycle}/result")
async def result(cycle: StageId, look: Reading) -> Response:
    """Show what the cycle's stages come to together."""
    library = look.service.library

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        whole = cycle_view(connection, caller.principal, cycle, library)
        found = composition(connection, caller.principal, cycle)
        units = {each.unit: each for each in units_of_cycle(connection, cycle)}
        rows = sorted(found["content"]["units"], key=_place)
        return {"cycle": whole, "composed": found, "rows": rows, "units": units}

    return await show(look, "standings/composition.html", view)


def _place(row: Mapping[str, Any]) -> tuple[object, ...]:
    return row["group"] or "", row["rank"] is None, row["rank"] or 0, row["unit"]


def _progress(
    connection: Connection, principal: Principal, whole: CycleView, now: datetime
) -> list[tuple[StageView, StageProgress]]:
    return [
        (
            each,
            stage_progress(connection, principal, each.id, whole.procedure, each.starts_on, now),
        )
        for each in whole.stages
    ]


def _chosen(
    connection: Connection, principal: Principal, whole: CycleView, library: Library, stage: str
) -> Seen | None:
    """Return the stage that was chosen, else the last that is published, else that is under way.

    Who sees but a part of a table gets none: its means would not be the city's.
    """
    published = [each.id for each in reversed(whole.stages) if each.publication is not None]
    ids = [each.id for each in reversed(whole.stages)]
    for id_ in [stage] if stage in ids else [*published, *ids]:
        try:
            found = seen(connection, principal, id_, library)
        except AbsentError:
            continue
        if found.standing.source != "own":
            return found
    return None


def _tiles(found: Seen, districts: Mapping[str, str]) -> list[Tile]:
    means = found.table.roll_ups.districts
    return [_tile(found, code, districts.get(code, code), mean) for code, mean in means.items()]


def _systems(found: Seen, lang: Lang) -> list[Tile]:
    means = found.table.roll_ups.kinds
    return [
        _tile(found, kind, title.say(lang), means[kind])
        for kind, title in KINDS.items()
        if kind in means
    ]


def _tile(found: Seen, code: str, title: str, mean: Mean) -> Tile:
    city, full = found.table.roll_ups.city.mean, found.head.rubric.full_marks
    return Tile(code, title, beside_city(mean.mean, city, full), mean.n)


def _chart(points: tuple[TrendPoint, ...], lang: Lang) -> dict[str, Any]:
    """Return the lines of the trend for the chart: in per cent of the full marks."""
    city = "全市" if lang == "zh" else "City"
    lines = [{"name": city, "values": [_rate(each, each.roll_ups.city) for each in points]}]
    for kind, title in KINDS.items():
        values = [_rate(each, each.roll_ups.kinds.get(kind)) for each in points]
        lines.append({"name": title.say(lang), "values": values})
    labels = [f"{each.cycle_title}\n{each.title.say(lang)}" for each in points]
    return {"labels": labels, "lines": lines}


def _rate(point: TrendPoint, mean: Mean | None) -> float | None:
    if mean is None or mean.mean is None:
        return None
    return round(float(Decimal(mean.mean) * 100 / Decimal(point.full_marks)), 2)


def _composed(connection: Connection, principal: Principal, cycle: str) -> Record | None:
    try:
        return composition(connection, principal, cycle)
    except AbsentError:
        return None
