"""Records in every state of their ledger: who may do what, against a table by hand.

Beside the sweeps of all routes, whose versions are long gone: here they are the right ones, and what
is let through is refused for what it lacks, so that nothing moves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import update

from smart_team.assessment.records.entering import enter
from smart_team.assessment.records.finding import AskedRecord
from smart_team.assessment.records.moving import act
from smart_team.store.record_tables import records
from tests.api.line import Sent
from tests.api.town import LEDGER, Town, Who, everybody
from tests.assessment.world import platform

CITY = ("on the panel", "seat at another step", "none")
SIGHT: Mapping[str, tuple[str, ...]] = {
    "clerk": ("own unit",),
    "approver": ("own unit",),
    "district": ("same district",),
    "author": (),
    **dict.fromkeys(("inspector", "adjudicator", "admin", "leader", "auditor"), CITY),
}
"""From where each role sees the problems of D01-court."""
EDITED = ("found", "under_way", "returned")
ENTERERS = ("clerk", "district", "inspector", "admin")
NOW: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "found": {"clerk": ("begin", "apply")},
    "under_way": {"clerk": ("apply",)},
    "applied": dict.fromkeys(("district", "admin"), ("strike_off", "return")),
    "returned": {"clerk": ("apply",)},
    "struck_off": dict.fromkeys(("district", "inspector", "admin"), ("recheck", "reopen")),
    "held": dict.fromkeys(("district", "inspector", "admin"), ("reopen",)),
}
"""By state: which role does what to a problem that it sees."""
EVER: Mapping[str, tuple[str, ...]] = {
    "begin": ("clerk",),
    "apply": ("clerk",),
    "strike_off": ("district", "admin"),
    "return": ("district", "admin"),
    "recheck": ("district", "inspector", "admin"),
    "reopen": ("district", "inspector", "admin"),
}
"""Which role does it in some state."""
STRANGE = {"values": {"strange": "x"}}
"""What no action asks for: refused once nothing else stands in the way."""


@pytest.fixture(params=NOW)
def state(town: Town, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The town's problem in a state, in a copy of the town."""
    one, state = records.c.id == town.record, str(request.param)
    with town.aside(tmp_path):
        town.world.write(
            lambda work: (
                work.connection.execute(update(records).where(one).values(state=state)).rowcount
            )
        )
        yield state


def seen(town: Town) -> int:
    with town.world.engine.connect() as connection:
        query = records.select().where(records.c.id == town.record)
        return int(connection.execute(query).one().version)


def test_what_may_be_done_is_said_to_everybody_who_sees_it(town: Town, state: str) -> None:
    people = list(everybody())
    answers = town.line.all(
        Sent("GET", f"/records/{town.record}", town.known(who)) for who in people
    )
    for who, answer in zip(people, answers, strict=True):
        if who.relation not in SIGHT[who.role]:
            assert answer.status == 404, who
            continue
        told = answer.json()
        assert tuple(told["acts"]) == NOW[state].get(who.role, ()), who
        assert told["may_enter"] == (state in EDITED and who.role in ENTERERS), who


def test_everybody_moves_what_the_table_says_and_nothing_else(town: Town, state: str) -> None:
    version, before = seen(town), town.rows("audit", "sessions")
    cells = [(who, action) for who in everybody() for action in EVER]
    answers = town.line.all(
        Sent("POST", f"/records/{town.record}/acts/{action}", headers(town, who, version), REASONED)
        for who, action in cells
    )
    for (who, action), answer in zip(cells, answers, strict=True):
        if who.relation not in SIGHT[who.role]:
            wanted: tuple[int, str | None] = 404, answer.code()
        elif action in NOW[state].get(who.role, ()):
            wanted = 409, "G206"
        else:
            wanted = (409, "G205") if who.role in EVER[action] else (403, "C102")
        assert (answer.status, answer.code()) == wanted, (who, action, answer.text())
    assert town.rows("audit", "sessions") == before


REASONED = {**STRANGE, "reason": "证明不清"}


def test_everybody_changes_what_stands_where_it_may_be_changed(town: Town, state: str) -> None:
    version, before = seen(town), town.rows("audit", "sessions")
    people, path = list(everybody()), f"/records/{town.record}"
    changes, withdrawals = (
        town.line.all(Sent(method, to, headers(town, who, version), body) for who in people)
        for method, to, body in (
            ("PUT", path, {"values": {}}),
            ("DELETE", f"{path}/files/absent", None),
        )
    )
    for who, changed, withdrawn in zip(people, changes, withdrawals, strict=True):
        sees, enters = who.relation in SIGHT[who.role], who.role in ENTERERS
        edits, moves = state in EDITED, who.role in NOW[state]
        lacks = 422 if edits else 409
        assert changed.status == (404 if not sees else lacks if enters else 403), who
        gone = 404 if edits or moves else 409
        assert withdrawn.status == (404 if not sees else gone if enters else 403), who
    assert town.rows("audit", "sessions") == before


def headers(town: Town, who: Who, version: int) -> dict[str, str]:
    return {**town.known(who), "if-match": f'"{version}"'}


@dataclass(frozen=True)
class Two:
    """A task of D01-court that D01-police supports, and an article of D01-court."""

    task: str
    article: str


@pytest.fixture
def two(town: Town, tmp_path: Path) -> Iterator[Two]:
    with town.aside(tmp_path):
        yield town.world.write(lambda work: Two(task(town, work), article(town, work)))


def task(town: Town, work: object) -> str:
    days = {"assigned_on": "2026-03-02", "due": "2026-06-01"}
    given = {"number": "1", "text": "任务", "co_units": "D01-police", **days}
    admin = town.world.who("admin")
    return enter(work, admin, platform().shelf, "work.tasks", "D01-court", given)  # type: ignore[arg-type]


def article(town: Town, work: object) -> str:
    given = {"title": "简讯", "text": "正文", "happened_on": "2026-03-02", "category": "training"}
    clerk, shelf = town.world.who("clerk-D01-court"), platform().shelf
    return enter(work, clerk, shelf, "news.articles", "D01-court", given)  # type: ignore[arg-type]


def readers(town: Town, record: str) -> set[tuple[str, str]]:
    people = list(everybody())
    answers = town.line.all(Sent("GET", f"/records/{record}", town.known(who)) for who in people)
    assert {each.status for each in answers} == {200, 404}
    return {
        (who.role, who.relation)
        for who, answer in zip(people, answers, strict=True)
        if answer.status == 200
    }


OWN = {(role, relation) for role, relations in SIGHT.items() for relation in relations}
UNITS = ("own unit", "unit of the same district", "unit of another district", "city's own unit")
BESIDE = {(role, "unit of the same district") for role in ("clerk", "approver")}
"""Those of the unit with which the task is shared."""
OF_UNITS = {(role, relation) for role in ("clerk", "approver") for relation in UNITS}
OF_OFFICES = {
    ("district", relation) for relation in ("same district", "other district", *UNITS[::3])
}


def test_a_shared_record_is_read_by_those_it_is_shared_with_and_moved_by_its_own(
    town: Town, two: Two
) -> None:
    assert readers(town, two.task) == OWN | BESIDE
    path, statuses = f"/records/{two.task}/acts/take", {}
    for relation in UNITS:
        who = Who("clerk", relation)
        answer = town.line.ask(Sent("POST", path, headers(town, who, 1), STRANGE))
        statuses[relation] = answer.status
    assert statuses == dict(zip(UNITS, (409, 403, 404, 404), strict=True))


def _done(town: Town, asked: AskedRecord, action: str) -> None:
    town.world.write(lambda work: act(work, asked, platform().shelf, action))


def test_what_is_done_is_read_by_every_unit_and_a_draft_by_its_own(town: Town, two: Two) -> None:
    assert readers(town, two.article) == OWN
    for number, (person, action) in enumerate(
        (("clerk-D01-court", "submit"), ("admin", "publish")), 1
    ):
        _done(town, AskedRecord(town.world.who(person), two.article, number), action)
    assert readers(town, two.article) == OWN | OF_UNITS | OF_OFFICES


def test_a_unit_that_no_longer_supports_a_task_no_longer_reads_it(town: Town, two: Two) -> None:
    admin = Who("admin", "none")
    given = {"number": "1", "text": "任务", "assigned_on": "2026-03-02", "co_units": ["D02-court"]}
    request = Sent("PUT", f"/records/{two.task}", headers(town, admin, 1), {"values": given})
    assert town.line.ask(request).status == 200
    moved = {(role, "unit of another district") for role in ("clerk", "approver")}
    assert readers(town, two.task) == OWN | moved


@pytest.mark.parametrize(
    ("field", "given", "status"),
    [
        ("co_units", ["D02-court", "X-court"], 422),
        ("co_units", "X-court", 422),
        ("co_units", ["D02-court"], 201),
    ],
)
def test_only_units_that_there_are_are_named(
    town: Town, tmp_path: Path, field: str, given: object, status: int
) -> None:
    values = {"number": "9", "text": "任务", "assigned_on": "2026-03-02", field: given}
    known = town.known(Who("admin", "none"))
    with town.aside(tmp_path):
        request = Sent(
            "POST", "/ledgers/work.tasks/records", known, {"unit": "D01-court", "values": values}
        )
        assert town.line.ask(request).status == status
        absent = replace(request, body={"unit": "X-court", "values": values})
        assert town.line.ask(absent).status == 404


def test_a_record_is_found_in_its_own_ledger_alone(town: Town, two: Two) -> None:
    known = town.known(Who("admin", "none"))
    for ledger, there in ((LEDGER, town.record), ("work.tasks", two.task)):
        answer = town.line.ask(Sent("GET", f"/ledgers/{ledger}/records", known))
        assert {each["id"] for each in answer.json()["items"]} == {there}
