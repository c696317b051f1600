"""Groups of rows that are summed group by group, for all units at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from smart_team.scoring.fixed import Column


@dataclass(frozen=True)
class Stack:
    """How the rows of many groups lie: the first row of every group, then the second, and so on.

    Groups come in falling number of rows, so that each depth is a run of rows that concerns the
    first groups only; summing is then one addition per depth.
    """

    sizes: tuple[int, ...]
    """How many groups have a row at each depth."""

    @classmethod
    def of(cls, lengths: Sequence[int]) -> Stack:
        """Return the stack of groups with so many rows each, in falling order, none empty."""
        return cls(tuple(sum(length > depth for length in lengths) for depth in range(lengths[0])))

    def order(self) -> list[tuple[int, int]]:
        """Return the rows as (group, number within the group) in the order in which they lie."""
        return [(group, depth) for depth, size in enumerate(self.sizes) for group in range(size)]

    def total(self, rows: Column) -> Column:
        """Sum each group; uses the first rows of `rows` to do so."""
        first = self.sizes[0]
        sums = rows[:first]
        start = first
        for size in self.sizes[1:]:
            sums[:size] += rows[start : start + size]
            start += size
        return sums
