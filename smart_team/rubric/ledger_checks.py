"""What a well-formed declaration of a ledger must also make sense of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from smart_team.errors import Text
from smart_team.rubric import ledger_messages as lm
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding, check_unique_ids
from smart_team.rubric.field_checks import (
    NO_FILE,
    SINGLE,
    check_field,
    check_fields,
    check_required,
)
from smart_team.rubric.flow_checks import (
    ACTORS,
    OF_THE_CITY,
    check_all_among,
    check_among,
    check_flow,
)
from smart_team.rubric.flows import flow_of
from smart_team.rubric.formula import FormulaRefusedError, parse_formula
from smart_team.rubric.ledgers import (
    AnyField,
    ChoiceField,
    DateField,
    FieldsCheck,
    FileField,
    Ledger,
    Lights,
    MergeSmall,
    NumberField,
    PercentField,
    Progress,
    TextField,
    UnitField,
    UnitsField,
)
from smart_team.rubric.types import plain
from smart_team.rubric.yaml_text import Path

STATE, LIGHT, LIT = "state", "light", "lit"
NOT_FIELDS: Final = (STATE, LIGHT, LIT)
"""What a condition may ask for beside fields."""
_BOUNDS: Final = ("at_most", "at_least", "equals")
_NOT_IN_BULK: Final = ("confirm", "flow", "shared_with", "merge_small", "votes", "lights")
NOT_COLUMNS: Final = ("key", "unit", "month", "records", "sequence", "gone", "distinct")
"""What the columns of a bulk ledger's files are called beside its fields."""
LONGEST_COLUMN: Final = 40

Ledgers = Mapping[str, Ledger]


def check_ledgers(ledgers: Sequence[Ledger]) -> Iterator[Finding]:
    """Yield everything that keeps the well-formed ledgers of one module from being kept."""
    paths: list[tuple[Path, Ledger]] = [(("ledgers", n), each) for n, each in enumerate(ledgers)]
    yield from check_unique_ids((path, each.id) for path, each in paths)
    known = {each.id: each for each in reversed(ledgers)}
    for path, ledger in paths:
        yield from _check_ledger(ledger, path, known)


def exactly_one(found: int, choices: Sequence[str], path: Path) -> Iterator[Finding]:
    """Refuse none or several where one of some keys is wanted."""
    if found != 1:
        yield Finding(path, lm.EXACTLY_ONE, {"found": found, "known": ", ".join(choices)})


def _check_ledger(ledger: Ledger, path: Path, known: Ledgers) -> Iterator[Finding]:
    yield from _check_fields(ledger, path, known)
    yield from _check_key(ledger, path)
    yield from _check_people(ledger, path)
    for number, check in enumerate(ledger.checks):
        yield from _check_numbers(ledger, check, (*path, "checks", number))
    if ledger.flow is not None:
        yield from check_flow(ledger, ledger.flow, (*path, "flow"))
    if ledger.merge_small is not None:
        yield from _check_merging(ledger, ledger.merge_small, (*path, "merge_small"))
    if ledger.lights is not None:
        yield from _check_lights(ledger, ledger.lights, (*path, "lights"), known)
    if ledger.bulk:
        yield from _check_bulk(ledger, path)


def _check_fields(ledger: Ledger, path: Path, known: Ledgers) -> Iterator[Finding]:
    paths: list[tuple[Path, AnyField]] = [
        ((*path, "fields", n), each) for n, each in enumerate(ledger.fields)
    ]
    yield from check_unique_ids((where, each.id) for where, each in paths)
    for where, field in paths:
        if field.id in NOT_FIELDS:
            yield Finding((*where, "id"), lm.RESERVED_NAME, {"name": field.id})
        if isinstance(field, ChoiceField):
            entries = enumerate(field.choices)
            yield from check_unique_ids(((*where, "choices", n), each.id) for n, each in entries)
        elif isinstance(field, NumberField) and field.max <= field.min:
            least = plain(field.min)
            rule = Text(f"大于 {least}", f"greater than {least}")
            yield Finding(
                (*where, "max"), m.OUT_OF_RANGE, {"value": plain(field.max), "rule": rule}
            )
        elif isinstance(field, DateField) and field.not_before is not None:
            place = (*where, "not_before")
            yield from check_field(ledger, field.not_before, place, (DateField,), but=[field.id])
        elif isinstance(field, TextField) and field.refers_to is not None:
            yield from _check_reference(field.refers_to, (*where, "refers_to"), known)


def _check_reference(name: str, path: Path, known: Ledgers) -> Iterator[Finding]:
    yield from _check_there(name, path, known)
    if name in known and (len(known[name].key) != 1 or known[name].per is not None):
        yield Finding(path, lm.KEY_NOT_SINGLE, {"ledger": name})


def _check_there(name: str, path: Path, known: Ledgers) -> Iterator[Finding]:
    if name not in known:
        yield Finding(path, lm.NO_SUCH_LEDGER, {"ledger": name, "known": ", ".join(known)})


def _check_key(ledger: Ledger, path: Path) -> Iterator[Finding]:
    if not ledger.key and ledger.per is None:
        yield Finding(path, lm.KEY_NEEDED)
    for number, name in enumerate(ledger.key):
        yield from check_required(ledger, name, (*path, "key", number), SINGLE)
    yield from check_unique_ids(((*path, "key", n), name) for n, name in enumerate(ledger.key))
    yield from check_required(ledger, ledger.dated_by, (*path, "dated_by"), (DateField,))


def _check_people(ledger: Ledger, path: Path) -> Iterator[Finding]:
    """Check who enters, confirms and votes, and with whom records are shared."""
    roles = ACTORS if ledger.of == "unit" else OF_THE_CITY
    yield from check_all_among(ledger.enter, roles, (*path, "enter"))
    yield from check_all_among(ledger.confirm, roles, (*path, "confirm"))
    if ledger.of == "city" and ledger.applies_to is not None:
        yield Finding((*path, "applies_to"), m.UNUSED_SETTING, {"field": "applies_to"})
    if ledger.shared_with is not None:
        place = (*path, "shared_with")
        yield from check_field(ledger, ledger.shared_with, place, (UnitField, UnitsField))
    if ledger.votes is not None:
        place = (*path, "votes")
        yield from check_all_among(ledger.votes.by, ACTORS, (*place, "by"))
        states = [each.id for each in flow_of(ledger).states]
        yield from check_among(ledger.votes.in_, states, (*place, "in"))


def _check_numbers(ledger: Ledger, check: FieldsCheck, path: Path) -> Iterator[Finding]:
    bounds = [name for name in _BOUNDS if getattr(check, name) is not None]
    yield from exactly_one(len(bounds), _BOUNDS, path)
    names = [each.id for each in ledger.fields if isinstance(each, NumberField | PercentField)]
    for name in ("value", *bounds):
        try:
            parse_formula(getattr(check, name), names)
        except FormulaRefusedError as error:
            yield Finding((*path, name), error.message, error.values)


def _check_merging(ledger: Ledger, merging: MergeSmall, path: Path) -> Iterator[Finding]:
    yield from check_field(ledger, merging.count, (*path, "count"), (NumberField,))
    yield from check_fields(ledger, merging.within, (*path, "within"), NO_FILE)
    yield from check_fields(ledger, merging.over, (*path, "over"), NO_FILE)


def _check_lights(ledger: Ledger, lights: Lights, path: Path, known: Ledgers) -> Iterator[Finding]:
    days = {"due": lights.due, "done": lights.done, "starts": lights.starts}
    for key, name in days.items():
        if name is not None:
            yield from check_field(ledger, name, (*path, key), (DateField,))
    if len({each is None for each in (lights.progress, lights.plan, lights.starts)}) > 1:
        yield Finding(path, lm.PLAN_TOGETHER)
    for key, progress in {"progress": lights.progress, "plan": lights.plan}.items():
        if progress is not None:
            yield from _check_progress(ledger, progress, (*path, key), known)
    if lights.red < lights.yellow:
        least = plain(lights.yellow)
        rule = Text(f"不小于 {least}", f"at least {least}")
        yield Finding((*path, "red"), m.OUT_OF_RANGE, {"value": plain(lights.red), "rule": rule})


def _check_progress(
    ledger: Ledger, progress: Progress, path: Path, known: Ledgers
) -> Iterator[Finding]:
    yield from _check_there(progress.ledger, (*path, "ledger"), known)
    if progress.ledger not in known:
        return
    other = known[progress.ledger]
    yield from check_field(other, progress.record, (*path, "record"), (TextField,))
    back = [each for each in other.fields if each.id == progress.record]
    if any(isinstance(each, TextField) and each.refers_to != ledger.id for each in back):
        values: dict[str, object] = {"field": progress.record, "ledger": ledger.id}
        yield Finding((*path, "record"), lm.REFERS_ELSEWHERE, values)
    yield from check_field(other, progress.percent, (*path, "percent"), (PercentField,))
    yield from check_field(other, progress.at, (*path, "at"), (DateField,))


def _check_bulk(ledger: Ledger, path: Path) -> Iterator[Finding]:
    if ledger.of == "city":
        yield Finding((*path, "of"), lm.BULK_WITHOUT, {"field": "of: city"}, at_key=True)
    for name in _NOT_IN_BULK:
        if getattr(ledger, name):
            yield Finding((*path, name), lm.BULK_WITHOUT, {"field": name}, at_key=True)
    for number, field in enumerate(ledger.fields):
        where = (*path, "fields", number)
        if field.id in NOT_COLUMNS or len(field.id) > LONGEST_COLUMN:
            yield Finding((*where, "id"), lm.RESERVED_NAME, {"name": field.id})
        if isinstance(field, FileField | UnitsField):
            yield Finding((*where, "type"), lm.BULK_WITHOUT, {"field": field.type})
        elif isinstance(field, TextField) and field.refers_to is not None:
            values: dict[str, object] = {"field": "refers_to"}
            yield Finding((*where, "refers_to"), lm.BULK_WITHOUT, values)
