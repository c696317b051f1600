"""What every baseline digests from the rubric before it starts: weights and rescaling.

Whether an indicator applies depends on a unit's kind only (the workload grants no
exceptions), so each dimension's rescaling is known per kind before any answer is.
Weights and points are whole hundredths.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from benchmarks.syn106 import KINDS

if TYPE_CHECKING:
    from decimal import Decimal


@dataclass(frozen=True)
class Dimension:
    """A dimension with its children's ids, deepest first in a listing.

    ``weight`` is W; ``available`` is A, the applicable weight, per kind in the order of
    ``KINDS``, in hundredths of a point.
    """

    id: str
    children: tuple[str, ...]
    weight: int
    available: tuple[int, ...]

    @property
    def factors(self) -> tuple[float, ...]:
        """N / A per kind; 1 where nothing is rescaled, 0 where nothing applies."""
        return tuple(self.weight / a if a else 0.0 for a in self.available)

    @property
    def rescaled(self) -> bool:
        """Whether any kind needs rescaling here."""
        return any(a != self.weight for a in self.available)


def hundredths(number: Decimal | int) -> int:
    """A rubric's decimal in hundredths of a point."""
    return int(number * 100)


def millionths(number: Decimal | int) -> int:
    """A rubric's decimal in millionths."""
    return int(number * 1_000_000)


def applicable(item: dict[str, Any]) -> tuple[bool, ...]:
    """Whether an indicator applies, per kind in the order of ``KINDS``."""
    kinds = item.get("applies_to", {}).get("kinds", KINDS)
    return tuple(kind in kinds for kind in KINDS)


def dimensions(spec: dict[str, Any]) -> list[Dimension]:
    """All dimensions, children before parents; the root, ``""``, comes last."""
    listed: list[Dimension] = []
    root = _walk({"id": "", "dimensions": spec["dimensions"]}, listed)
    if root.weight != hundredths(spec["full_marks"]):
        message = "the points do not sum to full marks"
        raise ValueError(message)
    return listed


def _walk(node: dict[str, Any], listed: list[Dimension]) -> Dimension:
    parts: list[tuple[str, int, tuple[bool, ...]]] = [
        (item["id"], hundredths(item["points"]), applicable(item))
        for item in node.get("indicators", ())
    ]
    for child in node.get("dimensions", ()):
        inner = _walk(child, listed)
        parts.append((inner.id, inner.weight, tuple(a > 0 for a in inner.available)))
    available = tuple(sum(w for _, w, on in parts if on[k]) for k in range(len(KINDS)))
    dimension = Dimension(
        node["id"], tuple(p[0] for p in parts), sum(p[1] for p in parts), available
    )
    listed.append(dimension)
    return dimension
