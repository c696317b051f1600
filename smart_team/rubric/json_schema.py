"""JSON Schemas of the YAML formats, for editors that complete and check while typing."""

from __future__ import annotations

import inspect
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from smart_team.errors import Text
from smart_team.rubric.schema_texts import KEYS, MODELS

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LIMITS = {
    "ge": "minimum",
    "gt": "exclusiveMinimum",
    "le": "maximum",
    "lt": "exclusiveMaximum",
}
"""What pydantic leaves of a decimal's limits, and what JSON Schema calls it."""
_NULL = {"type": "null"}
_NOT_FOR_EDITORS = {"title", "default", "discriminator"}
"""Titles made from names, defaults that pydantic writes as text, and a word of OpenAPI."""


def json_schema(kind: str, model: type[BaseModel]) -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of one kind of YAML file.

    Every model has its title, and every key its description, in both languages.
    """
    raw = model.model_json_schema(by_alias=True, mode="validation")
    models = {name: _model(name, part) for name, part in raw.pop("$defs", {}).items()}
    head = {"$schema": DIALECT, "$id": f"urn:smart-team:{kind}:1"}
    return {**head, **_model(model.__name__, raw), "$defs": models}


def _model(name: str, raw: dict[str, Any]) -> dict[str, Any]:
    keys = {key: _key(name, key, value) for key, value in raw["properties"].items()}
    title = {"title": _both(MODELS[name])} if name in MODELS else {}
    said = inspect.cleandoc(raw["description"]).replace("``", "`")
    return {**title, **raw, **title, "description": said, "properties": keys}


def _key(name: str, key: str, raw: dict[str, Any]) -> dict[str, Any]:
    text = KEYS.get(f"{name}.{key}") or KEYS.get(key)
    default = _default(raw)
    return {**({"description": _both(text)} if text else {}), **_mended(raw), **default}


def _default(raw: dict[str, Any]) -> dict[str, Any]:
    """Keep a default that a YAML file could hold, and that says more than leaving the key out."""
    default = raw.get("default")
    if raw.get("type") == "number" and default is not None:
        return {"default": _number(default)}
    return {"default": default} if isinstance(default, str | bool | int) else {}


def _mended(raw: Any) -> Any:  # noqa: ANN401 - a schema or a part of one
    """Say limits as JSON Schema does, and leave out null: YAML's is refused."""
    if isinstance(raw, list):
        return [_mended(each) for each in raw if each != _NULL]
    if not isinstance(raw, dict):
        return raw
    parts = {key: _mended(value) for key, value in raw.items() if key not in _NOT_FOR_EDITORS}
    parts = {
        _LIMITS.get(key, key): _number(value) if key in _LIMITS else value
        for key, value in parts.items()
    }
    if len(parts.get("anyOf", ())) == 1:
        parts |= parts.pop("anyOf")[0]
    return parts


def _both(text: Text) -> str:
    return f"{text.say('zh')} · {text.say('en')}"


def _number(value: object) -> int | float:
    number = Decimal(str(value))
    return int(number) if number == int(number) else float(number)
