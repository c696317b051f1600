"""Records of ledgers: who may enter, change, move, share and vote, on each kind of database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

import pytest
from sqlalchemy import Engine, select

from smart_team.assessment.cycle_messages import AbsentError, ForbiddenError, RefusedError
from smart_team.assessment.evidence import Arrived
from smart_team.assessment.records.entering import change, enter, remove
from smart_team.assessment.records.filing import attach, withdraw
from smart_team.assessment.records.finding import AskedRecord, actions_of, find_record, may_enter
from smart_team.assessment.records.moving import act
from smart_team.assessment.records.voting import take_back, vote
from smart_team.errors import SmartTeamError
from smart_team.ledger.book import Shelf
from smart_team.ledger.messages import LedgerError
from smart_team.people.record_scopes import records_for
from smart_team.store.audit import Act
from smart_team.store.database import reading
from smart_team.store.files import StoredFile
from smart_team.store.messages import ConflictError
from smart_team.store.record_tables import record_revisions, records
from tests.assessment.world import World
from tests.ledger.books import named_book

SHELF = Shelf(
    MappingProxyType(
        {
            book.name: book
            for book in (
                named_book(
                    "plain",
                    """
                    applies_to: {kinds: [court]}
                    fields:
                      - {id: number, title: 编号, type: text, required: true}
                      - {id: day, title: 日期, type: date, required: true}
                      - {id: proof, title: 佐证, type: file, required: true}
                    key: [number]
                    dated_by: day
                    enter: [clerk]
                    confirm: [district, admin]
                    """,
                ),
                named_book(
                    "tasks",
                    """
                    fields:
                      - {id: number, title: 编号, type: text, required: true}
                      - {id: day, title: 交办日期, type: date, required: true}
                      - {id: helpers, title: 配合单位, type: units}
                      - {id: answer, title: 反馈, type: text}
                      - {id: answered, title: 反馈日期, type: date}
                    key: [number]
                    dated_by: day
                    shared_with: helpers
                    enter: [admin]
                    flow:
                      states:
                        - {id: given, title: 交办, counts: false, edits: true}
                        - {id: taken, title: 领办}
                        - {id: answered, title: 反馈}
                      actions:
                        - {id: take, title: 领办, from: [given], to: taken, by: [clerk]}
                        - {id: answer, title: 反馈, from: [taken], to: answered, by: [clerk], shared: true, fills: [answer], needs: [answer], today: [answered]}
                        - {id: return, title: 退回, from: [answered], to: taken, by: [admin], reason: true}
                    """,
                ),
                named_book(
                    "reports",
                    """
                    seen_by: all
                    fields:
                      - {id: task, title: 任务, type: text, required: true, refers_to: tasks}
                      - {id: day, title: 日期, type: date, required: true}
                    key: [task]
                    dated_by: day
                    per: month
                    enter: [clerk]
                    votes: {by: [approver], in: entered, most: 1}
                    """,
                ),
            )
        }
    )
)
PLAIN = {"number": "1", "day": "2026-03-01"}
TASK = {"number": "甲-1", "day": "2026-03-01", "helpers": "D01-police"}


class Office:
    """The small city, and records in it."""

    def __init__(self, world: World) -> None:
        self.world = world

    def do(self, who: str, action: Callable[..., Any], *given: Any) -> Any:
        principal = self.world.who(who)
        job = partial(action, principal=principal, shelf=SHELF)
        return self.world.gate.write(Act(who, action.__name__), lambda work: job(work, *given))

    def enter(self, who: str, ledger: str, unit: str | None, given: Mapping[str, Any]) -> str:
        def step(work: Any, principal: Any, shelf: Shelf) -> str:
            return enter(work, principal, shelf, f"test.{ledger}", unit, given)

        return str(self.do(who, step))

    def ask(self, who: str, use: Callable[..., Any], id_: str, *given: Any, seen: int = 0) -> Any:
        def step(work: Any, principal: Any, shelf: Shelf) -> Any:
            version = seen or self.row(id_).version
            return use(work, AskedRecord(principal, id_, version), shelf, *given)

        return self.do(who, step)

    def vote(self, who: str, id_: str, use: Callable[..., int] = vote) -> int:
        def step(work: Any, principal: Any, shelf: Shelf) -> int:
            return use(work, principal, shelf, id_)

        return int(self.do(who, step))

    def row(self, id_: str) -> Any:
        with reading(self.world.engine) as connection:
            return connection.execute(select(records).where(records.c.id == id_)).one()

    def seen(self, who: str, ledger: str) -> int:
        book = SHELF.books[f"test.{ledger}"]
        query = records_for(self.world.who(who), book.name, open_in=book.open_states)
        with reading(self.world.engine) as connection:
            return len(connection.execute(query).all())

    def found(self, who: str, id_: str) -> Any:
        with reading(self.world.engine) as connection:
            return find_record(connection, self.world.who(who), SHELF, id_)

    def actions(self, who: str, id_: str) -> list[str]:
        return [each.id for each in actions_of(self.world.who(who), self.found(who, id_))]

    def story(self, id_: str) -> list[tuple[str, str]]:
        query = select(record_revisions).where(record_revisions.c.record == id_)
        with reading(self.world.engine) as connection:
            rows = connection.execute(query.order_by(record_revisions.c.number)).all()
        assert [row.number for row in rows] == list(range(1, len(rows) + 1))
        return [(row.action, row.after) for row in rows]


@pytest.fixture
def office(engine: Engine) -> Iterator[Office]:
    world = World(engine)
    world.settle()
    yield Office(world)
    world.gate.close()


FILE = Arrived("证明.pdf", "pdf", StoredFile("sha256:" + "0" * 64, 10))


def code(error: pytest.ExceptionInfo[SmartTeamError]) -> str:
    return error.value.problems[0].message.code


def test_entered_confirmed_changed_returned_and_removed(office: Office) -> None:
    id_ = office.enter("clerk-D01-court", "plain", "D01-court", PLAIN)
    with pytest.raises(LedgerError):
        office.ask("district-D01", act, id_, "confirm")  # its proof is missing
    office.ask("clerk-D01-court", attach, id_, "proof", FILE)
    assert office.ask("district-D01", act, id_, "confirm") == "confirmed"
    office.ask("clerk-D01-court", change, id_, PLAIN)
    assert office.row(id_).state == "confirmed"  # nothing is changed by the same again
    office.ask("clerk-D01-court", change, id_, {**PLAIN, "day": "2026-03-02"})
    assert office.row(id_).state == "entered"
    with pytest.raises(RefusedError, match="reason"):
        office.ask("district-D01", act, id_, "return")
    office.ask("district-D01", act, id_, "return", "日期不对")
    office.ask("clerk-D01-court", remove, id_, "重复")
    assert office.story(id_) == [
        ("enter", "entered"),
        ("attach", "entered"),
        ("confirm", "confirmed"),
        ("change", "entered"),
        ("return", "returned"),
        ("remove", "returned"),
    ]
    with pytest.raises(AbsentError):
        office.found("clerk-D01-court", id_)
    again = office.enter("clerk-D01-court", "plain", "D01-court", PLAIN)
    assert office.found("auditor", again).content == PLAIN


@pytest.mark.parametrize(
    ("who", "ledger", "unit", "error"),
    [
        ("clerk-D01-court", "plain", "D01-police", AbsentError),
        ("clerk-D01-court", "plain", "D02-court", AbsentError),
        ("clerk-D01-court", "plain", "D77-court", AbsentError),
        ("clerk-D01-court", "plain", None, AbsentError),
        ("clerk-D01-court", "none", "D01-court", AbsentError),
        ("approver-D01-court", "plain", "D01-court", ForbiddenError),
        ("district-D01", "plain", "D01-court", ForbiddenError),
        ("district-D02", "plain", "D01-court", AbsentError),
        ("admin", "plain", "D01-court", ForbiddenError),
        ("leader", "plain", "D01-court", ForbiddenError),
        ("author", "plain", "D01-court", AbsentError),
        ("nobody", "plain", "D01-court", AbsentError),
        ("clerk-D01-police", "plain", "D01-police", RefusedError),
    ],
)
def test_only_whom_the_ledger_names_enters_and_only_their_own(
    office: Office, who: str, ledger: str, unit: str | None, error: type[SmartTeamError]
) -> None:
    with pytest.raises(error):
        office.enter(who, ledger, unit, PLAIN)


def test_a_key_is_taken_once(office: Office) -> None:
    office.enter("clerk-D01-court", "plain", "D01-court", PLAIN)
    with pytest.raises(RefusedError) as caught:
        office.enter("clerk-D01-court", "plain", "D01-court", {**PLAIN, "day": "2026-03-02"})
    assert code(caught) == "G201"
    office.enter("clerk-D02-court", "plain", "D02-court", PLAIN)
    two = office.enter("clerk-D01-court", "plain", "D01-court", {**PLAIN, "number": "2"})
    with pytest.raises(RefusedError):
        office.ask("clerk-D01-court", change, two, PLAIN)


def test_who_reads_what(office: Office) -> None:
    office.enter("clerk-D01-court", "plain", "D01-court", PLAIN)
    counts = {
        who: office.seen(who, "plain")
        for who in (
            *("clerk-D01-court", "approver-D01-court", "district-D01", "inspector-1", "admin"),
            *("leader", "auditor", "adjudicator", "clerk-D01-police", "clerk-D02-court"),
            *("district-D02", "author", "nobody"),
        )
    }
    assert list(counts.values()) == [1] * 8 + [0] * 5


def test_a_flow_moves_a_record_among_those_it_is_shared_with(office: Office) -> None:
    id_ = office.enter("admin", "tasks", "D01-court", TASK)
    assert office.actions("clerk-D01-court", id_) == ["take"]
    assert office.actions("clerk-D01-police", id_) == []
    with pytest.raises(ForbiddenError):
        office.ask("clerk-D01-police", act, id_, "take")
    with pytest.raises(AbsentError):
        office.ask("clerk-D02-court", act, id_, "take")
    office.ask("clerk-D01-court", act, id_, "take")
    with pytest.raises(RefusedError):
        office.ask("admin", change, id_, TASK)  # no longer to be changed
    with pytest.raises(RefusedError) as caught:
        office.ask("clerk-D01-court", act, id_, "take")
    assert code(caught) == "G205"
    with pytest.raises(LedgerError):
        office.ask("clerk-D01-police", act, id_, "answer")
    with pytest.raises(RefusedError) as caught:
        office.ask("clerk-D01-police", act, id_, "answer", None, {"number": "2"})
    assert code(caught) == "G206"
    office.ask("clerk-D01-police", act, id_, "answer", None, {"answer": "已办"})
    assert office.found("admin", id_).content["answered"] == "2026-03-02"
    office.ask("admin", act, id_, "return", "不全")
    assert office.row(id_).state == "taken"


def test_what_was_seen_as_it_was_is_not_moved_as_it_is(office: Office) -> None:
    id_ = office.enter("admin", "tasks", "D01-court", TASK)
    with pytest.raises(ConflictError):
        office.ask("clerk-D01-court", act, id_, "take", seen=7)
    with pytest.raises(ConflictError):
        office.ask("admin", change, id_, TASK, seen=7)


def test_units_that_no_longer_share_no_longer_see(office: Office) -> None:
    id_ = office.enter("admin", "tasks", "D01-court", TASK)
    assert office.seen("clerk-D01-police", "tasks") == 1
    office.ask("admin", change, id_, {**TASK, "helpers": "D02-court"})
    assert [office.seen(f"clerk-{unit}", "tasks") for unit in ("D01-police", "D02-court")] == [0, 1]


def test_a_reference_is_to_the_units_own_or_what_is_shared_with_it(office: Office) -> None:
    office.enter("admin", "tasks", "D01-court", TASK)
    report = {"task": "甲-1", "day": "2026-03-02"}
    office.enter("clerk-D01-court", "reports", "D01-court", report)
    office.enter("clerk-D01-police", "reports", "D01-police", report)
    with pytest.raises(LedgerError) as caught:
        office.enter("clerk-D02-court", "reports", "D02-court", report)
    assert code(caught) == "G203"
    office.enter("clerk-D01-court", "reports", "D01-court", {**report, "day": "2026-04-01"})


def test_files_are_attached_and_withdrawn_by_those_who_may_change(office: Office) -> None:
    id_ = office.enter("clerk-D01-court", "plain", "D01-court", PLAIN)
    file = office.ask("clerk-D01-court", attach, id_, "proof", FILE)
    assert office.found("admin", id_).content["proof"][0]["name"] == "证明.pdf"
    with pytest.raises(RefusedError):
        office.ask("clerk-D01-court", attach, id_, "number", FILE)
    with pytest.raises(ForbiddenError):
        office.ask("leader", attach, id_, "proof", FILE)
    office.ask("clerk-D01-court", change, id_, {**PLAIN, "day": "2026-03-02"})
    assert office.found("admin", id_).content["proof"][0]["id"] == file
    with pytest.raises(AbsentError):
        office.ask("clerk-D01-court", withdraw, id_, "nothing")
    office.ask("clerk-D01-court", withdraw, id_, file)
    assert "proof" not in office.found("admin", id_).content
    for _ in range(20):
        office.ask("clerk-D01-court", attach, id_, "proof", FILE)
    with pytest.raises(RefusedError) as caught:
        office.ask("clerk-D01-court", attach, id_, "proof", FILE)
    assert code(caught) == "G208"


def test_what_was_confirmed_is_confirmed_anew_once_its_proof_is_another(office: Office) -> None:
    id_ = office.enter("clerk-D01-court", "plain", "D01-court", PLAIN)
    first = office.ask("clerk-D01-court", attach, id_, "proof", FILE)
    office.ask("district-D01", act, id_, "confirm")
    theirs = office.ask("district-D01", attach, id_, "proof", FILE)
    assert office.row(id_).state == "confirmed"
    with pytest.raises(ForbiddenError):
        office.ask("district-D01", withdraw, id_, first)
    office.ask("district-D01", withdraw, id_, theirs)
    assert office.row(id_).state == "confirmed"
    office.ask("clerk-D01-court", withdraw, id_, first)
    assert office.row(id_).state == "entered"


def test_who_might_have_moved_it_where_they_saw_it_hears_that_it_has_moved(office: Office) -> None:
    id_ = office.enter("admin", "tasks", "D01-court", TASK)
    office.ask("clerk-D01-court", act, id_, "take", seen=1)
    with pytest.raises(ConflictError):
        office.ask("clerk-D01-court", act, id_, "take", seen=1)
    with pytest.raises(ConflictError):
        office.ask("admin", change, id_, TASK, seen=1)
    with pytest.raises(ForbiddenError):
        office.ask("leader", act, id_, "take", seen=1)
    with pytest.raises(ForbiddenError):
        office.ask("clerk-D01-court", act, id_, "nothing", seen=2)


def test_a_month_has_so_many_votes(office: Office) -> None:
    office.enter("admin", "tasks", "D01-court", TASK)
    ids = [
        office.enter("clerk-D01-court", "reports", "D01-court", {"task": "甲-1", "day": day})
        for day in ("2026-03-01", "2026-04-01")
    ]
    assert office.vote("approver-D02-court", ids[0]) == 1
    assert office.vote("approver-D02-court", ids[0]) == 1
    assert office.vote("approver-D01-court", ids[0]) == 2
    with pytest.raises(RefusedError) as caught:
        office.vote("approver-D02-court", ids[1])
    assert code(caught) == "G210"
    assert office.vote("approver-D02-court", ids[0], take_back) == 1
    assert office.vote("approver-D02-court", ids[1]) == 1
    with pytest.raises(ForbiddenError):
        office.vote("clerk-D01-court", ids[1])


def test_what_may_be_done_is_said_beforehand(office: Office) -> None:
    id_ = office.enter("clerk-D01-court", "plain", "D01-court", PLAIN)
    may = {
        who: (may_enter(office.world.who(who), office.found(who, id_)), office.actions(who, id_))
        for who in ("clerk-D01-court", "district-D01", "admin", "leader")
    }
    assert may == {
        "clerk-D01-court": (True, []),
        "district-D01": (False, ["confirm", "return"]),
        "admin": (False, ["confirm", "return"]),
        "leader": (False, []),
    }
