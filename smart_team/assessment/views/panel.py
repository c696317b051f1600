"""A panel's members side by side, as far as a person may see them, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any, Final

from sqlalchemy import Connection

from smart_team.assessment.drafts import Draft, draft_of
from smart_team.assessment.library import Library
from smart_team.assessment.loading import find
from smart_team.assessment.metrics.told import ToldValue, told_values
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.views.alone import AloneScore, score_alone
from smart_team.assessment.views.layers import sheet_for
from smart_team.assessment.views.pages import absent
from smart_team.assessment.views.papers import Rows, contents, paper_of
from smart_team.assessment.views.review_changes import Word, word
from smart_team.assessment.views.sight import Sight, sight_of
from smart_team.assessment.views.standing_out import gap
from smart_team.errors import Lang, Text
from smart_team.people.principal import Principal
from smart_team.procedure.schema import Panel, Step
from smart_team.rubric.items import Item, Scored
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Unit

FAR: Final = Fraction(1, 5)
"""A share of the full marks: members who are further apart than that are marked."""


@dataclass(frozen=True, slots=True)
class Member:
    """One member: a number in the order of the page, an id if it may be known, and their total."""

    number: int
    by: str | None
    is_own: bool
    is_confirmed: bool
    total: str | None


@dataclass(frozen=True, slots=True)
class PanelRow:
    """An item on which somebody says otherwise: by member the points and what they say.

    What lies below is told with its source where a metric answered it.
    """

    item: Item
    points: tuple[str | None, ...]
    said: tuple[Word, ...]
    below: Mapping[str, Any] | None
    told: ToldValue | None
    combined: str | None
    is_far: bool


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel's work; `hidden` members have a seat and may not be seen yet, or said nothing.

    `combined` is None until the panel, as far as this person sees it, has come to a result.
    """

    id: str
    unit: Unit
    plan: Plan
    step: Text
    panel: Panel
    members: tuple[Member, ...]
    hidden: int
    rows: tuple[PanelRow, ...]
    combined: str | None


def panel_view(
    connection: Connection, principal: Principal, id_: str, library: Library, lang: Lang
) -> PanelView:
    """Return a submission's panel; raises AbsentError out of scope, without one, to the unit."""
    found = find(connection, principal, id_)
    sight = sight_of(paper_of(found), principal)
    step = next((each for each in found.procedure.steps if each.panel is not None), None)
    if step is None or step.panel is None or sight.part == "unit":
        raise absent()
    written = contents(connection, [each.id for each in sight.newest()])
    drafts = dict(_seen(sight, step, written))
    plan = found.plan(library)

    def scored(sheet: Sheet) -> AloneScore:
        return score_alone(plan, found.procedure, sheet, lang)

    upto = _upto(sight, step)
    base = sheet_for(sight, [row for row in written if row.step in upto - {step.id}], upto)
    views = [scored(replace(base, members={who: draft})) for who, draft in drafts.items()]
    told = told_values(sight.paper.counted, library)
    whole = scored(replace(base, members=drafts)) if _is_whole(sight, step, drafts) else None
    return PanelView(
        found.id,
        found.unit,
        plan,
        step.title.text(),
        step.panel,
        tuple(_members(sight, step, drafts, views)),
        sum(seat.step == step.id and seat.person not in drafts for seat in sight.paper.seats),
        tuple(_rows(plan, base, list(drafts.values()), views, whole, told)),
        None if whole is None else whole.total,
    )


def _upto(sight: Sight, step: Step) -> set[str]:
    steps = sight.paper.procedure.steps
    return {each.id for each in steps[: steps.index(step) + 1]}


def _seen(sight: Sight, step: Step, written: Rows) -> Iterator[tuple[str, Draft]]:
    """Yield the members whose figures may be seen: their layers, and who confirmed without one."""
    theirs = {row.author: draft_of(row.content) for row in written if row.step == step.id}
    for seat in sight.paper.seats:
        if seat.step == step.id and (seat.person in theirs or sight.sits(seat)):
            yield seat.person, theirs.get(seat.person, Draft())


def _is_whole(sight: Sight, step: Step, drafts: Mapping[str, Draft]) -> bool:
    """Whether everybody who sits has confirmed, and may be seen."""
    seats = [seat for seat in sight.paper.seats if seat.step == step.id]
    return bool(seats) and all(seat.confirmed_at and seat.person in drafts for seat in seats)


def _members(
    sight: Sight, step: Step, drafts: Mapping[str, Draft], views: Sequence[AloneScore]
) -> Iterator[Member]:
    confirmed = {s.person for s in sight.paper.seats if s.step == step.id and s.confirmed_at}
    for number, (person, view) in enumerate(zip(drafts, views, strict=True), 1):
        own = person == sight.principal.person
        yield Member(number, sight.name(person, step.id), own, person in confirmed, view.total)


def _rows(
    plan: Plan,
    base: Sheet,
    drafts: Sequence[Draft],
    views: Sequence[AloneScore],
    whole: AloneScore | None,
    told: Mapping[str, ToldValue],
) -> Iterator[PanelRow]:
    below = base.below()
    for item in plan.rubric.items():
        if not any(item.id in draft.items() for draft in drafts):
            continue
        points = tuple(_points(view, item.id) for view in views)
        yield PanelRow(
            item,
            points,
            tuple(word(draft, item.id) for draft in drafts),
            below.answers.get(item.id),
            told.get(item.id),
            None if whole is None else _points(whole, item.id),
            _is_far(item, points),
        )


def _points(view: AloneScore, item: str) -> str | None:
    return next((each.points for each in view.findings if each.indicator == item), None)


def _is_far(item: Item, points: Sequence[str | None]) -> bool:
    """Whether the members are far apart; whether some of them have no points counts as far."""
    given = [Fraction(each) for each in points if each is not None]
    if len(given) < len(points):
        return bool(given)
    full = Fraction(item.points) if isinstance(item, Scored) else Fraction(1)
    return gap([each / full for each in given]) > FAR
