"""The policy: one table, role × action × relation; the procedure adds the state.

Everything is refused unless a row of :data:`RULES` allows it. What a procedure moves
(:data:`~smart_team.procedure.machine.Action`) needs a row here and its place in the procedure's
own table, with the same role. The separations of duty stand in :func:`bars`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple, get_args

from smart_team.people.principal import Assignment, Principal
from smart_team.procedure.machine import Action as Move
from smart_team.procedure.machine import Key, Table
from smart_team.rubric.types import Role

Relation = Literal["own", "district", "shared", "panel", "seat", "city", "any", "self"]
"""To one's own unit; to one's district's units; to what is shared with one's unit; to what one is
on the panel of now; to what one has a seat for at any step; to everything; to what everybody with a
role shares; to one's own account.
"""
Matter = Literal[
    "read",
    "draft",
    "open_cycle",
    "move_dates",
    "count_metrics",
    "panel_members",
    "standing",
    "results",
    "registry",
    "manage_units",
    "manage_calendar",
    "read_people",
    "manage_people",
    "upload_rubric",
    "read_audit",
    "back_up",
    "account",
    "jobs",
    "notices",
    "read_records",
    "enter_records",
    "move_records",
]
"""What no procedure moves: ``read`` a submission, read its ``draft`` before it was signed, name a
panel's members, read a stage's ``standing`` before it is published and the published ``results``,
the ``registry`` of units, modules and rubrics, one's own ``account``, ``jobs``, ``notices``, and
the records of ledgers: the ledger says which of these roles enter them and which move them."""
Action = Move | Matter
Bar = Literal["signed_own", "own_unit", "reviewed"]
"""A separation of duties that stands in the way."""

MOVES: Final[frozenset[str]] = frozenset(get_args(Move))
MATTERS: Final[tuple[Matter, ...]] = get_args(Matter)


class Rule(NamedTuple):
    """A role (or, with None, anybody) may do this to what stands in this relation to it."""

    role: Role | None
    action: Action
    relation: Relation


ROLES: Final[tuple[Role, ...]] = get_args(Role)

RULES: Final[tuple[Rule, ...]] = (
    Rule("clerk", "read", "own"),
    Rule("clerk", "draft", "own"),
    Rule("clerk", "save", "own"),
    Rule("clerk", "submit", "own"),
    Rule("clerk", "withdraw", "own"),
    Rule("approver", "read", "own"),
    Rule("approver", "draft", "own"),
    Rule("approver", "sign", "own"),
    Rule("approver", "return", "own"),
    Rule("approver", "appeal", "own"),
    Rule("district", "read", "district"),
    Rule("district", "review", "district"),
    Rule("district", "confirm", "district"),
    Rule("district", "return", "district"),
    Rule("inspector", "read", "seat"),
    Rule("inspector", "review", "panel"),
    Rule("inspector", "confirm", "panel"),
    Rule("inspector", "return", "panel"),
    Rule("inspector", "accept", "panel"),
    Rule("adjudicator", "read", "city"),
    Rule("adjudicator", "decide", "city"),
    Rule("adjudicator", "amend", "city"),
    Rule("admin", "read", "city"),
    Rule("admin", "open_cycle", "city"),
    Rule("admin", "move_dates", "city"),
    Rule("admin", "count_metrics", "city"),
    Rule("admin", "panel_members", "city"),
    Rule("admin", "announce", "city"),
    Rule("admin", "publish", "city"),
    Rule("admin", "return", "city"),
    Rule("admin", "send_feedback", "city"),
    Rule("admin", "correct", "city"),
    Rule("leader", "read", "city"),
    Rule("auditor", "read", "city"),
    Rule("auditor", "draft", "city"),
    Rule("admin", "standing", "city"),
    Rule("leader", "standing", "city"),
    Rule("auditor", "standing", "city"),
    Rule("admin", "manage_units", "city"),
    Rule("admin", "manage_calendar", "city"),
    Rule("admin", "read_people", "city"),
    Rule("auditor", "read_people", "city"),
    Rule("admin", "manage_people", "city"),
    Rule("author", "upload_rubric", "city"),
    Rule("admin", "read_audit", "city"),
    Rule("admin", "back_up", "city"),
    Rule("auditor", "read_audit", "city"),
    Rule("clerk", "read_records", "own"),
    Rule("clerk", "read_records", "shared"),
    Rule("clerk", "enter_records", "own"),
    Rule("clerk", "move_records", "own"),
    Rule("clerk", "move_records", "shared"),
    Rule("approver", "read_records", "own"),
    Rule("approver", "read_records", "shared"),
    Rule("approver", "enter_records", "own"),
    Rule("approver", "move_records", "own"),
    Rule("approver", "move_records", "shared"),
    Rule("district", "read_records", "district"),
    Rule("district", "read_records", "shared"),
    Rule("district", "enter_records", "district"),
    Rule("district", "move_records", "district"),
    Rule("inspector", "read_records", "city"),
    Rule("inspector", "enter_records", "city"),
    Rule("inspector", "move_records", "city"),
    Rule("adjudicator", "read_records", "city"),
    Rule("admin", "read_records", "city"),
    Rule("admin", "enter_records", "city"),
    Rule("admin", "move_records", "city"),
    Rule("leader", "read_records", "city"),
    Rule("auditor", "read_records", "city"),
    *(Rule(role, "registry", "any") for role in ROLES),
    *(Rule(role, "results", "any") for role in ROLES),
    Rule(None, "account", "self"),
    Rule(None, "jobs", "self"),
    Rule(None, "notices", "self"),
)


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked about: a submission's unit, people and state, and its procedure's table.

    Of a record: its unit, the units it is `shared` with (`open` to all of them), and the `roles`
    that its ledger lets do what is asked.
    """

    unit: str
    district: str
    state: str = ""
    table: Table = field(default_factory=dict)
    panel: frozenset[str] = frozenset()
    seated: frozenset[str] = frozenset()
    reviewers: frozenset[str] = frozenset()
    submitted_by: str | None = None
    person: str | None = None
    """Whose account it is."""
    roles: frozenset[Role] = frozenset()
    shared: frozenset[str] = frozenset()
    open: bool = False


CITY: Final = Target("", "")
"""What belongs to no unit, such as a cycle."""


def relates(assignment: Assignment, relation: Relation, target: Target, person: str) -> bool:
    """Whether an assignment stands in a relation to a target."""
    match relation:
        case "own":
            return bool(target.unit) and assignment.unit == target.unit
        case "district":
            return bool(target.district) and assignment.district == target.district
        case "shared":
            somewhere = bool(assignment.unit or assignment.district)
            return (target.open and somewhere) or assignment.unit in target.shared
        case "panel":
            return person in target.panel
        case "seat":
            return person in target.seated
        case "city":
            return assignment.unit is None and assignment.district is None
        case "any":
            return bool(assignment.unit or assignment.district) or relates(
                assignment, "city", target, person
            )
        case "self":
            return False


def may(principal: Principal, action: Action, target: Target) -> bool:
    """Whether this person may do this now."""
    return any(_fits(rule, action, target) for rule in _rules(principal, action, target)) and not (
        any(bars(principal, action, target))
    )


def moves(principal: Principal, target: Target) -> list[Move]:
    """Return which of the procedure's moves this person may make now, in the table's order."""
    here = [key.action for key in target.table if key.state == target.state]
    return [action for action in here if may(principal, action, target)]


def bars(principal: Principal, action: Action, target: Target) -> Iterator[Bar]:
    """Yield the separations of duty that forbid this person this action."""
    if action == "sign" and target.submitted_by == principal.person:
        yield "signed_own"
    if _judges(action, target) and target.unit in principal.own_units:
        yield "own_unit"
    if action in {"decide", "amend"} and principal.person in target.reviewers:
        yield "reviewed"


def _judges(action: Action, target: Target) -> bool:
    """Whether it is a judgement: to send back is one, unless the unit's own hand does it.

    Of records it is one where only those may do it who stand above the unit.
    """
    if action == "move_records":
        return bool(target.roles) and target.roles <= {"district", "inspector"}
    if action != "return":
        return action in {"review", "confirm", "accept", "decide", "amend"}
    transition = target.table.get(Key(target.state, action))
    return transition is not None and transition.role in {"district", "inspector"}


def _rules(principal: Principal, action: Action, target: Target) -> Iterator[Rule]:
    for rule in RULES:
        if rule.action != action:
            continue
        if rule.role is None:
            if principal.person == target.person:
                yield rule
            continue
        held = (each for each in principal.assignments if each.role == rule.role)
        if any(relates(each, rule.relation, target, principal.person) for each in held):
            yield rule


def _fits(rule: Rule, action: Action, target: Target) -> bool:
    if action in {"enter_records", "move_records"}:
        return rule.role in target.roles
    if action not in MOVES:
        return True
    transition = target.table.get(Key(target.state, action))  # type: ignore[arg-type]
    return transition is not None and transition.role == rule.role
