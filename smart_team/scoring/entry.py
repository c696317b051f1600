"""Answers come in: checked against the compiled rubric, all problems together, then columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from smart_team.errors import AnswersError, Place, Problem, Text
from smart_team.rubric.items import Count, Indicator, Item, Manual, OnInput
from smart_team.rubric.schema import Outcome, Rubric
from smart_team.rubric.types import PLACES, plain
from smart_team.scoring import messages as m
from smart_team.scoring.answers import ANSWERED, BLANK, GRANTED, Answers
from smart_team.scoring.fixed import MILLION, micro
from smart_team.scoring.layout import FieldKind, Layout, Slot
from smart_team.scoring.numerals import decimal
from smart_team.scoring.parsing import RefusedValueError, parse
from smart_team.scoring.units import Flags, Units

NESTED = frozenset({"counts", "inputs"})
"""Fields of an answer that hold a mapping of their own."""
CHECKED = "checked"
"""The field of an answer that holds the list of checked items."""
NA = "na"
"""The field by which a table says that not-applicable was granted."""
RANGES: Final[Mapping[FieldKind, tuple[int, int]]] = {
    "count": (0, 10**12 - 1),
    "decimal": (1 - 10**18, 10**18 - 1),
    "truth": (0, 1),
    "check": (0, 1),
}
"""What may be taken a column at a time, and the whole numbers that columns of it hold."""


class AnswerPlan(Protocol):
    """What entry asks of a compiled rubric or composite."""

    @property
    def rubric(self) -> Outcome:
        """Whose items take answers."""

    @property
    def layout(self) -> Layout:
        """Where each field stands."""

    @property
    def leaves(self) -> Sequence[Indicator]:
        """The indicators in the order of their rows."""

    @property
    def rows(self) -> Mapping[str, int]:
        """Each indicator's row."""


class Entry:
    """Takes answers one by one or a column at a time; :meth:`finish` gives the columns."""

    def __init__(self, plan: AnswerPlan, units: Units) -> None:
        self.plan = plan
        self.units = units
        self.answers = Answers.blank(plan.layout, len(plan.leaves), len(units))
        self.problems: list[Problem] = []
        self._items: dict[str, Item] = {item.id: item for item in plan.rubric.items()}
        self._given: dict[str, dict[str, Flags]] = {}
        self.source = Place()
        """Where the answers come from, said of those that were taken a column at a time."""
        self._places: dict[tuple[int, str], Place] = {}

    def refuse(self, message: object, place: Place, **values: object) -> None:
        """Remember a problem."""
        self.problems.append(Problem(message, place, values))  # type: ignore[arg-type]

    def put(self, unit: str, item: str, name: str, raw: object, place: Place) -> None:
        """Take one field of one answer, as text, truth or number; None is no answer."""
        position = self.find(unit, item, place)
        if position is None or raw is None:
            return
        named = self._named(place, unit, item, name)
        if name == NA:
            self._put_na(position, item, raw, named)
        elif self._slot(item, name, named) is not None:
            self._places.setdefault((position, item), place)
            self._put_field(position, item, name, raw, named)

    def put_answer(self, unit: str, item: str, answer: object, place: Place) -> None:
        """Take one whole answer as JSON gives it, such as ``{"numerator": 492, …}``."""
        position = self.find(unit, item, place)
        if position is None or answer is None:
            return
        here = self._named(place, unit, item)
        if not isinstance(answer, Mapping):
            wanted = Text('键值表,如 {"value": 1}', 'an object such as {"value": 1}')
            self.refuse(m.WRONG_SHAPE, here, wanted=wanted)
            return
        for name, value in answer.items():
            if name in NESTED:
                self._put_nested(position, unit, item, name, value, place)
            elif name == CHECKED:
                self._put_checked(position, unit, item, value, place)
            elif "." in name or name == NA:
                self._unknown_field(item, name, here)
            else:
                self.put(unit, item, name, value, place)

    def grant(self, unit: str, item: str, place: Place) -> None:
        """Take the reviewing office's grant that an indicator does not apply to a unit."""
        position = self.find(unit, item, place)
        if position is not None:
            self._put_na(position, item, True, self._named(place, unit, item))  # noqa: FBT003

    def put_column(
        self, item: str, name: str, positions: NDArray[np.intp], values: NDArray[np.int64]
    ) -> bool:
        """Take whole numbers of many units at once, already as the column holds them.

        Returns False, taking nothing, where values must be looked at one by one: an unknown
        field, anything out of range, or a field that has been given before.
        """
        slot = self.plan.layout.slots.get(item, {}).get(name)
        if slot is None or slot.kind not in RANGES:
            return False
        least, most = RANGES[slot.kind]
        if values.size and not least <= values.min() <= values.max() <= most:
            return False
        given = self._flags(item, name)
        if given[positions].any():
            return False
        given[positions] = True
        self._store(slot, positions, values)
        return True

    def find(self, unit: str, item: str, place: Place) -> int | None:
        """Return the unit's position if unit and item are known; else remember the problem."""
        position = self.units.positions.get(unit)
        if position is None:
            self.refuse(m.UNKNOWN_UNIT, place, unit=unit)
        if item not in self._items:
            known = ", ".join(self._items)
            self.refuse(m.UNKNOWN_INDICATOR, place, indicator=item, known=known)
            return None
        return position

    def finish(self) -> Answers:
        """Return the answers; raises :class:`~smart_team.errors.AnswersError` if any is refused."""
        for item, given in self._given.items():
            self._finish_item(self._items[item], given)
        for leaf in self.plan.leaves:
            self._check_bound(leaf)
        if self.problems:
            raise AnswersError(self.problems)
        return self.answers

    def _put_nested(
        self, position: int, unit: str, item: str, name: str, value: object, place: Place
    ) -> None:
        fields = [each for each in self.plan.layout.slots[item] if each.startswith(f"{name}.")]
        if not fields:
            self._unknown_field(item, name, self._named(place, unit, item))
        elif not isinstance(value, Mapping):
            wanted = Text("键值表", "an object")
            self.refuse(m.WRONG_SHAPE, self._named(place, unit, item, name), wanted=wanted)
        else:
            self._answered(item)[position] = True
            self._places.setdefault((position, item), place)
            for key, each in value.items():
                self.put(unit, item, f"{name}.{key}", each, place)

    def _put_checked(
        self, position: int, unit: str, item: str, value: object, place: Place
    ) -> None:
        checks = [each for each in self.plan.layout.slots[item] if each.startswith(f"{CHECKED}.")]
        if not checks:
            self._unknown_field(item, CHECKED, self._named(place, unit, item))
            return
        if not isinstance(value, Sequence) or isinstance(value, str):
            wanted = Text('列表,如 ["k1"]', 'a list such as ["k1"]')
            self.refuse(m.WRONG_SHAPE, self._named(place, unit, item, CHECKED), wanted=wanted)
            return
        names = [f"{CHECKED}.{each}" for each in value]
        for name in names:
            self.put(unit, item, name, raw=True, place=place)
        for name in checks:
            if name not in names:
                self.put(unit, item, name, raw=False, place=place)
        self._answered(item)[position] = True

    def _put_na(self, position: int, item: str, raw: object, place: Place) -> None:
        row = self.plan.rows.get(item)
        if row is None:
            self.refuse(m.NOT_GRANTABLE, place, indicator=item)
        elif str(raw).lower() != "true":
            self.refuse(m.NA_FALSE, place)
        elif self.answers.state[row, position] == GRANTED:
            self.refuse(m.DUPLICATE_ANSWER, place)
        else:
            self.answers.state[row, position] = GRANTED

    def _put_field(self, position: int, item: str, name: str, raw: object, place: Place) -> None:
        slot = self.plan.layout.slots[item][name]
        given = self._flags(item, name)
        if given[position]:
            self.refuse(m.DUPLICATE_ANSWER, place)
            return
        given[position] = True
        leaf = self._items[item]
        manual = leaf if isinstance(leaf, Manual) else None
        rubric = self.plan.rubric
        decimals = rubric.decimals if isinstance(rubric, Rubric) else PLACES
        try:
            value = parse(raw, slot, manual, decimals)
        except RefusedValueError as error:
            self.problems.append(Problem(error.message, place, error.values))
            return
        self._store(slot, np.array([position]), np.array([value]))

    def _store(self, slot: Slot, positions: NDArray[np.intp], values: NDArray[np.int64]) -> None:
        row = self.answers.blocks[slot.block][slot.row]
        if slot.kind == "check":
            row[positions] |= (values << slot.bit).astype(np.uint8)
        else:
            row[positions] = values

    def _flags(self, item: str, name: str) -> Flags:
        given = self._given.setdefault(item, {})
        if name not in given:
            given[name] = np.zeros(len(self.units), np.bool_)
        return given[name]

    def _answered(self, item: str) -> Flags:
        """Return who gave an answer to an item even if it names nothing, such as ``counts: {}``."""
        return self._flags(item, "")

    def _slot(self, item: str, name: str, place: Place) -> Slot | None:
        slot = self.plan.layout.slots[item].get(name)
        if slot is None:
            self._unknown_field(item, name, place)
        return slot

    def _unknown_field(self, item: str, name: str, place: Place) -> None:
        known = ", ".join(self.plan.layout.slots[item])
        self.refuse(m.UNKNOWN_FIELD, place, indicator=item, field=name, known=known)

    def _finish_item(self, item: Item, given: Mapping[str, Flags]) -> None:
        """Mark who answered, and refuse answers of which a needed part is missing."""
        answered = np.logical_or.reduce(list(given.values()))
        whole = answered.copy()
        for name in self.plan.layout.slots[item.id]:
            if name.startswith((CHECKED, "counts.")):
                continue
            missing = answered & ~given.get(name, np.zeros(len(self.units), np.bool_))
            whole &= ~missing
            for position in np.flatnonzero(missing):
                self.refuse(m.INCOMPLETE, self._place(int(position), item), field=name)
        row = self.plan.rows.get(item.id)
        if row is not None:
            state = self.answers.state[row]
            state[whole & (state == BLANK)] = ANSWERED

    def _check_bound(self, item: Item) -> None:
        if not isinstance(item, OnInput | Count) or item.bound is None:
            return
        over = self._above(item)
        answered = self.answers.state[self.plan.rows[item.id]] == ANSWERED
        for position in np.flatnonzero(over & answered):
            value = self._said(item, int(position))
            place = self._place(int(position), item)
            self.refuse(m.ABOVE_BOUND, place, value=value, bound=plain_bound(item))

    def _column(self, item: str, name: str) -> NDArray[np.object_]:
        slot = self.plan.layout.slots[item][name]
        column: NDArray[np.object_] = self.answers.blocks[slot.block][slot.row].astype(object)
        return column

    def _above(self, item: OnInput | Count) -> Flags:
        """Return whose x is above the item's bound, compared exactly."""
        if isinstance(item, Count):
            return np.asarray(self._column(item.id, "count") > item.bound, np.bool_)
        bound = micro(item.bound or 0)
        if item.input == "value":
            return np.asarray(self._column(item.id, "value") > bound, np.bool_)
        below = self._column(item.id, "denominator")
        over = self._column(item.id, "numerator") * MILLION > bound * below
        return np.asarray(over & (below > 0), np.bool_)

    def _said(self, item: OnInput | Count, position: int) -> str:
        if isinstance(item, Count):
            return str(self._column(item.id, "count")[position])
        if item.input == "value":
            return decimal(Fraction(self._column(item.id, "value")[position], MILLION))
        names = ("numerator", "denominator")
        return "/".join(str(self._column(item.id, name)[position]) for name in names)

    def _place(self, position: int, item: Item) -> Place:
        known = self._places.get((position, item.id), self.source)
        return self._named(known, self.units.rows[position].unit, item.id)

    @staticmethod
    def _named(place: Place, unit: str, item: str, name: str = "") -> Place:
        """Return the place with the words that name unit, indicator and field."""
        zh, en = f"单位 {unit} 指标 {item}", f"unit {unit}, indicator {item}"
        if name:
            zh, en = f"{zh} 字段 {name}", f"{en}, field {name}"
        if place.where is not None:
            zh = f"{place.where.zh} {zh}"
            en = f"{place.where.say('en')} {en}"
        return replace(place, where=Text(zh, en))


def plain_bound(item: OnInput | Count) -> str:
    """Return an item's bound as text."""
    return str(item.bound) if isinstance(item, Count) else plain(item.bound)  # type: ignore[arg-type]
