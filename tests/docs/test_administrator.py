"""The administrators' guide: its commands over people do what it says."""

from __future__ import annotations

import shlex
import sqlite3
from contextlib import closing
from pathlib import Path

import typer
from typer.core import TyperGroup
from typer.testing import CliRunner

from smart_team.cli import app
from smart_team.cli.user import app as user
from smart_team.people.provider import CALLBACK

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "administrator.md").read_text(
    encoding="utf-8"
)
LINES = [line for line in GUIDE.splitlines() if line.startswith("smart-team user ")]


def test_every_command_over_people_is_shown_and_runs(tmp_path: Path) -> None:
    where = {"SMART_TEAM_DATA": str(tmp_path / "store")}
    assert CliRunner().invoke(app, ["init"], env=where).exit_code == 0
    with closing(sqlite3.connect(tmp_path / "store" / "smart_team.db")) as connection:
        connection.execute("INSERT INTO districts VALUES ('D03', '东区')")
        connection.execute(
            "INSERT INTO units VALUES ('D03-court', '法院', 'court', 'district', 'D03', 'unit', 1)"
        )
        connection.commit()
    shown = set()
    for line in LINES:
        words = shlex.split(line, comments=True)[1:]
        shown.add(words[1])
        done = CliRunner().invoke(app, words, env=where)
        assert done.exit_code == 0, f"{line}\n{done.output}"
    known = typer.main.get_command(user)
    assert isinstance(known, TyperGroup)
    assert shown == set(known.commands)


def test_the_address_to_register_is_named() -> None:
    assert f"`{CALLBACK}`" in GUIDE
