"""What metrics answer to a submission's items, as it was counted and kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Connection, Row, and_, func, select

from smart_team.assessment.drafts import Draft
from smart_team.errors import Text
from smart_team.ledger.periods import Period
from smart_team.store.parts import LISTINGS, Listing
from smart_team.store.record_tables import metric_values

Answer = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One number of a metric as text, from how many records, and the hash of their contents.

    Once it is frozen, `ids` are those of the records.
    """

    value: str
    records: int
    hash: str
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemValue:
    """What a metric answers to an item: None where there is nothing, or nothing that fits."""

    metric: str
    definition: str
    """The hash of the metric's declaration by which it was counted."""
    answer: Answer | None
    parts: Mapping[str, Part]
    refused: Text | None = None
    """Why the number does not fit the item."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of a submission's items, of which period, and when they were counted."""

    number: int
    frozen: bool
    counted_at: str
    hash: str
    period: Period
    items: Mapping[str, ItemValue]
    listings: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Once it is frozen, of each bulk ledger the files of the parts that were counted."""

    @property
    def draft(self) -> Draft:
        """The answers, as they lie under the unit's claim."""
        return _draft_of(self)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is to be kept of a submission: its period and the values by item."""

    period: Period
    items: Mapping[str, ItemValue] = field(default_factory=dict)
    listings: Mapping[str, Listing] = field(default_factory=dict)
    """Of each bulk ledger the parts that were counted."""

    def text(self, *, with_ids: bool) -> str:
        """Return it as canonical text; ids of records and parts only where they are asked for."""
        content: dict[str, Any] = {
            "from": self.period.first.isoformat(),
            "until": self.period.last.isoformat(),
            "items": {id_: _content_of(each, with_ids) for id_, each in self.items.items()},
        }
        if with_ids and self.listings:
            content[LISTINGS] = {
                name: {"sequence": each.sequence, "files": sorted(part.file for part in each.parts)}
                for name, each in self.listings.items()
            }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def newest_values(connection: Connection, submissions: Sequence[str]) -> Mapping[str, Values]:
    """Return the newest values of each of these submissions that has any."""
    table = metric_values.c
    last = (
        select(table.submission, func.max(table.number).label("number"))
        .where(table.submission.in_(submissions))
        .group_by(table.submission)
        .subquery()
    )
    newest = and_(table.submission == last.c.submission, table.number == last.c.number)
    query = select(metric_values).join(last, newest)
    return {row.submission: _values_of(row) for row in connection.execute(query)}


def draft_under(values: Values | None) -> Draft:
    """Return what lies under a unit's claim."""
    return _NOTHING if values is None else values.draft


_NOTHING: Final = Draft()


def _values_of(row: Row[Any]) -> Values:
    period, items, listings = _read(row.content)
    return Values(row.number, row.frozen, row.counted_at, row.hash, period, items, listings)


@lru_cache(maxsize=512)
def _read(
    text: str,
) -> tuple[Period, Mapping[str, ItemValue], Mapping[str, Sequence[str]]]:
    """Return what :meth:`Kept.text` wrote; it is shared, and nobody changes it."""
    content = json.loads(text)
    period = Period(date.fromisoformat(content["from"]), date.fromisoformat(content["until"]))
    items = {id_: _item_of(each) for id_, each in content["items"].items()}
    listings = {name: each["files"] for name, each in content.get(LISTINGS, {}).items()}
    return period, items, listings


def _item_of(content: Mapping[str, Any]) -> ItemValue:
    parts = {
        name: Part(each["value"], each["records"], each["hash"], tuple(each.get("ids", ())))
        for name, each in content["parts"].items()
    }
    refused = content.get("refused")
    said = None if refused is None else Text(refused["zh"], refused["en"])
    return ItemValue(content["metric"], content["definition"], content["answer"], parts, said)


def _content_of(item: ItemValue, with_ids: bool) -> Mapping[str, Any]:  # noqa: FBT001 - passed on
    parts: dict[str, Any] = {}
    for name, each in item.parts.items():
        parts[name] = {"value": each.value, "records": each.records, "hash": each.hash}
        if with_ids:
            parts[name]["ids"] = list(each.ids)
    content: dict[str, Any] = {
        "metric": item.metric,
        "definition": item.definition,
        "answer": item.answer,
        "parts": parts,
    }
    if item.refused is not None:
        content["refused"] = {"zh": item.refused.zh, "en": item.refused.say("en")}
    return content


def _draft_of(values: Values) -> Draft:
    answers = {id_: each.answer for id_, each in values.items.items() if each.answer is not None}
    return Draft(answers)
