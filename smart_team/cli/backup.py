"""``smart-team backup``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import by_hand, now, settings, writer
from smart_team.errors import SmartTeamError
from smart_team.store.audit import Outcome
from smart_team.store.backup import make_backup
from smart_team.store.gate import Gate, Work
from smart_team.store.signing import load_signer

app = typer.Typer()


@app.command(epilog="smart-team backup 2026-03-02.zip")
def backup(
    file: Annotated[Path, typer.Argument(help="写到哪个新文件 · the new file to write")],
    lang: LangOption = LangChoice.zh,
) -> None:
    """把全部数据备份到一个签名的文件,服务不必停 · Back up to one signed file while work goes on.

    备份不含密钥,内容应保密 · It lacks the keys; keep the file confidential.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        with writer(chosen, whatever_structure=True) as gate, _recorded(gate):
            signer = load_signer(chosen.data)
            manifest = make_backup(gate.engine, chosen.data, signer, file, now())
    rows, files = sum(manifest.tables.values()), len(manifest.files)
    if said == "zh":
        line = f"{file}:{rows} 行、{files} 个文件,审计链到第 {manifest.audit_number} 条"
    else:
        line = f"{file}: {rows} rows, {files} files, audit up to record {manifest.audit_number}"
    output().print(line)


@contextmanager
def _recorded(gate: Gate) -> Iterator[None]:
    """Record that a backup is begun, which it then holds itself, and how it ended."""
    gate.write(by_hand("backup_begin"), lambda _: None)
    outcome: Outcome = ("failed", None)
    try:
        yield
        outcome = ("success", None)
    except SmartTeamError as error:
        outcome = "refused", error.problems[0].message.code
        raise
    finally:
        gate.write(by_hand("backup"), partial(_note, outcome=outcome))


def _note(work: Work, outcome: Outcome) -> None:
    work.trace.outcome = outcome
