"""JSON Schemas: every shipped file validates, broken ones do not."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel

from smart_team.cli.schema import MODELS, Kind
from smart_team.rubric.json_schema import json_schema
from smart_team.rubric.schema import Rubric
from smart_team.rubric.yaml_text import read_document
from tests.rubric.samples import SOUND

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted([*ROOT.glob("rubrics/**/*.yaml"), *ROOT.glob("tests/rubrics/**/*.yaml")])


def as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {key: as_json(each) for key, each in value.items()}
    return [as_json(each) for each in value] if isinstance(value, list) else value


def kind_of(path: Path) -> Kind:
    if path.parent.name == "cases":
        return Kind.cases
    return Kind(path.stem) if path.stem in set(Kind) else Kind.rubric


def validator(kind: Kind, model: type[BaseModel]) -> Draft202012Validator:
    schema = json_schema(kind.value, model)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


VALIDATORS = {kind: validator(kind, model) for kind, model in MODELS.items()}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_files_validate(path: Path) -> None:
    document = read_document(path.read_bytes(), path.name)
    errors = list(VALIDATORS[kind_of(path)].iter_errors(as_json(document.value)))
    assert [error.message for error in errors] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [("type: boolean", "type: bool"), ("points: 20", "points: many"), ("format: 1", "form: 1")],
)
def test_broken_files_do_not(old: str, new: str) -> None:
    document = read_document(SOUND.replace(old, new).encode(), "x.yaml")
    assert list(VALIDATORS[Kind.rubric].iter_errors(as_json(document.value)))


def test_the_schema_says_what_it_is() -> None:
    schema = json_schema("rubric", Rubric)
    assert schema["$id"] == "urn:smart-team:rubric:1"
    assert "评估标准" in schema["description"]
