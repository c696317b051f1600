"""Answers as columns: the tables that the kernels read, and what is blank or granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from smart_team.scoring.fixed import Column, peak
from smart_team.scoring.layout import BLOCKS, Block, Layout

ANSWERED, BLANK, GRANTED = range(3)
"""States of an answer: given, not given, not applicable by the office's grant."""
SCORED, MISSING, NA, UNRESOLVED = range(4)
"""Statuses of a scored indicator; an answer's state is its status unless scoring finds another."""
STATUSES = ("scored", "missing", "na", "unresolved")
"""The statuses by name."""


@dataclass(frozen=True)
class Answers:
    """All answers of all units to one rubric.

    `state` has one row per indicator (in the plan's order) and one column per unit; `blocks` the
    values, with harmless fillers where nothing is answered.
    """

    state: NDArray[np.uint8]
    blocks: Mapping[Block, Column]
    fillers: Column = field(repr=False)

    @classmethod
    def blank(cls, layout: Layout, indicators: int, units: int) -> Answers:
        """Return answers with nothing answered, to be filled in."""
        blocks = {
            block: np.zeros((layout.sizes[block], units), dtype) for block, dtype in BLOCKS.items()
        }
        fillers = np.array(layout.fillers, np.int64)[:, None]
        blocks["denominators"][:] = fillers
        return cls(np.full((indicators, units), BLANK, np.uint8), blocks, fillers)

    @cached_property
    def peaks(self) -> Mapping[Block, int]:
        """The largest absolute value of each block of numbers; what proves that 64 bits do."""
        return {block: peak(self.blocks[block]) for block in BLOCKS if block != "breaches"}

    @cached_property
    def has_grants(self) -> bool:
        """Whether not-applicable was granted to anybody."""
        return bool((self.state == GRANTED).any())

    @property
    def nbytes(self) -> int:
        """Bytes that the columns take."""
        return self.state.nbytes + sum(block.nbytes for block in self.blocks.values())
