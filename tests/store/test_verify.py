"""What was changed behind the program's back is found, and named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, func, insert, select, text, update

from smart_team.procedure.calendar import shanghai_day
from smart_team.store import chain_messages, messages
from smart_team.store.audit import tail
from smart_team.store.chain import Head
from smart_team.store.database import open_engine, reading, writing
from smart_team.store.files import EvidenceFiles
from smart_team.store.heads import write_head
from smart_team.store.migrate import migrate
from smart_team.store.signing import Signer, create_key
from smart_team.store.tables import audit, documents, moves, revisions, submissions
from smart_team.store.verify import verify_store
from tests.assessment.world import World

A8 = {"A8": {"numerator": 492, "denominator": 500}}


@pytest.fixture
def world(engine: Engine, data: Path, signer: Signer) -> Iterator[World]:
    """A city with work done and the head of that day signed."""
    world = World(engine)
    world.settle()
    world.open()
    study = world.submission("D01-court")
    world.save("clerk-D01-court", study, A8)
    world.pass_to(study, "preliminary")
    with reading(engine) as connection:
        last = tail(connection)
    write_head(data, signer, Head(last.number, last.hash), "daily", shanghai_day(world.now))
    yield world
    world.gate.close()


def change(world: World, *statements: Any) -> None:
    with writing(world.engine) as connection:
        for statement in statements:
            connection.execute(statement)


def found(world: World, data: Path) -> list[str]:
    return [problem.message.code for problem in verify_store(world.engine, data)]


def latest(world: World, table: Any, column: Any) -> Any:
    with reading(world.engine) as connection:
        return connection.execute(select(func.max(column)).select_from(table)).scalar_one()


def test_a_sound_store_has_no_problems(world: World, data: Path) -> None:
    before = sorted(path.name for path in data.rglob("*"))
    assert found(world, data) == []
    assert sorted(path.name for path in data.rglob("*")) == before


def test_more_work_after_the_head_is_sound(world: World, data: Path) -> None:
    study = world.submission("D02-court")
    world.save("clerk-D02-court", study, A8)
    world.pass_to(study, "sign_off")
    world.act("approver-D02-court", study, "return", "漏填一项")
    world.save("clerk-D02-court", study, A8)
    world.pass_to(study, "review")
    assert found(world, data) == []


@pytest.mark.parametrize(
    "values",
    [{"actor": "leader"}, {"result": "refused"}, {"at": "2026-03-02T01:00:00.000001Z"}],
)
def test_an_edited_audit_row(world: World, data: Path, values: dict[str, str]) -> None:
    change(world, update(audit).where(audit.c.number == 3).values(values))
    assert found(world, data) == [chain_messages.ALTERED.code]


def test_a_removed_audit_row(world: World, data: Path) -> None:
    change(world, delete(audit).where(audit.c.number == 3))
    assert set(found(world, data)) == {chain_messages.GAP.code, chain_messages.BROKEN_LINK.code}


def test_a_cut_tail_against_the_head(world: World, data: Path) -> None:
    last = latest(world, audit, audit.c.number)
    change(world, delete(audit).where(audit.c.number == last))
    assert found(world, data) == [chain_messages.SHORTER.code]


def test_an_edited_revision(world: World, data: Path) -> None:
    content = func.replace(revisions.c.content, "492", "499")
    change(world, update(revisions).values(content=content))
    assert found(world, data) == ["K118"]


@pytest.mark.parametrize(("sort", "code"), [("rubric", "K119"), ("procedure", "K119")])
def test_an_edited_document(world: World, data: Path, sort: str, code: str) -> None:
    edited = func.replace(documents.c.text, '"version":"', '"version":"1')
    change(world, update(documents).where(documents.c.sort == sort).values(text=edited))
    assert set(found(world, data)) == {code}


def test_a_document_that_is_no_longer_json(world: World, data: Path) -> None:
    change(world, update(documents).where(documents.c.sort == "procedure").values(text="{"))
    assert found(world, data) == ["K119"]


def test_a_state_without_its_move(world: World, data: Path) -> None:
    moved, still = world.submission("D01-court"), world.submission("D02-court")
    for each in (moved, still):
        change(world, update(submissions).where(submissions.c.id == each).values(state="done"))
    assert found(world, data) == ["K116", "K116"]


@pytest.mark.parametrize(
    ("number", "code"), [(func.min(moves.c.number), "K117"), (func.max(moves.c.number), "K116")]
)
def test_a_removed_move(world: World, data: Path, number: Any, code: str) -> None:
    number = select(number).scalar_subquery()
    change(world, delete(moves).where(moves.c.number == number))
    assert found(world, data) == [code]


def test_evidence_that_was_altered_or_moved(world: World, data: Path) -> None:
    files = EvidenceFiles(data / "evidence")
    kept = [files.keep(files.receive([content], 100)) for content in (b"one", b"two")]
    files.receive([b"under way"], 100)
    assert found(world, data) == []
    homes = [next((data / "evidence").rglob(each.hash.removeprefix("sha256:"))) for each in kept]
    homes[0].chmod(0o600)
    homes[0].write_bytes(b"ones")
    homes[1].rename(homes[1].with_name("two.pdf"))
    assert found(world, data) == ["K103", "K103"]


def test_a_missing_key_and_a_broken_head(world: World, data: Path) -> None:
    (head,) = (data / "heads").iterdir()
    head.write_text(json.dumps({"document": {}}), encoding="utf-8")
    assert found(world, data) == [chain_messages.BAD_FILE.code]
    (data / "signing.pub").unlink()
    assert found(world, data) == [chain_messages.NO_KEY.code]


def test_another_structure(data: Path, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'empty.db'}")
    codes = [problem.message.code for problem in verify_store(engine, data)]
    engine.dispose()
    assert codes == [messages.NOT_MIGRATED.code]


@pytest.fixture
def sqlite_store(tmp_path: Path, data: Path) -> Iterator[tuple[Engine, Path]]:
    create_key(data)
    path = tmp_path / "store.db"
    engine = open_engine(f"sqlite:///{path}")
    migrate(engine)
    yield engine, path
    engine.dispose()


def test_a_row_that_points_nowhere(sqlite_store: tuple[Engine, Path], data: Path) -> None:
    engine, _ = sqlite_store
    with engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA foreign_keys=OFF")
        connection.execute(
            insert(moves).values(
                id="m", submission="none", number=1, action="submit", before="a", after="b",
                late=False, moved_at="2026-03-02T01:00:00.000000Z",
            )
        )  # fmt: skip
        connection.commit()
    (problem,) = verify_store(engine, data)
    assert problem.message.code == "K115"
    assert problem.values == {"table": "moves", "parent": "submissions", "count": 1}


def test_a_damaged_database_file(sqlite_store: tuple[Engine, Path], data: Path) -> None:
    engine, path = sqlite_store
    with writing(engine) as connection:
        rows = [{"c": f"d{number}", "n": "x" * 200} for number in range(2000)]
        connection.execute(text("INSERT INTO districts (code, name) VALUES (:c, :n)"), rows)
    engine.dispose()
    content = bytearray(path.read_bytes())
    middle = content.index(b"d1000x")
    start = middle // 4096 * 4096
    content[start : start + 16] = b"\xff" * 16
    path.write_bytes(content)
    assert {problem.message.code for problem in verify_store(engine, data)} == {"K114"}


def test_a_file_that_is_no_database(sqlite_store: tuple[Engine, Path], data: Path) -> None:
    engine, path = sqlite_store
    engine.dispose()
    path.write_bytes(b"no database" * 1000)
    assert [problem.message.code for problem in verify_store(engine, data)] == [
        messages.UNAVAILABLE.code
    ]
