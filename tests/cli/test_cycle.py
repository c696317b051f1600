"""Cycles from the command line, by the rights of whoever is named."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from smart_team.cli import app

PARTS = ("study", "correction", "summary")
STARTS = [f"--starts=education_rectification.{part}=2026-03-02" for part in PARTS]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with two units, an administrator, a clerk and five inspectors."""
    folder = tmp_path_factory.mktemp("cycles")
    run(folder, "init")
    change(
        folder,
        "INSERT INTO districts VALUES ('D03', '东区')",
        "INSERT INTO units VALUES ('D03-court', '东区法院', 'court', 'district', 'D03', 'unit', 1)",
        "INSERT INTO units VALUES ('C-court', '市法院', 'court', 'city', NULL, 'unit', 1)",
    )
    run(folder, "user", "add", "boss", "--name", "王", "--role", "admin")
    run(folder, "user", "add", "clerk", "--name", "李", "--role", "clerk", "--unit", "D03-court")
    for number in range(5):
        run(folder, "user", "add", f"i{number}", "--name", "张", "--role", "inspector")
    return folder


def run(folder: Path, *words: str, code: int = 0) -> str:
    given = {"NO_COLOR": "1", "COLUMNS": "200", "SMART_TEAM_DATA": str(folder / "store")}
    done = CliRunner().invoke(app, words, env=given)
    assert done.exit_code == code, done.output
    return done.output


def change(folder: Path, *statements: str) -> None:
    with closing(sqlite3.connect(folder / "store" / "smart_team.db")) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def rows(folder: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(folder / "store" / "smart_team.db")) as connection:
        return connection.execute(query).fetchall()


def opened(folder: Path, *words: str, code: int = 0, by: str = "boss") -> str:
    given = ["cycle", "open", "education_rectification", "--by", by, "--title", "甲", *words]
    return run(folder, *given, code=code)


def test_a_cycle_is_opened_shown_and_seated(made: Path) -> None:
    said = opened(made, *STARTS, "--lang", "en")
    found = re.fullmatch(r"Opened the cycle ([0-9a-f]{32})\n", said)
    assert found
    assert found[1] in run(made, "cycle", "list", "--by", "boss")
    shown = run(made, "cycle", "show", found[1], "--by", "boss")
    assert shown.count("self_assessment 2") == 3
    assert "self_assessment 1" in run(made, "cycle", "show", found[1], "--by", "clerk")
    ((stage,),) = rows(made, f"SELECT id FROM stages WHERE number = 0 AND cycle = '{found[1]}'")  # noqa: S608
    assert stage in shown
    assert "2 份" in run(made, "cycle", "seat", stage, "review", "--by", "boss")
    assert len(rows(made, "SELECT person FROM panel_members")) == 6
    ((boss,),) = rows(made, "SELECT id FROM people WHERE login = 'boss'")
    acts = rows(made, "SELECT actor, behalf, action, result FROM audit WHERE behalf IS NOT NULL")
    assert acts == [
        ("system", boss, "open_cycle", "success"),
        ("system", boss, "panel_members", "success"),
    ]


def test_units_and_inspectors_may_be_named(made: Path) -> None:
    cycle = opened(made, *STARTS, "--units", "D03-court, ").split()[-1]
    shown = run(made, "cycle", "show", cycle, "--by", "boss", "--lang", "en")
    assert shown.count("self_assessment 1") == 3
    ((stage,),) = rows(made, f"SELECT id FROM stages WHERE number = 1 AND cycle = '{cycle}'")  # noqa: S608
    few = ["--inspector", "i0", "--inspector", "i1"]
    assert "C141" in run(made, "cycle", "seat", stage, "review", "--by", "boss", *few, code=2)
    enough = [*few, "--inspector", "i2"]
    assert "1 份" in run(made, "cycle", "seat", stage, "review", "--by", "boss", *enough)


def test_a_period_may_be_said_and_metrics_counted(made: Path) -> None:
    period = ["--first", "2025-01-01", "--last", "2025-06-30"]
    cycle = opened(made, *STARTS, *period).split()[-1]
    asked = f"SELECT period_from, period_until FROM cycles WHERE id = '{cycle}'"  # noqa: S608
    assert rows(made, asked) == [("2025-01-01", "2025-06-30")]
    ((stage,),) = rows(made, f"SELECT id FROM stages WHERE number = 1 AND cycle = '{cycle}'")  # noqa: S608
    assert "0 submissions" in run(made, "cycle", "count", stage, "--by", "boss", "--lang", "en")
    assert "C102" in run(made, "cycle", "count", stage, "--by", "clerk", code=2)


@pytest.mark.parametrize("by", ["clerk", "i0"])
def test_who_may_not_is_refused_and_that_is_recorded(made: Path, by: str) -> None:
    before = rows(made, "SELECT count(*) FROM cycles")
    assert "C102" in opened(made, *STARTS, by=by, code=2)
    assert rows(made, "SELECT count(*) FROM cycles") == before
    ((person,),) = rows(made, f"SELECT id FROM people WHERE login = '{by}'")  # noqa: S608
    last = rows(made, "SELECT behalf, action, result, code FROM audit ORDER BY number DESC LIMIT 1")
    assert last == [(person, "open_cycle", "refused", "C102")]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (STARTS[:2], "C109"),
        (["--starts", "education_rectification.study"], "J120"),
        (["--starts", "education_rectification.study=soon"], "J120"),
        ([*STARTS, "--units", "none"], "C108"),
        ([*STARTS, "--units", ","], "C107"),
        ([*STARTS, "--first", "2025-01-01"], "J121"),
        ([*STARTS, "--first", "2025-01-01", "--last", "soon"], "J121"),
        ([*STARTS, "--first", "2025-01-02", "--last", "2025-01-01"], "C195"),
    ],
)
def test_what_cannot_be_opened_is_told(made: Path, words: list[str], code: str) -> None:
    assert code in opened(made, *words, code=2)


def test_nobody_is_acted_for_whom_there_is_not(made: Path) -> None:
    for command in (["list"], ["show", "x"]):
        run(made, "cycle", *command, "--by", "stranger", code=2)
    opened(made, *STARTS, by="stranger", code=2)
    assert "C101" in run(made, "cycle", "show", "none", "--by", "boss", code=2)
