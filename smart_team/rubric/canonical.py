"""The content hash of a model: what it says, whatever its comments, order of keys or layout."""

from __future__ import annotations

import hashlib
import json
from typing import TypeVar

from pydantic import BaseModel

from smart_team.rubric.types import CANONICAL

Model = TypeVar("Model", bound=BaseModel)


def canonical_json(model: BaseModel) -> str:
    """Return the model as JSON with sorted keys, no spaces, and numbers as plain texts."""
    content = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(model: BaseModel) -> str:
    """Return ``sha256:…`` over the canonical JSON of the model."""
    return f"sha256:{hashlib.sha256(canonical_json(model).encode()).hexdigest()}"


def read_canonical(kind: type[Model], text: str) -> Model:
    """Return the model that :func:`canonical_json` wrote; raises pydantic's ValidationError."""
    return kind.model_validate_json(text, context=CANONICAL)
