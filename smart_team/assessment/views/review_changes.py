"""Two who write one layer at once: what each changed since both began from the same revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from smart_team.assessment.drafts import Draft, draft_of
from smart_team.assessment.loading import author_of, find, newest, require
from smart_team.assessment.views.happened import SeenMove, moves_of
from smart_team.assessment.views.papers import paper_of
from smart_team.assessment.views.sight import sight_of
from smart_team.people.principal import Principal
from smart_team.store.tables import moves, revisions


class Word(NamedTuple):
    """What a draft says of one item: whether it answers it and how, whether it grants it, why."""

    answers: bool
    answer: Mapping[str, Any] | None
    is_na: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Merged:
    """Both drafts in one: `theirs` are items that only the other changed, and are taken from them.

    `both` are items that both changed, each otherwise: there one's own word stands in `draft`.
    """

    draft: Draft
    theirs: tuple[str, ...]
    both: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What happened since a reviewer opened a submission: to their layer, and otherwise."""

    merged: Merged
    newest: Draft
    moves: tuple[SeenMove, ...]


def word(draft: Draft, item: str) -> Word:
    """Return what a draft says of one item."""
    reason = draft.reasons.get(item, "")
    answer = draft.answers.get(item)
    return Word(item in draft.answers, answer, item in draft.granted_na, reason)


def merge(base: Draft, mine: Draft, theirs: Draft) -> Merged:
    """Merge two drafts that began as the same one, item by item."""
    items = sorted({item for each in (base, mine, theirs) for item in _spoken(each)})
    stands: dict[str, Word] = {}
    taken, both = list[str](), list[str]()
    for item in items:
        was, ours, other = word(base, item), word(mine, item), word(theirs, item)
        stands[item] = other if ours == was else ours
        if other not in (was, ours):
            (taken if ours == was else both).append(item)
    return Merged(_draft(stands), tuple(taken), tuple(both))


def changes_since(
    connection: Connection, principal: Principal, id_: str, revision: int, mine: Draft, seen: int
) -> Changes:
    """Return what happened since a reviewer saw a version, and their draft merged with it.

    `revision` is the number of the newest revision of their layer then. Raises AbsentError out of
    scope, ForbiddenError for who may not review it any more.
    """
    found = find(connection, principal, id_)
    require(principal, "review", found)
    layer, step, author = found.step.layer or "review", found.step.id, author_of(found, principal)
    table = revisions.c
    whose = (table.submission == id_, table.layer == layer, table.step == step)
    query = select(table.content).where(*whose, table.author == author, table.number == revision)
    text = connection.execute(query).scalar()
    base = Draft() if text is None else draft_of(text)
    now = newest(connection, id_, layer, step, author).draft
    numbers = select(moves.c.moved_at).where(moves.c.submission == id_, moves.c.number > seen)
    times = set(connection.execute(numbers).scalars())
    known = moves_of(sight_of(paper_of(found), principal))
    return Changes(merge(base, mine, now), now, tuple(each for each in known if each.at in times))


def _spoken(draft: Draft) -> Iterable[str]:
    return {*draft.items(), *draft.reasons}


def _draft(stands: Mapping[str, Word]) -> Draft:
    return Draft(
        {item: each.answer for item, each in stands.items() if each.answers},
        tuple(item for item, each in stands.items() if each.is_na),
        {item: each.reason for item, each in stands.items() if each.reason},
    )
