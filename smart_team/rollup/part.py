"""Parts: files of records that never change."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Part:
    """One file of records, at `path`; the file's name is what other parts know it by.

    A plain part holds records of one month whose keys no other part held before. The other parts
    hold changes: newer rows of keys, and keys that are gone. `touches` names the plain parts that
    hold older rows of those keys. Of several changes of a key, that of the highest sequence holds.
    First and last day are of the rows that are records, None if all are keys that are gone.
    """

    path: Path
    sequence: int
    plain: bool
    rows: int
    first_day: date | None
    last_day: date | None
    touches: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Split:
    """The parts by how they must be read: as they are, but for what changed, and the changes."""

    plain: tuple[Part, ...]
    touched: tuple[Part, ...]
    changes: tuple[Part, ...]

    @property
    def files(self) -> Mapping[str, Sequence[Path]]:
        """The files of each table that there is, by the names that the one expression knows."""
        tables = {"plain": self.plain, "touched": self.touched, "changes": self.changes}
        return {name: [part.path for part in found] for name, found in tables.items() if found}


def split(parts: Iterable[Part], since: date | None = None, until: date | None = None) -> Split:
    """Sort the parts that may hold records from `since` to `until`, both included.

    All changes are among them: a record may have had another date before.
    """
    known = sorted(parts, key=lambda part: (part.sequence, part.path))
    changes = tuple(part for part in known if not part.plain)
    names = frozenset().union(*(part.touches for part in changes))
    asked = [part for part in known if part.plain and _overlaps(part, since, until)]
    return Split(
        tuple(part for part in asked if part.path.name not in names),
        tuple(part for part in asked if part.path.name in names),
        changes,
    )


def _overlaps(part: Part, since: date | None, until: date | None) -> bool:
    if part.first_day is None or part.last_day is None:
        return False
    return (since is None or part.last_day >= since) and (until is None or part.first_day <= until)
