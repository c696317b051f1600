"""Counts of events: `per` points each, at most `max` an event, at most `cap` together."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from smart_team.rubric.items import Event
from smart_team.scoring.fixed import SAFE, Column, to_ticks
from smart_team.scoring.stack import Stack


class Line(NamedTuple):
    """One event's worth in ticks; `most` is its own limit, if it has one."""

    per: int
    most: int | None = None


def lines_of(events: Sequence[Event], decimals: int) -> tuple[Line, ...]:
    """Return what each event is worth."""
    return tuple(
        Line(
            to_ticks(event.per, decimals),
            None if event.max is None else to_ticks(event.max, decimals),
        )
        for event in events
    )


class _Limits(NamedTuple):
    """The numbers of an :class:`EventTable` in one number type, one row per event or group."""

    enough: Column
    per: Column
    most: Column
    cap: Column


@dataclass(frozen=True)
class EventTable:
    """Groups of events, in falling number of events; counts lie as :class:`Stack` says."""

    groups: tuple[tuple[Line, ...], ...]
    caps: tuple[int | None, ...]

    def points(self, counts: Column, peak: int) -> Column:
        """Return each group's ticks; `counts` are whole numbers up to `peak`."""
        if self._is_bounded or self._free * peak < SAFE:
            limits = self._narrow
        else:
            limits, counts = self._wide, counts.astype(object)
        worth = np.minimum(counts, limits.enough)
        worth *= limits.per
        np.minimum(worth, limits.most, out=worth)
        together = self.stack.total(worth)
        return np.minimum(together, limits.cap, out=together)

    @cached_property
    def stack(self) -> Stack:
        """How the events' counts lie."""
        return Stack.of([len(group) for group in self.groups])

    @cached_property
    def _bounds(self) -> list[tuple[Line, int | None]]:
        """Every event with the most that it can matter: its own limit, or its group's cap."""
        bounds = []
        for group, number in self.stack.order():
            line = self.groups[group][number]
            known = [limit for limit in (line.most, self.caps[group]) if limit is not None]
            bounds.append((line, min(known) if known else None))
        return bounds

    @cached_property
    def _is_bounded(self) -> bool:
        return all(bound is not None for _, bound in self._bounds)

    @cached_property
    def _free(self) -> int:
        """What all groups together would give for one of each event."""
        return sum(line.per for line, _ in self._bounds)

    @cached_property
    def _narrow(self) -> _Limits:
        return self._limits(np.int64, 2 * SAFE - 1)

    @cached_property
    def _wide(self) -> _Limits:
        return self._limits(object, 10**40)

    def _limits(self, dtype: type, endless: int) -> _Limits:
        """Return the numbers in one type; `endless` stands for no limit."""

        def column(values: Iterable[int | None]) -> Column:
            known = [endless if value is None else value for value in values]
            return np.array(known, dtype)[:, None]

        return _Limits(
            column(b if b is None else -(-b // line.per) for line, b in self._bounds),
            column(line.per for line, _ in self._bounds),
            column(line.most for line, _ in self._bounds),
            column(self.caps),
        )
