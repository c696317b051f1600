"""Units, districts, modules and rubrics as they are told of."""

from __future__ import annotations

from smart_team_api.schemas.base import Shown, Words


class UnitShown(Shown):
    """A registered unit; `district` is empty for the city's own."""

    code: str
    name: str
    kind: str
    level: str
    district: str
    subject: str
    version: int


class DistrictShown(Shown):
    """A district by its code."""

    code: str
    name: str


class ModuleShown(Shown):
    """A loaded module, the ids of its rubrics, and whether it has a procedure."""

    id: str
    title: Words
    rubrics: list[str]
    has_procedure: bool


class Modules(Shown):
    """The modules that are loaded, by id."""

    items: list[ModuleShown]


class RubricLine(Shown):
    """A rubric by its content hash."""

    hash: str
    id: str
    version: str
    at: str
