"""YAML to frozen models, or all the problems of a file at once, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as FilePath
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from smart_team.errors import Place, Problem, RubricError
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding, check_item, check_rubric, check_unique_ids
from smart_team.rubric.items import Adjustment, Indicator, Redline
from smart_team.rubric.schema import Rubric
from smart_team.rubric.translate import tag, to_problem
from smart_team.rubric.yaml_text import Document, Path, read_document

Model = TypeVar("Model", bound=BaseModel)

ITEM_TYPES: dict[str, type[BaseModel]] = {
    tag(model): model for model in get_args(get_args(Indicator)[0])
}
"""The item types of an indicator by the name that ``type:`` takes."""

_ADAPTERS: dict[str, TypeAdapter[Any]] = {
    "indicators": TypeAdapter(Indicator),
    "items": TypeAdapter(Adjustment),
    "redlines": TypeAdapter(Redline),
}
"""The lists that hold items, and how one entry is validated alone."""
_HOLDERS = ("dimensions", "adjustments")
"""The keys below which such lists may stand."""

_UNREAD = (
    m.ALIAS,
    m.TAG,
    m.KEY_NOT_TEXT,
    m.AMBIGUOUS_SCALAR,
    m.EMPTY_VALUE,
    m.NUMBER_TOO_LONG,
)
"""What is said of a value that could not be read; what follows from that is not said."""


def read_file(path: FilePath) -> bytes:
    """Return a file's bytes; raises :class:`RubricError` where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        values = {"name": path.name, "detail": error.strerror or type(error).__name__}
        raise RubricError([Problem(m.M_UNREADABLE, Place(str(path)), values)]) from None


def load(model: type[Model], data: bytes, file: str) -> tuple[Model, Document]:
    """Validate one YAML text against `model`; raises :class:`RubricError`."""
    document = read_document(data, file)
    value, problems = _validate(model, document)
    if value is None:
        raise RubricError(_in_order(problems))
    return value, document


def load_rubric(path: FilePath | str) -> Rubric:
    """Load a rubric from a file, checked for shape and sense; raises :class:`RubricError`."""
    return parse_rubric(read_file(FilePath(path)), str(path))[0]


def parse_rubric(data: bytes, file: str = "rubric.yaml") -> tuple[Rubric, Document]:
    """Load a rubric from bytes; `file` names it in errors.

    Returns the rubric and its document, so that lint can say where things stand.
    """
    document = read_document(data, file)
    rubric, problems = _validate(Rubric, document)
    findings = check_rubric(rubric) if rubric else _check_fragments(document.value)
    problems += problems_at(document, findings)
    if rubric is None or problems:
        raise RubricError(_in_order(problems))
    return rubric, document


def problems_at(document: Document, findings: Iterable[Finding]) -> list[Problem]:
    """Give findings their places in the document."""
    return [
        Problem(
            finding.message,
            document.place(finding.path, key=finding.at_key),
            {
                name: document.place(value).line if isinstance(value, tuple) else value
                for name, value in finding.values.items()
            },
        )
        for finding in findings
    ]


def _validate(model: type[Model], document: Document) -> tuple[Model | None, list[Problem]]:
    """Return the model if the document is sound, and the problems if it is not."""
    problems = list(document.problems)
    if problems and not isinstance(document.value, dict):
        return None, problems
    try:
        value = model.model_validate(document.value)
    except ValidationError as error:
        details = [each for each in error.errors(include_url=False) if not _echo(each)]
        return None, problems + [to_problem(document, model, detail) for detail in details]
    return (None if problems else value), problems


def _echo(detail: Mapping[str, Any]) -> bool:
    """Tell a list that is short only because its entries were refused, each with its own error."""
    return detail["type"] == "too_short" and bool(detail["input"])


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Sort by place and say each thing once, and nothing more of a value that was not read."""
    unread = {p.place for p in problems if p.message in _UNREAD}
    said = [
        p
        for p in problems
        if p.place not in unread or p.message in _UNREAD or p.message == m.MISSING
    ]
    once = {(p.place.line, p.place.column, p.message.code): p for p in reversed(said)}
    return [once[key] for key in sorted(once, key=lambda key: (key[0] or 0, key[1] or 0, key[2]))]


def _check_fragments(value: Any) -> Iterator[Finding]:  # noqa: ANN401 - whatever the YAML holds
    """Check those items of a broken rubric that are whole in themselves."""
    decimals = value.get("decimals") if isinstance(value, dict) else None
    entries = list(_raw_items(value, ()))
    ids = [(path, raw.get("id")) for path, raw, _ in entries if isinstance(raw, dict)]
    yield from check_unique_ids((path, str(id_)) for path, id_ in ids if id_ is not None)
    for path, raw, adapter in entries:
        try:
            item = adapter.validate_python(raw)
        except ValidationError:
            continue
        yield from check_item(item, path, decimals if isinstance(decimals, int) else 2)


def _raw_items(node: Any, path: Path) -> Iterator[tuple[Path, Any, TypeAdapter[Any]]]:  # noqa: ANN401
    if isinstance(node, list):
        for number, entry in enumerate(node):
            yield from _raw_items(entry, (*path, number))
    elif isinstance(node, dict):
        for key in _HOLDERS:
            yield from _raw_items(node.get(key), (*path, key))
        for key, adapter in _ADAPTERS.items():
            entries = node.get(key)
            for number, raw in enumerate(entries if isinstance(entries, list) else ()):
                yield (*path, key, number), raw, adapter
