"""What is registered: units and districts, modules and rubrics, for everybody with a role."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from sqlalchemy import Connection, Row, Select, select

from smart_team.assessment.library import Library
from smart_team.assessment.platform import Platform
from smart_team.assessment.views.allowed import city_actions
from smart_team.assessment.views.pages import (
    Page,
    Span,
    absent,
    among,
    require_city,
    require_word,
    turned,
    worded,
)
from smart_team.errors import Text
from smart_team.people.policy import Action
from smart_team.people.principal import Principal
from smart_team.rubric.catalog import Module
from smart_team.rubric.schema import Rubric
from smart_team.rubric.types import Kind, Level
from smart_team.store.tables import districts, documents, units


@dataclass(frozen=True, slots=True)
class UnitView:
    """A registered unit, with what this person may do; `district` is empty for the city's own."""

    code: str
    name: str
    kind: str
    level: str
    district: str
    subject: str
    version: int
    actions: tuple[Action, ...]


@dataclass(frozen=True, slots=True)
class DistrictView:
    """A district by its code."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class ModuleView:
    """A loaded module, the ids of its rubrics, and whether it has a procedure."""

    id: str
    title: Text
    rubrics: tuple[str, ...]
    has_procedure: bool


@dataclass(frozen=True, slots=True)
class RubricPinned:
    """A rubric that was pinned or uploaded, by its content hash."""

    hash: str
    id: str
    version: str
    at: str


@dataclass(frozen=True, slots=True)
class UnitsWanted:
    """Which units are asked for; raises UnfitError for a value that there is not.

    `search` is a part of a code or of a name.
    """

    kind: str | None = None
    level: str | None = None
    district: str | None = None
    search: str | None = None

    def __post_init__(self) -> None:
        among("kind", self.kind, get_args(Kind))
        among("level", self.level, get_args(Level))
        worded("district", self.district)
        worded("search", self.search)


def units_list(
    connection: Connection,
    principal: Principal,
    wanted: UnitsWanted,
    span: Span,
    codes: Collection[str] | None = None,
) -> Page[UnitView]:
    """Return the registered units by code, of those with these codes if any are named."""
    require_city(principal, "registry")
    query = _narrowed(wanted)
    if codes is not None:
        query = query.where(units.c.code.in_(codes))
    rows, following = turned(connection, query, units.c.code, span)
    return Page(tuple(_unit(row, principal) for row in rows), following)


def every_unit(connection: Connection, principal: Principal, wanted: UnitsWanted) -> list[UnitView]:
    """Return all registered units that are asked for, by code."""
    require_city(principal, "registry")
    rows = connection.execute(_narrowed(wanted).order_by(units.c.code))
    return [_unit(row, principal) for row in rows]


def _narrowed(wanted: UnitsWanted) -> Select[Any]:
    query = select(units)
    for name in ("kind", "level", "district"):
        if (given := getattr(wanted, name)) is not None:
            query = query.where(units.c[name] == given)
    if wanted.search is not None:
        part = wanted.search
        named = units.c.name.contains(part, autoescape=True)
        query = query.where(named | units.c.code.icontains(part, autoescape=True))
    return query


def unit_view(connection: Connection, principal: Principal, code: str) -> UnitView:
    """Return one unit; raises AbsentError."""
    require_city(principal, "registry")
    require_word(code)
    row = connection.execute(select(units).where(units.c.code == code)).first()
    if row is None:
        raise absent()
    return _unit(row, principal)


def districts_list(connection: Connection, principal: Principal, span: Span) -> Page[DistrictView]:
    """Return the districts by code."""
    require_city(principal, "registry")
    rows, following = turned(connection, select(districts), districts.c.code, span)
    return Page(tuple(DistrictView(row.code, row.name) for row in rows), following)


def place_names(connection: Connection, principal: Principal) -> Mapping[str, str]:
    """Return what every unit and district is called, by code."""
    require_city(principal, "registry")
    names = {row.code: row.name for row in connection.execute(select(districts))}
    query = select(units.c.code, units.c.name).order_by(units.c.code)
    return names | {row.code: row.name for row in connection.execute(query)}


def modules_list(principal: Principal, platform: Platform) -> list[ModuleView]:
    """Return the modules that are loaded, by id."""
    require_city(principal, "registry")
    return sorted((_module(each, platform) for each in platform.catalog.modules), key=_id)


def rubrics_list(
    connection: Connection, principal: Principal, span: Span, name: str | None = None
) -> Page[RubricPinned]:
    """Return the rubrics that were pinned or uploaded, by hash; `name` is a rubric's id."""
    require_city(principal, "registry")
    worded("name", name)
    query = select(documents).where(documents.c.sort == "rubric")
    if name is not None:
        query = query.where(documents.c.name == name)
    rows, following = turned(connection, query, documents.c.hash, span)
    return Page(tuple(_pinned(row) for row in rows), following)


def rubric_view(
    connection: Connection, principal: Principal, hash_: str, library: Library
) -> Rubric:
    """Return a pinned rubric, whole; raises AbsentError."""
    require_city(principal, "registry")
    require_word(hash_)
    table = documents.c
    query = select(table.text).where(table.sort == "rubric", table.hash == hash_)
    text = connection.execute(query).scalar()
    if text is None:
        raise absent()
    return library.plan(hash_, text).rubric


def loaded_rubrics(principal: Principal, platform: Platform) -> Mapping[str, Rubric]:
    """Return the rubrics of the loaded modules by id."""
    require_city(principal, "registry")
    return {each.id: each for module in platform.catalog.modules for each in module.rubrics}


def _unit(row: Row[Any], principal: Principal) -> UnitView:
    place = (row.kind, row.level, row.district or "")
    return UnitView(
        row.code,
        row.name,
        *place,
        row.subject,
        row.version,
        city_actions(principal, "manage_units"),
    )


def _pinned(row: Row[Any]) -> RubricPinned:
    return RubricPinned(row.hash, row.name, row.version, row.at)


def _module(module: Module, platform: Platform) -> ModuleView:
    rubrics = tuple(each.id for each in module.rubrics)
    return ModuleView(
        module.id, module.file.title.text(), rubrics, module.id in platform.procedures
    )


def _id(module: ModuleView) -> str:
    return module.id
