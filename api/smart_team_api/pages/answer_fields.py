"""An answer as the fields of a form, and the fields as an answer: both ways, for every item type.

A field is named as the answer's own part is (``value``, ``numerator``, ``counts.city``,
``checked.k1``, ``inputs.a``), so that the compiled rubric says all that a form has. What is made
of counts or checks may be answered by nothing at all: :data:`NONE` says so.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from smart_team.assessment.drafts import Draft, check
from smart_team.errors import AnswersError, Problem
from smart_team.rubric.items import Item, Manual
from smart_team.scoring.entry import CHECKED, NESTED
from smart_team.scoring.layout import Slot
from smart_team.scoring.parsing import RefusedValueError, parse
from smart_team.scoring.plan import Plan

Typed = Mapping[str, str]
"""What was typed into the fields of one item, by the field's name in it."""
NONE: Final = "none"
"""The box that says: there is nothing to count, or to check."""
WHOLE: Final = ""
"""Where a problem stands that no single field has."""
YES: Final = "true"
NO: Final = "false"
_LONGEST: Final = 64
"""Characters of the longest value that a field can have: an id."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was typed as an answer, None where nothing was; what is wrong with it, by field."""

    answer: dict[str, Any] | None = None
    problems: Mapping[str, Problem] = field(default_factory=dict)


def field_name(item: str, part: str) -> str:
    """Return the name in the form of one field of an item; no id holds a colon."""
    return f"a:{item}:{part}"


def typed_in(form: Mapping[str, str], items: Mapping[str, Item], plan: Plan) -> dict[str, Typed]:
    """Return what a form says of each of these items, with nothing for what it does not say."""
    return {id_: _typed(form, id_, plan) for id_ in items}


def _typed(form: Mapping[str, str], item: str, plan: Plan) -> Typed:
    names = (*plan.layout.slots[item], NONE)
    given = ((name, form.get(field_name(item, name), "")) for name in names)
    return {name: text for name, said in given if (text := _plain(said))}


def _plain(text: str) -> str:
    """Return a text without outer spaces, cut, and in half width as keyboards of Chinese type."""
    return unicodedata.normalize("NFKC", text).strip()[: _LONGEST + 1]


def is_grouped(plan: Plan, item: str) -> bool:
    """Whether an item's answer may be that there is nothing."""
    return any(name.startswith((f"{CHECKED}.", "counts.")) for name in plan.layout.slots[item])


def fields_of(plan: Plan, item: str, answer: Mapping[str, Any] | None) -> Typed:
    """Return an answer as it stands in the form's fields."""
    if answer is None:
        return {}
    found = dict(_flat(answer))
    nothing = not found and is_grouped(plan, item)
    return {NONE: YES} if nothing else found


def _flat(answer: Mapping[str, Any]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for name, value in answer.items():
        if name == CHECKED:
            found += [(f"{CHECKED}.{each}", YES) for each in value]
        elif name in NESTED:
            found += [(f"{name}.{key}", _text(each)) for key, each in value.items()]
        else:
            found.append((name, _text(value)))
    return [(name, text) for name, text in found if text]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return YES if value else NO
    return "" if value is None else str(value)


def answer_of(plan: Plan, item: Item, typed: Typed) -> Read:
    """Return the answer that was typed, and what is wrong with it.

    Nothing typed is no answer. What is wrong is what saving it would refuse.
    """
    given = {name: text for name, text in typed.items() if name != NONE}
    if not given and typed.get(NONE) != YES:
        return Read()
    values, problems = _values(plan, item, given)
    if problems:
        return Read(None, problems)
    answer = _shaped(plan, item.id, values)
    wrong = _wrong(plan, item.id, answer)
    return Read(None if wrong else answer, wrong)


def _values(plan: Plan, item: Item, given: Typed) -> tuple[dict[str, Any], dict[str, Problem]]:
    slots, manual = plan.layout.slots[item.id], item if isinstance(item, Manual) else None
    values, problems = dict[str, Any](), dict[str, Problem]()
    for name, text in given.items():
        try:
            number = parse(text, slots[name], manual, plan.rubric.decimals)
        except RefusedValueError as error:
            problems[name] = Problem(error.message, values=error.values)
        else:
            values[name] = _kept(text, slots[name], number)
    return values, problems


def _kept(text: str, slot: Slot, number: int) -> Any:  # noqa: ANN401 - a value as JSON has it
    if slot.kind in {"truth", "check"}:
        return bool(number)
    return number if slot.kind == "count" else text


def _shaped(plan: Plan, item: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by field as one answer, its groups within it."""
    answer: dict[str, Any] = {}
    for name in plan.layout.slots[item]:
        group, dot, key = name.partition(".")
        if not dot:
            if name in values:
                answer[name] = values[name]
        elif group == CHECKED:
            answer.setdefault(CHECKED, [])
            if values.get(name):
                answer[CHECKED].append(key)
        else:
            answer.setdefault(group, {})
            if name in values:
                answer[group][key] = values[name]
    return answer


def _wrong(plan: Plan, item: str, answer: dict[str, Any]) -> dict[str, Problem]:
    try:
        check(plan, Draft({item: answer}))
    except AnswersError as error:
        return {
            str(each.values.get("field", WHOLE)): Problem(each.message, values=each.values)
            for each in error.problems
        }
    return {}
