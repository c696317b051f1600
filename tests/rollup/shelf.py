"""A bulk ledger in a folder: parts that hold as soon as they are written, and what they should say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from smart_team.rollup.asking import RollUp
from smart_team.rollup.changing import append, correct, delete
from smart_team.rollup.counting import roll_up
from smart_team.rollup.engine import Engine, Limits
from smart_team.rollup.layout import Column, Layout
from smart_team.rollup.part import Part

LAYOUT = Layout(
    (
        Column("unit", "unit"),
        Column("day", "date"),
        Column("sort", "choice"),
        Column("people", "integer"),
        Column("hours", "decimal"),
        Column("remark", "text"),
    ),
    dated_by="day",
)
Record = dict[str, Any]


class Shelf:
    """A ledger without a database: its parts, and the same records in a dict."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(exist_ok=True)
        self.limits = Limits(megabytes=256, spill=folder / "spill", threads=1)
        self.parts: list[Part] = []
        self.records: dict[str, Record] = {}
        self._sequence = 0

    def append(self, *records: Record) -> list[Part]:
        return self._change(append, LAYOUT.table(records), {each["key"]: each for each in records})

    def correct(self, *records: Record) -> list[Part]:
        return self._change(correct, LAYOUT.table(records), {each["key"]: each for each in records})

    def delete(self, *keys: str) -> list[Part]:
        added = self._change(delete, keys, {})
        for key in keys:
            del self.records[key]
        return added

    def _change(
        self, change: Callable[..., list[Part]], given: Any, become: dict[str, Record]
    ) -> list[Part]:
        added = change(LAYOUT, self.parts, given, self.next_sequence(), self.folder, self.limits)
        self.parts += added
        self.records |= become
        return added

    def next_sequence(self) -> int:
        self._sequence += 1
        return self._sequence

    def ask(self, asked: RollUp, engine: Engine) -> list[tuple[Any, ...]]:
        return rows(roll_up(LAYOUT, self.parts, asked, engine))


def rows(table: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


def naive(records: Iterable[Record], asked: RollUp) -> list[tuple[Any, ...]]:
    """The same question answered by a loop over records."""
    count: Counter[tuple[Any, ...]] = Counter()
    sums: dict[tuple[Any, ...], list[Decimal]] = {}
    for record in records:
        if not is_asked(record, asked):
            continue
        group = tuple(_group(record, name) for name in asked.by)
        count[group] += 1
        known = sums.setdefault(group, [Decimal(0) for _ in asked.sums])
        for place, name in enumerate(asked.sums):
            known[place] += Decimal(record[name] or 0)
    return [(*group, count[group], *sums[group]) for group in sorted(count, key=_order)]


def is_asked(record: Record, asked: RollUp) -> bool:
    return (
        (asked.since is None or record["day"] >= asked.since)
        and (asked.until is None or record["day"] <= asked.until)
        and all(record[name] in values for name, values in asked.where)
    )


def _group(record: Record, name: str) -> Any:
    return record["day"].replace(day=1) if name == "month" else record[name]


def _order(group: Sequence[Any]) -> list[tuple[bool, Any]]:
    return [(value is None, b"" if value is None else _plain(value)) for value in group]


def _plain(value: Any) -> Any:
    return value.isoformat().encode() if isinstance(value, date) else value.encode()


def record(key: str, **values: Any) -> Record:
    return {
        "key": key,
        "unit": "D01-court",
        "day": date(2026, 3, 2),
        "sort": "调解",
        "people": 3,
        "hours": Decimal("1.5"),
        "remark": None,
        **values,
    }
