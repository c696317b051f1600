"""A cycle in which everybody leaves a word of their own in every text, and everybody looks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from secrets import token_hex
from typing import Any

from smart_team_api.callers import COOKIE, CSRF_HEADER
from sqlalchemy import update

from smart_team.assessment import submissions as use
from smart_team.assessment.dispatch import dispatch
from smart_team.store.tables import evidence, people, stages, submissions
from tests.api.desk import Desk
from tests.api.line import Line, Sent
from tests.assessment.world import PEOPLE, UNITS, World

PANEL = ("inspector-1", "inspector-2", "inspector-3")
CITY = frozenset({"admin", "leader", "adjudicator", "judge"})
AUDITOR = frozenset({"auditor"})
FORMS = ("scores", "feedback", "evidence")
OFTEN = (
    *("/account", "/people", "/cycles", "/submissions", "/results", "/jobs", "/notifications"),
    "/audit?limit=200",
)
SELDOM = (
    *("/account/sessions", "/account/tokens", "/units", "/districts", "/modules", "/rubrics"),
    *("/notifications/unread", "/results/key", "/openapi.json", "/people/admin"),
)
"""What hangs little on where a submission stands."""


@dataclass
class Town:
    """The small city, its words, and the line on which everybody asks for everything."""

    desk: Desk
    line: Line
    words: dict[tuple[str, str], str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def world(self) -> World:
        return self.desk.world

    def settle(self) -> None:
        """Give everybody a name that is a word, and every unit its panel."""
        names = {person: self.word("name", person) for person in PEOPLE}

        def name(work: Any) -> None:
            for person, word in names.items():
                mine = people.c.id == person
                work.connection.execute(update(people).where(mine).values(name=word, login=word))
            work.connection.execute(update(submissions).values(sampled=False))

        self.world.write(name)
        for unit in UNITS:
            self.ids[unit] = self.world.submission(unit)
            self.world.seat(self.ids[unit], "review", *PANEL)

    def word(self, kind: str, whose: str) -> str:
        """Return a new word that stands in one text alone."""
        self.words[kind, whose] = word = f"canary-{token_hex(16)}"
        return word

    def attach(self, person: str, unit: str, kind: str, where: str = "evidence") -> None:
        """Attach a file whose name is a word and whose content is another."""
        seen = self.world.row(self.ids[unit]).version
        answer = self.desk.ask(
            person,
            "POST",
            f"/submissions/{self.ids[unit]}/{where}",
            seen=seen,
            content=self.word(f"{kind} file", unit).encode(),
            more={"content-type": "application/octet-stream"},
            params={"name": f"{self.word(kind, unit)}.txt", "items": ["A8"]},
        )
        assert answer.status_code == 201, answer.text

    def review(self, person: str, unit: str, kind: str, numerator: int) -> None:
        answer = {"A8": {"numerator": numerator, "denominator": 499}}
        self.world.review(person, self.ids[unit], answer, self.word(kind, unit))

    def act(self, person: str, unit: str, action: Any, kind: str | None = None) -> None:
        self.world.now += timedelta(seconds=1)
        reason = None if kind is None else self.word(kind, unit)
        self.world.act(person, self.ids[unit], action, reason)
        self.world.now += timedelta(seconds=1)

    def sign(self, unit: str) -> None:
        self.act(f"clerk-{unit}", unit, "submit")
        self.act(f"approver-{unit}", unit, "sign")

    def decide(self, unit: str) -> None:
        ruling = use.Ruling("A8", "upheld", self.word("ruling", unit), a8(484))
        self.world.decide("adjudicator", self.ids[unit], ruling)

    def amend(self, unit: str) -> None:
        self.world.now += timedelta(seconds=1)
        one = use.Amendment("A8", self.word("amended", unit), a8(485))
        asked = self.world.asked("adjudicator", self.ids[unit])
        job = partial(use.amend, asked=asked, one=one, library=self.world.library)
        self.world.write(job, "adjudicator", "amend")

    def stage(self) -> str:
        return str(next(row.id for row in self.world.rows(stages) if row.number == 0))

    def known(self, person: str) -> Mapping[str, str]:
        opened = self.desk.session(person)
        return {"cookie": f"{COOKIE}={opened.session}", CSRF_HEADER: opened.csrf}

    def listen(self, *, wholly: bool) -> None:
        """Let everybody ask for everything, and keep all that they are answered."""
        dispatch(self.world.gate)
        asked = [(person, each) for person in PEOPLE for each in self._asked(person)]
        if wholly:
            asked += [(person, each) for person in PEOPLE for each in self._changes(person)]
        answers = self.line.all(request for _, request in asked)
        self.texts = dict.fromkeys(PEOPLE, "")
        for (person, _), answer in zip(asked, answers, strict=True):
            assert answer.status < 500, answer.text()
            self.texts[person] += answer.text()

    def _asked(self, person: str) -> Iterator[Sent]:
        known = self.known(person)
        ids = [*self.ids.values(), self.world.cycle, self.stage()]
        paths = [*OFTEN, f"/cycles/{ids[-2]}", f"/cycles/{ids[-2]}/result"]
        paths += [f"/stages/{ids[-1]}/ranking", f"/stages/{ids[-1]}/ranking?published=true"]
        for id_ in self.ids.values():
            paths += [f"/submissions/{id_}", *(f"/submissions/{id_}/{form}" for form in FORMS)]
        paths += [f"/evidence/{row.id}/content" for row in self.world.rows(evidence)]
        yield from (Sent("GET", path, known) for path in paths)

    def _changes(self, person: str) -> Iterator[Sent]:
        """Yield what changes nothing, because it is too late or only tried out."""
        known = self.known(person)
        yield from (Sent("GET", path, known) for path in SELDOM)
        for id_ in self.ids.values():
            for what, body in CHANGES.items():
                method, path = what.split()
                stale = {**known, "if-match": '"9999"'}
                yield Sent(method, f"/submissions/{id_}/{path}", stale, body)


def a8(numerator: int) -> dict[str, int]:
    return {"numerator": numerator, "denominator": 499}


CHANGES: Mapping[str, Any] = {
    "PUT draft": {"answers": {"A8": a8(1)}},
    "PUT review": {"answers": {"A8": a8(1)}, "reasons": {"A8": "x"}},
    "POST preview": {"answers": {"A8": a8(1)}},
    "POST return": {"reason": "x"},
    "POST confirm": None,
    "POST appeals": {"item": "A8", "ground": "x"},
    "POST amendments": {"item": "A8", "reason": "x", "answer": a8(1)},
}
"""Changes that are too late, and what a draft would come to: their answers are looked at too."""


def own(unit: str) -> frozenset[str]:
    both = {"both-D01-court"} if unit == "D01-court" else set()
    return frozenset({f"clerk-{unit}", f"approver-{unit}", *both})


def office(unit: str) -> frozenset[str]:
    return frozenset() if unit == "C-court" else frozenset({f"district-{unit[:3]}"})


def judges(unit: str) -> frozenset[str]:
    """Everybody who reads the unit's submission but the unit."""
    return office(unit) | frozenset(PANEL) | CITY | AUDITOR


def readers(unit: str) -> frozenset[str]:
    return own(unit) | judges(unit)
