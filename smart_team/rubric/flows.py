"""The flow of a ledger: the declared one, or the plain one of entering and confirming."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from smart_team.rubric.ledgers import Flow, FlowAction, FlowState, Ledger
from smart_team.rubric.types import Bilingual, Role

ENTERED: Final = "entered"
CONFIRMED: Final = "confirmed"
RETURNED: Final = "returned"


def flow_of(ledger: Ledger) -> Flow:
    """Return a ledger's flow."""
    return ledger.flow or _plain_flow(ledger.confirm)


def _plain_flow(confirm: Iterable[Role]) -> Flow:
    """Return the flow of a ledger that declares none: entered, and confirmed by somebody."""
    by = tuple(confirm)
    if not by:
        return Flow(states=(FlowState(id=ENTERED, title=_ENTERED, edits=True, done=True),))
    states = (
        FlowState(id=ENTERED, title=_TO_CONFIRM, edits=True, counts=False),
        FlowState(id=CONFIRMED, title=_CONFIRMED, edits=True, done=True),
        FlowState(id=RETURNED, title=_RETURNED, edits=True, counts=False),
    )
    actions = (
        FlowAction.model_validate(
            {"id": "confirm", "title": _CONFIRM, "from": (ENTERED,), "to": CONFIRMED, "by": by}
        ),
        FlowAction.model_validate(
            {
                "id": "return",
                "title": _RETURN,
                "from": (ENTERED, CONFIRMED),
                "to": RETURNED,
                "by": by,
                "reason": True,
            }
        ),
    )
    return Flow(states=states, actions=actions)


_ENTERED: Final = Bilingual(zh="已录入", en="Entered")
_TO_CONFIRM: Final = Bilingual(zh="待确认", en="To be confirmed")
_CONFIRMED: Final = Bilingual(zh="已确认", en="Confirmed")
_RETURNED: Final = Bilingual(zh="已退回", en="Returned")
_CONFIRM: Final = Bilingual(zh="确认", en="Confirm")
_RETURN: Final = Bilingual(zh="退回", en="Return")
