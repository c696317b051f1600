"""People from the command line: how the first administrator comes to be."""

from __future__ import annotations

import os
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from smart_team.cli import app
from smart_team.people.new_passwords import use_setup_link
from smart_team.people.rules import load_rules
from smart_team.people.sign_in import sign_in
from smart_team.procedure.calendar import shanghai_day
from smart_team.settings import Settings
from smart_team.store.database import open_engine
from smart_team.store.gate import Gate

PASSWORD = "Orkan-9weit"
TODAY = shanghai_day(datetime.now(UTC))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    command(folder, "init")
    with closing(sqlite3.connect(folder / "store" / "smart_team.db")) as connection:
        connection.execute("INSERT INTO districts VALUES ('D03', '东区')")
        connection.execute(
            "INSERT INTO units VALUES ('D03-court', '法院', 'court', 'district', 'D03', 'unit', 1)"
        )
        connection.commit()
    return folder


def command(folder: Path, *words: str, code: int = 0, **more: str) -> str:
    given = {"NO_COLOR": "1", "COLUMNS": "100", "SMART_TEAM_DATA": str(folder / "store"), **more}
    done = CliRunner().invoke(app, words, env=given)
    assert done.exit_code == code, done.output
    return done.output


def user(folder: Path, *words: str, code: int = 0, **more: str) -> str:
    return command(folder, "user", *words, code=code, **more)


def rows(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "store" / "smart_team.db")) as connection:
        return connection.execute(query).fetchall()


def test_the_first_administrator_signs_in_by_a_link(made: Path) -> None:
    said = user(made, "add", "wang.mei", "--name", "王[/]梅", "--role", "admin")
    assert "smart-team user link wang.mei" in said
    assert "未设密码" in user(made, "list")
    said = user(made, "link", "wang.mei", SMART_TEAM_BASE_URL="https://team.example/")
    found = re.fullmatch(r"https://team\.example/setup\?link=(stl_[\w-]{43})\n", said)
    assert found
    data = made / "store"
    engine = open_engine(Settings(data=data).address())
    gate, rules = Gate(engine, lambda: datetime.now(UTC)), load_rules(Settings(), data)
    person = use_setup_link(gate, found[1], PASSWORD, rules, "office")
    assert sign_in(gate, "wang.mei", PASSWORD, "office", rules).person == person
    gate.close()
    engine.dispose()
    said = user(made, "list", "--lang", "en")
    assert "王[/]梅" in said
    assert "active" in said
    assert f"admin {TODAY}–" in said
    kept = str(rows(made, "SELECT * FROM audit"))
    assert found[1] not in kept
    assert "wang" not in kept


def test_roles_are_given_and_ended(made: Path) -> None:
    user(made, "add", "li.na", "--name", "李娜")
    clerk = ("li.na", "--role", "clerk", "--unit", "D03-court")
    user(made, "assign", *clerk, "--from", "2026-01-01", "--until", "2027-12-31")
    user(made, "assign", "li.na", "--role", "district", "--district", "D03")
    user(made, "end", *clerk, "--last", "2026-06-30")
    user(made, "end", "li.na", "--role", "district", "--district", "D03")
    query = "SELECT role, unit, district, from_day, until_day FROM assignments a JOIN people p"
    assert rows(made, f"{query} ON p.id = a.person WHERE login = 'li.na' ORDER BY role") == [
        ("clerk", "D03-court", None, "2026-01-01", "2026-06-30"),
        ("district", None, "D03", str(TODAY), str(TODAY)),
    ]
    for words, code in (
        (("end", *clerk, "--last", "2026-07-01"), "U220"),
        (("end", "li.na", "--role", "leader"), "U220"),
        (("assign", "li.na", "--role", "king"), "U216"),
        (("assign", "li.na", "--role", "clerk"), "U217"),
        (("assign", "nobody", "--role", "leader"), "U212"),
        (("add", "LI.NA", "--name", "李娜"), "U213"),
        (("link", "li.na", "--hours", "169"), "U222"),
    ):
        assert code in user(made, *words, code=2), words


def test_who_is_refused_a_role_is_not_added(made: Path) -> None:
    assert "U217" in user(made, "add", "half.way", "--name", "半", "--role", "clerk", code=2)
    assert rows(made, "SELECT login FROM people WHERE login = 'half.way'") == []


def test_sign_in_is_stopped_and_let_go_on(made: Path) -> None:
    user(made, "add", "he.lin", "--name", "何林", "--role", "admin")
    tomorrow = str(TODAY + timedelta(days=1))
    said = user(made, "assign", "he.lin", "--role", "auditor", "--from", tomorrow, code=2)
    assert "U249" in said
    user(made, "disable", "he.lin")
    assert "已停用" in user(made, "list")
    assert "U212" in user(made, "link", "he.lin", code=2)
    for words in ("enable", "unlock", "reset-second-factor"):
        assert "he.lin: " in user(made, words, "he.lin", "--lang", "en")
    assert "U250" in user(made, "enable", "he.lin", code=2)
    acts = rows(made, "SELECT action, actor, source, result FROM audit WHERE action = 'enable'")
    place = f"console:{os.getuid()}"
    assert acts == [("enable", "system", place, result) for result in ("success", "refused")]


def test_without_a_store(tmp_path: Path) -> None:
    assert "K102" in user(tmp_path, "list", code=2)
    assert "K102" in user(tmp_path, "add", "x", "--name", "x", code=2)
    assert list(tmp_path.iterdir()) == []


def test_help_names_every_command_in_both_languages(made: Path) -> None:
    said = user(made, "--help")
    for name in ("add", "assign", "end", "list", "link", "disable", "enable", "unlock", "reset"):
        assert re.search(rf"│ {name}\S* +[一-鿿]", said), name
    assert "人员、任职和登录" in command(made, "--help")
