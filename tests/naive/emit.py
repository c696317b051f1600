"""Write plain structures as YAML that no reader can take two ways."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

Scalar: TypeAlias = str | bool | int | Decimal
Plain: TypeAlias = Scalar | Sequence["Plain"] | Mapping[str, "Plain"]


def yaml_of(mapping: Mapping[str, Plain]) -> str:
    """Write a mapping in block style, two spaces deep, every string in quotes."""
    return "\n".join(_mapping(mapping)) + "\n"


def _mapping(mapping: Mapping[str, Plain]) -> Iterator[str]:
    for key, value in mapping.items():
        if isinstance(value, Mapping) and value:
            yield f"{key}:"
            yield from _indented(_mapping(value))
        elif isinstance(value, Sequence) and not isinstance(value, str) and value:
            yield f"{key}:"
            yield from _indented(_sequence(value))
        else:
            yield f"{key}: {_flow(value)}"


def _sequence(sequence: Sequence[Plain]) -> Iterator[str]:
    for value in sequence:
        lines = list(_mapping(value)) if isinstance(value, Mapping) else [_flow(value)]
        yield f"- {lines[0]}"
        yield from _indented(iter(lines[1:]))


def _indented(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield f"  {line}"


def _flow(value: Plain) -> str:
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, int):
        return str(value)
    if value:
        message = f"only scalars go on a line: {value!r}"
        raise ValueError(message)
    return "{}" if isinstance(value, Mapping) else "[]"
