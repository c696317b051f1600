"""The state machine of a procedure: one table ``(state, action) → (role, next state)``.

A state is a step that waits to be done, named as the step is; ``done`` is the end. Some steps have
a second state: a publicity that is running, an appeal that waits for its decision, a rework that
waits for its check. Which steps concern a unit depends on its kind and level, and on whether it
was drawn for the on-site check; so a table belongs to a :class:`Case`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple

from smart_team.procedure.schema import Procedure, Step
from smart_team.rubric.types import Role

Action = Literal[
    "save",
    "submit",
    "withdraw",
    "sign",
    "return",
    "review",
    "confirm",
    "announce",
    "close",
    "appeal",
    "decide",
    "publish",
    "send_feedback",
    "accept",
    "amend",
    "correct",
]
"""填报, 提交, 撤回, 审签, 退回, 评分, 确认, 公示, 到期, 申诉, 裁决, 定等发布, 反馈, 验收, 更正,
更正发布."""
Actor = Role | Literal["clock"]
Guard = Literal["panel_complete", "no_open_appeals", "open_appeals", "below", "times_left"]
"""What decides between two next states: the panel is complete, appeals are open, the unit's total
is below the line of the rework, it may hand in its rework once more."""
NEEDS_REASON: Final[frozenset[Action]] = frozenset(
    {"return", "appeal", "decide", "amend", "correct"}
)
"""Actions that are refused without a reason; it is kept and shown."""
TIMELESS: Final[frozenset[Action]] = frozenset({"close", "amend", "correct"})
"""Actions that no day binds: the clock's own, and the mending of what is published."""

DONE: Final = "done"


class Key(NamedTuple):
    """What the table is asked: where a submission stands, and what somebody wants to do."""

    state: str
    action: Action


@dataclass(frozen=True, slots=True)
class Transition:
    """Who may do it, and where it leads: to `next`, or to `otherwise` if its guard is not met."""

    role: Actor
    next: str
    step: str
    guard: Guard | None = None
    otherwise: str | None = None

    def leads_to(self, *, met: bool) -> str:
        """Return the next state, given whether the guard is met."""
        return self.next if met or self.otherwise is None else self.otherwise


class Case(NamedTuple):
    """What decides which steps concern a unit."""

    kind: str
    level: str
    sampled: bool = False


Table = Mapping[Key, Transition]
StepSort = Literal[
    "claim", "sign_off", "review", "publicity", "appeal", "rating", "feedback", "rework"
]


def sort_of(step: Step) -> StepSort:
    """Return what a step is, by what it says of itself."""
    if step.rework:
        return "rework"
    if step.appeal:
        return "appeal"
    if step.publicity_days is not None:
        return "publicity"
    if step.layer == "final":
        return "rating"
    if step.by == "clerk":
        return "claim"
    if step.by == "approver":
        return "sign_off"
    return "review" if step.layer in {"preliminary", "review"} else "feedback"


def concerns(step: Step, case: Case) -> bool:
    """Whether a step is part of this unit's way."""
    if step.for_ is not None and step.for_ not in {case.kind, case.level}:
        return False
    return step.sample is None or case.sampled


def steps_of(procedure: Procedure, case: Case) -> list[Step]:
    """Return the steps of this unit's way, in order."""
    return [step for step in procedure.steps if concerns(step, case)]


def first_state(procedure: Procedure, case: Case) -> str:
    """Return where a submission begins."""
    return steps_of(procedure, case)[0].id


def table_of(procedure: Procedure, case: Case) -> Table:
    """Return the whole table for one kind of case."""
    return dict(_entries(procedure, case))


def states_of(procedure: Procedure) -> list[str]:
    """Return every state that any submission may be in, in order; ``done`` is the last."""
    found: dict[str, None] = {}
    for step in procedure.steps:
        found |= dict.fromkeys(_states(step))
    return [*found, DONE]


def step_of(procedure: Procedure, state: str) -> Step | None:
    """Return the step to which a state belongs; None for ``done``."""
    # Both of a step's states begin with its id, and few steps are looked at more closely.
    near = (step for step in procedure.steps if state.startswith(step.id))
    return next((step for step in near if state in _states(step)), None)


def open_state(step: Step) -> str:
    """Return the state in which a publicity runs, an appeal is decided, a rework is checked."""
    return f"{step.id}_{_SECOND[sort_of(step)]}"


_SECOND: Final[Mapping[StepSort, str]] = {
    "publicity": "open",
    "appeal": "decision",
    "rework": "check",
}


def _states(step: Step) -> list[str]:
    return [step.id, open_state(step)] if sort_of(step) in _SECOND else [step.id]


def _entries(procedure: Procedure, case: Case) -> Iterator[tuple[Key, Transition]]:
    steps = steps_of(procedure, case)
    claim = next((step.id for step in steps if sort_of(step) == "claim"), None)
    for number, step in enumerate(steps):
        after = steps[number + 1].id if number + 1 < len(steps) else DONE
        for state, action, role, following in _plain(step, after, claim):
            yield Key(state, action), Transition(role, following, step.id)
        yield from _guarded(step, after)
        if (back := _back(step, steps)) is not None:
            yield Key(_decider(step), "return"), back
    yield from _corrections(steps)


def _plain(step: Step, after: str, claim: str | None) -> Iterator[tuple[str, Action, Actor, str]]:
    here, by = step.id, step.by
    match sort_of(step):
        case "claim":
            yield here, "save", by, here
            yield here, "submit", by, after
        case "sign_off":
            yield here, "sign", by, after
            if claim is not None:
                yield here, "withdraw", "clerk", claim
        case "review":
            yield here, "review", by, here
        case "publicity":
            yield here, "announce", by, open_state(step)
            yield open_state(step), "close", "clock", after
        case "appeal":
            yield here, "appeal", "approver", here
        case "rating":
            yield here, "publish", by, after
        case "rework":
            yield here, "save", by, here
            yield here, "submit", by, open_state(step)
            yield here, "close", "clock", DONE
            yield open_state(step), "accept", "inspector", after


def _guarded(step: Step, after: str) -> Iterator[tuple[Key, Transition]]:
    here, by, id_ = step.id, step.by, step.id
    match sort_of(step):
        case "review":
            lead = Transition(by, after, id_, "panel_complete", here)
            yield Key(here, "confirm"), lead
        case "appeal":
            deciding = open_state(step)
            yield Key(here, "close"), Transition("clock", deciding, id_, "open_appeals", after)
            lead = Transition(by, after, id_, "no_open_appeals", deciding)
            yield Key(deciding, "decide"), lead
        case "feedback":
            yield Key(here, "send_feedback"), Transition(by, after, id_, "below", DONE)


def _back(step: Step, steps: list[Step]) -> Transition | None:
    """Return how a step sends work back: a rework to its own beginning, while it has times left."""
    if sort_of(step) == "rework":
        return Transition("inspector", step.id, step.id, "times_left", DONE)
    if step.returns_to in {each.id for each in steps}:
        return Transition(step.by, step.returns_to, step.id)
    return None


def _decider(step: Step) -> str:
    return open_state(step) if sort_of(step) == "rework" else step.id


def _corrections(steps: list[Step]) -> Iterator[tuple[Key, Transition]]:
    """Yield what mends a published result, wherever a submission stands after its rating."""
    rated = next((number for number, each in enumerate(steps) if sort_of(each) == "rating"), None)
    if rated is None:
        return
    later = [state for step in steps[rated + 1 :] for state in _states(step)]
    for state in (*later, DONE):
        yield Key(state, "amend"), Transition("adjudicator", state, steps[rated].id)
        yield Key(state, "correct"), Transition("admin", state, steps[rated].id)
