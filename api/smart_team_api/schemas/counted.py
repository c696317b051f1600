"""Values of metrics, and the records behind them, as answers show them."""

from __future__ import annotations

from datetime import date
from typing import Any

from smart_team_api.schemas.base import Shown, Words
from smart_team_api.schemas.records import RecordLine


class PartShown(Shown):
    """One number of a metric, from how many records, and the hash of their contents."""

    name: str
    value: str
    records: int
    hash: str


class BehindShown(Shown):
    """A record behind a number, as it was counted, and to which numbers it belongs."""

    record: RecordLine
    parts: list[str]
    changed: bool


class CountedShown(Shown):
    """What a metric answers to an item, and a page of the records behind it.

    Of `records` in all, `hidden` are not for this person to see, or no longer there. A `frozen`
    value stays; of others `stale` says that the ledgers have changed since. `definition` is the
    hash of the metric's declaration by which it was counted, and `redefined` says that there is
    another now.
    """

    item: str
    metric: str
    definition: str
    redefined: bool
    title: Words
    measure: Words
    source: Words
    first: date
    last: date
    counted_at: str
    frozen: bool
    stale: bool
    answer: dict[str, Any] | None
    refused: Words | None
    parts: list[PartShown]
    records: int
    hidden: int
    items: list[BehindShown]
    next: str | None
