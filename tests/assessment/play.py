"""People doing everything to three submissions, in the product and in the model side by side."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import func, select, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment import submissions as use
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.drafts import Draft
from smart_team.assessment.handing_in import submit
from smart_team.assessment.handing_in_messages import BLANK
from smart_team.assessment.publication import correct, publish
from smart_team.assessment.publication_check import recheck
from smart_team.errors import AnswersError, SmartTeamError
from smart_team.people.principal import Principal
from smart_team.store import messages as store_messages
from smart_team.store.audit import records
from smart_team.store.chain import START as CHAIN_START
from smart_team.store.chain import check
from smart_team.store.database import reading
from smart_team.store.signing import Signer
from smart_team.store.tables import (
    appeals,
    audit,
    moves,
    outbox,
    panel_members,
    publications,
    revisions,
    submissions,
)
from tests.assessment.completing import NONE, prove
from tests.assessment.model import DRAWN, LATER, SEATS, UNITS, Paper, Request
from tests.assessment.world import PEOPLE, World, platform

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
    "send_feedback",
    "accept",
    "amend",
)
ANSWERS: dict[str, dict[str, Any]] = {
    "good": {**NONE, "A8": {"numerator": 492, "denominator": 500}},
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
    m.NOT_AT_RATING.code: "not all there",
    m.NOT_PUBLISHED.code: "not all there",
    m.NOTHING_CHANGED.code: "unchanged",
    BLANK.code: "incomplete",
}
"""Each refusal in the model's words."""
FORWARD = ("submit", "sign", "confirm", "announce", "decide", "send_feedback", "accept")


def prepare(world: World) -> None:
    """Open the cycle of the three units: the sample and the panels known, the evidence there."""
    world.settle()
    world.open(UNITS)
    chosen = submissions.c.unit == DRAWN
    ids = {unit: world.submission(unit) for unit in UNITS}

    def job(work: Any) -> None:
        work.connection.execute(update(submissions).values(sampled=chosen))
        for unit, id_ in ids.items():
            prove(work.connection, id_, f"clerk-{unit}", ANSWERS["good"])

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
        self.changed = False
        """Whether anything was amended or accepted since the last publication."""
        self.signer = Signer(Ed25519PrivateKey.generate())
        self._people: dict[str, Principal] = {person: world.who(person) for person in EVERYBODY}
        self._audited = self._count(audit)

    def attempt(self, person: str, unit: str, request: Request) -> None:
        """Let somebody try something; it ends as the model says, and leaves what it says."""
        paper, now = self.papers[unit], self.world.now
        wanted = paper.refusals(person, request, now)
        said: str | None = None
        outcome: Any = None
        try:
            outcome = self.tried(person, unit, request)
        except SmartTeamError as error:
            said = error.problems[0].message.code
            known = WHY.get(said) or ("unfit" if isinstance(error, AnswersError) else said)
            assert known in wanted, (person, paper, request, error.say())
            self.refused[known] += 1
        else:
            assert not wanted, (person, paper, request, outcome)
            self.done[f"{paper.state} {request.action}"] += 1
            self.changed |= request.action in {"amend", "accept"}
            returned = paper.do(person, request, now)
            if request.action == "appeal":
                returned = self._appeals(unit)[request.item]
            assert outcome == returned
        self._audited += 1
        self._compare_audit(person, request.action, unit, said)

    def tried(self, person: str, unit: str, request: Request) -> Any:
        """Try it; returns what the product returns, or raises its refusal."""
        return self.world.write(self._job(person, unit, request), person, request.action)

    def office(self, person: str, action: str, reason: str = "复核无误") -> None:
        """Let somebody publish the stage's result, or a correction of it."""
        wanted, said = self._office_refusals(person, action, reason), None
        try:
            self.world.write(self._office_job(person, action, reason), person, action)
        except SmartTeamError as error:
            said = WHY[error.problems[0].message.code]
            self.refused[said] += 1
            assert said in wanted, (person, action, error.say())
        else:
            assert wanted <= {"unchanged"} and (self.changed or not wanted), (person, action)  # noqa: PT018
            self.done[action] += 1
            self._published(person, action, reason)
        self._audited += 1

    def _office_refusals(self, person: str, action: str, reason: str) -> set[str]:
        """Return every reason to refuse; a change may come to nothing, and is refused then."""
        there = {"rating"} if action == "publish" else set(LATER)
        if person != "admin":
            return {"absent", "forbidden"}
        if not {paper.state for paper in self.papers.values()} <= there:
            return {"not all there"}
        if action == "publish":
            return set()
        return {"unchanged"} if reason.strip() else {"no reason"}

    def _office_job(self, person: str, action: str, reason: str) -> Callable[[Any], Any]:
        stage = self.world.row(self.ids[UNITS[0]]).stage
        given: dict[str, Any] = {"stage_id": stage, "library": self.world.library}
        given |= {"principal": self._people[person], "signer": self.signer}
        return (
            partial(publish, **given)
            if action == "publish"
            else partial(correct, reason=reason, **given)
        )

    def _published(self, person: str, action: str, reason: str) -> None:
        newest = max(self.world.rows(publications), key=lambda row: row.number)
        changed = {each["unit"] for each in json.loads(newest.content).get("difference", ())}
        for unit, paper in self.papers.items():
            if action == "publish":
                paper.go("publish", "feedback", person, None, self.world.now)
            elif unit in changed:
                paper.go("correct", paper.state, person, reason, self.world.now)
        self.changed = False

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
        for number in range(18):
            here = self.papers[unit].state
            if here == state or (here in LATER and state not in LATER):
                return
            if here == "rating" and state in LATER:
                self._publish_with_all()
                continue
            if here == "appeal" and state == "appeal_decision":
                self.rightly(unit, number, upheld=True)
            self.forward(unit)

    def _publish_with_all(self) -> None:
        for unit in UNITS:
            self.reach(unit, "rating")
        if {paper.state for paper in self.papers.values()} == {"rating"}:
            self.office("admin", "publish")

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
        if paper.state == "self_assessment" and not paper.whole:
            self.attempt(f"clerk-{unit}", unit, Request("save"))
        confirmed = {person for step, person in paper.confirmed if step == paper.state}
        for person, action in paper.able(EVERYBODY):
            if action in FORWARD and not (action == "confirm" and person in confirmed):
                undecided = [item for item, ruled in paper.appeals.items() if ruled is None]
                item = undecided[0] if undecided else "A8"
                self.attempt(person, unit, Request(action, item))
                return
        if paper.window() and paper.due is not None:
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
            due = None if row.due_at is None else datetime.fromisoformat(row.due_at)
            assert due == paper.due, paper
        assert {(row.state, row.version) for row in rows.values()} == {("self_assessment", 1)}
        self._compare_revisions()
        self._compare_panels()
        self._compare_moves()
        assert self._count(audit) == self._audited

    def verify(self) -> None:
        """The audit's chain is whole, and what was published computes again."""
        key, plugins = self.signer.public_key, platform().plugins.hashes()
        ids = [row.id for row in self.world.rows(publications)]
        assert len(ids) == self.done["publish"] + self.done["correct"]
        with reading(self.world.engine) as connection:
            assert check(records(connection), CHAIN_START).problems == ()
            for id_ in ids:
                assert recheck(connection, id_, self.world.library, key, plugins) == []

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
            turned += sum(
                each.before != each.after or each.action == "correct" for each in paper.moves
            )
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
            case "submit":
                return partial(submit, asked=asked, **self.world.judged())
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
            case "amend":
                one = use.Amendment(request.item, request.reason, _ruling(request).answer)
                return partial(use.amend, asked=asked, one=one, library=library)
        reason = request.reason if request.action == "return" else None
        return partial(
            use.act,
            asked=asked,
            action=cast(Any, request.action),
            library=library,
            reason=reason,
        )


def _ruling(request: Request) -> use.Ruling:
    answers = ANSWERS[request.answer]
    answer = answers.get("A8")
    if request.item != "A8" and request.answer != "bad":
        answer = None
    decision: use.Decision = "upheld" if request.upheld else "rejected"
    return use.Ruling(request.item, decision, request.reason, answer)
