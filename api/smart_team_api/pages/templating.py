"""Templates: one environment a language, and what every template may use."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from smart_team.errors import Lang, Text
from smart_team.procedure.calendar import SHANGHAI
from smart_team.procedure.words import ACTIONS, LAYERS, ROLES
from smart_team.reports.words import KINDS, LEVELS
from smart_team.rubric.types import Bilingual
from smart_team.scoring.fixed import parse_score, tell_apart
from smart_team.store.clock import instant_of
from smart_team_api.texts import translations

HERE: Final = Path(__file__).parents[1]
STATIC: Final = HERE / "static"
NOTHING: Final = "—"


def render(lang: Lang, template: str, context: Mapping[str, Any]) -> str:
    """Return a template filled, in one language."""
    return _environment(lang).get_template(template).render(context)


@cache
def _environment(lang: Lang) -> Environment:
    found = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    texts = translations(lang)
    found.install_gettext_callables(  # type: ignore[attr-defined]
        texts.gettext, texts.ngettext, newstyle=True
    )
    found.filters.update(
        say=lambda text: said(text, lang),
        when=when,
        day=day,
        score=score,
    )
    found.globals.update(
        lang=lang,
        static=static_url,
        new_key=lambda: uuid4().hex,
        role_title=lambda role: said(ROLES[role], lang),
        action_title=lambda action: said(ACTIONS[action], lang),
        layer_title=lambda layer: said(LAYERS[layer], lang),
        kind_title=lambda kind: said(KINDS[kind], lang),
        level_title=lambda level: said(LEVELS[level], lang),
    )
    return found


def said(text: object, lang: Lang) -> str:
    """Return a text of both languages in one; others as they are."""
    if isinstance(text, Text | Bilingual):
        return text.say(lang)
    return NOTHING if text is None else str(text)


def when(at: str | None) -> str:
    """Return a kept time as Shanghai's clock shows it, such as ``2026-03-02 09:00``."""
    return NOTHING if at is None else _local(at).strftime("%Y-%m-%d %H:%M")


def day(at: str | None) -> str:
    """Return the day of Shanghai on which a kept time falls; a bound at midnight is the day before.

    What is due by the end of a day is kept as the beginning of the next.
    """
    if at is None:
        return NOTHING
    local = _local(at)
    return (local - timedelta(microseconds=1)).strftime("%Y-%m-%d")


def _local(at: str) -> datetime:
    return instant_of(at).astimezone(SHANGHAI)


def score(value: str | None, near: tuple[str, ...] = ()) -> str:
    """Return a score with two decimals, or as many more as tell it apart from those near it."""
    if value is None:
        return NOTHING
    return tell_apart(parse_score(value), [parse_score(each) for each in near])


@cache
def static_url(name: str) -> str:
    """Return a file's address, which changes when its content does."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"
