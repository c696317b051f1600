"""The self-assessment as a form: what was typed as a draft, and a draft as what is typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from smart_team.assessment.drafts import Draft, claimable, wishable
from smart_team.assessment.views.claim import ClaimView
from smart_team.assessment.views.outline import Section
from smart_team.errors import Problem
from smart_team.rubric.items import Item
from smart_team.scoring.plan import Plan
from smart_team_api.pages.answer_fields import Typed, answer_of, fields_of, typed_in

Sort = Literal["own", "metric", "reviewer"]
Problems = Mapping[str, Mapping[str, Problem]]
"""What is wrong, by item and field."""
_LONGEST_WISH: Final = 4000


@dataclass(frozen=True, slots=True)
class Said:
    """What stands in the form for one item: its fields, and what is asked of the reviewers."""

    typed: Typed = field(default_factory=dict)
    wish: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent, item by item, and the draft that it makes.

    Of an item with a problem the draft keeps what was saved before.
    """

    said: Mapping[str, Said]
    draft: Draft
    problems: Problems


def wish_name(item: str) -> str:
    """Return the name of the field that asks the reviewers about an item."""
    return f"w:{item}"


def shown_items(sections: tuple[Section, ...]) -> dict[str, Item]:
    """Return the items of all sections by their ids."""
    return {item.id: item for section in sections for item in section.items}


def sort_of_item(item: Item) -> Sort:
    """Return who answers an item; a redline is a reviewer's."""
    by = getattr(item, "answered_by", "reviewer")
    return "own" if by == "unit" else "metric" if by == "metric" else "reviewer"


def said_in(form: Mapping[str, str], plan: Plan, items: Mapping[str, Item]) -> dict[str, Said]:
    """Return what a form says of the items that the unit has a say in."""
    mine = {i: item for i, item in items.items() if i in claimable(plan) | wishable(plan)}
    typed = typed_in(form, mine, plan)
    return {id_: Said(typed[id_], _wish(form, id_)) for id_ in mine}


def _wish(form: Mapping[str, str], item: str) -> str:
    return form.get(wish_name(item), "").replace("\r\n", "\n").strip()[:_LONGEST_WISH]


def said_by(plan: Plan, items: Mapping[str, Item], draft: Draft) -> dict[str, Said]:
    """Return how a draft stands in the form."""
    mine = [id_ for id_ in items if id_ in claimable(plan) | wishable(plan)]
    return {
        id_: Said(fields_of(plan, id_, draft.answers.get(id_)), draft.wishes.get(id_, ""))
        for id_ in mine
    }


def filled(said: Mapping[str, Said], plan: Plan, items: Mapping[str, Item], saved: Draft) -> Filled:
    """Return what was typed as a draft; what is not shown stays as it was saved."""
    answers = {id_: each for id_, each in saved.answers.items() if id_ not in said}
    wishes = {id_: each for id_, each in saved.wishes.items() if id_ not in said}
    problems: dict[str, Mapping[str, Problem]] = {}
    for id_, each in said.items():
        answer = _answer(plan, items[id_], each, saved, problems)
        if answer is not None:
            answers[id_] = answer
        if each.wish and id_ in wishable(plan):
            wishes[id_] = each.wish
    return Filled(said, Draft(answers, wishes=wishes), problems)


def _answer(
    plan: Plan,
    item: Item,
    each: Said,
    saved: Draft,
    problems: dict[str, Mapping[str, Problem]],
) -> Any:  # noqa: ANN401 - an answer as JSON has it
    if item.id not in claimable(plan):
        return None
    read = answer_of(plan, item, each.typed)
    if not read.problems:
        return read.answer
    problems[item.id] = read.problems
    return saved.answers.get(item.id)


def progress(view: ClaimView, said: Mapping[str, Said]) -> dict[str, tuple[int, int]]:
    """Return, by section, how many of the unit's own items have something in the form, of how many.

    A section counts those below it.
    """
    counts: dict[str, tuple[int, int]] = {}
    for at, section in enumerate(view.sections):
        own = [i for each in _with_below(view.sections, at) for i in each.items]
        mine = [item for item in own if sort_of_item(item) == "own"]
        done = sum(bool(said[i.id].typed or said[i.id].wish) for i in mine)
        counts[section.id] = (done, len(mine))
    return counts


def _with_below(sections: tuple[Section, ...], at: int) -> Iterator[Section]:
    yield sections[at]
    for each in sections[at + 1 :]:
        if each.depth <= sections[at].depth:
            return
        yield each
