"""Where each answer field stands among the answer tables.

The tables (blocks) are the written rule's columns, one row a field, kept together by number type:
codes (uint8), values (millionths), numerators, denominators, counts, scores (millionths), breaches.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

Block = Literal["codes", "values", "numerators", "denominators", "counts", "scores", "breaches"]
FieldKind = Literal["truth", "choice", "check", "decimal", "count", "score"]

BLOCKS: dict[Block, DTypeLike] = {
    "codes": np.uint8,
    "values": np.int64,
    "numerators": np.int64,
    "denominators": np.int64,
    "counts": np.int64,
    "scores": np.int64,
    "breaches": np.bool_,
}
BITS = 8
"""Checks kept in one byte of codes."""


class Slot(NamedTuple):
    """Where one answer field stands: block, row, its kind, and for a check its bit."""

    block: Block
    row: int
    kind: FieldKind
    choices: tuple[str, ...] = ()
    bit: int = 0


class Rows(NamedTuple):
    """A run of neighbouring rows of a table."""

    start: int
    stop: int


@dataclass
class Layout:
    """Hands out rows of the blocks, and remembers which field of which item got which."""

    sizes: dict[Block, int] = field(default_factory=lambda: dict.fromkeys(BLOCKS, 0))
    slots: dict[str, dict[str, Slot]] = field(default_factory=dict)
    fillers: list[int] = field(default_factory=list)
    """Per row of denominators, what stands there while nothing is answered."""

    def row(self, block: Block) -> int:
        """Take the next row of a block."""
        self.sizes[block] += 1
        return self.sizes[block] - 1

    def put(self, item: str, name: str, slot: Slot) -> None:
        """Remember where a field of an item stands."""
        self.slots.setdefault(item, {})[name] = slot

    def add(
        self, item: str, name: str, block: Block, kind: FieldKind, choices: Sequence[str] = ()
    ) -> int:
        """Take a row for one field and remember it; returns the row."""
        row = self.row(block)
        self.put(item, name, Slot(block, row, kind, tuple(choices)))
        return row

    def add_counts(self, fields: Iterable[tuple[str, str]]) -> Rows:
        """Take neighbouring rows of counts for (item, field) after (item, field)."""
        start = self.sizes["counts"]
        for item, name in fields:
            self.add(item, name, "counts", "count")
        return Rows(start, self.sizes["counts"])

    def add_ratio(self, item: str, filler: int) -> int:
        """Take a row of numerators and the same row of denominators."""
        row = self.add(item, "numerator", "numerators", "count")
        self.add(item, "denominator", "denominators", "count")
        self.fillers.append(filler)
        return row
