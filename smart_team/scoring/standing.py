"""Who stands before whom: places, ranks and quotas all count from here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from smart_team.scoring.fixed import SAFE, Column, peak

Positions = NDArray[np.intp]


class Ranking:
    """Units in the order of their keys, higher first, within groups; sorted once."""

    def __init__(self, keys: Column, groups: Positions) -> None:
        if keys.dtype == object:
            keys = np.unique(keys, return_inverse=True)[1]
        self.keys = keys
        self.groups = groups
        span = 2 * peak(keys) + 1
        if span * (int(groups.max(initial=0)) + 1) < SAFE:
            self.order = np.argsort(groups * span - keys)
        else:
            self.order = np.lexsort((-keys, groups))

    def stand(self, compared: NDArray[np.bool_]) -> Standing:
        """Compare those units that `compared` marks."""
        where = self.order[compared[self.order]]
        return Standing(len(self.keys), where, self.keys[where], self.groups[where])


class Standing:
    """How the units that were compared stand within their group; 0 for all others.

    A run is units of one group with the same key.
    """

    def __init__(self, units: int, where: Positions, keys: Column, groups: Positions) -> None:
        self._units = units
        self._where = where
        new_group, new_run = (np.ones(len(where), np.bool_) for _ in range(2))
        np.not_equal(groups[1:], groups[:-1], out=new_group[1:])
        np.not_equal(keys[1:], keys[:-1], out=new_run[1:])
        new_run |= new_group
        self._runs = np.flatnonzero(new_run)
        self._run = np.cumsum(new_run) - 1
        self._group_start = np.flatnonzero(new_group)[np.cumsum(new_group) - 1]

    def better(self) -> Positions:
        """Return how many units have a strictly higher key."""
        return self._of(self._runs[self._run] - self._group_start)

    def upto(self) -> Positions:
        """Return how many units have at least the same key, the unit included."""
        ends = np.append(self._runs[1:], len(self._where))
        return self._of(ends[self._run] - self._group_start)

    def dense(self) -> Positions:
        """Return how many different keys there are from the highest down to the unit's own."""
        return self._of(self._run - self._run[self._group_start] + 1)

    def _of(self, values: Positions) -> Positions:
        column = np.zeros(self._units, np.intp)
        column[self._where] = values
        return column
