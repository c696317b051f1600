"""Two rubrics compared item by item: what came, what went, what reads differently."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from smart_team.errors import Text
from smart_team.rubric.schema import Rubric

Change = Literal["added", "removed", "changed"]
ABOUT = "—"
"""Stands for the rubric as a whole, which has no code of its own."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that differs, each side as text; None where it is not there."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one part: a dimension, an item, or the rubric itself."""

    id: str
    title: Text
    change: Change
    fields: tuple[FieldChange, ...] = ()


def differences(before: Rubric, after: Rubric) -> list[Difference]:
    """Return every part that differs, in the order of the new rubric, then what went.

    Parts are the same by their code. A part that moved to another dimension says so by its field
    ``dimension``; the version itself is no difference.
    """
    old, new = dict(_parts(before)), dict(_parts(after))
    found = [_part(id_, old.get(id_), content) for id_, content in new.items()]
    gone = [_part(id_, content, None) for id_, content in old.items() if id_ not in new]
    return [each for each in [*found, *gone] if each is not None]


def _part(
    id_: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None
) -> Difference | None:
    title = _title((new or old or {}).get("title"))
    if old is None:
        return Difference(id_, title, "added")
    if new is None:
        return Difference(id_, title, "removed")
    names = list(dict.fromkeys([*old, *new]))
    fields = tuple(
        FieldChange(name, _text(old.get(name)), _text(new.get(name)))
        for name in names
        if old.get(name) != new.get(name)
    )
    return Difference(id_, title, "changed", fields) if fields else None


def _parts(rubric: Rubric) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the rubric itself, its dimensions and its items, each with its own fields alone."""
    whole = _dump(rubric)
    adjustments = whole.pop("adjustments", {})
    whole |= {f"adjustments.{name}": each for name, each in adjustments.items() if name != "items"}
    for name in ("dimensions", "redlines", "version"):
        whole.pop(name, None)
    yield ABOUT, whole
    for dimension in rubric.walk():
        own = _dump(dimension)
        own.pop("dimensions", None)
        own.pop("indicators", None)
        yield dimension.id, own
        for indicator in dimension.indicators:
            yield indicator.id, {**_dump(indicator), "dimension": dimension.id}
    for item in (*rubric.adjustments.items, *rubric.redlines):
        yield item.id, _dump(item)


def _dump(model: Any) -> dict[str, Any]:  # noqa: ANN401 - any part of a rubric
    found: dict[str, Any] = model.model_dump(mode="json", by_alias=True, exclude_none=True)
    return found


def _text(value: Any) -> str | None:  # noqa: ANN401 - whatever a field holds
    """Return a value as people read it: texts as they are, rows one by one."""
    if value is None:
        return None
    if isinstance(value, dict):
        if value.keys() <= {"zh", "en"}:
            return _said(value)
        return ", ".join(f"{name}: {_text(each)}" for name, each in value.items())
    if isinstance(value, list):
        return "; ".join(str(_text(each)) for each in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _title(title: Any) -> Text:  # noqa: ANN401 - as above
    return Text(title["zh"], title.get("en"))


def _said(title: Any) -> str:  # noqa: ANN401 - a text of one language or both
    return " / ".join(title.values())
