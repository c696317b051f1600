"""Scorers of plugins (§3, plugin), known by what they can do alone."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from smart_team.recount.exact import Record, exact


class PluginScorer(Protocol):
    """What a scorer must be able to do; every scorer that the engine takes can."""

    def inputs(self, params: Record) -> Mapping[str, str]:
        """Return the names of the answer's inputs, and what each is."""

    def score(
        self, points: Fraction, params: Record, inputs: Mapping[str, Fraction]
    ) -> Fraction | Decimal | int:
        """Return the earned points, 0 to `points`."""


Plugins: TypeAlias = Mapping[str, PluginScorer]
"""Scorers by the name that ``scorer:`` takes."""


def params_of(indicator: Record) -> dict[str, Any]:
    """Return what the rubric gives the scorer."""
    return dict(indicator.get("params") or {})


def ask(scorer: PluginScorer, indicator: Record, answer: Record) -> Fraction:
    """Ask a scorer for the points of one answer, exactly as it gives them.

    Raises ``TypeError`` where it gives no exact number, ``ValueError`` where it gives less than 0
    or more than full marks.
    """
    params, full = params_of(indicator), exact(indicator["points"])
    inputs = {name: exact(answer["inputs"][name]) for name in scorer.inputs(params)}
    given: object = scorer.score(full, params, inputs)
    earned = Fraction(given) if isinstance(given, Decimal) and given.is_finite() else given
    if isinstance(earned, bool) or not isinstance(earned, Fraction | int):
        raise TypeError(f"{indicator['id']}: {indicator['scorer']} gave {given!r}")
    if not 0 <= earned <= full:
        raise ValueError(f"{indicator['id']}: {indicator['scorer']} gave {given!r}")
    return Fraction(earned)
