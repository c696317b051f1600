"""What an administrator says to open a cycle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Opening:
    """What an administrator says to open a cycle; `starts` holds a day per rubric.

    `rubrics` names, by hash, uploaded rubrics that are taken in place of the module's own.
    """

    title: str
    module: str
    starts: Mapping[str, date]
    units: Sequence[str]
    rubrics: Mapping[str, str] = field(default_factory=dict)
