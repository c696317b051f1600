"""``smart-team migrate``."""

from __future__ import annotations

import typer

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import existing, settings
from smart_team.errors import Problem
from smart_team.store.backup_messages import NEWER, BackupError
from smart_team.store.migrate import found, wanted
from smart_team.store.migrate import migrate as migrate_store

app = typer.Typer()


@app.command(epilog="smart-team backup before.zip && smart-team migrate")
def migrate(lang: LangOption = LangChoice.zh) -> None:
    """把数据库升级到本程序的结构,一次完成或原样不动;请先备份.

    Bring the database to this program's structure, wholly or not at all; make a backup first.
    """
    said = lang_of(lang)
    with refusing(said), existing(settings()) as engine:
        before, after = found(engine), wanted()
        if before is not None and before > after:
            values = {"found": before, "wanted": after}
            raise BackupError([Problem(NEWER, values=values)])
        migrate_store(engine)
    if said == "zh":
        line = "无需升级" if before == after else f"已从 {before} 升级"
        output().print(f"数据库结构 {after}:{line}")
    else:
        line = "nothing to do" if before == after else f"migrated from {before}"
        output().print(f"Structure {after}: {line}")
