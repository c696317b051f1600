"""A restored copy: nobody is signed in, no token and no link holds, until they are made anew."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine

from smart_team.people import new_passwords
from smart_team.people.access import grant_token, person_of_token
from smart_team.people.restored import shut
from smart_team.people.sessions import sign_out
from smart_team.store.audit import Act
from smart_team.store.backup import make_backup
from smart_team.store.database import open_engine, reading
from smart_team.store.gate import Work
from smart_team.store.restore import Recorded, restore
from smart_team.store.signing import create_key
from smart_team.store.tables import audit, sessions
from smart_team.store.verify import verify_store
from tests.people.desk import OFFICE, RULES, Desk, refusal

NEW = "Weitblick=42.Fuchs"


def test_what_ended_after_the_backup_does_not_come_to_life(engine: Engine, tmp_path: Path) -> None:
    desk = Desk(engine)
    person = desk.person()
    session, other = (desk.sign_in().session for _ in range(2))
    token = desk.write(grant_token, person, "脚本", ["read"], 30)
    link = desk.write(new_passwords.setup_link, person, 24)
    data, new = tmp_path / "data", tmp_path / "new"
    data.mkdir()
    make_backup(engine, data, create_key(data), tmp_path / "b.zip", desk.now)
    desk.write(sign_out, session)
    desk.gate.close()

    url = f"sqlite:///{new / 'smart_team.db'}"
    then = Recorded(Act("system", "restore", source="console:0"), shut, desk.now)
    restore(tmp_path / "b.zip", url, new, then=then)
    copy = Desk(open_engine(url))
    assert [copy.session(each) for each in (session, other)] == [None, None]
    assert all(row.ended_at for row in copy.rows(sessions))
    with reading(copy.engine) as connection:
        assert person_of_token(connection, token, copy.now) is None
    use = new_passwords.use_setup_link
    assert refusal(use, copy.gate, link, NEW, RULES, OFFICE) == ["U221"]
    (row,) = [each for each in copy.rows(audit) if each.action == "restore"]
    assert (row.actor, row.action, row.result, row.source) == (
        "system",
        "restore",
        "success",
        "console:0",
    )
    assert verify_store(copy.engine, new) == []
    assert copy.sign_in().person == person
    copy.gate.close()
    copy.engine.dispose()


def test_what_cannot_be_shut_is_not_restored(engine: Engine, tmp_path: Path) -> None:
    data, new = tmp_path / "data", tmp_path / "new"
    data.mkdir()
    desk = Desk(engine)
    make_backup(engine, data, create_key(data), tmp_path / "b.zip", desk.now)
    desk.gate.close()

    def fail(_: Work) -> None:
        raise RuntimeError("not shut")

    then = Recorded(Act("system", "restore"), fail, desk.now)
    with pytest.raises(RuntimeError, match="not shut"):
        restore(tmp_path / "b.zip", f"sqlite:///{new / 'smart_team.db'}", new, then=then)
    assert list(new.iterdir()) == []
