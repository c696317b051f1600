"""A pinned rubric or composite, from its canonical JSON back to what its YAML says."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from smart_team.recount.tree import leaves


def as_record(canonical_json_text: str) -> dict[str, Any]:
    """Read canonical JSON as the dictionary that :func:`~smart_team.recount.scorer.score` takes.

    Decimals stay the texts that they are, except below ``params``, where ``{"number": "0.5"}``
    stands for a number, and becomes one again for the scorer. Raises ``ValueError`` for a number
    with a point or exponent, which canonical JSON never has.
    """
    record: dict[str, Any] = json.loads(
        canonical_json_text, parse_float=_refuse, parse_constant=_refuse
    )
    for leaf in leaves(record):
        if "params" in leaf.indicator:
            leaf.indicator["params"] = _restored(leaf.indicator["params"])  # type: ignore[index]
    return record


def _refuse(written: str) -> NoReturn:
    raise ValueError(f"not a number of canonical JSON: {written}")


def _restored(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML held
    """Turn tagged numbers back into numbers: whole ones into int, others into Decimal."""
    if isinstance(value, list):
        return [_restored(each) for each in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"number"} and isinstance(value["number"], str):
        text = value["number"]
        return Decimal(text) if "." in text else int(text)
    return {key: _restored(each) for key, each in value.items()}
