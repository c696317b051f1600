"""An item's scoring rule in one line, for a table of all rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from smart_team.errors import Lang, Text
from smart_team.reports.words import EFFECTS
from smart_team.rubric.items import (
    Adjustment,
    Boolean,
    Checklist,
    Count,
    Deduct,
    Event,
    Formula,
    Item,
    Levels,
    Linear,
    Manual,
    Mix,
    Piecewise,
    Placing,
    PluginScored,
    Redline,
    Tier,
    Tiers,
)
from smart_team.rubric.types import plain


def rule(item: Item, lang: Lang) -> str:  # noqa: C901, PLR0911, PLR0912 - one short line a type
    """Return what earns which points, as the rubric's numbers say it."""
    zh = lang == "zh"
    match item:
        case Boolean():
            return f"是得 {plain(item.points)} 分" if zh else f"yes: {plain(item.points)}"
        case Levels():
            return _list(f"{each.title.say(lang)} {plain(each.points)}" for each in item.levels)
        case Checklist():
            return _list(f"{each.title.say(lang)} +{plain(each.points)}" for each in item.items)
        case Tiers():
            return _list(_tier(each) for each in item.tiers)
        case Linear():
            zero, full = (_number(end) for end in item.ends)
            return f"{zero} → 0, {full} → {plain(item.points)}"
        case Piecewise():
            return ", ".join(f"{plain(each.at)} → {plain(each.points)}" for each in item.curve)
        case Count():
            return f"每件 {plain(item.per)} 分" if zh else f"{plain(item.per)} each"
        case Deduct():
            floor = "减至" if zh else "down to"
            return f"{_events(item.events, '−', lang)}; {floor} {plain(item.floor)}"
        case Mix():
            shares = ((each.title.say(lang), plain(each.share)) for each in item.categories)
            return _list(f"{title} × {share}" for title, share in shares)
        case Placing():
            return _list(f"≤ {each.to}: {plain(each.points)}" for each in item.places)
        case Formula():
            names = _list(f"{each.id} = {each.title.say(lang)}" for each in item.inputs)
            return f"{item.expression} ({names})"
        case Manual():
            return f"评 0 至 {plain(item.points)} 分" if zh else f"scored 0 to {plain(item.points)}"
        case PluginScored():
            return item.scorer
        case Adjustment():
            cap = "" if item.cap is None else f" ≤ {plain(item.cap)}"
            return f"{_events(item.events, '+' if item.sign > 0 else '−', lang)}{cap}"
        case Redline():
            return EFFECTS[item.effect].say(lang).format(cap=_number(item.cap))
    return ""


def _list(parts: Iterable[str]) -> str:
    return "; ".join(parts)


def _number(value: Decimal | None) -> str:
    return "" if value is None else plain(value)


def _tier(tier: Tier) -> str:
    sign = "≤" if tier.at_least is None else "≥"
    return f"{sign} {plain(tier.limit)}: {plain(tier.points)}"


def _events(events: Sequence[Event], sign: str, lang: Lang) -> str:
    most = Text("至多", "at most").say(lang)
    return _list(
        f"{each.title.say(lang)} {sign}{plain(each.per)}"
        + ("" if each.max is None else f" ({most} {plain(each.max)})")
        for each in events
    )
