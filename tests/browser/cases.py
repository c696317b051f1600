"""What the demo has no case of, played through the use cases as the demo plays its own cycles.

Two further cycles of political supervision in one district: in one the panels sit, in the other
one unit makes good what it lacked, and another one's rework waits for its check.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from sqlalchemy import Engine, select

from smart_team.assessment.drafts import Draft, over
from smart_team.assessment.job_sorts import SORTS
from smart_team.assessment.jobs import ask
from smart_team.assessment.library import Library
from smart_team.assessment.rescheduling import NewDay, move_dates
from smart_team.assessment.windows import load_calendar
from smart_team.assessment.worker import Desk, Worker
from smart_team.demo import reasons as r
from smart_team.demo import ways
from smart_team.demo.accounts import ADMIN, inspector
from smart_team.demo.draws import Answer
from smart_team.demo.hands import Hands
from smart_team.demo.nothing import nothing
from smart_team.demo.papers import Paper
from smart_team.demo.perfect import perfect
from smart_team.demo.rounds import City, Round, Script, plan_opening
from smart_team.demo.store import DemoStore, Scene
from smart_team.demo.timeline import SetClock, Timeline
from smart_team.demo.workdays import Workdays, days_before
from smart_team.demo.workdays import closing as closes
from smart_team.people.principal import Principal, load_everybody
from smart_team.procedure.calendar import shanghai_day
from smart_team.rubric.items import Item
from smart_team.store.database import reading
from smart_team.store.gate import Gate, Work
from smart_team.store.signing import load_signer
from smart_team.store.snapshot import opened
from smart_team.store.tables import cycles, jobs, people, stages, submissions

MODULE: Final = "political_supervision"
RUBRIC: Final = f"{MODULE}.annual"
WISHED, HOLD = "D2", "RL2"
"""What units ask not to be judged by; the red line that withholds a result."""
DISTRICT: Final = "D01"
SITTING, REWORKING = "评估组评审中", "补课整改中"
"""Titles of the cycles."""
SINCE: Final = {SITTING: 16, REWORKING: 30}
"""Working days from each cycle's start to the last one before today."""
PANEL: Final = 3
CONFIRMING: Final = (3, 2, 1, 0, 3)
"""How many of each unit's panel have confirmed."""
BEHIND: Final = {1: False, 0: True}
"""Places of the units that fall short, and whether they have handed in their rework."""
HELD: Final = {4}
"""Places of the units whose result is withheld while a grave fault is looked into."""
CHECKER: Final = inspector(6)
ANNOUNCED, PUBLICITY, WINDOW = 11, 5, 5
"""A working day of the cycle; working days of its windows."""
PATIENCE: Final = 30
"""Seconds in which long work ends on the slowest machine."""


def play(demo: DemoStore, scene: Scene) -> None:
    """Play both cycles in a demo that is settled, by a clock of their own."""
    clock = SetClock(scene.now)
    with (
        opened(f"sqlite:///{demo.folder / 'smart_team.db'}") as engine,
        closing(Gate(engine, clock)) as gate,
    ):
        city = _city(demo, scene, gate, clock)
        desk = Desk(gate, demo.folder, scene.platform, city.hands.library, load_signer(demo.folder))
        with closing(Worker(desk, SORTS, _fail)) as worker:
            work = Long(city, worker)
            for title, begin in ((SITTING, work.sit), (REWORKING, work.rework)):
                start = days_before(shanghai_day(scene.now), SINCE[title], city.calendar)
                script = Script("under_review", title, MODULE, {RUBRIC: start}, begin)
                plan_opening(city, script, lambda _: None)
            city.timeline.run()
            city.hands.tell()


def pressed(engine: Engine, role: str) -> list[str]:
    """Return the pages of the cases that a role comes to by a button, or after too many of a kind.

    The first unit's rework waits in the older cycle; in the newer one its panel has confirmed.
    """
    first = (cycles.c.module == MODULE, submissions.c.unit == f"{DISTRICT}-commission")
    mine = select(submissions.c.id).join(cycles, cycles.c.id == submissions.c.cycle).where(*first)
    work = select(jobs.c.id, jobs.c.content).where(jobs.c.sort.in_(("publish", "correct")))
    with reading(engine) as connection:
        if role == "admin":
            moved = connection.execute(select(cycles.c.id).where(cycles.c.module == MODULE))
            rows = connection.execute(work).all()
            done = [f"/stages/{json.loads(row.content)['stage']}/jobs/{row.id}" for row in rows]
            return [*done, *(f"/admin/cycles/{cycle}" for cycle in moved.scalars())]
        found = connection.execute(mine.order_by(cycles.c.opened_at)).scalars().all()
    wanted = {"inspector": found, "leader": found[1:]}.get(role, ())
    return [f"/submissions/{each}" for each in wanted]


def worked_off(engine: Engine, wake: Callable[[], None]) -> Sequence[Any]:
    """Wait until no long work is left; returns every job."""
    until = time.monotonic() + PATIENCE
    query = select(jobs.c.state, jobs.c.result).order_by(jobs.c.id)
    while True:
        wake()
        with reading(engine) as connection:
            found = connection.execute(query).all()
        if all(row.state in {"done", "failed"} for row in found):
            return found
        assert time.monotonic() < until
        time.sleep(0.05)


def _city(demo: DemoStore, scene: Scene, gate: Gate, clock: SetClock) -> City:
    plugins = scene.platform.plugins
    hands = Hands(gate, demo.folder, Library(plugins.scorers), plugins)
    with reading(gate.engine) as connection:
        hands.people = _by_login(connection, scene)
        calendar = load_calendar(connection)
    units = [unit for unit in scene.units if unit.district == DISTRICT]
    return City(scene.platform, units, calendar, hands, Timeline(clock))


def _by_login(connection: Any, scene: Scene) -> dict[str, Principal]:
    logins = dict(connection.execute(select(people.c.id, people.c.login)).all())
    there = load_everybody(connection, shanghai_day(scene.now))
    return {logins[each.person]: each for each in there}


def _fail(name: str, error: Exception) -> None:
    raise AssertionError(name) from error


@dataclass(frozen=True)
class Long:
    """The two cycles, and who does their long work."""

    city: City
    worker: Worker

    def sit(self, round_: Round) -> None:
        """Let the panels sit, each further than the next, and long work fail that comes too soon."""
        for paper, confirming in zip(round_.papers, CONFIRMING, strict=True):
            _hand_in(round_, paper)
            asked = Draft(paper.claim, wishes={WISHED: "年度计划由市级统一组织，请求不计。"})
            round_.on(2, ways.minute(paper, 1), partial(self.city.hands.save, paper, asked))
            for seat, login in enumerate(round_.panel(paper, PANEL)[:confirming]):
                round_.on(7 + seat, ways.minute(paper), partial(_judge, round_, paper, seat, login))
        content = {"stage": round_.stage, "reason": r.CORRECTION}
        round_.on(10, 0, partial(self._have_done, "correct", content))
        round_.on(10, 1, partial(_move_date, round_))

    def rework(self, round_: Round) -> None:
        """Publish the cycle; of two units that fall short one's rework waits for its check."""
        for drawn in round_.papers:
            paper = _poor(drawn) if drawn.position in BEHIND else drawn
            _hand_in(round_, paper)
            for login in round_.panel(paper, PANEL):
                round_.on(7, ways.minute(paper), partial(_confirm, round_, paper, login))
            if paper.sampled:
                ways.visit(round_, paper, 9)
            deed = partial(round_.city.hands.act, ADMIN, "announce", paper)
            round_.on(ANNOUNCED, ways.minute(paper), deed)
        self._conclude(round_)

    def _conclude(self, round_: Round) -> None:
        city, hands = self.city, self.city.hands
        shown = closes(round_.days.at(ANNOUNCED), PUBLICITY, city.calendar)
        ended = closes(shown, WINDOW, city.calendar)
        for closed in (shown, ended):
            city.timeline.plan(closed, hands.close_windows)
        days, plan = Workdays(shanghai_day(ended), city.calendar), city.timeline.plan
        plan(days.at(1), partial(self._have_done, "publish", {"stage": round_.stage}))
        for paper in round_.papers:
            plan(days.at(2, ways.minute(paper)), partial(hands.act, ADMIN, "send_feedback", paper))
        for paper in round_.papers:
            if BEHIND.get(paper.position):
                plan(days.at(3), partial(hands.save, paper, _better(paper)))
                plan(days.at(3, 1), partial(hands.submit, paper))
                plan(days.at(3, 2), partial(hands.seat, paper, "rework", [CHECKER]))

    def _have_done(self, sort: str, content: Mapping[str, object]) -> None:
        """Have the administrator ask for long work, and wait for it."""

        def job(work: Work, principal: Principal) -> str:
            return ask(work, principal.person, sort, content)

        self.city.hands.write(ADMIN, "ask", job)
        worked_off(self.city.hands.gate.engine, self.worker.wake)


def _move_date(round_: Round) -> None:
    """Let the administrator give the panels of a stage longer."""
    hands, day = round_.city.hands, shanghai_day(round_.days.at(40))
    new = NewDay(round_.stage, "review", day, "评估组人手不足，顺延。")
    found = select(cycles.c.id, cycles.c.version).join(stages, stages.c.cycle == cycles.c.id)
    with reading(hands.gate.engine) as connection:
        row = connection.execute(found.where(stages.c.id == round_.stage)).one()
    hands.write(ADMIN, "move_dates", partial(move_dates, cycle=row.id, seen=row.version, new=new))


def _hand_in(round_: Round, paper: Paper) -> None:
    ways.hand_in(round_, paper, 2)
    ways.sign(round_, paper, 3)
    ways.seat(round_, paper, 4, PANEL)


def _judge(round_: Round, paper: Paper, seat: int, login: str) -> None:
    """Let a member find less than the one before, and confirm."""
    found = paper.found()
    less = paper.stricter(2 * seat, r.one_of(r.STRICTER, seat)) if seat else None
    draft = found if less is None else over(found, less)
    if paper.position in HELD:
        draft = over(draft, Draft({HOLD: {"breached": True}}, (), {HOLD: r.BREACHED}))
    round_.city.hands.review(login, paper, draft)
    round_.city.hands.act(login, "confirm", paper)


def _confirm(round_: Round, paper: Paper, login: str) -> None:
    round_.city.hands.review(login, paper, paper.found())
    round_.city.hands.act(login, "confirm", paper)


def _poor(paper: Paper) -> Paper:
    """Return a paper on which next to nothing is claimed, and no more is found."""
    items = {item.id: item for item in paper.rubric.items()}
    return replace(
        paper,
        claim={id_: _least(items[id_], said) for id_, said in paper.claim.items()},
        truth={id_: _least(items[id_], said) for id_, said in paper.truth.items()},
    )


def _least(item: Item, said: Answer) -> Answer:
    least = nothing(item)
    return said if least is None else least


def _better(paper: Paper) -> Draft:
    items = {item.id: item for item in paper.rubric.indicators()}
    return Draft(
        {id_: perfect(items[id_], paper.claim[id_]) for id_ in items if id_ in paper.claim}
    )
