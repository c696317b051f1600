"""The units that are scored, as columns."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from smart_team.rubric.schema import Groups
from smart_team.rubric.types import AppliesTo

Flags = NDArray[np.bool_]
Kept = TypeVar("Kept")
_NO_NAMES: list[tuple[str, ...]] = [()]
OTHER_GROUP = "other"
"""The peer group of a unit that no list of the rubric takes in."""


class Unit(NamedTuple):
    """One organisation: code, name, kind, level, district (empty for the city's own)."""

    unit: str
    name: str
    kind: str
    level: str
    district: str


class Grouping(NamedTuple):
    """Each unit's peer group as a whole number, and the groups' names by that number."""

    column: NDArray[np.intp]
    names: list[str | None]


@dataclass(frozen=True, eq=False)
class Units:
    """All units of a run, one list per attribute, in the order in which they are listed."""

    rows: Sequence[Unit]
    _memory: dict[Hashable, Any] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def positions(self) -> dict[str, int]:
        """Where each unit's code stands."""
        return {row.unit: number for number, row in enumerate(self.rows)}

    def remember(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """Return what `make` gives, made once for these units and kept under `key`."""
        if key not in self._memory:
            self._memory[key] = make()
        kept: Kept = self._memory[key]
        return kept

    def codes(self, attribute: str) -> tuple[NDArray[np.intp], list[str]]:
        """Return an attribute as whole numbers and the values they stand for."""
        return self.remember(("codes", attribute), lambda: self._encode(attribute))

    def _encode(self, attribute: str) -> tuple[NDArray[np.intp], list[str]]:
        values = [getattr(row, attribute) for row in self.rows]
        names = sorted(set(values))
        order = {name: code for code, name in enumerate(names)}
        return np.fromiter((order[value] for value in values), np.intp, len(values)), names

    def matching(self, selector: AppliesTo) -> Flags:
        """Return which units a selector takes in: every key given must name the unit's value."""
        return self.remember(selector, lambda: self._match(selector))

    def all_matching(self, bindings: Sequence[Sequence[AppliesTo]]) -> Flags:
        """Return, one row per binding, which units all of its selectors take in."""
        table = np.ones((len(bindings), len(self)), np.bool_)
        for number, binding in enumerate(bindings):
            for selector in binding:
                table[number] &= self.matching(selector)
        return table

    def _match(self, selector: AppliesTo) -> Flags:
        chosen = np.ones(len(self), np.bool_)
        for attribute in ("kind", "level", "district", "unit"):
            wanted = getattr(selector, f"{attribute}s")
            if wanted is not None:
                chosen &= self._among(attribute, wanted)
        if selector.except_:
            chosen &= ~self._among("unit", selector.except_)
        return chosen

    def _among(self, attribute: str, wanted: Sequence[Any]) -> Flags:
        column, names = self.codes(attribute)
        return np.array([name in wanted for name in names], np.bool_)[column]

    def groups(self, groups: Groups | None) -> Grouping:
        """Return each unit's peer group."""
        return self.remember(("groups", groups), lambda: self._group(groups))

    def _group(self, groups: Groups | None) -> Grouping:
        if groups is None:
            return Grouping(np.zeros(len(self), np.intp), [None])
        if groups.lists is not None:
            column = np.full(len(self), len(groups.lists), np.intp)
            for number in reversed(range(len(groups.lists))):
                column[self.matching(groups.lists[number].applies_to)] = number
            return Grouping(column, [*(each.id for each in groups.lists), OTHER_GROUP])
        column, named = np.zeros(len(self), np.intp), _NO_NAMES
        for key in groups.by or ():
            codes, names = self.codes(key)
            column = column * len(names) + codes
            named = [(*one, two) for one in named for two in names]
        return Grouping(column, ["/".join(each) for each in named])
