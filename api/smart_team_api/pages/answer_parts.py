"""The fields of an item's answer in words: what each is called, what it takes, what it earns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from smart_team.errors import Lang, Text
from smart_team.rubric.items import (
    Adjustment,
    Checklist,
    Count,
    Deduct,
    Formula,
    Item,
    Levels,
    Mix,
    OnInput,
    PluginScored,
)
from smart_team.rubric.types import plain
from smart_team.scoring.layout import FieldKind
from smart_team.scoring.plan import Plan
from smart_team_api.pages.answer_fields import NONE, fields_of


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the values that a field may have."""

    value: str
    title: Text
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One field: its name in the answer, its kind, what it is called, and what it earns."""

    name: str
    kind: FieldKind
    title: Text
    note: Text | None = None
    choices: tuple[Choice, ...] = ()


_YES_NO: Final = (Choice("true", Text("是", "yes")), Choice("false", Text("否", "no")))
_NAMED: Final = {
    "value": Text("数值", "value"),
    "count": Text("次数", "number"),
    "numerator": Text("分子", "numerator"),
    "denominator": Text("分母", "denominator"),
    "score": Text("评分", "score"),
    "level": Text("档次", "level"),
    "breached": Text("是否触犯", "breached"),
}
_NOTHING: Final = Text("无", "none")
_BLANK: Final = Text("未填", "blank")


@lru_cache(maxsize=64)
def parts(plan: Plan) -> Mapping[str, tuple[Part, ...]]:
    """Return the fields of every item's answer, in their order; a plan never changes."""
    return {item.id: tuple(_parts(plan, item)) for item in plan.rubric.items()}


def _parts(plan: Plan, item: Item) -> Iterator[Part]:
    known = dict(_scored(plan, item) if isinstance(item, PluginScored) else _told(item))
    for name, slot in plan.layout.slots[item.id].items():
        yield _part(name, slot.kind, item, known)


def _part(name: str, kind: FieldKind, item: Item, known: Mapping[str, Part]) -> Part:
    if name in known:
        return known[name]
    title = _NAMED.get(name, Text(name.partition(".")[2] or name))
    if kind == "truth":
        return Part(name, kind, title, choices=_YES_NO)
    return Part(name, kind, title, _limit(name, item))


def _told(item: Item) -> Iterator[tuple[str, Part]]:
    """Yield the fields of which the rubric itself says what they are called."""
    if isinstance(item, Levels):
        choices = tuple(Choice(o.id, o.title.text(), _points(o.points)) for o in item.levels)
        yield "level", Part("level", "choice", _NAMED["level"], choices=choices)
    if isinstance(item, Checklist):
        for one in item.items:
            name = f"checked.{one.id}"
            yield name, Part(name, "check", one.title.text(), _points(one.points))
    if isinstance(item, Deduct | Adjustment):
        loss = isinstance(item, Deduct) or item.type == "penalty"
        for event in item.events:
            note = _each(event.per, event.max, loss=loss)
            yield f"counts.{event.id}", _counted(event.id, event.title.text(), note)
    if isinstance(item, Mix):
        for each in item.categories:
            share = plain(each.share * 100)
            note = Text(f"按 {share}% 计", f"counts {share}%")
            yield f"counts.{each.id}", _counted(each.id, each.title.text(), note)
    if isinstance(item, Formula):
        for put in item.inputs:
            name = f"inputs.{put.id}"
            yield name, Part(name, "decimal", put.title.text())


def _scored(plan: Plan, item: PluginScored) -> Iterator[tuple[str, Part]]:
    """Yield the fields of a plugin's item, as its scorer calls them."""
    scorer = plan.scorers[item.scorer]
    titles = scorer.titles(item.params)
    for id_, kind in scorer.inputs(item.params).items():
        name = f"inputs.{id_}"
        yield name, Part(name, kind, titles.get(id_, Text(id_)))


def _counted(id_: str, title: Text, note: Text) -> Part:
    return Part(f"counts.{id_}", "count", title, note)


def _points(points: Any) -> Text:  # noqa: ANN401 - a Decimal by whichever name pydantic has it
    return Text(f"{plain(points)} 分", f"{plain(points)} points")


def _each(per: Any, most: Any, *, loss: bool) -> Text:  # noqa: ANN401 - as above
    sign = "-" if loss else ""
    zh, en = f"每次 {sign}{plain(per)} 分", f"{sign}{plain(per)} each"
    if most is not None:
        zh, en = f"{zh},至多 {plain(most)} 分", f"{en}, {plain(most)} at most"
    return Text(zh, en)


def _limit(name: str, item: Item) -> Text | None:
    if isinstance(item, Count) and name == "count" and item.bound is not None:
        return Text(f"不大于 {item.bound}", f"at most {item.bound}")
    if isinstance(item, OnInput) and name in {"value", "numerator"} and item.bound is not None:
        bound = plain(item.bound)
        if name == "numerator" and item.bound == 1:
            return Text("不大于分母", "at most the denominator")
        if name == "numerator":
            return Text(f"不大于分母的 {bound} 倍", f"at most {bound} times the denominator")
        return Text(f"不大于 {bound}", f"at most {bound}")
    return None


def words(plan: Plan, item: Item, answer: Mapping[str, Any] | None, lang: Lang) -> str:
    """Return an answer in a few words, such as ``492 ÷ 500`` or ``市级 2、省级 1``."""
    if answer is None:
        return _BLANK.say(lang)
    typed = fields_of(plan, item.id, answer)
    if "numerator" in typed and "denominator" in typed:
        return f"{typed['numerator']} ÷ {typed['denominator']}"
    said = [
        _said(part, typed[part.name], lang) for part in parts(plan)[item.id] if part.name in typed
    ]
    if NONE in typed or not said:
        return _NOTHING.say(lang)
    return ("、" if lang == "zh" else ", ").join(said)


def _said(part: Part, text: str, lang: Lang) -> str:
    if part.kind == "check":
        return part.title.say(lang)
    for choice in part.choices:
        if choice.value == text:
            return choice.title.say(lang)
    return f"{part.title.say(lang)} {text}" if "." in part.name else text
