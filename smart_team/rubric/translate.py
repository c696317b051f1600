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
    path, missing, holders = _follow(document.value, model, loc)
    kind = detail["type"]
    if kind == "missing":
        return Problem(m.MISSING, document.place(path), {"field": missing})
    if kind == "extra_forbidden":
        known = ", ".join(sorted({str(key) for holder in holders for key in keys(holder)}))
        unknown: dict[str, object] = {"field": str(path[-1])[:_SHOWN], "known": known}
        return Problem(m.UNKNOWN_KEY, document.place(path, key=True), unknown)
    message, values = _said(kind, detail, path)
    return Problem(message, document.place(path), values)


def _said(kind: str, detail: Mapping[str, Any], path: Path) -> tuple[Message, dict[str, object]]:
    value = str(detail["input"])
    value = value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…"
    value = value or '""'
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


def _follow(
    value: Any,  # noqa: ANN401 - whatever the YAML holds
    model: type[BaseModel],
    loc: Sequence[str | int],
) -> tuple[Path, str, list[type[BaseModel]]]:
    """Follow pydantic's location into the document and, beside it, into the models.

    Returns the path, the last step that is not in the document (a missing key), and the models
    that the mapping around the last step may have. Where several models are possible, pydantic's
    next step is the `type` it chose: no key of the document, though a key may have the same name.
    """
    path: list[str | int] = []
    missing = ""
    holders = around = [model]
    for step in loc:
        if chosen := [each for each in holders if len(holders) > 1 and tag(each) == step]:
            holders = chosen
            continue
        around = holders
        found = [keys(each)[step] for each in holders if step in keys(each)]
        holders = [inner for field in found for inner in _models(field)] if found else holders
        if step in value if isinstance(value, dict) else isinstance(step, int):
            value = value[step]
            path.append(step)
        else:
            missing = str(step)
    return tuple(path), missing, around


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
