"""The API's description is whole: words, examples that hold, and every refusal by declaration."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from unittest.mock import Mock

import jsonschema_rs
import pytest
from smart_team_api.app import create_app
from smart_team_api.describing_texts import STATUSES, TAGS
from smart_team_api.illustrating import UNKNOWN
from smart_team_api.refusals import REFUSALS

from smart_team.rubric.loader import parse_rubric
from tests.api.desk import Desk

METHODS = {"get", "put", "post", "delete"}


@cache
def document() -> dict[str, Any]:
    return create_app(Mock()).openapi()


def operations() -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"{method.upper()} {path}", said)
        for path, item in document()["paths"].items()
        for method, said in item.items()
        if method in METHODS
    ]


OPERATIONS = dict(operations())


def fits(schema: dict[str, Any], example: Any) -> None:
    whole = {"components": document()["components"], **schema}
    jsonschema_rs.Draft202012Validator(whole).validate(example)


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for each in value.values() if isinstance(value, dict) else ():
        yield from texts(each)
    for each in value if isinstance(value, list) else ():
        yield from texts(each)


def test_every_operation_is_named_once_and_said_in_both_languages() -> None:
    names = [said["operationId"] for said in OPERATIONS.values()]
    assert len(set(names)) == len(names) > 80
    for said in OPERATIONS.values():
        chinese, _, english = said["summary"].partition(" · ")
        assert not chinese.isascii()
        assert english.isascii()
        assert english


def test_every_tag_is_described_and_no_other() -> None:
    assert {tag for said in OPERATIONS.values() for tag in said["tags"]} == set(TAGS)
    assert {each["name"] for each in document()["tags"]} == set(TAGS)


@pytest.mark.parametrize(
    "name", [name for name, said in OPERATIONS.items() if "requestBody" in said]
)
def test_every_body_has_an_example_that_holds(name: str) -> None:
    for media in OPERATIONS[name]["requestBody"]["content"].values():
        fits(media["schema"], media["example"])
        assert UNKNOWN not in set(texts(media["example"]))


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_answer_has_an_example_that_holds(name: str) -> None:
    for status, answer in OPERATIONS[name]["responses"].items():
        if status.startswith(("4", "5")):
            assert answer == {"$ref": f"#/components/responses/Refused{status}"}
            continue
        media = answer.get("content", {}).get("application/json")
        if media is not None:
            fits(media["schema"], media["example"])
            assert UNKNOWN not in set(texts(media["example"]))


def test_every_refusal_has_an_example_of_its_status() -> None:
    assert set(REFUSALS) == set(STATUSES)
    for status, example in REFUSALS.items():
        fits({"$ref": "#/components/schemas/ProblemDocument"}, example)
        assert example["status"] == status


def test_the_example_of_a_rubric_is_one() -> None:
    body = OPERATIONS["POST /api/v1/rubrics"]["requestBody"]["content"]["application/yaml"]
    rubric, _ = parse_rubric(body["example"].encode())
    assert rubric.full_marks == 10


def test_a_change_asks_for_a_version_and_for_whoever_asks() -> None:
    for name, said in OPERATIONS.items():
        headers = {each["name"] for each in said["parameters"] if each["in"] == "header"}
        assert (
            ("If-Match" in headers) == ("428" in said["responses"]) == ("412" in said["responses"])
        )
        assert bool(said["security"]) == ("403" in said["responses"]), name
        assert "503" in said["responses"]
    new = OPERATIONS["POST /api/v1/account/tokens"]
    assert new["parameters"] == []
    assert new["security"] == [{"session": [], "form": []}]


def test_the_description_is_for_whoever_is_signed_in(desk: Desk) -> None:
    assert desk.ask(None, "GET", "/openapi.json").status_code == 401
    assert desk.ask("auditor", "GET", "/openapi.json").json() == document()


def test_no_two_schemas_share_a_name() -> None:
    assert [name for name in document()["components"]["schemas"] if "__" in name] == []


def test_another_method_is_told_which_there_are(desk: Desk) -> None:
    answer = desk.ask("auditor", "PATCH", "/submissions/x/evidence")
    assert (answer.status_code, answer.json()["code"]) == (405, "Q112")
    assert answer.headers["allow"] == "GET, POST"
