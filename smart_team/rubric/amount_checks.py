"""What an amount must make sense of over its ledger: fields, values and conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from smart_team.errors import Text
from smart_team.rubric import ledger_messages as lm
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding
from smart_team.rubric.field_checks import NO_FILE, SINGLE, check_field
from smart_team.rubric.flow_checks import check_all_among, check_among
from smart_team.rubric.flows import flow_of
from smart_team.rubric.ledger_checks import LIGHT, LIT, STATE, exactly_one
from smart_team.rubric.ledgers import (
    Amount,
    ChoiceField,
    Condition,
    DateField,
    Ledger,
    LedgerField,
    NumberField,
    PercentField,
    UnitField,
    UnitsField,
)
from smart_team.rubric.yaml_text import Path

LIGHTS: Final = ("red", "yellow", "blue", "green")
_NUMBERS: Final = (NumberField, PercentField)
_WAYS: Final = ("count", "sum", "distinct", "latest", "all")
_TESTS: Final = ("is", "in", "at_least", "at_most", "filled", "passed", "not_after")
_NAMED: Final = ("is", "in")
_OF_TYPE: Final[dict[type[LedgerField], Sequence[str]]] = {
    NumberField: ("is", "at_least", "at_most", "filled"),
    PercentField: ("is", "at_least", "at_most", "filled"),
    DateField: ("not_after", "passed", "filled"),
    ChoiceField: ("is", "in", "filled"),
}
"""What may be asked of fields of a type; of all others only whether they are filled."""


def check_amount(ledger: Ledger, amount: Amount, path: Path) -> Iterator[Finding]:
    """Yield what keeps an amount from being taken over its ledger."""
    ways = [name for name in _WAYS if getattr(amount, name) is not None]
    yield from exactly_one(len(ways), _WAYS, path)
    if amount.sum is not None:
        yield from _check_sum(ledger, amount, amount.sum, path)
    else:
        yield from _unused(amount, ("values", "highest_per"), path)
    if amount.distinct is not None:
        yield from check_field(ledger, amount.distinct, (*path, "distinct"), NO_FILE)
    if amount.latest is not None:
        yield from check_field(ledger, amount.latest, (*path, "latest"), _NUMBERS)
    for key in ("where", "all"):
        for number, condition in enumerate(getattr(amount, key) or ()):
            yield from _check_condition(ledger, condition, (*path, key, number))
    if ledger.bulk:
        yield from _check_over_bulk(amount, path)
    if amount.whose is not None:
        yield from check_field(ledger, amount.whose, (*path, "whose"), (UnitField, UnitsField))
    elif ledger.of == "city":
        yield Finding(path, lm.WHOSE_NEEDED, {"ledger": ledger.id})


def _check_over_bulk(amount: Amount, path: Path) -> Iterator[Finding]:
    """Refuse what can only be counted record by record."""
    for name in ("latest", "all", "highest_per", "any_state"):
        if getattr(amount, name):
            yield Finding((*path, name), lm.NOT_OVER_BULK, {"what": name}, at_key=True)
    for number, condition in enumerate(amount.where):
        if condition.working:
            where = (*path, "where", number, "working")
            yield Finding(where, lm.NOT_OVER_BULK, {"what": "working"}, at_key=True)


def _check_sum(ledger: Ledger, amount: Amount, name: str, path: Path) -> Iterator[Finding]:
    if amount.highest_per is not None:
        yield from check_field(ledger, amount.highest_per, (*path, "highest_per"), SINGLE)
    choices = None if name in {STATE, LIT} else _choices_of(ledger, name)
    if choices is None:
        yield from check_field(ledger, name, (*path, "sum"), (*_NUMBERS, ChoiceField))
        yield from _unused(amount, ("values",), path)
    elif amount.values is None:
        yield Finding((*path, "sum"), lm.VALUES_NEEDED, {"field": name})
    else:
        for value in amount.values:
            yield from check_among(value, choices, (*path, "values", value))
        if missing := ", ".join(each for each in choices if each not in amount.values):
            yield Finding((*path, "values"), lm.VALUES_INCOMPLETE, {"missing": missing})


def _choices_of(ledger: Ledger, name: str) -> Sequence[str] | None:
    """Return what can be chosen in a field, the states or the lights; None of other fields."""
    if name in {LIGHT, LIT} and ledger.lights is not None:
        return LIGHTS
    if name == STATE and not ledger.bulk:
        return [each.id for each in flow_of(ledger).states]
    for field in ledger.fields:
        if field.id == name and isinstance(field, ChoiceField):
            return [each.id for each in field.choices]
    return None


def _check_condition(ledger: Ledger, condition: Condition, path: Path) -> Iterator[Finding]:
    tests = [name for name in _TESTS if _given(condition, name) is not None]
    yield from exactly_one(len(tests), _TESTS, path)
    choices = _choices_of(ledger, condition.field)
    field = next((each for each in ledger.fields if each.id == condition.field), None)
    if field is None and choices is None:
        yield from check_field(ledger, condition.field, (*path, "field"))
        return
    fitting = _NAMED if field is None else _OF_TYPE.get(type(field), ("filled",))
    for test in tests:
        if test not in fitting:
            known = ", ".join(fitting)
            values: dict[str, object] = {"test": test, "field": condition.field, "known": known}
            yield Finding((*path, test), lm.TEST_DOES_NOT_FIT, values, at_key=True)
        else:
            yield from _check_test(ledger, condition, test, choices, path)
    if condition.not_after is None:
        yield from _unused(condition, ("within_days", "working"), path)


def _check_test(
    ledger: Ledger, condition: Condition, test: str, choices: Sequence[str] | None, path: Path
) -> Iterator[Finding]:
    """Check one test that fits the type of its field."""
    if condition.not_after is not None and test == "not_after":
        but = [condition.field]
        yield from check_field(ledger, condition.not_after, (*path, test), (DateField,), but)
    elif choices is not None and test == "in":
        yield from check_all_among(condition.in_ or (), choices, (*path, test))
    elif choices is not None and test == "is":
        yield from check_among(str(condition.is_), choices, (*path, test))
    elif test == "is" and not isinstance(condition.is_, Decimal):
        wanted: dict[str, object] = {"wanted": Text("数", "a number")}
        yield Finding((*path, test), m.WRONG_KIND, wanted)


def _given(condition: Condition, name: str) -> object:
    return getattr(condition, f"{name}_" if name in _NAMED else name)


def _unused(model: Amount | Condition, names: Sequence[str], path: Path) -> Iterator[Finding]:
    for name in names:
        if name in model.model_fields_set:
            yield Finding((*path, name), m.UNUSED_SETTING, {"field": name}, at_key=True)
