"""Patterns of applicability: the few ways in which a rubric's parts apply to units."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smart_team.scoring.answers import NA, SCORED
from smart_team.scoring.fixed import Column
from smart_team.scoring.kernels import Chunk
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Flags, Units

_TABLE = 2**16
"""Codes below this are made consecutive by a table, not by sorting."""


class Patterns:
    """Which pattern of applicability each unit has, and the weights A under each."""

    def __init__(self, plan: Plan, units: Units) -> None:
        self.plan = plan
        self.applicable = units.all_matching(plan.bindings)
        self._statuses = np.where(self.applicable, np.uint8(SCORED), np.uint8(NA))
        self._column, examples = _distinct(self.applicable)
        rescales = plan.rubric.na == "rescale"
        na = ~self.applicable[:, examples].take(plan.leaf_bindings, axis=0)
        self._weights, self._absent = plan.tree.applicable_weights(na & rescales)
        self._is_whole = bool((self._weights == plan.tree.points).all())

    @classmethod
    def of(cls, plan: Plan, units: Units) -> Patterns:
        """Return the patterns of these units under this plan, worked out once."""
        return units.remember(plan, lambda: cls(plan, units))

    def statuses(self, here: slice) -> NDArray[np.uint8]:
        """Return, for some units, which indicators the rubric itself does not apply to them."""
        return self._statuses[:, here].take(self.plan.leaf_bindings, axis=0)

    def weights(self, chunk: Chunk) -> tuple[Column | None, Flags]:
        """Return, per dimension, the chunk's A (None: A = N everywhere) and what does not apply.

        Units with grants, or empty denominators, of their own count as patterns of their own.
        """
        units = self._column[chunk.units]
        absent = self._absent.take(units, axis=1)
        rescales = self.plan.rubric.na == "rescale"
        if self._is_whole and not (chunk.found_na and rescales):
            return None, absent
        weights = self._weights.take(units, axis=1)
        if chunk.found_na and rescales:
            na = chunk.statuses == NA
            own = np.flatnonzero((na != (self.statuses(chunk.units) == NA)).any(axis=0))
            weights[:, own], absent[:, own] = self.plan.tree.applicable_weights(na[:, own])
        return weights, absent


def _distinct(flags: Flags) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Number the different columns of `flags`.

    Returns each column's number, and one column of each number.
    """
    codes = np.zeros(flags.shape[1], np.intp)
    for row in flags:
        codes *= 2
        codes += row
        if int(codes.max(initial=0)) >= _TABLE // 2:
            codes = _renumber(codes)
    codes = _renumber(codes)
    examples = np.zeros(int(codes.max(initial=0)) + 1, np.intp)
    examples[codes] = np.arange(len(codes))
    return codes, examples


def _renumber(codes: NDArray[np.intp]) -> NDArray[np.intp]:
    """Make numbers consecutive from 0."""
    if int(codes.max(initial=0)) >= _TABLE:
        return np.unique(codes, return_inverse=True)[1]
    used = np.bincount(codes) > 0
    return (np.cumsum(used) - 1)[codes]
