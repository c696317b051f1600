"""Counters (数据项插件): Python for a metric that ``module.yaml`` cannot say."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from smart_team.ledger.amounts import Figure
from smart_team.ledger.book import Record
from smart_team.ledger.periods import Period

VALUE = "value"
"""The name of a metric's number where it is a single one."""
NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True, slots=True)
class Count:
    """What a metric comes to for one unit and period: its numbers by name.

    A single number is ``value``; a ratio is ``numerator`` and ``denominator``.
    """

    parts: Mapping[str, Figure]

    def records(self) -> tuple[str, ...]:
        """Return the ids of all records behind it, each once, in order."""
        ids = (id_ for part in self.parts.values() for id_ in part.records)
        return tuple(dict.fromkeys(ids))

    def lacks(self) -> tuple[str, ...]:
        """Return the ledgers in which nobody reported one of its numbers, each once, in order."""
        names = (part.lacks for part in self.parts.values() if part.lacks is not None)
        return tuple(dict.fromkeys(names))


class Counter(ABC):
    """A named way of counting that a metric's ``hook:`` refers to.

    A counter must be a pure function of its arguments: no clock, no files, no randomness. It is
    trusted code that the administrator installs; what it returns is checked.
    """

    name: str
    """The name that ``hook:`` takes, ``<module>.<counter>``."""
    ledgers: tuple[str, ...]
    """The ledgers whose records it is given, ``<module>.<ledger>``."""

    @abstractmethod
    def count(
        self, records: Mapping[str, Sequence[Record]], units: Sequence[str], period: Period
    ) -> Mapping[str, Count]:
        """Return what the metric comes to, by unit; a unit that is left out has no answer.

        `records` holds by ledger those that stand where they count, of every unit and of every day
        until the period's last, in the order of their days.
        """


Counters = Mapping[str, Counter]
