"""Scoped queries: the only way to submissions. What is out of scope is as if it were not there."""

from __future__ import annotations

from typing import Final

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from smart_team.people.policy import RULES, Action, Rule
from smart_team.people.principal import Assignment, Principal
from smart_team.store.tables import cycle_units, panel_members, submissions

_UNIT: Final = and_(
    cycle_units.c.cycle == submissions.c.cycle, cycle_units.c.unit == submissions.c.unit
)


def submissions_for(principal: Principal, action: Action = "read") -> Select[tuple[object, ...]]:
    """Return the query of the submissions to which this person may do this, in any state.

    Rows hold the submission and its unit's name, kind, level and district as the cycle pinned
    them.
    """
    return every_submission().where(_condition(principal, action))


def every_submission() -> Select[tuple[object, ...]]:
    """Return the same query without a scope: for the clock and for checks, never for a person."""
    unit = cycle_units.c
    query = select(submissions, unit.name, unit.kind, unit.level, unit.district)
    return query.join(cycle_units, _UNIT)


def _condition(principal: Principal, action: Action) -> ColumnElement[bool]:
    found = [
        _reach(rule, held, principal)
        for rule in RULES
        if rule.action == action
        for held in principal.assignments
        if held.role == rule.role
    ]
    return or_(false(), *found)


def _reach(rule: Rule, held: Assignment, principal: Principal) -> ColumnElement[bool]:
    match rule.relation:
        case "own":
            return submissions.c.unit == held.unit
        case "district":
            mine = cycle_units.c.district == held.district
            return mine if held.district else false()
        case "panel" | "seat":
            member = and_(
                panel_members.c.submission == submissions.c.id,
                panel_members.c.person == principal.person,
            )
            return select(panel_members.c.person).where(member).exists()
        case "city":
            return true() if held.unit is None and held.district is None else false()
        case "shared" | "any" | "self":
            return false()
