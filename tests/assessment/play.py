"""People doing everything to three submissions, in the product and in the model side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from sqlalchemy import func, select, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import submissions as use
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.drafts import Draft
from smart_team.errors import AnswersError, SmartTeamError
from smart_team.people.principal import Principal
from smart_team.store import messages as store_messages
from smart_team.store.audit import records
from smart_team.store.chain import START as CHAIN_START
from smart_team.store.chain import check
from smart_team.store.database import reading
from smart_team.store.tables import (
    appeals,
    audit,
    moves,
    outbox,
    panel_members,
    revisions,
    submissions,
)
from tests.assessment.model import DRAWN, SEATS, UNITS, Paper, Request
from tests.assessment.world import PEOPLE, World

EVERYBODY = sorted(PEOPLE)
ACTIONS = (
    "save",
    "submit",
    "withdraw",
    "sign",
    "return",
    "review",
    "confirm",
    "announce",
    "appeal",
    "decide",
)
ANSWERS: dict[str, dict[str, Any]] = {
    "good": {"A8": {"numerator": 492, "denominator": 500}},
    "bad": {"A8": {"numerator": 501, "denominator": 500}},
    "redline": {"RL1": {"breached": False}},
    "none": {},
}
WHY = {
    m.ABSENT.code: "absent",
    m.FORBIDDEN.code: "forbidden",
    m.BARRED.code: "barred",
    m.NO_REASON.code: "no reason",
    m.REVIEW_REASON.code: "unexplained",
    m.NOT_ANSWERED_BY.code: "not the unit's",
    m.APPEAL_TWICE.code: "appealed twice",
    m.TOO_LATE.code: "too late",
    store_messages.STALE.code: "stale",
}
"""Each refusal in the model's words."""
FORWARD = ("submit", "sign", "confirm", "announce", "decide")


def prepare(world: World) -> None:
    """Open the cycle of the three units, with a known sample and known panels."""
    world.settle()
    world.open(UNITS)
    chosen = submissions.c.unit == DRAWN

    def job(work: Any) -> None:
        work.connection.execute(update(submissions).values(sampled=chosen))

    world.write(job)
    for (unit, step), persons in SEATS.items():
        world.seat(world.submission(unit), step, *persons)


class Play:
    """The product's database and the model of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.papers = {unit: Paper(unit) for unit in UNITS}
        self.ids = {unit: world.submission(unit) for unit in UNITS}
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        self._people: dict[str, Principal] = {person: world.who(person) for person in EVERYBODY}
        self._audited = self._count(audit)

    def attempt(self, person: str, unit: str, request: Request) -> None:
        """Let somebody try something; it ends as the model says, and leaves what it says."""
        paper, now = self.papers[unit], self.world.now
        wanted = paper.refusals(person, request, now)
        said: str | None = None
        outcome: Any = None
        try:
            outcome = self.world.write(self._job(person, unit, request), person, request.action)
        except SmartTeamError as error:
            said = error.problems[0].message.code
            known = WHY.get(said) or ("unfit" if isinstance(error, AnswersError) else said)
            assert known in wanted, (person, paper, request, error.say())
            self.refused[known] += 1
        else:
            assert not wanted, (person, paper, request, outcome)
            self.done[f"{paper.state} {request.action}"] += 1
            returned = paper.do(person, request, now)
            if request.action == "appeal":
                returned = self._appeals(unit)[request.item]
            assert outcome == returned
        self._audited += 1
        self._compare_audit(person, request.action, unit, said)

    def able(self, unit: str, number: int, request: Request) -> None:
        """Let one of those who may do something now do it in the way of the request."""
        may = self.papers[unit].able(EVERYBODY)
        if not may:
            return
        actions = sorted({action for _, action in may})
        action = actions[number % len(actions)]
        persons = [person for person, each in may if each == action]
        person = persons[number // len(actions) % len(persons)]
        self.attempt(person, unit, replace(request, action=action))

    def rightly(self, unit: str, number: int, *, upheld: bool) -> None:
        """Let one of those who may do something now do it as it should be done."""
        ruled = self.papers[unit].appeals
        undecided = [item for item, decision in ruled.items() if decision is None]
        free = [item for item in ("A8", "A4") if item not in ruled]
        deciding = self.papers[unit].state == "appeal_decision"
        item = (undecided if deciding else free or ["A8"])[0]
        self.able(unit, number, Request("", item, upheld=upheld))

    def reach(self, unit: str, state: str) -> None:
        """Take a submission to a state, if its way leads there; at most once around."""
        for number in range(14):
            here = self.papers[unit].state
            if here == state:
                return
            if here == "appeal" and state == "appeal_decision":
                self.rightly(unit, number, upheld=True)
            self.forward(unit)

    def wait(self, hours: int) -> None:
        """Let time pass; the clock does not look by itself."""
        self.world.now += timedelta(hours=hours)

    def close(self) -> None:
        """Let the clock look."""
        closed = [paper.close(self.world.now) for paper in self.papers.values()]
        assert close_windows(self.world.gate) == sum(closed)
        self._audited += sum(closed)
        self.done["close"] += sum(closed)

    def forward(self, unit: str) -> None:
        """Take a submission one step further by anybody who can."""
        paper = self.papers[unit]
        confirmed = {person for step, person in paper.confirmed if step == paper.state}
        for person, action in paper.able(EVERYBODY):
            if action in FORWARD and not (action == "confirm" and person in confirmed):
                undecided = [item for item, ruled in paper.appeals.items() if ruled is None]
                item = undecided[0] if undecided else "A8"
                self.attempt(person, unit, Request(action, item))
                return
        if paper.window():
            self.world.now = max(self.world.now, paper.due)
            self.close()

    def compare(self) -> None:
        """The database says what the model says, of everything."""
        world, ids = self.world, self.ids
        rows = {row.id: row for row in world.rows(submissions)}
        for unit, paper in self.papers.items():
            row = rows.pop(ids[unit])
            found = (row.state, row.version, row.submitted_by)
            assert found == (paper.state, paper.version, paper.submitted_by)
            assert datetime.fromisoformat(row.due_at) == paper.due, paper
        assert {(row.state, row.version) for row in rows.values()} == {("self_assessment", 1)}
        self._compare_revisions()
        self._compare_panels()
        self._compare_moves()
        assert self._count(audit) == self._audited

    def verify(self) -> None:
        """The audit's chain is whole."""
        with reading(self.world.engine) as connection:
            assert check(records(connection), CHAIN_START).problems == ()

    def _compare_revisions(self) -> None:
        numbers: dict[tuple[str, str, str, str], list[int]] = {}
        for row in self.world.rows(revisions):
            key = (row.submission, row.layer, row.step, row.author)
            numbers.setdefault(key, []).append(row.number)
        wanted = {
            (self.ids[unit], *key): list(range(1, count + 1))
            for unit, paper in self.papers.items()
            for key, count in paper.revisions.items()
        }
        assert {key: sorted(found) for key, found in numbers.items()} == wanted

    def _compare_panels(self) -> None:
        confirmed = {
            (row.submission, row.step, row.person)
            for row in self.world.rows(panel_members)
            if row.confirmed_at is not None
        }
        assert confirmed == {
            (self.ids[unit], *each)
            for unit, paper in self.papers.items()
            for each in paper.confirmed
        }
        ruled = {(row.submission, row.item): row.decision for row in self.world.rows(appeals)}
        assert ruled == {
            (self.ids[unit], item): decision
            for unit, paper in self.papers.items()
            for item, decision in paper.appeals.items()
        }

    def _compare_moves(self) -> None:
        made = sorted(self.world.rows(moves), key=lambda row: row.number)
        turned = 0
        for unit, paper in self.papers.items():
            found = [
                (row.action, row.before, row.after, row.moved_by, row.reason, row.late)
                for row in made
                if row.submission == self.ids[unit]
            ]
            assert found == [
                (each.action, each.before, each.after, each.person, each.reason, each.late)
                for each in paper.moves
            ]
            turned += sum(each.before != each.after for each in paper.moves)
        assert self._count(outbox) == turned

    def _compare_audit(self, person: str, action: str, unit: str, said: str | None) -> None:
        with reading(self.world.engine) as connection:
            query = select(audit).order_by(audit.c.number.desc()).limit(1)
            row = connection.execute(query).one()
        result = "success" if said is None else "refused"
        assert (row.actor, row.action, row.object) == (person, action, self.ids[unit])
        assert (row.result, row.code) == (result, said)

    def _appeals(self, unit: str) -> dict[str, str]:
        rows = self.world.rows(appeals)
        return {row.item: row.id for row in rows if row.submission == self.ids[unit]}

    def _count(self, table: Any) -> int:
        with reading(self.world.engine) as connection:
            return int(connection.execute(select(func.count()).select_from(table)).scalar_one())

    def _job(self, person: str, unit: str, request: Request) -> Callable[[Any], Any]:
        seen = self.papers[unit].version - request.stale
        asked = use.Asked(self._people[person], self.ids[unit], seen)
        library, answers = self.world.library, ANSWERS[request.answer]
        match request.action:
            case "save":
                return partial(use.save, asked=asked, draft=Draft(answers), library=library)
            case "review":
                draft = Draft(answers, (), dict.fromkeys(answers, request.reason))
                return partial(use.review, asked=asked, draft=draft, library=library)
            case "appeal":
                item, ground = request.item, request.reason
                return partial(use.appeal, asked=asked, item=item, ground=ground, library=library)
            case "decide":
                return partial(
                    use.decide, asked=asked, ruling=_ruling(request), library=self.world.library
                )
        reason = request.reason if request.action == "return" else None
        return partial(use.act, asked=asked, action=cast(Any, request.action), reason=reason)


def _ruling(request: Request) -> use.Ruling:
    answers = ANSWERS[request.answer]
    answer = answers.get("A8")
    if request.item != "A8" and request.answer != "bad":
        answer = None
    decision: use.Decision = "upheld" if request.upheld else "rejected"
    return use.Ruling(request.item, decision, request.reason, answer)
