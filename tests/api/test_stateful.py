"""The model of a cycle once more, beside the same commands sent over the wire."""

from __future__ import annotations

import random
from typing import Any

import pytest

from smart_team.errors import AnswersError, Problem, SmartTeamError, message
from smart_team.store.tables import audit
from tests.api.desk import Desk
from tests.assessment.model import UNITS, Request
from tests.assessment.play import ANSWERS, Play, _ruling, prepare
from tests.assessment.test_stateful import mend, walk
from tests.assessment.world import World

LONG_GONE = 999


@pytest.fixture
def world(engine: Any) -> Any:
    """The small city, with the cycle of the model."""
    world = World(engine)
    prepare(world)
    yield world
    world.gate.close()


class Wired(Play):
    """The play, whose people send requests."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.world)
        self.desk = desk

    def tried(self, person: str, unit: str, request: Request) -> Any:
        """Send it; a session that is opened first is no act of the play."""
        before = self._count(audit)
        self.desk.session(person)
        self._audited += self._count(audit) - before
        paper, action = self.papers[unit], request.action
        path = f"/submissions/{self.ids[unit]}/{self._end(request)}"
        method = "PUT" if action in {"save", "review"} else "POST"
        seen = paper.version - 1 if request.stale else paper.version
        answer = self.desk.ask(person, method, path, _body(request), seen=seen or LONG_GONE)
        found = answer.json()
        if not answer.is_success:
            kind = AnswersError if answer.status_code == 422 else SmartTeamError
            raise kind([Problem(message(found["code"], "", "", "", ""))])
        if action == "appeal":
            return self._appeals(unit)[request.item]
        return found["version"] if action in {"save", "review", "amend"} else found["state"]

    @staticmethod
    def _end(request: Request) -> str:
        ends = {"save": "draft", "appeal": "appeals", "amend": "amendments"}
        ends["decide"] = f"appeals/{request.item}/decision"
        return ends.get(request.action, request.action.replace("_", "-"))


def _body(request: Request) -> Any:
    answers, reason = ANSWERS[request.answer], request.reason
    ruling = _ruling(request)
    match request.action:
        case "save":
            return {"answers": answers}
        case "review":
            return {"answers": answers, "reasons": dict.fromkeys(answers, reason)}
        case "appeal":
            return {"item": request.item, "ground": reason}
        case "decide":
            return {"decision": ruling.decision, "reason": reason, "answer": ruling.answer}
        case "amend":
            return {"item": request.item, "reason": reason, "answer": ruling.answer}
        case "return":
            return {"reason": reason}
    return None


def test_a_long_walk_over_the_wire_ends_as_the_model_says(desk: Desk) -> None:
    play, chance = Wired(desk), random.Random(45)
    walk(play, chance, 120)
    mend(play, UNITS[0])
    walk(play, chance, 40)
    play.verify()
    assert len(play.done) > 15
    assert {"absent", "forbidden", "stale", "no reason"} <= set(play.refused)
