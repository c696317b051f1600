"""Pydantic's validation errors said as our own problems, at their place in the YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, get_args

from pydantic import BaseModel

from smart_team.errors import Message, Problem, Text
from smart_team.rubric import messages as m
from smart_team.rubric.yaml_text import Document, Path

_SHOWN = 40
_WANTED = {
    "string_type": Text("文字(像数的加引号)", "text (quote what looks like a number)"),
    "bool_type": Text("true 或 false", "true or false"),
    "int_type": Text("整数", "a whole number"),
    "number_wanted": Text("数", "a number"),
    "list_type": Text("列表", "a list"),
    "tuple_type": Text("列表", "a list"),
    "dict_type": Text("键值表", "a mapping"),
    "model_type": Text("键值表", "a mapping"),
    "model_attributes_type": Text("键值表", "a mapping"),
}
_LIMITS = {
    "greater_than": Text("大于 {gt}", "greater than {gt}"),
    "greater_than_equal": Text("不小于 {ge}", "at least {ge}"),
    "less_than": Text("小于 {lt}", "less than {lt}"),
    "less_than_equal": Text("不大于 {le}", "at most {le}"),
    "string_too_long": Text("不超过 {max_length} 个字符", "at most {max_length} characters"),
    "string_too_short": Text("不为空", "not empty"),
    "too_long": Text("不超过 {max_length} 项", "at most {max_length} entries"),
}


def to_problem(document: Document, model: type[BaseModel], detail: Mapping[str, Any]) -> Problem:
    """Say one entry of ``ValidationError.errors()`` as a problem of the document."""
    loc: Sequence[str | int] = detail["loc"]
    path, missing = _path_of(document.value, loc)
    kind = detail["type"]
    if kind == "missing":
        return Problem(m.MISSING, document.place(path), {"field": missing})
    if kind == "extra_forbidden":
        known = ", ".join(sorted(_known_keys(model, loc)))
        unknown: dict[str, object] = {"field": path[-1], "known": known}
        return Problem(m.UNKNOWN_KEY, document.place(path, key=True), unknown)
    message, values = _said(kind, detail, path)
    return Problem(message, document.place(path), values)


def _said(kind: str, detail: Mapping[str, Any], path: Path) -> tuple[Message, dict[str, object]]:
    value = str(detail["input"])
    value = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    context = detail.get("ctx", {})
    if kind in _WANTED:
        return m.WRONG_KIND, {"wanted": _WANTED[kind]}
    if kind == "literal_error":
        message = m.SUBJECT if path[-1:] == ("subject",) else m.NOT_ONE_OF
        return message, {"value": value, "known": context["expected"].replace("'", "")}
    if kind == "union_tag_invalid":
        known = context["expected_tags"].replace("'", "")
        return m.NOT_ONE_OF, {"value": context["tag"], "known": known}
    if kind == "union_tag_not_found":
        return m.MISSING, {"field": "type"}
    if kind == "string_pattern_mismatch":
        return m.BAD_ID, {"value": value}
    if kind == "too_short":
        return m.EMPTY_LIST, {}
    rule = _LIMITS[kind]
    said = Text(rule.zh.format(**context), (rule.en or "").format(**context))
    return m.OUT_OF_RANGE, {"value": value, "rule": said}


def _path_of(value: Any, loc: Sequence[str | int]) -> tuple[Path, str]:  # noqa: ANN401
    """Follow pydantic's location into the document, skipping union tags, which are no keys there.

    Returns the path and the last step that is not in the document: a missing key.
    """
    path: list[str | int] = []
    missing = ""
    for step in loc:
        inside = step in value if isinstance(value, dict) else isinstance(step, int)
        if inside:
            value = value[step]
            path.append(step)
        else:
            missing = str(step)
    return tuple(path), missing


def _known_keys(model: type[BaseModel], loc: Sequence[str | int]) -> set[str]:
    """Return the keys that the mapping around the last step of `loc` may have."""
    holders = [model]
    for step in loc[:-1]:
        fields = [keys(holder)[step] for holder in holders if step in keys(holder)]
        tagged = [holder for holder in holders if step == tag(holder)]
        if fields:
            holders = [found for field in fields for found in _models(field)]
        elif tagged:
            holders = tagged
    return {str(key) for holder in holders for key in keys(holder)}


def keys(model: type[BaseModel]) -> dict[str | int, Any]:
    """Return a model's keys as YAML writes them, each with its annotation."""
    return {field.alias or name: field.annotation for name, field in model.model_fields.items()}


def tag(model: type[BaseModel]) -> str:
    """Return the name that ``type:`` takes for an item type's model, or an empty text."""
    field = model.model_fields.get("type")
    return str(get_args(field.annotation)[0]) if field else ""


def _models(annotation: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)
