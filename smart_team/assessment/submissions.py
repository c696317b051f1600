"""What people do with a submission: save, sign, review, confirm, appeal, decide, amend.

Each use case is one piece of work for the gate: it finds the submission in the person's scope,
asks the policy, compares the version that the person saw, and then writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from sqlalchemy import bindparam, insert, select, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.drafts import Draft, check, check_claim, check_reasons, hash_of
from smart_team.assessment.library import Library
from smart_team.assessment.loading import (
    ALL_TOGETHER,
    UNIT_ITSELF,
    Revision,
    Submission,
    author_of,
    find,
    newest,
    require,
    require_not_overtaken,
    require_version,
)
from smart_team.assessment.metrics.keeping import freeze, is_counted_in, recount, thaw
from smart_team.assessment.moving import move, require_in_time
from smart_team.errors import Problem
from smart_team.people.principal import Principal
from smart_team.procedure.machine import Action, Key, step_of
from smart_team.procedure.schema import Layer
from smart_team.store.clock import new_id
from smart_team.store.gate import Work
from smart_team.store.tables import appeals, moves, panel_members, revisions, submissions

Decision = Literal["upheld", "rejected"]
_TYPED: Final = frozenset({"save", "review"})
"""Where two versions may be merged: not where the submission stands elsewhere by now."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, about which submission, and which version of it they saw."""

    principal: Principal
    submission: str
    seen: int


def admitted(work: Work, asked: Asked, action: Action) -> Submission:
    """Return the submission if this person may do this with it now, having seen it as it is."""
    work.trace.object = asked.submission
    found = find(work.connection, asked.principal, asked.submission)
    if action not in _TYPED:
        require_not_overtaken(asked.principal, action, found, asked.seen)
    require(asked.principal, action, found)
    require_version(found, asked.seen)
    return found


def save(work: Work, asked: Asked, draft: Draft, library: Library) -> int:
    """Save a unit's draft as a new revision; returns the submission's new version.

    Nothing may be missing from what is to be kept: the draft replaces the one before it, which
    stays as an earlier revision.
    """
    found = admitted(work, asked, "save")
    require_in_time(work, found)
    plan = found.plan(library)
    before = newest(work.connection, found.id, "self", found.step.id, UNIT_ITSELF)
    check_claim(plan, draft)
    check(plan, draft)
    return _add(
        work, found, _Layer("self", found.step.id, UNIT_ITSELF), before, draft, asked.principal
    )


def review(work: Work, asked: Asked, draft: Draft, library: Library) -> int:
    """Save a reviewer's own layer: only what differs, each with its reason.

    Whoever had confirmed and now says otherwise confirms anew.
    """
    found = admitted(work, asked, "review")
    check_reasons(draft)
    name = found.step.layer or "review"
    layer = _Layer(name, found.step.id, author_of(found, asked.principal))
    before = newest(work.connection, found.id, layer.name, layer.step, layer.author)
    check(found.plan(library), draft)
    _confirm(work, found, asked.principal, None)
    return _add(work, found, layer, before, draft, asked.principal)


Plain = Literal["withdraw", "sign", "return", "confirm", "announce", "send_feedback", "accept"]
"""Moves that need nothing but a reason, if that."""


def act(
    work: Work, asked: Asked, action: Plain, library: Library, reason: str | None = None
) -> str:
    """Make one of the procedure's plain moves; returns the new state.

    What metrics count is counted once more before it is signed, and for the last time when the
    result is announced; what is sent back before that is counted anew.
    """
    found = admitted(work, asked, action)
    if action == "confirm":
        _confirm(work, found, asked.principal, work.at)
    state = move(work, found, action, asked.principal.person, reason)
    if action == "sign":
        recount(work, found.row.stage, library, [found.id])
    elif action == "announce":
        freeze(work, found.row.stage, library, [found.id])
    elif action == "return" and is_counted_in(found.procedure, state):
        thaw(work, found.row.stage, library, found.id)
    return state


def appeal(work: Work, asked: Asked, item: str, ground: str, library: Library) -> str:
    """Appeal one item inside the window; returns the appeal's id."""
    found = admitted(work, asked, "appeal")
    known = {each.id for each in found.plan(library).rubric.items()}
    if item not in known:
        raise m.AbsentError([Problem(m.ABSENT)])
    row = {
        "id": new_id(work.now),
        "submission": found.id,
        "item": item,
        "ground": ground,
        "made_by": asked.principal.person,
        "made_at": work.at,
    }
    taken = appeals.c.submission == found.id, appeals.c.item == item
    if work.connection.execute(appeals.select().where(*taken)).first():
        raise m.RefusedError([Problem(m.APPEAL_TWICE, values={"item": item})])
    work.connection.execute(insert(appeals).values(row))
    move(work, found, "appeal", asked.principal.person, ground)
    return str(row["id"])


def decide(
    work: Work,
    asked: Asked,
    ruling: Ruling,
    library: Library,
) -> str:
    """Decide one appeal; the answer that is to stand goes into the appeal layer."""
    found = admitted(work, asked, "decide")
    table = appeals.c
    where = (table.submission == found.id, table.item == ruling.item, table.decision.is_(None))
    if not work.connection.execute(appeals.select().where(*where)).first():
        raise m.AbsentError([Problem(m.ABSENT)])
    values = {
        "decision": ruling.decision,
        "reason": ruling.reason,
        "decided_by": asked.principal.person,
        "decided_at": work.at,
    }
    work.connection.execute(update(appeals).where(*where).values(values))
    if ruling.decision == "upheld":
        layer = _Layer("appeal", found.step.id, asked.principal.person)
        before = newest(work.connection, found.id, layer.name, layer.step, layer.author)
        one = Draft({ruling.item: ruling.answer}, (), {ruling.item: ruling.reason})
        check(found.plan(library), one)
        _add(work, found, layer, before, _laid(before.draft, one), asked.principal)
    return move(work, found, "decide", asked.principal.person, ruling.reason)


def amend(work: Work, asked: Asked, one: Amendment, library: Library) -> int:
    """Amend one answer of a published result; returns the submission's new version.

    What is published stays as it is until a correction is published.
    """
    found = admitted(work, asked, "amend")
    plan = found.plan(library)
    if one.item not in {each.id for each in plan.rubric.items()}:
        raise m.AbsentError([Problem(m.ABSENT)])
    draft = Draft({one.item: one.answer}, (), {one.item: one.reason})
    check(plan, draft)
    layer = _Layer("final", _amended_step(found), ALL_TOGETHER)
    before = newest(work.connection, found.id, layer.name, layer.step, layer.author)
    move(work, found, "amend", asked.principal.person, one.reason)
    return _add(work, found, layer, before, _laid(before.draft, draft), asked.principal)


def _amended_step(found: Submission) -> str:
    """Return the step whose result is amended: the rework's, once it has been accepted."""
    query = select(moves.c.before).where(moves.c.submission == found.id, moves.c.action == "accept")
    accepted = found.connection.execute(query).scalar()
    step = None if accepted is None else step_of(found.procedure, accepted)
    return found.target.table[Key(found.row.state, "amend")].step if step is None else step.id


@dataclass(frozen=True, slots=True)
class Amendment:
    """What an adjudicator puts in place of one item's answer, and why; null takes it back."""

    item: str
    reason: str
    answer: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an adjudicator says of one item: the decision, its reason, and the answer to stand."""

    item: str
    decision: Decision
    reason: str
    answer: Mapping[str, Any] | None = None


_ADD: Final = insert(revisions)
_RAISE: Final = update(submissions).where(submissions.c.id == bindparam("found"))


@dataclass(frozen=True, slots=True)
class _Layer:
    name: Layer
    step: str
    author: str


def _laid(before: Draft, one: Draft) -> Draft:
    kept = {**before.answers, **one.answers}
    return Draft(kept, before.granted_na, {**before.reasons, **one.reasons})


def _add(
    work: Work,
    found: Submission,
    layer: _Layer,
    before: Revision,
    draft: Draft,
    principal: Principal,
) -> int:
    text = draft.text()
    hash_ = hash_of(text)
    row = {
        "id": new_id(work.now),
        "submission": found.id,
        "layer": layer.name,
        "step": layer.step,
        "author": layer.author,
        "number": before.number + 1,
        "content": text,
        "hash": hash_,
        "saved_by": principal.person,
        "saved_at": work.at,
    }
    work.connection.execute(_ADD, row)
    version: int = found.row.version + 1
    work.connection.execute(_RAISE, {"found": found.id, "version": version})
    work.trace.before, work.trace.after = before.hash, hash_
    return version


def _confirm(work: Work, found: Submission, principal: Principal, at: str | None) -> None:
    table = panel_members
    mine = (
        table.c.submission == found.id,
        table.c.step == found.step.id,
        table.c.person == principal.person,
    )
    work.connection.execute(update(table).where(*mine).values(confirmed_at=at))
