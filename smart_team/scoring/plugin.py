"""Scorers (计分插件): Python for what a rubric cannot say, one function per unit."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from smart_team.errors import Lang, Text

InputKind = Literal["count", "decimal"]
Inputs = Mapping[str, Fraction]
"""The answer's named inputs, exact. What the unit left out of a given answer is 0."""
Params = Mapping[str, Any]
"""The rubric's ``params:``, as YAML gives them: texts, truths, ints, Decimals, lists, mappings."""


class Scorer(ABC):
    """A named way of scoring that an indicator of ``type: plugin`` refers to.

    A scorer must be a pure function of its arguments: no clock, no files, no randomness. It is
    trusted code that the administrator installs; the engine checks what it returns.
    """

    name: str
    """The name that ``scorer:`` takes, ``<module>.<scorer>``."""

    @abstractmethod
    def inputs(self, params: Params) -> Mapping[str, InputKind]:
        """Return the names of the answer's inputs and whether each is a count or a decimal.

        Raises ``ValueError`` with a sentence where `params` are not what the scorer takes; the
        rubric is then refused.
        """

    def titles(self, params: Params) -> Mapping[str, Text]:  # noqa: ARG002 - for who overrides it
        """Return what the inputs are called on forms; one without a title is called by its name."""
        return {}

    @abstractmethod
    def score(self, points: Fraction, params: Params, inputs: Inputs) -> Fraction | Decimal | int:
        """Return the earned points, 0 to `points` (the full marks); never a float.

        The engine rounds to the rubric's decimals.
        """

    @abstractmethod
    def explain(self, points: Fraction, params: Params, inputs: Inputs, lang: Lang) -> str:
        """Return one line, in the reader's language, that a person can check by hand."""


Scorers = Mapping[str, Scorer]
