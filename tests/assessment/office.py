"""A stage of three units, judged, published, reworked and corrected by the hands it takes.

By hand: whoever answers everything has 64 of 100 by its own answers (A1 to A8) and 28 by the
panel's (A10 to A13); A9 stays blank. D01-court claims A8 alone, 14, and has 42 with the panel's:
below 60. D02-court claims A4, A5, A7 and A8, 41, and has 69. C-court claims all 64 and has 92.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from smart_team.assessment import submissions as use
from smart_team.assessment.drafts import hash_of
from smart_team.assessment.feedback import Lost, feedback_of
from smart_team.assessment.loading import find
from smart_team.assessment.publication import correct, publish
from smart_team.assessment.sealing import publish_and_seal
from smart_team.assessment.verification import verify
from smart_team.errors import Problem
from smart_team.procedure.schema import Procedure
from smart_team.rubric.canonical import canonical_json, read_canonical
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.files import EvidenceFiles
from smart_team.store.signing import Signer
from smart_team.store.tables import cycles, documents, publications, stages
from smart_team.store.verify import EVIDENCE
from tests.assessment.world import World, platform

UNITS = ("C-court", "D01-court", "D02-court")
A8: dict[str, Any] = {"A8": {"numerator": 492, "denominator": 500}}
SESSIONS: dict[str, Any] = {item: {"count": 3} for item in ("A4", "A5", "A7")}
MADE_GOOD: dict[str, Any] = {
    "A1": {"checked": ["group", "office", "plan"]},
    "A2": {"count": 2},
    "A3": {"numerator": 50, "denominator": 50},
    "A6": {"count": 2},
    **SESSIONS,
}
"""50 points: 5, 5, 5, 8 and three times 9."""
CLAIMS: Mapping[str, Any] = {
    "C-court": {**MADE_GOOD, **A8},
    "D01-court": A8,
    "D02-court": {**SESSIONS, **A8},
}
FOUND: dict[str, Any] = {
    item: {"numerator": 100, "denominator": 100} for item in ("A10", "A11", "A12", "A13")
}
INSPECTORS = ("inspector-1", "inspector-2", "inspector-3")


class Office:
    """The city's office at the end of a stage."""

    def __init__(self, world: World, signer: Signer, data: Path) -> None:
        self.world = world
        self.signer = signer
        self.data = data
        world.files = EvidenceFiles(data / EVIDENCE)

    def judge(self, number: int = 0, claims: Mapping[str, Any] = CLAIMS) -> None:
        """Bring a stage's units to their rating."""
        world = self.world
        for unit, claim in claims.items():
            id_ = world.submission(unit, number)
            if claim:
                world.save(f"clerk-{unit}", id_, claim)
            world.pass_to(id_, "review")
            world.seat(id_, "review", *INSPECTORS)
            if number == 0:
                for person in INSPECTORS:
                    world.review(person, id_, FOUND)
            world.pass_to(id_, "publicity")
        for unit in claims:
            world.pass_to(world.submission(unit, number), "rating")

    def publish(self, number: int = 0, person: str = "admin") -> str:
        job = partial(
            publish,
            principal=self.world.who(person),
            stage_id=self.stage(number),
            library=self.world.library,
            signer=self.signer,
        )
        act = Act(person, "publish")
        return publish_and_seal(self.world.gate, act, job, self.signer, self.data)

    def correct(self, reason: str = "复验通过", number: int = 0, person: str = "admin") -> str:
        job = partial(
            correct,
            principal=self.world.who(person),
            stage_id=self.stage(number),
            reason=reason,
            library=self.world.library,
            signer=self.signer,
        )
        act = Act(person, "correct")
        return publish_and_seal(self.world.gate, act, job, self.signer, self.data)

    def amend(
        self, unit: str, item: str, answer: Any, person: str = "adjudicator", reason: str = "误录"
    ) -> Any:
        asked = self.world.asked(person, self.world.submission(unit))
        one = use.Amendment(item, reason, answer)
        job = partial(use.amend, asked=asked, one=one, library=self.world.library)
        return self.world.write(job, person, "amend")

    def tell(self, unit: str = "D01-court") -> str:
        return str(self.world.act("admin", self.world.submission(unit), "send_feedback"))

    def rework(self, answers: Any = None, unit: str = "D01-court") -> str:
        """Hand in a rework that inspector-4 may check; returns the submission."""
        world, id_ = self.world, self.world.submission(unit)
        world.save(f"clerk-{unit}", id_, MADE_GOOD if answers is None else answers)
        assert world.act(f"clerk-{unit}", id_, "submit") == "rework_check"
        if not world.seated(id_, "rework"):
            world.seat(id_, "rework", "inspector-4")
        return id_

    def stage(self, number: int = 0) -> str:
        with reading(self.world.engine) as connection:
            query = select(stages.c.id).where(stages.c.number == number)
            return str(connection.execute(query).scalar_one())

    def published(self) -> list[Any]:
        return sorted(self.world.rows(publications), key=lambda row: (row.stage, row.number))

    def run_by(self, changes: Mapping[str, Any]) -> None:
        """Let the cycle run by a procedure changed so, as if it had been opened by it."""
        with self.world.engine.begin() as connection:
            pinned = documents.c.hash == select(cycles.c.procedure).scalar_subquery()
            row = connection.execute(select(documents).where(pinned)).one()
            procedure = read_canonical(Procedure, row.text)
            text = canonical_json(procedure.model_copy(update={**changes, "version": "2"}))
            again = {"hash": hash_of(text), "text": text, "version": "2"}
            connection.execute(insert(documents).values({**row._mapping, **again}))
            connection.execute(update(cycles).values(procedure=hash_of(text)))

    def feedback(self, unit: str, person: str) -> list[Lost]:
        with reading(self.world.engine) as connection:
            found = find(connection, self.world.who(person), self.world.submission(unit))
            return feedback_of(found, self.world.library)

    def verify(self) -> list[str]:
        return [each.message.code for each in self.problems()]

    def problems(self) -> list[Problem]:
        return verify(self.world.engine, self.data, platform().plugins)
