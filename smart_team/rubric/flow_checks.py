"""What a declared flow must make sense of: its states, its actions, and who may act."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from smart_team.rubric import ledger_messages as lm
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding, check_unique_ids
from smart_team.rubric.field_checks import check_fields
from smart_team.rubric.ledgers import DateField, Flow, FlowAction, Ledger
from smart_team.rubric.types import Role
from smart_team.rubric.yaml_text import Path

ACTORS: Final[tuple[Role, ...]] = ("clerk", "approver", "district", "inspector", "admin")
"""Who may do anything to records; all others only read."""
OF_THE_CITY: Final[tuple[Role, ...]] = ("inspector", "admin")
"""Who may enter and confirm what belongs to no unit."""
_DONE_TO_ALL: Final = ("enter", "change", "remove", "import")
"""What is done to a record without any flow, by the name that its history has for it."""


def check_among(value: str, known: Collection[str], path: Path) -> Iterator[Finding]:
    """Refuse what is not one of the known."""
    if value not in known:
        yield Finding(path, m.NOT_ONE_OF, {"value": value, "known": ", ".join(known)})


def check_all_among(
    values: Collection[str], known: Collection[str], path: Path
) -> Iterator[Finding]:
    """Refuse those of a list that are not among the known."""
    for number, value in enumerate(values):
        yield from check_among(value, known, (*path, number))


def check_flow(ledger: Ledger, flow: Flow, path: Path) -> Iterator[Finding]:
    """Yield what keeps a flow from being followed."""
    if ledger.confirm:
        yield Finding(path, lm.FLOW_AND_CONFIRM, at_key=True)
    states, actions = (*path, "states"), (*path, "actions")
    yield from check_unique_ids(((*states, n), each.id) for n, each in enumerate(flow.states))
    yield from check_unique_ids(((*actions, n), each.id) for n, each in enumerate(flow.actions))
    for number, action in enumerate(flow.actions):
        yield from _check_action(ledger, flow, action, (*actions, number))
    reached = _reached(flow)
    for number, state in enumerate(flow.states):
        if state.id not in reached:
            yield Finding((*states, number, "id"), lm.UNREACHABLE_STATE, {"state": state.id})


def _check_action(ledger: Ledger, flow: Flow, action: FlowAction, path: Path) -> Iterator[Finding]:
    if action.id in _DONE_TO_ALL:
        yield Finding((*path, "id"), lm.RESERVED_NAME, {"name": action.id})
    states = [each.id for each in flow.states]
    yield from check_all_among(action.from_, states, (*path, "from"))
    yield from check_among(action.to, states, (*path, "to"))
    yield from check_all_among(action.by, ACTORS, (*path, "by"))
    if action.shared and ledger.shared_with is None:
        yield Finding((*path, "shared"), m.UNUSED_SETTING, {"field": "shared"})
    yield from check_fields(ledger, action.needs, (*path, "needs"))
    yield from check_fields(ledger, action.fills, (*path, "fills"))
    yield from check_fields(ledger, action.today, (*path, "today"), (DateField,))


def _reached(flow: Flow) -> set[str]:
    """Return the states to which actions lead from the first one, and the first."""
    reached: set[str] = set()
    found = {flow.states[0].id}
    while found:
        reached |= found
        found = {each.to for each in flow.actions if reached & {*each.from_}} - reached
    return reached
