"""A record moves by its ledger's flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from smart_team.assessment import cycle_messages as refusals
from smart_team.assessment.records import messages as m
from smart_team.assessment.records.entering import file_fields, unit_codes
from smart_team.assessment.records.finding import (
    AskedRecord,
    FoundRecord,
    find_record,
    require,
    require_version,
)
from smart_team.assessment.records.references import References
from smart_team.assessment.records.writing import Deed, rewrite
from smart_team.errors import Problem
from smart_team.ledger.book import Shelf, Step
from smart_team.ledger.messages import REQUIRED, LedgerError
from smart_team.ledger.values import Content, missing_files, place_of, read_values
from smart_team.procedure.calendar import shanghai_day
from smart_team.rubric.ledgers import FlowAction
from smart_team.store.gate import Work


def act(
    work: Work,
    asked: AskedRecord,
    shelf: Shelf,
    action: str,
    reason: str | None = None,
    fills: Mapping[str, Any] | None = None,
) -> str:
    """Make one move of a ledger's flow; returns the state that the record then stands in.

    `fills` are the values of the fields that the action asks for. Raises ForbiddenError for an
    action that is nobody's or somebody else's, RefusedError where the flow does not have it now or
    its reason is missing, LedgerError for a value that does not fit or is missing.
    """
    work.trace.object = asked.record
    found = find_record(work.connection, asked.principal, shelf, asked.record)
    step = _step(asked, found, action)
    if step.reason and not (reason or "").strip():
        raise refusals.RefusedError([Problem(refusals.NO_REASON)])
    content = _filled(work, found, step, fills or {})
    said = (reason or "").strip() or None
    deed = Deed(step.id, asked.principal.person, said)
    rewrite(work, found, content, step.to, deed, References(work.connection, shelf))
    return step.to


def _step(asked: AskedRecord, found: FoundRecord, action: str) -> FlowAction:
    """Return what may be done here; who might have, in the state that they saw, hears of that."""
    ways = [each for each in found.book.flow.actions if each.id == action]
    here = found.book.steps.get(Step(found.row.state, action))
    roles = frozenset(role for each in ([here] if here else ways) for role in each.by)
    shared = any(each.shared for each in ([here] if here else ways))
    require(asked.principal, "move_records", found, found.target(roles, shared=shared))
    require_version(found, asked.seen)
    if here is None:
        raise refusals.RefusedError([Problem(m.NOT_NOW, values=_said(found, action))])
    return here


def _filled(work: Work, found: FoundRecord, step: FlowAction, fills: Mapping[str, Any]) -> Content:
    strange = sorted(fills.keys() - set(step.fills))
    if strange:
        values = {"action": step.title.text(), "fields": ", ".join(strange)[:200]}
        raise refusals.RefusedError([Problem(m.NOT_ASKED_FOR, values=values)])
    today = dict.fromkeys(step.today, shanghai_day(work.now).isoformat())
    given = {**found.content, **fills, **today}
    content = read_values(found.book, given, unit_codes(work.connection))
    fields = found.book.fields
    missing = [Problem(REQUIRED, place_of(fields[id_])) for id_ in step.needs if id_ not in content]
    if step.to != found.book.start and file_fields(found.book):
        missing += [each for each in missing_files(found.book, content) if each not in missing]
    if missing:
        raise LedgerError(missing)
    return content


def _said(found: FoundRecord, action: str) -> Mapping[str, object]:
    known = {each.id: each.title.text() for each in found.book.flow.actions}
    state = found.book.states.get(found.row.state)
    return {
        "state": found.row.state if state is None else state.title.text(),
        "action": known.get(action, action[:80]),
    }
