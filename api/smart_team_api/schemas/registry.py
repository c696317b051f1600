"""Units, districts, modules and rubrics as they are told of."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from smart_team.people.policy import Action
from smart_team.rubric.types import Kind, Level
from smart_team.scoring.units import Unit
from smart_team_api.schemas.base import Code, Given, Id, Line, Shown, Words
from smart_team_api.schemas.views import ProblemShown


class UnitGiven(Given):
    """What a unit is; `district` is empty for the city's own."""

    name: Line
    kind: Kind
    level: Level
    district: Code = ""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "示例市甲区人民法院",
                    "kind": "court",
                    "level": "district",
                    "district": "D01",
                }
            ]
        }
    )

    def unit(self, code: str) -> Unit:
        """Return it as the engine takes units."""
        return Unit(code, self.name, self.kind, self.level, self.district)


class CodedUnitGiven(UnitGiven):
    """A unit with its code."""

    code: Id

    model_config = ConfigDict(json_schema_extra={"examples": []})


class UnitsGiven(Given):
    """Units to be registered or changed, and districts' names by code."""

    units: Annotated[tuple[CodedUnitGiven, ...], Field(strict=False, max_length=10_000)]
    districts: Annotated[dict[Id, Line], Field(max_length=1000)] = Field(default_factory=dict)

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "units": [
                        {
                            "code": "D01-court",
                            "name": "示例市甲区人民法院",
                            "kind": "court",
                            "level": "district",
                            "district": "D01",
                        }
                    ],
                    "districts": {"D01": "甲区"},
                }
            ]
        }
    )


class RegisteredShown(Shown):
    """How many units are new, and how many were changed."""

    added: int
    changed: int


class VersionShown(Shown):
    """What was changed is there in this version."""

    id: str
    version: int


class UploadedShown(Shown):
    """A rubric that is kept under its hash, and what lint advises."""

    hash: str
    advice: list[ProblemShown]


class UnitShown(Shown):
    """A registered unit; `district` is empty for the city's own."""

    code: str
    name: str
    kind: str
    level: str
    district: str
    subject: str
    version: int
    actions: list[Action]


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
