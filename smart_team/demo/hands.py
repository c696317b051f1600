"""The demo's people at work: every act by the product's own use cases, through the gate.

Acts are handed in without waiting for each, so that many share a commit, as they would with many
people at work at once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import bindparam, select

from smart_team.assessment import submissions as use
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.dispatch import dispatch
from smart_team.assessment.drafts import Draft
from smart_team.assessment.evidence import attach, receive
from smart_team.assessment.evidence_rules import Days, Rules
from smart_team.assessment.handing_in import submit
from smart_team.assessment.inbox import mark_all_read
from smart_team.assessment.library import Library
from smart_team.assessment.seats import assign_panel
from smart_team.demo.accounts import ADMIN, approver_of, clerk_of, office_of
from smart_team.demo.papers import Paper
from smart_team.people.principal import Principal
from smart_team.plugins import Plugins
from smart_team.procedure.calendar import shanghai_day
from smart_team.store.audit import Act
from smart_team.store.files import EvidenceFiles
from smart_team.store.gate import Gate, Job, Work
from smart_team.store.scanner import NoScanner
from smart_team.store.tables import submissions
from smart_team.store.verify import EVIDENCE

Given = TypeVar("Given")
_AT_ONCE: Final = 512
_VERSION: Final = select(submissions.c.version).where(submissions.c.id == bindparam("id"))


@dataclass(slots=True)
class Hands:
    """Acts in people's names; `people` are the demo's persons by login."""

    gate: Gate
    data: Path
    library: Library
    plugins: Plugins
    people: dict[str, Principal] = field(default_factory=dict)
    _files: EvidenceFiles = field(init=False)
    _waiting: list[Future[Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._files = EvidenceFiles(self.data / EVIDENCE)

    def save(self, paper: Paper, draft: Draft) -> None:
        """The clerk saves a draft."""
        job = partial(use.save, draft=draft, library=self.library)
        self._ask(clerk_of(paper.unit.unit), "save", paper, job)

    def submit(self, paper: Paper) -> None:
        """The clerk hands the paper in."""
        job = partial(submit, library=self.library, plugins=self.plugins)
        self._ask(clerk_of(paper.unit.unit), "submit", paper, job)

    def sign(self, paper: Paper) -> None:
        """The approver signs it."""
        self.act(approver_of(paper.unit.unit), "sign", paper)

    def act(self, login: str, action: use.Plain, paper: Paper, reason: str | None = None) -> None:
        """Somebody makes a plain move."""
        self._ask(
            login,
            action,
            paper,
            partial(use.act, action=action, library=self.library, reason=reason),
        )

    def review(self, login: str, paper: Paper, draft: Draft) -> None:
        """Somebody writes their review, if there is anything to say."""
        if draft.items():
            job = partial(use.review, draft=draft, library=self.library)
            self._ask(login, "review", paper, job)

    def find(self, paper: Paper) -> None:
        """The district's office writes down what it finds, and confirms it."""
        login = office_of(paper.unit.district)
        self.review(login, paper, paper.found())
        self.act(login, "confirm", paper)

    def appeal(self, paper: Paper, item: str, ground: str) -> None:
        """The approver appeals an item."""
        job = partial(use.appeal, item=item, ground=ground, library=self.library)
        self._ask(approver_of(paper.unit.unit), "appeal", paper, job)

    def decide(self, login: str, paper: Paper, ruling: use.Ruling) -> None:
        """An adjudicator decides an appeal."""
        job = partial(use.decide, ruling=ruling, library=self.library)
        self._ask(login, "decide", paper, job)

    def amend(self, login: str, paper: Paper, one: use.Amendment) -> None:
        """An adjudicator amends what is published."""
        self._ask(login, "amend", paper, partial(use.amend, one=one, library=self.library))

    def show(self, login: str, paper: Paper, name: str, content: bytes) -> None:
        """Somebody attaches a file made that day to the items that need evidence."""
        arrived = receive(self._files, NoScanner(), [content], name)
        days, rules = Days(shanghai_day(self.gate.clock())), Rules(self.library)
        job = partial(attach, arrived=arrived, items=paper.shown, days=days, rules=rules)
        self._ask(login, "attach", paper, job)

    def seat(self, paper: Paper, step: str, logins: Sequence[str]) -> None:
        """The administrator names who sits for a step of a paper."""
        persons = [self.people[login].person for login in logins]
        job = partial(assign_panel, step=step, persons=persons)
        self._ask(ADMIN, "panel_members", paper, job)

    def close_windows(self) -> None:
        """The clock closes what is due."""
        self.wait()
        close_windows(self.gate)

    def tell(self) -> None:
        """Everybody is told what has happened since they were last told."""
        self.wait()
        dispatch(self.gate)

    def read_all(self) -> None:
        """Everybody reads what they have been told."""
        for principal in self.people.values():
            job = partial(mark_all_read, principal=principal)
            self.hand_in(Act(principal.person, "mark_all_read"), job)

    def hand_in(self, act: Act, job: Job[Any]) -> None:
        """Hand in a piece of work; waits where very many are under way."""
        self._waiting.append(self.gate.submit(act, job))
        if len(self._waiting) >= _AT_ONCE:
            self.wait()

    def write(self, login: str, action: str, job: Callable[[Work, Principal], Given]) -> Given:
        """Have a piece of work done in somebody's name after all before it."""
        self.wait()
        principal = self.people[login]
        act = Act(principal.person, action)
        return self.gate.write(act, lambda work: job(work, principal))

    def wait(self) -> None:
        """Wait until all that was handed in is on disk; raises what any of it raised."""
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            future.result()

    def _ask(
        self, login: str, action: str, paper: Paper, job: Callable[[Work, use.Asked], Any]
    ) -> None:
        principal = self.people[login]

        def run(work: Work) -> Any:  # noqa: ANN401 - whatever the use case returns
            # Who acts has just looked at it.
            seen = work.connection.execute(_VERSION, {"id": paper.submission}).scalar_one()
            return job(work, use.Asked(principal, paper.submission, seen))

        self.hand_in(Act(principal.person, action), run)
