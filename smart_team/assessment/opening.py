"""What an administrator says to open a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from smart_team.assessment.metrics.period import default_period
from smart_team.ledger.periods import Period


@dataclass(frozen=True, slots=True)
class Opening:
    """What an administrator says to open a cycle; `starts` holds a day per rubric.

    `rubrics` names, by hash, uploaded rubrics that are taken in place of the module's own; `period`
    is that of the records which metrics count, by default the one that the first day suggests.
    """

    title: str
    module: str
    starts: Mapping[str, date]
    units: Sequence[str]
    rubrics: Mapping[str, str] = field(default_factory=dict)
    period: Period | None = None

    def counted(self) -> Period:
        """Return the period that metrics count."""
        return self.period or default_period(min(self.starts.values()))
