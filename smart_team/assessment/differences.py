"""What a correction changes, unit by unit, for everybody to see."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

Record = dict[str, Any]
_SHOWN: Final = ("total", "grade", "rank")
_CELLS: Final = ("indicators", "adjustments")


def difference(before: Sequence[Record], after: Sequence[Record]) -> list[Record]:
    """Return every unit whose result changed, in the order of the new result.

    Each has ``unit``, then ``total``, ``grade`` and ``rank`` as ``before`` and ``after``, and the
    ``items`` (indicators, adjustments, redlines) that are no longer what they were. A unit whose
    own items all stay can still change: its rank, its grade by the quota, its place.
    """
    old = {row["unit"]: row for row in before}
    return [_change(old[row["unit"]], row) for row in after if row != old.get(row["unit"], row)]


def _change(old: Record, new: Record) -> Record:
    return {
        "unit": new["unit"],
        **{name: {"before": old[name], "after": new[name]} for name in _SHOWN},
        "items": list(_items(old, new)),
    }


def _items(old: Record, new: Record) -> Iterator[str]:
    for part in _CELLS:
        yield from (id_ for id_, cell in new[part].items() if cell != old[part].get(id_))
    yield from sorted(set(old["redlines"]) ^ set(new["redlines"]))
