"""The demo as a store: sound, as promised, and made up from end to end."""

from __future__ import annotations

import json
from collections import Counter
from datetime import datetime, time
from typing import get_args

import pytest
from sqlalchemy import select

from smart_team.assessment.platform import open_platform
from smart_team.assessment.verification import verify
from smart_team.assessment.windows import load_calendar
from smart_team.demo.accounts import city_accounts
from smart_team.demo.city import city_units
from smart_team.demo.proofs import SAYS
from smart_team.demo.very_many import EACH
from smart_team.people import messages as people_messages
from smart_team.people.sign_in import sign_in
from smart_team.procedure.calendar import SHANGHAI, shanghai_day
from smart_team.rubric.types import Role
from smart_team.store.database import reading
from smart_team.store.files import EvidenceFiles
from smart_team.store.gate import Gate
from smart_team.store.parts import listing
from smart_team.store.tables import (
    appeals,
    assignments,
    audit,
    cycles,
    evidence,
    moves,
    notifications,
    outbox,
    panel_members,
    people,
    publications,
    revisions,
    stages,
    submissions,
    units,
)
from smart_team.store.verify import EVIDENCE
from tests.demo.conftest import NOW, Settled
from tests.people.desk import RULES


def test_the_whole_store_is_sound(settled: Settled) -> None:
    assert verify(settled.engine, settled.demo.folder, open_platform().plugins) == []


def test_very_large_ledgers_have_records_of_every_unit(settled: Settled) -> None:
    books = [each for each in open_platform().shelf.books.values() if each.ledger.bulk]
    for book in books:
        with reading(settled.engine) as connection:
            listed = listing(connection, book.name).parts
        assert sum(part.rows for part in listed) == EACH * len(settled.units)
    assert books


def test_every_act_succeeded(settled: Settled) -> None:
    rows = settled.rows(select(audit.c.result, audit.c.action))
    assert {row.result for row in rows} == {"success"}
    done = Counter(row.action for row in rows)
    assert set(done) >= {"save", "submit", "sign", "return", "review", "confirm", "announce"}
    assert set(done) >= {
        "attach",
        "close",
        "appeal",
        "decide",
        "publish",
        "send_feedback",
        "accept",
        "amend",
        "correct",
    }


def test_every_unit_is_in_every_stage_exactly_once(settled: Settled) -> None:
    codes = {unit.unit for unit in settled.units}
    for standing, count in (("finished", 3), ("under_review", 1), ("open", 1)):
        wanted = {(number, code) for number in range(count) for code in codes}
        assert set(settled.states(standing)) == wanted


def test_the_finished_cycle_is_published_stage_by_stage(settled: Settled) -> None:
    assert set(settled.states("finished").values()) == {"done"}
    query = select(stages.c.number, publications.c.content, publications.c.published_at)
    rows = settled.rows(query.join(stages, stages.c.id == publications.c.stage))
    assert {row.number for row in rows} == {0, 1, 2}
    for row in rows:
        rated = [each["unit"] for each in json.loads(row.content)["units"]]
        assert sorted(rated) == sorted(unit.unit for unit in settled.units)
        assert row.published_at.startswith("2025-")


def test_the_finished_cycle_shows_what_may_happen(settled: Settled) -> None:
    cycle = settled.demo.cycles["finished"]
    mine = select(submissions.c.id).where(submissions.c.cycle == cycle)
    sent_back = settled.rows(
        select(moves.c.before, moves.c.reason).where(
            moves.c.submission.in_(mine), moves.c.action == "return"
        )
    )
    assert {row.before for row in sent_back} == {"sign_off", "preliminary", "review"}
    assert all(row.reason for row in sent_back)
    decided = settled.rows(select(appeals.c.decision, appeals.c.reason))
    assert {row.decision for row in decided} == {"upheld", "rejected"}
    assert all(row.reason for row in decided)
    said = settled.rows(
        select(revisions.c.layer, revisions.c.step).where(revisions.c.submission.in_(mine))
    )
    assert {row.layer for row in said} == {"self", "preliminary", "review", "appeal", "final"}
    assert {row.step for row in said} >= {"on_site", "review", "rework"}
    seats = settled.rows(
        select(panel_members).where(
            panel_members.c.submission.in_(mine), panel_members.c.step == "review"
        )
    )
    assert set(Counter(row.submission for row in seats).values()) == {3}
    assert all(row.confirmed_at for row in seats)


def test_panels_were_of_different_minds(settled: Settled) -> None:
    query = select(publications.c.inputs)
    minds = [
        set(sheet["members"].values())
        for row in settled.rows(query)
        for sheet in json.loads(row.inputs)
    ]
    assert any(len(each) == 3 for each in minds)


def test_the_redline_and_who_falls_short(settled: Settled) -> None:
    rows = settled.rows(
        select(stages.c.number, publications.c.content)
        .join(stages, stages.c.id == publications.c.stage)
        .where(publications.c.number == 1)
    )
    found = {
        (row.number, each["unit"]): each
        for row in rows
        for each in json.loads(row.content)["units"]
    }
    assert found[1, "D09-justice"]["redlines"] == ["RL2"]
    assert float(found[0, "D11-justice"]["total"]) < 60


def test_a_rework_and_a_forgotten_bonus_correct_what_was_published(settled: Settled) -> None:
    rows = settled.rows(
        select(stages.c.number.label("stage"), publications)
        .join(stages, stages.c.id == publications.c.stage)
        .where(publications.c.number == 2)
    )
    found = {row.stage: json.loads(row.content) for row in rows}
    assert set(found) == {0, 2}
    assert all(row.reason for row in rows)
    (reworked,) = (each for each in found[0]["difference"] if each["unit"] == "D11-justice")
    assert float(reworked["total"]["before"]) < 60 < float(reworked["total"]["after"]) < 80
    items = {item for each in found[2]["difference"] for item in each["items"]}
    assert items == {"J1"}


def test_units_under_review_are_at_many_places(settled: Settled) -> None:
    states = Counter(settled.states("under_review").values())
    wanted = {"self_assessment", "sign_off", "preliminary", "review", "publicity"}
    assert set(states) >= wanted
    assert set(states) <= wanted | {"on_site", "publicity_open"}


def test_units_of_the_open_cycle_have_begun_or_not(settled: Settled) -> None:
    cycle = settled.demo.cycles["open"]
    states = set(settled.states("open").values())
    assert states >= {"self_assessment", "sign_off", "preliminary"}
    rows = settled.rows(select(submissions).where(submissions.c.cycle == cycle))
    drafts = settled.rows(
        select(revisions.c.submission, revisions.c.content)
        .join(submissions, submissions.c.id == revisions.c.submission)
        .where(submissions.c.cycle == cycle)
    )
    sizes = {row.submission: len(json.loads(row.content)["answers"]) for row in drafts}
    assert len(set(sizes.values())) > 1
    assert 0 < len(sizes) < len(rows)
    waiting = [row for row in rows if row.state == "self_assessment"]
    days = {
        (shanghai_day(datetime.fromisoformat(row.due_at)) - shanghai_day(NOW)).days
        for row in waiting
    }
    assert all(0 < each < 12 for each in days)


def test_everything_was_done_in_office_hours_and_before_now(settled: Settled) -> None:
    with reading(settled.engine) as connection:
        calendar = load_calendar(connection)
    done = settled.rows(select(moves.c.moved_at.label("at")).where(moves.c.moved_by.is_not(None)))
    done += settled.rows(select(revisions.c.saved_at.label("at")))
    done += settled.rows(select(evidence.c.uploaded_at.label("at")))
    moments = [datetime.fromisoformat(row.at).astimezone(SHANGHAI) for row in done]
    assert all(calendar.is_working(each.date()) for each in moments)
    assert all(time(9) <= each.time() <= time(17) for each in moments)
    assert all(
        row.at <= NOW.isoformat().replace("+00:00", "Z") for row in settled.rows(select(audit.c.at))
    )


def test_people_have_read_of_last_year_and_are_yet_to_read_the_rest(settled: Settled) -> None:
    waiting = settled.rows(select(outbox.c.id).where(outbox.c.sent_at.is_(None)))
    told = settled.rows(select(notifications))
    assert waiting == []
    assert {row.at[:4] for row in told if row.read_at} == {"2025"}
    assert {row.at[:4] for row in told if not row.read_at} == {"2026"}


def test_every_text_says_that_it_is_made_up(settled: Settled) -> None:
    assert all("虚构示例" in row.title for row in settled.rows(select(cycles.c.title)))
    assert all(row.name.endswith("(虚构)") for row in settled.rows(select(people.c.name)))
    assert all("示例市" in row.name for row in settled.rows(select(units.c.name)))
    files = EvidenceFiles(settled.demo.folder / EVIDENCE)
    shown = settled.rows(select(evidence.c.name, evidence.c.kind, evidence.c.file))
    assert {row.kind for row in shown} == {"pdf", "png", "xlsx"}
    assert all("虚构" in row.name for row in shown)
    for row in {row.file: row for row in shown}.values():
        with files.open(row.file) as stream:
            content = stream.read()
        assert row.kind == "xlsx" or SAYS.encode() in content


def test_no_two_people_share_anything(settled: Settled) -> None:
    rows = settled.rows(select(people))
    for name in ("id", "login", "name"):
        assert len({getattr(row, name) for row in rows}) == len(rows)
    held = settled.rows(select(assignments))
    assert len({row.person for row in held}) == len(held) == len(rows)


def test_the_whole_city_has_its_accounts() -> None:
    them = city_accounts(city_units())
    counts = Counter(each.role for each in them)
    assert counts == {
        "clerk": 65,
        "approver": 65,
        "district": 12,
        "inspector": 9,
        "adjudicator": 2,
        "admin": 1,
        "leader": 2,
        "author": 1,
        "auditor": 1,
    }
    assert len({each.login for each in them}) == len(them)
    assert "clerk.d03-court" in {each.login for each in them}


@pytest.mark.parametrize("role", get_args(Role))
def test_one_of_every_role_signs_in(settled: Settled, role: Role) -> None:
    gate = Gate(settled.engine, lambda: NOW)
    account = settled.demo.accounts[role][0]
    try:
        signed = sign_in(gate, account.login, settled.demo.password, "office", RULES)
        with pytest.raises(people_messages.SignInError):
            sign_in(gate, account.login, "Another-9one", "office", RULES)
    finally:
        gate.close()
    assert not signed.password_expired
    assert not signed.second_factor_due
    (held,) = settled.principal(signed.person).assignments
    assert (held.role, held.unit, held.district) == (role, account.unit, account.district)


def test_the_password_is_kept_nowhere(settled: Settled) -> None:
    password = settled.demo.password
    assert password not in repr(settled.demo)
    kept = [path for path in settled.demo.folder.rglob("*") if path.is_file()]
    assert (settled.demo.folder / "demo.json") in kept
    assert not any(password.encode() in path.read_bytes() for path in kept)
