"""Scoped queries of records: the only way to them. What is out of scope is as if it were not."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true

from smart_team.people.policy import RULES, Action, Rule
from smart_team.people.principal import Assignment, Principal
from smart_team.store.record_tables import record_shares, records
from smart_team.store.tables import units


def records_for(
    principal: Principal,
    ledger: str,
    action: Action = "read_records",
    *,
    open_in: Collection[str] = (),
) -> Select[tuple[object, ...]]:
    """Return the query of a ledger's records to which this person may do this, in any state.

    Rows hold the record and its unit's name, kind, level and district; in the states `open_in`
    every unit reads them. What was removed is not among them.
    """
    found = [
        _reach(rule, held, open_in)
        for rule in RULES
        if rule.action == action
        for held in principal.assignments
        if held.role == rule.role
    ]
    return every_record(ledger).where(or_(false(), *found))


def every_record(ledger: str) -> Select[tuple[object, ...]]:
    """Return the same query without a scope: for the clock, metrics and checks."""
    unit = units.c
    query = select(records, unit.name, unit.kind, unit.level, unit.district)
    query = query.join(units, unit.code == records.c.unit, isouter=True)
    return query.where(records.c.ledger == ledger, records.c.removed_at.is_(None))


def _reach(rule: Rule, held: Assignment, open_in: Collection[str]) -> ColumnElement[bool]:
    match rule.relation:
        case "own":
            return records.c.unit == held.unit
        case "district":
            return units.c.district == held.district if held.district else false()
        case "shared":
            share = and_(record_shares.c.record == records.c.id, record_shares.c.unit == held.unit)
            shared = select(record_shares.c.unit).where(share).exists()
            if not (held.unit or held.district):
                return false()
            return or_(shared, records.c.state.in_(open_in)) if open_in else shared
        case "city":
            return true() if held.unit is None and held.district is None else false()
        case "panel" | "seat" | "any" | "self":
            return false()
