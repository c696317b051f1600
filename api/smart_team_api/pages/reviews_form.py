"""A reviewer's form: what they typed, item by item, as their layer, and back into the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from smart_team.assessment.drafts import Draft
from smart_team.assessment.views.review import ReviewItem, ReviewView
from smart_team.assessment.views.review_changes import word
from smart_team.errors import Problem
from smart_team.rubric.types import plain
from smart_team.scoring.plan import Plan
from smart_team_api.pages.answer_fields import Typed, answer_of, fields_of, typed_in

Answer = Mapping[str, Any]
NOT_APPLICABLE: Final = "na"
VOID: Final = "void"
REASON: Final = "reason"
LOOKED_AT: Final = "ok"
_LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the form for one item, and what is wrong with it by field."""

    typed: Typed
    is_na: bool = False
    is_void: bool = False
    reason: str = ""
    is_looked_at: bool = False
    problems: Mapping[str, Problem] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Filled:
    """A form that was sent: the layer it makes, the items looked at, and what stands in it."""

    draft: Draft
    looked: tuple[str, ...]
    cells: Mapping[str, Cell]

    @property
    def is_sound(self) -> bool:
        """Whether every answer in it can be one."""
        return not any(cell.problems for cell in self.cells.values())


def read(form: Mapping[str, str], plan: Plan, below: Mapping[str, Answer]) -> Filled:
    """Return what a form says: what differs from the answers below it, and every reason.

    An answer that is what holds already, or that is left blank, is none of the reviewer's own.
    """
    items = {each.id: each for each in plan.rubric.items()}
    answers, granted, reasons, cells = dict[str, Any](), list[str](), dict[str, str](), {}
    for id_, typed in typed_in(form, items, plan).items():
        cell, answer = _cell(form, id_, typed), answer_of(plan, items[id_], typed)
        plainly = not (cell.is_na or cell.is_void)
        cells[id_] = replace(cell, problems=answer.problems if plainly else {})
        if cell.is_na:
            granted.append(id_)
        elif cell.is_void:
            answers[id_] = None
        elif answer.answer is not None and not same(plan, id_, answer.answer, below.get(id_)):
            answers[id_] = answer.answer
        if cell.reason:
            reasons[id_] = cell.reason
    looked = tuple(id_ for id_, cell in cells.items() if cell.is_looked_at)
    return Filled(Draft(answers, tuple(granted), reasons), looked, cells)


def _cell(form: Mapping[str, str], item: str, typed: Typed) -> Cell:
    def says(name: str) -> str:
        return form.get(f"{name}:{item}", "").strip()[:_LONGEST]

    return Cell(
        typed,
        bool(says(NOT_APPLICABLE)),
        bool(says(VOID)),
        says(REASON).replace("\r\n", "\n"),
        bool(says(LOOKED_AT)),
    )


def same(plan: Plan, item: str, one: Answer | None, other: Answer | None) -> bool:
    """Whether two answers say the same, however their numbers are written."""
    return _spelled(fields_of(plan, item, one)) == _spelled(fields_of(plan, item, other))


def _spelled(typed: Typed) -> dict[str, str]:
    return {name: _number(text) for name, text in typed.items()}


def _number(text: str) -> str:
    try:
        return plain(Decimal(text))
    except InvalidOperation:
        return text


def cells_of(view: ReviewView) -> dict[str, Cell]:
    """Return the form's cells as a submission stands before a reviewer."""
    return {each.item.id: _shown(view.plan, each) for each in view.items}


def _shown(plan: Plan, each: ReviewItem) -> Cell:
    stands = each.own if each.own is not None else each.below
    return Cell(
        fields_of(plan, each.item.id, stands),
        each.is_na,
        each.is_void,
        each.reason,
        each.is_looked_at,
    )


def cells_by(
    plan: Plan, below: Mapping[str, Answer], draft: Draft, filled: Filled
) -> dict[str, Cell]:
    """Return the form as a draft would have it, with the looks of a form that was sent."""
    cells = {}
    for id_, cell in filled.cells.items():
        said = word(draft, id_)
        stands = said.answer if said.answers else below.get(id_)
        void = said.answers and said.answer is None
        typed = fields_of(plan, id_, stands)
        cells[id_] = replace(
            cell, typed=typed, is_na=said.is_na, is_void=void, reason=said.reason, problems={}
        )
    return cells


def undisputed(items: Sequence[ReviewItem]) -> list[str]:
    """Return the items of which nothing asks for a look of its own."""
    return [each.item.id for each in items if not (each.is_disputed or each.needs_answer)]
