"""Notices in words, Chinese and English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from smart_team.assessment.notices import Sort
from smart_team.errors import Lang, Text
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.clock import instant_of


@dataclass(frozen=True, slots=True)
class Said:
    """A notice in one language: a line, and what there is to know."""

    title: str
    body: str


def say(sort: Sort, content: Mapping[str, Any], lang: Lang = "zh") -> Said:
    """Return a notice in words, from what was kept of it when it was sent."""
    values = _values(content, lang)
    title, body = _OF_STAGE if "unit" not in content else _WORDS[sort]
    parts = [body.say(lang)]
    if sort in {"turn", "returned", "due_soon", "overdue", "day_moved"} and content.get("due_at"):
        parts.append(_DUE.say(lang))
    if content.get("reason"):
        parts.append(_REASON.say(lang))
    lines = "".join(parts) if lang == "zh" else " ".join(parts)
    rulings = [_ruling(each, lang) for each in content.get("rulings", ())]
    return Said(title.say(lang).format_map(values), "\n".join([lines.format_map(values), *rulings]))


def _values(content: Mapping[str, Any], lang: Lang) -> dict[str, str]:
    """Return what fills the words; their own braces are never filled in turn."""
    values = {name: str(content.get(name, "")) for name in ("unit", "name", "cycle", "reason")}
    values |= {name: _title(content.get(name, {}), lang) for name in ("stage", "step")}
    if content.get("due_at"):
        # The bound is the midnight that ends the last day in time.
        last = instant_of(content["due_at"]) - timedelta(seconds=1)
        values["day"] = shanghai_day(last).isoformat()
    return values


def _title(title: Mapping[str, str], lang: Lang) -> str:
    return title.get(lang) or title.get("zh", "")


def _ruling(ruling: Mapping[str, str], lang: Lang) -> str:
    decision = _DECISIONS[ruling["decision"]].say(lang)
    stop = ":" if lang == "zh" else ": "
    return f"{ruling['item']} {decision}{stop}{ruling['reason']}"


_DECISIONS: Final[Mapping[str, Text]] = {
    "upheld": Text("申诉成立", "upheld"),
    "rejected": Text("申诉不成立", "rejected"),
}
_DUE: Final = Text("办理期限:{day}(含当日)。", "Due by the end of {day}.")
_REASON: Final = Text("理由:{reason}", "Reason: {reason}")
_OF_STAGE: Final = (
    Text("结果已发布:{stage}", "Published: {stage}"),
    Text("{cycle}“{stage}”的结果已发布。", "The result of '{stage}' ({cycle}) is published."),
)
_WORDS: Final[Mapping[Sort, tuple[Text, Text]]] = {
    "turn": (
        Text("待办:{name}“{step}”", "To do: {name}, {step}"),
        Text(
            "{cycle}“{stage}”:{name} 到了“{step}”,请办理。",
            "{cycle}, {stage}: {name} has come to '{step}' and waits for you.",
        ),
    ),
    "returned": (
        Text("退回:{name}“{step}”", "Returned: {name}, {step}"),
        Text(
            "{cycle}“{stage}”:{name} 被退回到“{step}”。",
            "{cycle}, {stage}: {name} was sent back to '{step}'.",
        ),
    ),
    "decided": (
        Text("申诉已裁决:{name}", "Appeals decided: {name}"),
        Text(
            "{cycle}“{stage}”:{name} 的申诉已全部裁决。",
            "{cycle}, {stage}: all appeals of {name} are decided.",
        ),
    ),
    "published": (
        Text("结果已发布:{name}“{stage}”", "Published: {name}, {stage}"),
        Text(
            "{cycle}“{stage}”:{name} 的结果已发布。",
            "{cycle}, {stage}: the result of {name} is published.",
        ),
    ),
    "due_soon": (
        Text("即将到期:{name}“{step}”", "Due soon: {name}, {step}"),
        Text(
            "{cycle}“{stage}”:{name} 的“{step}”即将到期。",
            "{cycle}, {stage}: '{step}' of {name} is due soon.",
        ),
    ),
    "day_moved": (
        Text("期限改动:{name}“{step}”", "New day: {name}, {step}"),
        Text(
            "{cycle}“{stage}”:{name} 的“{step}”改了期限。",
            "{cycle}, {stage}: '{step}' of {name} has a new day.",
        ),
    ),
    "overdue": (
        Text("逾期:{name}“{step}”", "Overdue: {name}, {step}"),
        Text(
            "{cycle}“{stage}”:{name} 的“{step}”已过期限。",
            "{cycle}, {stage}: '{step}' of {name} is overdue.",
        ),
    ),
}
