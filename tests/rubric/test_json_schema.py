"""JSON Schemas: every shipped file validates, broken ones do not."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, Field

from smart_team.cli.schema import MODELS, Kind
from smart_team.errors import RubricError
from smart_team.rubric import schema_texts
from smart_team.rubric.json_schema import json_schema
from smart_team.rubric.loader import parse_rubric
from smart_team.rubric.schema import Rubric
from smart_team.rubric.types import Number, Strict
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


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("points: 20", "points: -1"), ("points: 20", "points: 1001"), ("points: 20", "points: '20'"),
        ("points: 20", "points: 20\n        pints: 3"), ("id: A1", "id: 1A"), ("id: A1", "id: 甲"),
        ("format: 1", "format: 2"), ("illustrative: true", "illustrative: maybe"),
        ("illustrative: true", "decimals: 5"), ("illustrative: true", "subject: citizen"),
        ("{zh: 样例, en: Sample}", "{en: Sample}"), ("{zh: 样例, en: Sample}", '{zh: ""}'),
        ('version: "1"', "version: 1"), ("type: boolean", "type: linear\n        input: ratios"),
        ("type: boolean", "type: count\n        per: 0"), ("type: boolean", "type: levels"),
        ("type: boolean", "type: levels\n        levels: []"),
    ],
)  # fmt: skip
def test_what_the_loader_refuses_by_shape_the_schema_refuses_too(old: str, new: str) -> None:
    assert old in SOUND
    text = SOUND.replace(old, new).encode()
    with pytest.raises(RubricError):
        parse_rubric(text)
    value = as_json(read_document(text, "x.yaml").value)
    assert list(VALIDATORS[Kind.rubric].iter_errors(value))


@pytest.mark.parametrize(("kind", "model"), MODELS.items(), ids=list(MODELS))
def test_every_model_and_key_is_described_in_both_languages(
    kind: Kind, model: type[BaseModel]
) -> None:
    schema = json_schema(kind.value, model)
    for name, part in {"the file": schema, **schema["$defs"]}.items():
        assert " · " in part["title"], name
        assert part["description"], name
        for key, value in part["properties"].items():
            assert " · " in value["description"], f"{name}.{key}"


def test_no_text_describes_what_is_not_there() -> None:
    models: set[str] = set()
    keys: set[str] = set()
    for kind, model in MODELS.items():
        schema = json_schema(kind.value, model)
        for name, part in {model.__name__: schema, **schema["$defs"]}.items():
            models.add(name)
            keys |= {each for key in part["properties"] for each in (key, f"{name}.{key}")}
    assert set(schema_texts.MODELS) == models
    assert set(schema_texts.KEYS) <= keys


def test_numbers_and_defaults_are_json() -> None:
    properties = json_schema("rubric", Rubric)["properties"]
    assert properties["full_marks"] | {"description": ""} == {
        "type": "number", "exclusiveMinimum": 0, "maximum": 1000, "default": 100, "description": "",
    }  # fmt: skip
    assert "default" not in properties["reference"]
    text = json.dumps(json_schema("rubric", Rubric))
    assert '"null"' not in text
    assert '"maximum": "' not in text


def test_a_model_that_has_no_texts_keeps_its_own_title() -> None:
    class Own(Strict):
        """A third party's file."""

        own: Annotated[Number, Field(ge=Decimal("0.5"))]

    schema = json_schema("own", Own)
    assert schema["title"] == "Own"
    assert schema["properties"] == {"own": {"type": "number", "minimum": 0.5}}
