"""Names of fields in a declaration: whether the ledger has such fields, of types that fit."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final, get_args

from smart_team.errors import Text
from smart_team.rubric import ledger_messages as m
from smart_team.rubric.checks import Finding
from smart_team.rubric.ledger_texts import MODELS
from smart_team.rubric.ledgers import AnyField, FileField, Ledger, LedgerField, UnitsField
from smart_team.rubric.yaml_text import Path

FieldTypes = tuple[type[LedgerField], ...]
ANY: Final[FieldTypes] = get_args(get_args(AnyField)[0])
NO_FILE: Final[FieldTypes] = tuple(each for each in ANY if each is not FileField)
SINGLE: Final[FieldTypes] = tuple(each for each in NO_FILE if each is not UnitsField)
"""Those that hold one value."""


def check_field(
    ledger: Ledger, name: str, path: Path, types: FieldTypes = ANY, but: Collection[str] = ()
) -> Iterator[Finding]:
    """Refuse the name of a field that is not there, has none of the types, or is one of `but`."""
    known = [each.id for each in ledger.fields if isinstance(each, types) and each.id not in but]
    if name not in known:
        yield Finding(path, m.NO_SUCH_FIELD, _wanted(name, types, known))


def check_fields(
    ledger: Ledger, names: Collection[str], path: Path, types: FieldTypes = ANY
) -> Iterator[Finding]:
    """Refuse the names of fields in a list as :func:`check_field` does."""
    for number, name in enumerate(names):
        yield from check_field(ledger, name, (*path, number), types)


def check_required(ledger: Ledger, name: str, path: Path, types: FieldTypes) -> Iterator[Finding]:
    """Refuse the name of a field as :func:`check_field` does, and of one that may be empty."""
    yield from check_field(ledger, name, path, types)
    if any(each.id == name and not each.required for each in ledger.fields):
        yield Finding(path, m.NOT_REQUIRED, {"field": name})


def _wanted(name: str, types: FieldTypes, known: Collection[str]) -> dict[str, object]:
    titles = [MODELS[each.__name__] for each in types]
    wanted = Text("、".join(t.zh for t in titles), ", ".join(t.say("en") for t in titles))
    return {"field": name, "wanted": wanted, "known": ", ".join(known) or "-"}
