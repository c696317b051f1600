"""Evidence at work: attached, reused, withdrawn, seen by whom it may be, and never lost."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, update

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.completeness import lacking
from smart_team.assessment.drafts import Draft
from smart_team.assessment.evidence import Arrived, attach, receive, use_for, withdraw
from smart_team.assessment.evidence_checks import verify_evidence
from smart_team.assessment.evidence_rules import LIMITS, Days, Limits, Rules
from smart_team.assessment.evidence_sight import Evidence, opened, seen
from smart_team.assessment.loading import Submission, find
from smart_team.assessment.sheets import Sheet
from smart_team.errors import FileError, SmartTeamError
from smart_team.people.policy import may
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.plan import Plan, compile_rubric
from smart_team.store import messages as store_messages
from smart_team.store.clock import stamp
from smart_team.store.database import reading
from smart_team.store.files import EvidenceFiles
from smart_team.store.scanner import NoScanner, ScannerError
from smart_team.store.tables import audit, evidence, evidence_uses, submissions
from tests.assessment.office import A8, MADE_GOOD
from tests.assessment.world import World, platform

CLERK, APPROVER, DISTRICT = "clerk-D01-court", "approver-D01-court", "district-D01"
NOBODYS = "0" * 32


@dataclass
class Desk:
    """A world with a folder of files; time goes on by a second with everything that is done."""

    world: World
    files: EvidenceFiles
    limits: Limits = field(default_factory=Limits)

    def arrive(self, content: str = "参学 492 人", name: str = "汇总.txt") -> Arrived:
        return receive(self.files, NoScanner(), [content.encode()], name, self.limits)

    def write(self, person: str, action: str, job: Callable[..., Any]) -> Any:
        self.world.now += timedelta(seconds=1)
        return self.world.write(job, person, action)

    def attach(
        self,
        person: str,
        submission: str,
        arrived: Arrived | None = None,
        items: Iterable[str] = ("A8",),
        days: Days | None = None,
        seen: int | None = None,
    ) -> str:
        job = partial(
            attach,
            asked=self.world.asked(person, submission, seen),
            arrived=arrived or self.arrive(),
            items=items,
            days=days or Days(),
            rules=Rules(self.world.library, self.limits),
        )
        return str(self.write(person, "attach", job))

    def use_for(self, person: str, submission: str, id_: str, *items: str) -> str:
        asked = self.world.asked(person, submission)
        rules = Rules(self.world.library, self.limits)
        job = partial(use_for, asked=asked, id_=id_, items=items, rules=rules)
        return str(self.write(person, "use_for", job))

    def withdraw(self, person: str, submission: str, id_: str) -> int:
        asked = self.world.asked(person, submission)
        return int(self.write(person, "withdraw", partial(withdraw, asked=asked, id_=id_)))

    def pass_to(self, submission: str, state: str) -> None:
        self.world.now += timedelta(seconds=1)
        self.world.pass_to(submission, state)

    def send_back(self, person: str, submission: str) -> None:
        self.world.now += timedelta(seconds=1)
        self.world.act(person, submission, "return", "缺页")

    def list(self, person: str, submission: str) -> list[Evidence]:
        with reading(self.world.engine) as connection:
            principal = self.world.who(person)
            return seen(find(connection, principal, submission), principal)

    def sees(self, person: str, submission: str) -> dict[str, tuple[str, ...]]:
        return {one.id: one.items for one in self.list(person, submission)}

    def open(self, person: str, id_: str) -> bytes:
        with reading(self.world.engine) as connection:
            _, stream = opened(connection, self.world.who(person), self.files, id_)
            with stream:
                return stream.read()


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    world = World(engine)
    world.settle()
    world.open()
    world.files = EvidenceFiles(tmp_path / "evidence")
    yield Desk(world, world.files)
    world.gate.close()


@pytest.fixture
def mine(desk: Desk) -> str:
    return desk.world.submission("D01-court")


def code(caught: pytest.ExceptionInfo[SmartTeamError]) -> str:
    return caught.value.problems[0].message.code


def on_disk(desk: Desk) -> list[Path]:
    return [path for path in desk.files.folder.rglob("*") if path.is_file()]


# Arriving


class Finds:
    def scan(self, path: Path) -> str | None:
        return "Eicar"


class Fails:
    def scan(self, path: Path) -> str | None:
        raise ScannerError([])


@pytest.mark.parametrize(
    ("scanner", "name", "content", "limit", "error"),
    [
        (Finds(), "汇总.txt", b"abc", 10, FileError),
        (Fails(), "汇总.txt", b"abc", 10, ScannerError),
        (NoScanner(), "汇总.pdf", b"abc", 10, FileError),
        (NoScanner(), "汇总.txt", b"", 10, FileError),
        (NoScanner(), "汇总.txt", b"abc", 2, FileError),
    ],
)
def test_of_what_is_refused_on_arrival_nothing_stays(
    tmp_path: Path, scanner: Any, name: str, content: bytes, limit: int, error: type[Exception]
) -> None:
    files = EvidenceFiles(tmp_path)
    with pytest.raises(error):
        receive(files, scanner, [content], name, Limits(file_bytes=limit))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_arrived_is_on_the_disk_under_its_hash(tmp_path: Path) -> None:
    files = EvidenceFiles(tmp_path)
    arrived = receive(files, NoScanner(), [b"a", b"bc"], "e\u0301.csv", Limits(file_bytes=3))
    assert (arrived.name, arrived.kind, arrived.file.size) == ("\u00e9.csv", "csv", 3)
    with files.open(arrived.file.hash) as stream:
        assert stream.read() == b"abc"


def test_the_limits_are_those_that_were_promised() -> None:
    assert Limits(20, 400, 50_000_000, 2_000_000_000) == LIMITS


# Attaching


def test_attached_it_is_a_row_with_its_uses_and_a_trace(desk: Desk, mine: str) -> None:
    before = desk.world.row(mine).version
    days = Days(date(2026, 3, 2), date(2026, 1, 1), date(2026, 1, 1))
    id_ = desk.attach(CLERK, mine, items=["A8", "A4", "A8"], days=days)
    (row,) = desk.world.rows(evidence)
    assert (row.id, row.submission, row.name, row.kind) == (id_, mine, "汇总.txt", "txt")
    assert (row.dated, row.from_day, row.until_day) == ("2026-03-02", "2026-01-01", "2026-01-01")
    assert (row.uploaded_by, row.withdrawn_at, row.size) == (
        CLERK,
        None,
        len("参学 492 人".encode()),
    )
    assert desk.sees(CLERK, mine) == {id_: ("A4", "A8")}
    assert desk.world.row(mine).version == before + 1
    last = max(desk.world.rows(audit), key=lambda each: each.number)
    assert (last.action, last.object, last.after) == ("attach", mine, row.file)
    assert desk.open(CLERK, id_) == "参学 492 人".encode()


def test_several_files_show_one_item(desk: Desk, mine: str) -> None:
    ids = [desk.attach(CLERK, mine, desk.arrive(text)) for text in ("甲", "乙")]
    assert [one.id for one in desk.list(CLERK, mine)] == ids


def test_a_stale_version_attaches_nothing(desk: Desk, mine: str) -> None:
    seen = desk.world.row(mine).version
    desk.attach(CLERK, mine)
    with pytest.raises(store_messages.ConflictError):
        desk.attach(CLERK, mine, desk.arrive("另一份"), seen=seen)
    assert len(desk.world.rows(evidence)) == 1


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], "E201"), (["A8", "Z9"], "E202"), (["RL1"], "E203"), (["A8", "J1"], "E203")],
)
def test_items_must_be_the_units_to_show(
    desk: Desk, mine: str, items: list[str], expected: str
) -> None:
    with pytest.raises(m.RefusedError) as caught:
        desk.attach(CLERK, mine, items=items)
    assert code(caught) == expected
    assert desk.world.rows(evidence) == []


def test_limits_hold_to_the_last_file(desk: Desk, mine: str) -> None:
    desk.limits = Limits(per_item=2, files=3, file_bytes=4, all_bytes=10)
    for text in ("aaa", "bbb"):
        desk.attach(CLERK, mine, desk.arrive(text))
    with pytest.raises(m.RefusedError) as caught:
        desk.attach(CLERK, mine, desk.arrive("ccc"))
    assert code(caught) == "E204"
    with pytest.raises(FileError):
        desk.arrive("ccccc")
    third = desk.attach(CLERK, mine, desk.arrive("cccc"), ["A4"])
    with pytest.raises(m.RefusedError) as caught:
        desk.use_for(CLERK, mine, third, "A8")
    assert code(caught) == "E204"
    with pytest.raises(m.RefusedError) as caught:
        desk.attach(CLERK, mine, desk.arrive("d"), ["A5"])
    assert code(caught) == "E205"
    desk.limits = Limits(per_item=2, files=4, file_bytes=4, all_bytes=10)
    with pytest.raises(m.RefusedError) as caught:
        desk.attach(CLERK, mine, desk.arrive("d"), ["A5"])
    assert code(caught) == "E206"
    assert desk.use_for(CLERK, mine, third, "A5") == third
    desk.withdraw(CLERK, mine, third)
    desk.attach(CLERK, mine, desk.arrive("d"), ["A5"])


def test_a_file_is_not_dated_after_today_in_shanghai(desk: Desk, mine: str) -> None:
    desk.world.now = datetime.fromisoformat("2026-03-02T15:59:58+00:00")
    days = Days(date(2026, 3, 3))
    with pytest.raises(m.RefusedError) as caught:
        desk.attach(CLERK, mine, days=days)
    assert code(caught) == "E207"
    desk.attach(CLERK, mine, days=days)


def test_a_period_does_not_end_before_it_begins(desk: Desk, mine: str) -> None:
    with pytest.raises(m.RefusedError) as caught:
        desk.attach(CLERK, mine, days=Days(None, date(2026, 2, 2), date(2026, 2, 1)))
    assert code(caught) == "E208"


def test_the_same_file_is_one_piece(desk: Desk, mine: str) -> None:
    first = desk.attach(CLERK, mine, items=["A8"])
    assert desk.attach("both-D01-court", mine, items=["A8", "A4"]) == first
    with pytest.raises(m.RefusedError) as caught:
        desk.attach(CLERK, mine, days=Days(date(2026, 3, 1)))
    assert code(caught) == "E209"
    assert desk.sees(CLERK, mine) == {first: ("A4", "A8")}


def test_ten_at_once_leave_one_piece(desk: Desk, mine: str) -> None:
    arrived, ids, strange = desk.arrive(), list[str](), list[Exception]()
    barrier = threading.Barrier(10)

    def work() -> None:
        barrier.wait()
        try:
            while True:
                try:
                    ids.append(desk.attach(CLERK, mine, arrived))
                except store_messages.ConflictError:
                    continue
                return
        except Exception as error:  # noqa: BLE001 - whatever it is, the test must show it
            strange.append(error)

    threads = [threading.Thread(target=work) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert strange == []
    assert len(ids) == 10
    assert set(ids) == {row.id for row in desk.world.rows(evidence)}
    assert len(desk.world.rows(evidence)) == len(desk.world.rows(evidence_uses)) == 1


# Who may


@pytest.mark.parametrize("state", ["self_assessment", "sign_off", "preliminary", "review"])
def test_to_attach_is_to_save_or_to_review(desk: Desk, mine: str, state: str) -> None:
    desk.pass_to(mine, state)
    if state == "review":
        desk.world.seat(mine, "review", "inspector-1", "moved")
    people = [CLERK, APPROVER, DISTRICT, "inspector-1", "moved", "admin", "leader", "auditor"]
    done = []
    for person in people:
        with reading(desk.world.engine) as connection:
            principal = desk.world.who(person)
            try:
                found = find(connection, principal, mine)
            except m.AbsentError:
                continue
            allowed = {
                action for action in ("save", "review") if may(principal, action, found.target)
            }
        if allowed:
            desk.attach(person, mine, desk.arrive(person))
            done.append(person)
            continue
        with pytest.raises(m.ForbiddenError) as caught:
            desk.attach(person, mine)
        assert code(caught) == ("C110" if person == "moved" else "C102")
    expected = {
        "self_assessment": [CLERK],
        "sign_off": [],
        "preliminary": [DISTRICT],
        "review": ["inspector-1"],
    }
    assert done == expected[state]
    assert [row.uploaded_by for row in desk.world.rows(evidence)] == done


def test_foreign_ids_are_as_if_they_were_not_there(desk: Desk, mine: str) -> None:
    world, theirs = desk.world, desk.world.submission("D02-court")
    own = desk.attach(CLERK, mine)
    foreign = desk.attach("clerk-D02-court", theirs, desk.arrive("D02"))
    version = world.row(theirs).version
    said = set()

    def absent(do: Callable[[], object]) -> None:
        with pytest.raises(m.AbsentError) as caught:
            do()
        said.add(caught.value.say())

    for submission in (theirs, NOBODYS):
        asked = partial(world.asked, CLERK, submission, version)
        rules = Rules(world.library)
        for job in (
            partial(
                attach, asked=asked(), arrived=desk.arrive(), items=["A8"], days=Days(), rules=rules
            ),
            partial(use_for, asked=asked(), id_=own, items=["A8"], rules=rules),
            partial(withdraw, asked=asked(), id_=own),
        ):
            absent(partial(desk.write, CLERK, "try", job))
        absent(partial(desk.list, CLERK, submission))
    for id_ in (foreign, NOBODYS):
        absent(partial(desk.use_for, CLERK, mine, id_, "A4"))
        absent(partial(desk.withdraw, CLERK, mine, id_))
        for person in (CLERK, APPROVER, DISTRICT, "inspector-1", "nobody"):
            absent(partial(desk.open, person, id_))
    assert len(said) == 1
    assert len(world.rows(evidence)) == len(world.rows(evidence_uses)) == 2
    assert world.row(theirs).version == version


def test_who_acts_for_two_units_does_not_carry_files_across(desk: Desk, mine: str) -> None:
    theirs = desk.world.submission("D01-police")
    for submission in (mine, theirs):
        desk.pass_to(submission, "sign_off")
    desk.send_back(APPROVER, mine)
    id_ = desk.attach(CLERK, mine)
    for submission in (mine, theirs):
        desk.pass_to(submission, "preliminary")
    assert desk.open(DISTRICT, id_)
    with pytest.raises(m.AbsentError):
        desk.use_for(DISTRICT, theirs, id_, "A8")


# Using again, withdrawing


def test_a_file_is_used_by_more_items_and_other_stages(desk: Desk, mine: str) -> None:
    days = Days(date(2026, 3, 1))
    first = desk.attach(CLERK, mine, days=days)
    assert desk.use_for(CLERK, mine, first, "A4", "A8") == first
    other = desk.world.submission("D01-court", 1)
    item = "B1"
    second = desk.use_for(CLERK, other, first, item)
    rows = {row.id: row for row in desk.world.rows(evidence)}
    assert rows.keys() == {first, second}
    assert rows[second].file == rows[first].file
    assert rows[second].dated == "2026-03-01"
    assert desk.sees(CLERK, other) == {second: (item,)}
    assert desk.sees(CLERK, mine) == {first: ("A4", "A8")}
    assert len(on_disk(desk)) == 1


def test_withdrawn_it_is_gone_and_may_come_again(desk: Desk, mine: str) -> None:
    first = desk.attach(CLERK, mine)
    version = desk.world.row(mine).version
    assert desk.withdraw(CLERK, mine, first) == version + 1 == desk.world.row(mine).version
    assert desk.list(CLERK, mine) == []
    assert [one.id for one in desk.list("auditor", mine)] == [first]
    for do in (desk.withdraw, desk.use_for):
        with pytest.raises(m.AbsentError):
            do(CLERK, mine, first)
    with pytest.raises(m.AbsentError):
        desk.open(CLERK, first)
    assert len(on_disk(desk)) == 1
    second = desk.attach(CLERK, mine, days=Days(date(2026, 3, 1)))
    assert second != first
    assert desk.sees(CLERK, mine) == {second: ("A8",)}


def test_only_the_units_own_is_withdrawn_and_only_while_it_may_save(desk: Desk, mine: str) -> None:
    first = desk.attach(CLERK, mine)
    desk.pass_to(mine, "preliminary")
    with pytest.raises(m.ForbiddenError):
        desk.withdraw(CLERK, mine, first)
    second = desk.attach(DISTRICT, mine, desk.arrive("初评"))
    with pytest.raises(m.ForbiddenError):
        desk.withdraw(DISTRICT, mine, second)
    desk.send_back(DISTRICT, mine)
    with pytest.raises(m.AbsentError):
        desk.withdraw(CLERK, mine, second)
    desk.withdraw(CLERK, mine, first)


# Who sees what


def test_a_draft_is_seen_by_its_unit_and_the_auditor_until_it_is_signed(
    desk: Desk, mine: str
) -> None:
    id_ = desk.attach(CLERK, mine)
    for state in ("self_assessment", "sign_off"):
        desk.pass_to(mine, state)
        for person in (CLERK, APPROVER, "auditor"):
            assert desk.open(person, id_)
        for person in (DISTRICT, "admin", "leader", "adjudicator"):
            assert desk.sees(person, mine) == {}
            with pytest.raises(m.AbsentError):
                desk.open(person, id_)
    desk.pass_to(mine, "preliminary")
    for person in (CLERK, APPROVER, "auditor", DISTRICT, "admin", "leader"):
        assert desk.sees(person, mine) == {id_: ("A8",)}
        assert desk.open(person, id_)


def test_after_a_return_what_is_new_is_a_draft_again(desk: Desk, mine: str) -> None:
    first = desk.attach(CLERK, mine)
    desk.pass_to(mine, "preliminary")
    desk.send_back(DISTRICT, mine)
    second = desk.attach(CLERK, mine, desk.arrive("补充"))
    desk.use_for(CLERK, mine, first, "A4")
    assert desk.sees(CLERK, mine) == {first: ("A4", "A8"), second: ("A8",)}
    assert desk.sees(DISTRICT, mine) == {first: ("A8",)}
    desk.withdraw(CLERK, mine, first)
    assert desk.sees(CLERK, mine) == {second: ("A8",)}
    assert desk.sees(DISTRICT, mine) == {first: ("A8",)}
    desk.pass_to(mine, "preliminary")
    assert desk.sees(DISTRICT, mine) == {second: ("A8",)}
    assert desk.sees("auditor", mine) == {first: ("A4", "A8"), second: ("A8",)}


def test_a_blind_panel_and_the_unit_see_nothing_of_a_review_under_way(
    desk: Desk, mine: str
) -> None:
    same = desk.attach(CLERK, mine)
    desk.pass_to(mine, "review")
    panel = ["inspector-1", "inspector-2", "inspector-3"]
    desk.world.seat(mine, "review", *panel)
    ids = [desk.attach(person, mine, items=["A8"]) for person in panel[:2]]
    assert len({same, *ids}) == 3
    for person, own in zip(panel, ids, strict=False):
        assert set(desk.sees(person, mine)) == {same, own}
    for person in ("inspector-3", CLERK, "leader"):
        assert set(desk.sees(person, mine)) == {same}
    assert len(desk.list("auditor", mine)) == 3
    for person in panel:
        desk.world.now += timedelta(seconds=1)
        desk.world.act(person, mine, "confirm")
    assert len(desk.list("inspector-3", mine)) == 3
    assert set(desk.sees(CLERK, mine)) == {same}
    desk.pass_to(mine, "publicity_open")
    assert len(desk.list(CLERK, mine)) == 3


def test_an_open_review_is_seen_by_reviewers_and_told_by_a_return(desk: Desk, mine: str) -> None:
    desk.pass_to(mine, "preliminary")
    id_ = desk.attach(DISTRICT, mine, items=["RL1"])
    assert desk.sees("leader", mine) == {id_: ("RL1",)}
    assert desk.sees(CLERK, mine) == {}
    desk.send_back(DISTRICT, mine)
    assert desk.sees(CLERK, mine) == {id_: ("RL1",)}
    assert desk.attach(CLERK, mine) != id_


def _set_to_rework(desk: Desk, submission: str, due: datetime) -> None:
    where = submissions.c.id == submission
    with desk.world.engine.begin() as connection:
        changed = update(submissions).where(where)
        connection.execute(changed.values(state="rework", due_at=stamp(due)))


def test_a_rework_hands_its_files_in_without_a_signature(desk: Desk, mine: str) -> None:
    _set_to_rework(desk, mine, desk.world.now + timedelta(days=1))
    id_ = desk.attach(CLERK, mine)
    assert desk.sees("leader", mine) == {}
    desk.world.now += timedelta(seconds=1)
    assert desk.world.act(CLERK, mine, "submit") == "rework_check"
    assert desk.sees("leader", mine) == {id_: ("A8",)}


def test_after_the_window_of_a_rework_nothing_is_attached(desk: Desk, mine: str) -> None:
    _set_to_rework(desk, mine, desk.world.now + timedelta(seconds=2))
    id_ = desk.attach(CLERK, mine)
    for do in (
        partial(desk.attach, CLERK, mine),
        partial(desk.use_for, CLERK, mine, id_, "A4"),
        partial(desk.withdraw, CLERK, mine, id_),
    ):
        with pytest.raises(m.RefusedError) as caught:
            do()
        assert code(caught) == "C114"


# What is lacking


def _lacking(desk: Desk, submission: str, claim: dict[str, Any]) -> list[str]:
    with reading(desk.world.engine) as connection:
        found = find(connection, desk.world.who(CLERK), submission)
        return _unproven(found, found.plan(desk.world.library), claim)


def _unproven(found: Submission, plan: Plan, claim: dict[str, Any]) -> list[str]:
    sheet = Sheet(found.unit, found.id, found.row.state, Draft(claim))
    return list(lacking(found, plan, sheet, platform().plugins).unproven)


def test_what_earns_points_needs_evidence_and_is_named_until_it_has_some(
    desk: Desk, mine: str
) -> None:
    claim = {**MADE_GOOD, **A8, "A2": {"count": 0}, "A3": {"numerator": 40, "denominator": 50}}
    wanted = ["A1", "A4", "A5", "A6", "A7", "A8"]  # 40 of 50 is 0.8, which earns nothing
    assert _lacking(desk, mine, claim) == wanted
    id_ = desk.attach(CLERK, mine, items=["A8", "A2"])
    assert _lacking(desk, mine, claim) == wanted[:-1]
    desk.withdraw(CLERK, mine, id_)
    assert _lacking(desk, mine, claim) == wanted
    desk.pass_to(mine, "preliminary")
    desk.attach(DISTRICT, mine, items=["A8"])
    assert _lacking(desk, mine, claim) == wanted


RUBRIC = b"""
format: 1
id: example.shown
version: "1"
title: {zh: \xe7\xa4\xba\xe4\xbe\x8b, en: Example}
illustrative: true
full_marks: 40
dimensions:
  - id: main
    title: {zh: "1", en: "1"}
    indicators:
      - {id: A1, title: "1", type: boolean, points: 10, evidence: {required: true}}
      - {id: A2, title: "2", type: boolean, points: 10}
      - {id: A3, title: "3", type: boolean, points: 10, evidence: {required: true}, answered_by: reviewer}
      - {id: A4, title: "4", type: boolean, points: 10, evidence: {required: true}, applies_to: {kinds: [police]}}
grades: [{grade: "1", at_least: 0}]
"""


@pytest.mark.parametrize(("unit", "unproven"), [("court", ["A1"]), ("police", ["A1", "A4"])])
def test_only_what_the_unit_answers_and_what_applies_to_it_is_lacking(
    desk: Desk, unit: str, unproven: list[str]
) -> None:
    plan = compile_rubric(parse_rubric(RUBRIC)[0])
    id_ = desk.world.submission(f"D01-{unit}")
    claim = {item: {"value": True} for item in ("A1", "A2", "A3", "A4")}
    with reading(desk.world.engine) as connection:
        found = find(connection, desk.world.who("leader"), id_)
        assert _unproven(found, plan, claim) == unproven


def _verify(desk: Desk) -> list[tuple[str, str]]:
    with reading(desk.world.engine) as connection:
        found = verify_evidence(connection, desk.files)
    return [(problem.message.code, problem.message.severity) for problem in found]


def test_a_lost_or_altered_file_is_an_error(desk: Desk, mine: str) -> None:
    for text in ("甲", "乙"):
        desk.attach(CLERK, mine, desk.arrive(text))
    assert _verify(desk) == []
    first, second = on_disk(desk)
    first.unlink()
    second.chmod(0o640)
    second.write_bytes(b"altered")
    assert sorted(_verify(desk)) == [("E134", "error"), ("E135", "error")]
    with pytest.raises(FileError):
        desk.open(
            CLERK,
            next(row.id for row in desk.world.rows(evidence) if row.file.endswith(first.name)),
        )


KILLED = """
import os, signal, sys
from pathlib import Path
from smart_team.assessment.evidence import receive
from smart_team.store.files import EvidenceFiles
from smart_team.store.scanner import NoScanner
receive(EvidenceFiles(Path(sys.argv[1])), NoScanner(), ["参学 492 人".encode()], "汇总.txt")
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_killed_between_file_and_row_only_an_orphan_is_left(desk: Desk, mine: str) -> None:
    command = [sys.executable, "-c", KILLED, str(desk.files.folder)]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    assert desk.world.rows(evidence) == []
    arrived = Arrived("汇总.txt", "txt", desk.arrive().file)
    assert len(on_disk(desk)) == 1
    assert _verify(desk) == [("E210", "warning")]
    desk.attach(CLERK, mine, arrived)
    assert _verify(desk) == []


def test_what_the_gate_refuses_leaves_only_an_orphan(desk: Desk, mine: str) -> None:
    desk.pass_to(mine, "sign_off")
    with pytest.raises(m.ForbiddenError):
        desk.attach(CLERK, mine)
    assert desk.world.rows(evidence) == desk.world.rows(evidence_uses) == []
    assert _verify(desk) == [("E210", "warning")]
