"""A backup is one state of the whole store; a bad one changes nothing."""

from __future__ import annotations

import io
import json
import random
import threading
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, make_url, select

from smart_team.errors import SmartTeamError
from smart_team.procedure.calendar import shanghai_day
from smart_team.store import backup_messages as m
from smart_team.store import chain_messages
from smart_team.store.archive import Manifest
from smart_team.store.audit import tail
from smart_team.store.backup import make_backup
from smart_team.store.chain import Head, canonical
from smart_team.store.database import open_engine, reading
from smart_team.store.every_table import metadata
from smart_team.store.files import EvidenceFiles, HashedFiles
from smart_team.store.heads import write_head
from smart_team.store.migrate import migrate
from smart_team.store.restore import restore
from smart_team.store.rows import tables_of
from smart_team.store.secret import create_secret
from smart_team.store.signing import Signer, create_key, load_signer
from smart_team.store.tables import audit, moves, revisions, submissions
from smart_team.store.verify import verify_store
from tests.assessment.completing import NONE
from tests.assessment.world import START, World

A8 = {"A8": {"numerator": 492, "denominator": 500}}
OTHER = Signer(Ed25519PrivateKey.from_private_bytes(b"\7" * 32))
EVIDENCE = (b"scan of the attendance list", b"")


def fill(engine: Engine) -> World:
    world = World(engine)
    world.settle()
    world.open()
    study = world.submission("D01-court")
    world.save("clerk-D01-court", study, {**NONE, **A8})
    world.pass_to(study, "preliminary")
    return world


@pytest.fixture
def world(engine: Engine) -> Iterator[World]:
    world = fill(engine)
    yield world
    world.gate.close()


@pytest.fixture
def backup(world: World, data: Path, signer: Signer, tmp_path: Path) -> Path:
    files = EvidenceFiles(data / "evidence")
    for content in EVIDENCE:
        files.keep(files.receive([content], 100))
    path = tmp_path / "backup.zip"
    make_backup(world.engine, data, signer, path, world.now)
    return path


class Kept(NamedTuple):
    """A backup that tests only read, and the key that signed it."""

    path: Path
    signer: Signer


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    home = tmp_path_factory.mktemp("kept")
    engine = open_engine(f"sqlite:///{home / 'smart_team.db'}")
    migrate(engine)
    signer = create_key(home)
    world = fill(engine)
    files = EvidenceFiles(home / "evidence")
    files.keep(files.receive(EVIDENCE[:1], 100))
    make_backup(engine, home, signer, home / "backup.zip", world.now)
    world.gate.close()
    engine.dispose()
    return Kept(home / "backup.zip", signer)


@pytest.fixture
def empty_postgres(postgres_url: str) -> Iterator[str]:
    name = f"r{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
        url = make_url(postgres_url).set(drivername="postgresql+psycopg", database=name)
        yield url.render_as_string(hide_password=False)
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def target(tmp_path: Path) -> tuple[str, Path]:
    folder = tmp_path / "restored"
    return f"sqlite:///{folder / 'smart_team.db'}", folder


def content(engine: Engine) -> dict[str, list[str]]:
    """Every row of every table as text, in one order for every database."""
    with reading(engine) as connection:
        return {
            table.name: sorted(
                json.dumps(list(row), ensure_ascii=False)
                for row in connection.execute(select(table)).all()
            )
            for table in tables_of(connection)
        }


def codes(caught: pytest.ExceptionInfo[SmartTeamError]) -> set[str]:
    return {problem.message.code for problem in caught.value.problems}


def looked_at(url: str, look: Callable[[Engine], Any]) -> Any:
    engine = open_engine(url)
    try:
        return look(engine)
    finally:
        engine.dispose()


def hashes(folder: Path) -> dict[str, str]:
    files = [*folder.glob("heads/*"), *folder.glob("evidence/??/**/*"), folder / "signing.pub"]
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in files
        if path.is_file()
    }


def refused(path: Path, tmp_path: Path, key: Any = None) -> set[str]:
    """Codes of the refusal; nothing at all was made."""
    url, folder = target(tmp_path)
    with pytest.raises(SmartTeamError) as caught:
        restore(path, url, folder, key)
    assert not folder.exists()
    return codes(caught)


def resealed(content: bytes) -> bytes:
    return content[:-64] + sha256(content[:-64]).hexdigest().encode()


def rebuilt(
    kept: Kept, folder: Path, signer: Signer, change: Callable[[dict[str, bytes]], None]
) -> Path:
    """The same backup with other contents, whole in itself and signed by `signer`."""
    with zipfile.ZipFile(kept.path) as source:
        files = {name: source.read(name) for name in source.namelist()}
    document = json.loads(files.pop("manifest.json"))["document"]
    files["manifest"] = json.dumps(document).encode()
    change(files)
    document = json.loads(files.pop("manifest"))
    for name, body in files.items():
        document["files"][name] = {"sha256": sha256(body).hexdigest(), "size": len(body)}
    files["manifest.json"] = canonical(signer.sign(document).model_dump())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        made.comment = b"0" * 64
        for name, body in files.items():
            made.writestr(name, body)
    other = folder / "rebuilt.zip"
    other.write_bytes(resealed(stream.getvalue()))
    return other


def edit(name: str, old: bytes, new: bytes) -> Callable[[dict[str, bytes]], None]:
    def change(files: dict[str, bytes]) -> None:
        assert old in files[name]
        files[name] = files[name].replace(old, new, 1)

    return change


def test_it_comes_back_as_it_was(world: World, backup: Path, data: Path, tmp_path: Path) -> None:
    url, folder = target(tmp_path)
    manifest = restore(backup, url, folder)
    assert looked_at(url, content) == content(world.engine)
    assert hashes(folder) == hashes(data)
    assert len(hashes(folder)) == 1 + 1 + len(EVIDENCE)
    assert looked_at(url, partial(verify_store, data=folder)) == []
    assert manifest.tables["audit"] == manifest.audit_number == 5
    assert folder.stat().st_mode & 0o077 == 0


def test_it_comes_back_in_postgresql(
    world: World, backup: Path, empty_postgres: str, tmp_path: Path
) -> None:
    folder = tmp_path / "restored"
    restore(backup, empty_postgres, folder)
    assert looked_at(empty_postgres, content) == content(world.engine)
    assert looked_at(empty_postgres, partial(verify_store, data=folder)) == []
    with pytest.raises(m.BackupError) as caught:
        restore(backup, empty_postgres, tmp_path / "again")
    assert codes(caught) == {"K113"}
    assert not (tmp_path / "again").exists()


def test_a_restored_store_can_be_backed_up_again(
    world: World, backup: Path, data: Path, tmp_path: Path
) -> None:
    url, folder = target(tmp_path)
    folder.mkdir(mode=0o700)
    for name in ("signing.key", "signing.pub"):
        (folder / name).write_bytes((data / name).read_bytes())
    (folder / "signing.key").chmod(0o600)
    first = restore(backup, url, folder)
    signer = load_signer(folder)
    again = tmp_path / "again.zip"
    second = looked_at(url, lambda e: make_backup(e, folder, signer, again, world.now))
    kept = {"tables", "audit_number", "audit_hash", "audit_at", "structure"}
    assert second.model_dump(include=kept) == first.model_dump(include=kept)


def test_no_key_is_in_it(world: World, data: Path, signer: Signer, tmp_path: Path) -> None:
    create_secret(data)
    backup = tmp_path / "backup.zip"
    make_backup(world.engine, data, signer, backup, world.now)
    with zipfile.ZipFile(backup) as archive:
        assert "signing.pub" in archive.namelist()
        assert not {"signing.key", "secret.key"} & set(archive.namelist())
    assert backup.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in backup.parent.glob(".backup*")) == []


def test_it_never_overwrites(world: World, data: Path, signer: Signer, tmp_path: Path) -> None:
    path = tmp_path / "taken"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(m.BackupError) as caught:
        make_backup(world.engine, data, signer, path, world.now)
    assert codes(caught) == {"K101"}
    assert path.read_text(encoding="utf-8") == "mine"


def test_altered_evidence_makes_no_backup(
    world: World, data: Path, signer: Signer, tmp_path: Path
) -> None:
    home = data / "evidence" / "ab" / "cd"
    home.mkdir(parents=True)
    (home / ("abcd" + "0" * 60)).write_bytes(b"other")
    with pytest.raises(m.BackupError) as caught:
        make_backup(world.engine, data, signer, tmp_path / "b.zip", world.now)
    assert codes(caught) == {"K103"}
    assert not (tmp_path / "b.zip").exists()


def test_corruption_of_any_byte_is_found_first(kept: Kept, tmp_path: Path) -> None:
    whole, draw = kept.path.read_bytes(), random.Random(9)
    damaged = tmp_path / "damaged.zip"
    places = [0, 1, 10, len(whole) - 1, len(whole) - 64, len(whole) - 70]
    places += draw.sample(range(len(whole)), 94)
    for place in places:
        flipped = bytearray(whole)
        flipped[place] ^= draw.randrange(1, 256)
        damaged.write_bytes(flipped)
        assert refused(damaged, tmp_path) == {"K104"}, place


@pytest.mark.parametrize("length", [0, 1, 63, 64, 65, 500, -1, -64, -65])
def test_empty_and_truncated(kept: Kept, tmp_path: Path, length: int) -> None:
    short = tmp_path / "short.zip"
    short.write_bytes(kept.path.read_bytes()[:length])
    assert refused(short, tmp_path) == {"K104"}


def test_no_such_file(tmp_path: Path) -> None:
    assert refused(tmp_path / "absent.zip", tmp_path) == {chain_messages.UNUSABLE_FILE.code}


def test_something_else_with_a_good_checksum(tmp_path: Path) -> None:
    path = tmp_path / "other"
    path.write_bytes(resealed(b"no zip at all" + b"0" * 64))
    assert refused(path, tmp_path) == {"K105"}


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (edit("manifest", b'"structure": "0', b'"structure": "9'), "K108"),
        (edit("manifest", b'"format": 1', b'"format": 2'), "K105"),
        (edit("manifest", b'"what": "backup"', b'"what": "audit-head"'), "K105"),
        (edit("manifest", b'"audit_hash": "sm3:', b'"audit_hash": "sm3:0'), "K111"),
        (edit("manifest", b'"districts": ', b'"districts": 1'), "K107"),
        (edit("tables/audit.jsonl", b'"success"', b'"refused"'), "A202"),
        (edit("tables/districts.jsonl", b'"code":"D01"', b'"code":"D1"'), "K110"),
        (edit("tables/districts.jsonl", b'"name":', b'"named":'), "K109"),
        (edit("tables/units.jsonl", b'"version":1', b'"version":true'), "K109"),
        (edit("tables/units.jsonl", b'"version":1', b'"version":null'), "K109"),
        (edit("tables/units.jsonl", b"{", b"["), "K109"),
        (edit("tables/revisions.jsonl", b"492", b"493"), "K118"),
        (edit("tables/documents.jsonl", b'\\"points\\":\\"', b'\\"points\\":\\"1'), "K119"),
        (lambda files: files.update({"../x": b""}), "K107"),
        (lambda files: files.update({"tables/more.jsonl": b""}), "K107"),
        (lambda files: files.update({f"evidence/ab/cd/abcd{'0' * 60}": b""}), "K107"),
        (lambda files: files.update({"signing.pub": b"none"}), "K105"),
    ],
)
def test_signed_nonsense(kept: Kept, tmp_path: Path, change: Any, code: str) -> None:
    assert code in refused(rebuilt(kept, tmp_path, kept.signer, change), tmp_path)


def test_a_cut_audit_is_found_by_the_head_in_the_backup(kept: Kept, tmp_path: Path) -> None:
    def cut(files: dict[str, bytes]) -> None:
        rows = files["tables/audit.jsonl"].splitlines(keepends=True)[:-1]
        files["tables/audit.jsonl"] = b"".join(rows)
        last, document = json.loads(rows[-1]), json.loads(files["manifest"])
        document["tables"]["audit"] -= 1
        document |= {"audit_number": last["number"], "audit_hash": last["hash"]}
        files["manifest"] = json.dumps(document).encode()

    assert refused(rebuilt(kept, tmp_path, kept.signer, cut), tmp_path) == {
        chain_messages.SHORTER.code
    }


def test_a_rebuilt_backup_is_otherwise_taken(kept: Kept, tmp_path: Path) -> None:
    url, folder = target(tmp_path)
    restore(rebuilt(kept, tmp_path, kept.signer, lambda _: None), url, folder)


def test_another_signature(kept: Kept, tmp_path: Path) -> None:
    forged = rebuilt(kept, tmp_path, OTHER, lambda _: None)
    assert refused(forged, tmp_path) == {"K106"}
    assert refused(forged, tmp_path, kept.signer.public_key) == {"K106"}
    assert refused(kept.path, tmp_path, OTHER.public_key) == {"K106"}


def test_the_key_in_the_folder_is_trusted(kept: Kept, tmp_path: Path) -> None:
    url, folder = target(tmp_path)
    folder.mkdir()
    create_key(folder)
    with pytest.raises(m.BackupError) as caught:
        restore(kept.path, url, folder)
    assert codes(caught) == {"K106"}
    assert sorted(path.name for path in folder.iterdir()) == ["signing.key", "signing.pub"]


def test_a_live_store_is_left_alone(backup: Path, world: World, tmp_path: Path) -> None:
    url, folder = target(tmp_path)
    folder.mkdir()
    (folder / "heads").mkdir()
    with pytest.raises(m.BackupError) as caught:
        restore(backup, url, folder)
    assert codes(caught) == {"K112"}
    live = world.engine.url.render_as_string(hide_password=False)
    before = content(world.engine)
    with pytest.raises(m.BackupError) as caught:
        restore(backup, live, tmp_path / "elsewhere")
    assert codes(caught) == {"K113"}
    assert content(world.engine) == before


def test_a_failure_while_writing_leaves_nothing(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, folder = target(tmp_path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(HashedFiles, "keep", full)
    with pytest.raises(OSError, match="No space"):
        restore(kept.path, url, folder)
    assert list(folder.iterdir()) == []
    monkeypatch.undo()
    restore(kept.path, url, folder)


def test_an_empty_store_can_be_backed_up(
    engine: Engine, data: Path, signer: Signer, tmp_path: Path
) -> None:
    path = tmp_path / "empty.zip"
    manifest = make_backup(engine, data, signer, path, START)
    assert (manifest.audit_number, set(manifest.tables.values())) == (0, {0})
    url, folder = target(tmp_path)
    restore(path, url, folder)


def test_no_store_no_backup(data: Path, signer: Signer, tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'none.db'}")
    with pytest.raises(m.BackupError) as caught:
        make_backup(engine, data, signer, tmp_path / "b.zip", START)
    engine.dispose()
    assert codes(caught) == {"K102"}


def test_rows_are_texts_whole_numbers_and_truths() -> None:
    """Another type would need a form of its own in the lines."""
    kinds = {column.type.python_type for table in metadata.sorted_tables for column in table.c}
    assert kinds <= {str, int, bool}


def test_backups_under_writers_are_each_one_state(
    world: World, data: Path, signer: Signer, tmp_path: Path
) -> None:
    stop = threading.Event()
    studies = [world.submission(unit) for unit in ("C-court", "D01-police", "D02-court")]
    clerks = ["clerk-C-court", "clerk-D01-police", "clerk-D02-court"]
    written: list[int] = []

    def write(person: str, study: str) -> None:
        count = 0
        while not stop.is_set():
            world.save(person, study, {"A8": {"numerator": count, "denominator": 500}})
            count += 1
            written.append(count)

    def refuse() -> None:
        while not stop.is_set():
            with pytest.raises(SmartTeamError):
                world.save("leader", studies[0], A8)

    threads = [
        *(threading.Thread(target=write, args=each) for each in zip(clerks, studies, strict=True)),
        threading.Thread(target=refuse),
    ]
    for thread in threads:
        thread.start()
    made: list[tuple[Path, Manifest]] = []
    try:
        for turn in range(5):
            while len(written) < 10 * (turn + 1):
                stop.wait(0.01)
            with reading(world.engine) as connection:
                last = tail(connection)
            now = world.now
            daily = Head(last.number, last.hash)
            write_head(data, signer, daily, "daily", shanghai_day(now))
            path = tmp_path / f"backup-{turn}.zip"
            made.append((path, make_backup(world.engine, data, signer, path, now)))
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert len({manifest.audit_number for _, manifest in made}) == 5
    for path, manifest in made:
        folder = tmp_path / path.stem
        url = f"sqlite:///{folder / 'smart_team.db'}"
        assert restore(path, url, folder) == manifest
        assert looked_at(url, partial(verify_store, data=folder)) == []
        looked_at(url, every_save_is_recorded)
    assert verify_store(world.engine, data) == []


def every_save_is_recorded(engine: Engine) -> None:
    with reading(engine) as connection:
        saved = count_of(connection, revisions.c.hash)
        acts = select(audit.c.after).where(audit.c.action == "save", audit.c.result == "success")
        assert sorted(saved) == sorted(connection.execute(acts).scalars())
        versions = select(submissions.c.version)
        changes = len(saved) + len(count_of(connection, moves.c.id))
        rows = connection.execute(versions).scalars().all()
        assert sum(rows) - len(rows) == changes


def count_of(connection: Connection, column: Any) -> list[Any]:
    return list(connection.execute(select(column)).scalars())
