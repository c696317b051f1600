"""What a cycle should do, said once more in the plainest way: sets, counts and one literal table.

It knows nothing of the product's policy or machine; tests compare the two after every step.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

UNITS: Final = ("C-court", "D01-court", "D02-court")
DRAWN: Final = "D01-court"
STARTED: Final = date(2026, 3, 2)
SEATS: Final[dict[tuple[str, str], tuple[str, ...]]] = {
    ("C-court", "review"): ("inspector-1", "inspector-2", "inspector-3"),
    ("D01-court", "review"): ("inspector-1", "inspector-2", "inspector-3", "moved"),
    ("D01-court", "on_site"): ("inspector-1", "inspector-4"),
    ("D02-court", "review"): ("inspector-1", "inspector-2", "inspector-4", "judge"),
    ("C-court", "rework"): ("inspector-3",),
    ("D01-court", "rework"): ("inspector-4", "moved"),
    ("D02-court", "rework"): ("inspector-3", "judge"),
}
LATER: Final = ("feedback", "rework", "rework_check", "done")
"""Where a unit may stand once its stage is published."""
SEE_ALL: Final = {"adjudicator", "judge", "admin", "leader", "auditor"}
HANDS: Final[dict[tuple[str, str], str]] = {
    ("self_assessment", "save"): "clerks",
    ("self_assessment", "submit"): "clerks",
    ("sign_off", "withdraw"): "clerks",
    ("sign_off", "sign"): "approvers",
    ("sign_off", "return"): "approvers",
    ("preliminary", "review"): "office",
    ("preliminary", "confirm"): "office",
    ("preliminary", "return"): "office",
    ("review", "review"): "panel",
    ("review", "confirm"): "panel",
    ("review", "return"): "panel",
    ("on_site", "review"): "panel",
    ("on_site", "confirm"): "panel",
    ("publicity", "announce"): "admin",
    ("appeal", "appeal"): "approvers",
    ("appeal_decision", "decide"): "adjudicators",
    ("rating", "return"): "admin",
    ("feedback", "send_feedback"): "admin",
    ("rework", "save"): "clerks",
    ("rework", "submit"): "clerks",
    ("rework_check", "accept"): "panel",
    ("rework_check", "return"): "panel",
    ("feedback", "amend"): "adjudicators",
    ("rework", "amend"): "adjudicators",
    ("rework_check", "amend"): "adjudicators",
    ("done", "amend"): "adjudicators",
}
FROM_START: Final = {
    "self_assessment": 10,
    "sign_off": 12,
    "preliminary": 17,
    "review": 27,
    "on_site": 32,
    "publicity": 37,
    "rating": 57,
    "feedback": 60,
}
FROM_ENTRY: Final = {"publicity_open": 5, "appeal": 5, "appeal_decision": 10, "rework": 10}
UNDATED: Final = {"rework_check", "done"}
NEXT: Final = {
    "withdraw": "self_assessment",
    "announce": "publicity_open",
    "appeal": "appeal",
    "publish": "feedback",
    "send_feedback": "rework",
    "accept": "done",
}
"""Nobody earns more than 14 points here: everybody is below 60 and has to rework."""
JUDGED: Final = {"preliminary", "review", "on_site", "rework_check"}
REASONED: Final = {"return", "appeal", "decide", "amend", "correct"}
ITEMS: Final = ("A8", "A4", "nothing")
SHANGHAI: Final = timezone(timedelta(hours=8))


@dataclass(frozen=True)
class Request:
    """What somebody tries; `answer` is ``good``, ``bad``, ``redline`` or ``none``."""

    action: str
    item: str = "A8"
    reason: str = "核对台账"
    answer: str = "good"
    upheld: bool = True
    stale: bool = False


@dataclass(frozen=True)
class Move:
    """The last move of a submission, as it is to be recorded."""

    action: str
    before: str
    after: str
    person: str | None
    reason: str | None
    late: bool


def due_of(state: str, entered: datetime) -> datetime | None:
    """Return the end of the working day on which a state is due; only weekends are off."""
    if state in UNDATED:
        return None
    start, days = STARTED, FROM_START.get(state, 0)
    if state in FROM_ENTRY:
        start, days = entered.astimezone(SHANGHAI).date(), FROM_ENTRY[state]
    while days:
        start += timedelta(days=1)
        days -= start.weekday() < 5
    return datetime(start.year, start.month, start.day, 16, tzinfo=UTC)


@dataclass
class Paper:
    """One submission."""

    unit: str
    state: str = "self_assessment"
    due: datetime | None = datetime(2026, 3, 16, 16, tzinfo=UTC)
    version: int = 1
    submitted_by: str | None = None
    revisions: dict[tuple[str, str, str], int] = field(default_factory=dict)
    confirmed: set[tuple[str, str]] = field(default_factory=set)
    reviewers: set[str] = field(default_factory=set)
    appeals: dict[str, str | None] = field(default_factory=dict)
    moves: list[Move] = field(default_factory=list)
    whole: bool = False
    """Whether the claim answers all that it has to; a rework lies over a whole one."""

    def hands(self, action: str) -> set[str]:
        """Return who may do it now, but for the separations of duty."""
        group = HANDS.get((self.state, action))
        return set() if group is None else self._group(group)

    def _group(self, group: str) -> set[str]:
        both = {"both-D01-court"} if self.unit == "D01-court" else set()
        return {
            "clerks": {f"clerk-{self.unit}", *both},
            "approvers": {f"approver-{self.unit}", *both},
            "office": {f"district-{self.unit[:3]}"},
            "panel": set(SEATS.get((self.unit, self.state.removesuffix("_check")), ())),
            "admin": {"admin"},
            "adjudicators": {"adjudicator", "judge"},
        }[group]

    def seen_by(self, person: str) -> bool:
        """Whether it is there for this person."""
        seated = {each for (unit, _), seats in SEATS.items() if unit == self.unit for each in seats}
        own = self._group("clerks") | self._group("approvers") | self._group("office")
        return person in own | seated | SEE_ALL

    def bars(self, person: str, action: str) -> bool:
        """Whether a separation of duties stands in this person's way."""
        return (
            (action == "sign" and person == self.submitted_by)
            or (self.state in JUDGED and person == "moved")
            or (action in {"decide", "amend"} and person in self.reviewers)
        )

    def able(self, people: list[str]) -> list[tuple[str, str]]:
        """Return who may do what now."""
        return [
            (person, action)
            for state, action in HANDS
            if state == self.state
            for person in people
            if person in self.hands(action) and not self.bars(person, action)
        ]

    def late(self, now: datetime) -> bool:
        """Whether its day has passed."""
        return self.due is not None and now >= self.due

    def refusals(self, person: str, request: Request, now: datetime) -> set[str]:
        """Return every reason to refuse, one of which must be given; empty if it is to succeed."""
        if not self.seen_by(person):
            return {"absent"}
        if person not in self.hands(request.action):
            return {"forbidden", "barred"}
        if self.bars(person, request.action):
            return {"barred"}
        return set(self._flaws(request, now))

    def _flaws(self, request: Request, now: datetime) -> list[str]:
        action, said = request.action, request.answer
        undecided = self.appeals.get(request.item, "") is None
        silent = not request.reason.strip()
        writes = action in {"save", "review", "amend"} or (action == "decide" and request.upheld)
        windowed = action == "appeal" or (self.state == "rework" and action in {"save", "submit"})
        flaws = {
            "stale": request.stale,
            "no reason": silent and action in REASONED,
            "unexplained": silent and action == "review" and said != "none",
            "not the unit's": action == "save" and said == "redline",
            "unfit": writes and said == "bad",
            "absent": (action in {"appeal", "amend"} and request.item == "nothing")
            or (action == "decide" and not undecided),
            "appealed twice": action == "appeal" and request.item in self.appeals,
            "too late": windowed and self.late(now),
            "incomplete": action == "submit" and not self.whole,
        }
        return [code for code, flawed in flaws.items() if flawed]

    def do(self, person: str, request: Request, now: datetime) -> str | int:
        """Do what is not refused; returns what the product should return."""
        action = request.action
        if action == "save" and self.state == "self_assessment":
            self.whole = request.answer == "good"
        if action in {"save", "review"}:
            return self._write(person, action)
        if action == "submit":
            self.submitted_by = person
        if action in {"confirm", "return", "accept"} and self.state in JUDGED:
            self.reviewers.add(person)
        if action == "confirm" and self.state != "preliminary":
            self.confirmed.add((self.state, person))
        if action == "return" and self.state != "rework_check":
            self.confirmed.clear()
        if action == "appeal":
            self.appeals[request.item] = None
        if action == "decide":
            self._decide(person, request)
        if action == "amend":
            self._add(("final", "rework" if self.accepted() else "rating", ""))
        reason = request.reason if action in REASONED else None
        after = self.go(action, self._after(action), person, reason, now)
        return self.version if action == "amend" else after

    def accepted(self) -> bool:
        """Whether a rework of the unit was accepted."""
        return any(move.action == "accept" for move in self.moves)

    def _write(self, person: str, action: str) -> int:
        key = ("self", self.state, "")
        if action == "review":
            office = self.state == "preliminary"
            layer = "preliminary" if office else "review"
            key = (layer, self.state, self.unit[:3] if office else person)
            self.reviewers.add(person)
            self.confirmed.discard((self.state, person))
        self._add(key)
        self.version += 1
        return self.version

    def _add(self, key: tuple[str, str, str]) -> None:
        self.revisions[key] = self.revisions.get(key, 0) + 1

    def _decide(self, person: str, request: Request) -> None:
        self.appeals[request.item] = "upheld" if request.upheld else "rejected"
        if request.upheld:
            self._add(("appeal", "appeal", person))

    def _after(self, action: str) -> str:
        if action == "sign":
            return "preliminary" if self.unit.startswith("D") else "review"
        if action == "submit":
            return "rework_check" if self.state == "rework" else "sign_off"
        if action == "return":  # a rework is handed in once
            return {"rating": "review", "rework_check": "done"}.get(self.state, "self_assessment")
        if action in {"amend", "correct"}:
            return self.state
        if action == "confirm":
            return self._confirmed()
        if action == "decide":
            return "appeal_decision" if None in self.appeals.values() else "rating"
        return NEXT[action]

    def _confirmed(self) -> str:
        if self.state == "preliminary":
            return "review"
        if self.state == "on_site":
            return "publicity"
        if len([person for step, person in self.confirmed if step == "review"]) < 3:
            return "review"
        return "on_site" if self.unit == DRAWN else "publicity"

    def window(self) -> bool:
        """Whether the clock ends this state."""
        return self.state in {"publicity_open", "appeal", "rework"}

    def close(self, now: datetime) -> bool:
        """Do what the clock does; returns whether there was a window to close."""
        if not (self.window() and self.late(now)):
            return False
        appealed = "appeal_decision" if None in self.appeals.values() else "rating"
        after = {"publicity_open": "appeal", "appeal": appealed, "rework": "done"}[self.state]
        self.go("close", after, None, None, now)
        return True

    def go(
        self, action: str, after: str, person: str | None, reason: str | None, now: datetime
    ) -> str:
        """Record a move and stand where it led."""
        late = action not in {"amend", "correct"} and self.late(now)
        self.moves.append(Move(action, self.state, after, person, reason, late))
        if after != self.state:
            self.state, self.due = after, due_of(after, now)
        self.version += 1
        return after
