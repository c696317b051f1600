"""A small city with people, a cycle of the shipped procedure, and a clock that tests set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache, partial
from typing import Any, cast

from sqlalchemy import Engine, insert, select

from smart_team.assessment import submissions as use
from smart_team.assessment.clockwork import close_windows
from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.drafts import Draft
from smart_team.assessment.handing_in import submit
from smart_team.assessment.library import Library
from smart_team.assessment.opening import Opening
from smart_team.assessment.platform import Platform, open_platform
from smart_team.assessment.windows import load_calendar
from smart_team.demo.city import DISTRICTS, city_units
from smart_team.people.principal import Principal, load_principal
from smart_team.procedure.calendar import shanghai_day
from smart_team.procedure.machine import Action
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.files import EvidenceFiles
from smart_team.store.gate import Gate, Job
from smart_team.store.tables import (
    assignments,
    districts,
    panel_members,
    people,
    stages,
    submissions,
    units,
)
from tests.assessment.completing import complete_claim

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Monday, nine in the morning in Shanghai."""
STUDY = "education_rectification.study"
UNITS = ("C-court", "D01-court", "D01-police", "D02-court")
PEOPLE: Mapping[str, Sequence[tuple[str, str | None, str | None]]] = {
    **{f"clerk-{unit}": [("clerk", unit, None)] for unit in UNITS},
    **{f"approver-{unit}": [("approver", unit, None)] for unit in UNITS},
    **{f"district-{code}": [("district", None, code)] for code in ("D01", "D02")},
    **{f"inspector-{number}": [("inspector", None, None)] for number in range(1, 5)},
    "both-D01-court": [("clerk", "D01-court", None), ("approver", "D01-court", None)],
    "moved": [("inspector", None, None), ("clerk", "D01-court", None)],
    "judge": [("adjudicator", None, None), ("inspector", None, None)],
    "adjudicator": [("adjudicator", None, None)],
    "admin": [("admin", None, None)],
    "leader": [("leader", None, None)],
    "author": [("author", None, None)],
    "auditor": [("auditor", None, None)],
    "nobody": [],
}


@cache
def platform() -> Platform:
    return open_platform()


@dataclass
class World:
    """The city over one database."""

    engine: Engine
    now: datetime = START
    gate: Gate = field(init=False)
    library: Library = field(init=False)
    cycle: str = ""
    files: EvidenceFiles | None = None
    """Where the proof is kept that claims are completed by; without it, there is only its row."""

    def __post_init__(self) -> None:
        self.gate = Gate(self.engine, lambda: self.now)
        self.library = platform().library()

    def write(self, job: Job[Any], actor: str = "setup", action: str = "setup") -> Any:
        return self.gate.write(Act(actor, action), job)

    def settle(self) -> None:
        """Register districts, units and people."""

        def job(work: Any) -> None:
            put = work.connection.execute
            put(insert(districts), [{"code": c, "name": n} for c, n in DISTRICTS.items()])
            rows = [
                {
                    "code": u.unit,
                    "name": u.name,
                    "kind": u.kind,
                    "level": u.level,
                    "district": u.district or None,
                }
                for u in city_units()
            ]
            put(insert(units), rows)
            put(
                insert(people),
                [{"id": p, "login": p, "name": p, "created_at": work.at} for p in PEOPLE],
            )
            held = [
                {
                    "id": f"{person}-{number}",
                    "person": person,
                    "role": role,
                    "unit": unit,
                    "district": district,
                    "from_day": "2020-01-01",
                    "until_day": "2025-12-31" if person == "moved" and unit else None,
                }
                for person, each in PEOPLE.items()
                for number, (role, unit, district) in enumerate(each)
            ]
            put(insert(assignments), held)

        self.write(job)

    def who(self, person: str) -> Principal:
        with reading(self.engine) as connection:
            found = load_principal(connection, person, shanghai_day(self.now))
        assert found is not None
        return found

    def open(self, chosen: Sequence[str] = UNITS, by: str = "admin") -> str:
        procedure = platform().procedures["education_rectification"]
        starts = {stage.rubric: date(2026, 3, 2) for stage in procedure.stages}
        opening = Opening("2026", "education_rectification", starts, chosen)
        with reading(self.engine) as connection:
            calendar = load_calendar(connection)
        job = partial(
            open_cycle,
            principal=self.who(by),
            opening=opening,
            platform=platform(),
            calendar=calendar,
        )
        self.cycle = cast(str, self.write(job, by, "open_cycle"))
        return self.cycle

    def submission(self, unit: str, number: int = 0) -> str:
        with reading(self.engine) as connection:
            query = (
                select(submissions.c.id)
                .join(stages, stages.c.id == submissions.c.stage)
                .where(submissions.c.unit == unit, stages.c.number == number)
            )
            return str(connection.execute(query).scalar_one())

    def row(self, submission: str) -> Any:
        with reading(self.engine) as connection:
            return connection.execute(
                select(submissions).where(submissions.c.id == submission)
            ).one()

    def rows(self, table: Any) -> list[Any]:
        with reading(self.engine) as connection:
            return list(connection.execute(select(table)).all())

    def asked(self, person: str, submission: str, seen: int | None = None) -> use.Asked:
        version = self.row(submission).version if seen is None else seen
        return use.Asked(self.who(person), submission, version)

    def save(
        self, person: str, submission: str, answers: Mapping[str, Any], seen: int | None = None
    ) -> Any:
        asked = self.asked(person, submission, seen)
        return self.write(
            partial(use.save, asked=asked, draft=Draft(answers), library=self.library),
            person,
            "save",
        )

    def review(
        self, person: str, submission: str, answers: Mapping[str, Any], reason: str = "核对台账"
    ) -> Any:
        draft = Draft(answers, (), dict.fromkeys(answers, reason))
        asked = self.asked(person, submission)
        return self.write(
            partial(use.review, asked=asked, draft=draft, library=self.library), person, "review"
        )

    def act(
        self,
        person: str,
        submission: str,
        action: Action,
        reason: str | None = None,
        seen: int | None = None,
        *,
        complete: bool = True,
    ) -> Any:
        """Make a move; a claim is completed before it is submitted, unless told otherwise."""
        if action == "submit" and complete:
            self.complete(submission)
        asked = self.asked(person, submission, seen)
        if action == "submit":
            return self.write(partial(submit, asked=asked, **self.judged()), person, action)
        return self.write(
            partial(
                use.act,
                asked=asked,
                action=cast(Any, action),
                library=self.library,
                reason=reason,
            ),
            person,
            action,
        )

    def complete(self, submission: str) -> None:
        """Fill in a claim by what earns nothing, and prove the rest; its version stays."""
        complete_claim(self.engine, self.library, self.files, submission, self.now)

    def judged(self) -> dict[str, Any]:
        """Return by what a claim is judged as it is handed in."""
        return {"library": self.library, "plugins": platform().plugins}

    def appeal(self, person: str, submission: str, item: str, ground: str = "材料已补") -> Any:
        job = partial(
            use.appeal,
            asked=self.asked(person, submission),
            item=item,
            ground=ground,
            library=self.library,
        )
        return self.write(job, person, "appeal")

    def decide(self, person: str, submission: str, ruling: use.Ruling) -> Any:
        job = partial(
            use.decide, asked=self.asked(person, submission), ruling=ruling, library=self.library
        )
        return self.write(job, person, "decide")

    def seat(self, submission: str, step: str, *persons: str) -> None:
        rows = [{"submission": submission, "step": step, "person": person} for person in persons]
        self.write(lambda work: work.connection.execute(insert(panel_members), rows).rowcount)

    def pass_to(self, submission: str, state: str) -> None:
        """Take a submission to a state by the hands that the procedure names."""
        unit = self.row(submission).unit
        hands: dict[str, list[tuple[str, Action]]] = {
            "self_assessment": [(f"clerk-{unit}", "submit")],
            "sign_off": [(f"approver-{unit}", "sign")],
            "preliminary": [(f"district-{unit[:3]}", "confirm")],
            "review": [(f"inspector-{number}", "confirm") for number in (1, 2, 3)],
            "on_site": [("inspector-1", "confirm")],
            "publicity": [("admin", "announce")],
        }
        while (here := self.row(submission).state) != state:
            if here in {"review", "on_site"} and not self.seated(submission, here):
                self.seat(submission, here, *(person for person, _ in hands[here]))
            for person, action in hands.get(here, ()):
                self.act(person, submission, action)
            if here in {"publicity_open", "appeal"}:
                self.now = datetime.fromisoformat(self.row(submission).due_at)
                close_windows(self.gate)

    def seated(self, submission: str, step: str) -> bool:
        rows = self.rows(panel_members)
        return any((row.submission, row.step) == (submission, step) for row in rows)
