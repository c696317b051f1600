"""What a colleague saved meanwhile beside what was typed, to choose item by item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import Response
from sqlalchemy import Connection

from smart_team.assessment.views.claim import ClaimView, claim_draft, claim_view
from smart_team.errors import Lang
from smart_team_api.asking import Look
from smart_team_api.callers import Caller
from smart_team_api.language import language_of
from smart_team_api.pages.answer_parts import words
from smart_team_api.pages.claims_form import (
    Said,
    filled,
    said_by,
    said_in,
    shown_items,
    wish_name,
)
from smart_team_api.pages.claims_merging import Difference, differences, picked
from smart_team_api.pages.frame import show

BASED: Final = "based"
"""The field that says from which revision of the claim a form began."""
CONFLICT: Final = 412


async def conflict(
    look: Look, submission: str, form: Mapping[str, str], *, partial: bool
) -> Response:
    """Show what a colleague saved meanwhile beside what was typed, to choose item by item."""
    template = "claims/conflict_part.html" if partial else "claims/conflict.html"

    def view(connection: Connection, caller: Caller) -> dict[str, Any]:
        found = claim_view(connection, caller.principal, submission, look.service.library)
        number = int(form[BASED]) if form.get(BASED, "").isdecimal() else 0
        begun = claim_draft(connection, caller.principal, submission, number)
        items = shown_items(found.sections)
        base, theirs = (said_by(found.plan, items, each) for each in (begun, found.draft))
        mine = picked(form, said_in(form, found.plan, items), theirs)
        found_differences = differences(base, mine, theirs)
        lang = language_of(look.request)
        return {
            "view": found,
            "typed": {name: text for name, text in form.items() if name[:2] in {"a:", "w:"}},
            "differences": [_told(found, each, lang) for each in found_differences],
            "both": sum(each.is_both for each in found_differences),
        }

    return await show(look, template, view, CONFLICT)


def _told(view: ClaimView, each: Difference, lang: Lang) -> dict[str, Any]:
    item = shown_items(view.sections)[each.item]
    made = filled({each.item: each.mine}, view.plan, {each.item: item}, view.draft)
    theirs = view.draft.answers.get(each.item)
    unfit = each.item in made.problems
    mine = " / ".join(each.mine.typed.values()) if unfit else None
    return {
        "item": item,
        "difference": each,
        "mine": mine or words(view.plan, item, made.draft.answers.get(each.item), lang),
        "theirs": words(view.plan, item, theirs, lang),
        "fields": _fields(view, each.item, each.theirs),
    }


def _fields(view: ClaimView, item: str, said: Said) -> dict[str, str]:
    """Return the other's word as the form's fields, blank ones too."""
    names = (*view.plan.layout.slots[item], "none")
    fields = {f"a:{item}:{name}": said.typed.get(name, "") for name in names}
    return {**fields, wish_name(item): said.wish}
