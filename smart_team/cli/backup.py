"""``smart-team backup``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import existing, now, settings
from smart_team.store.backup import make_backup
from smart_team.store.signing import load_signer

app = typer.Typer()


@app.command(epilog="smart-team backup 2026-03-02.zip")
def backup(
    file: Annotated[Path, typer.Argument(help="写到哪个新文件 · the new file to write")],
    lang: LangOption = LangChoice.zh,
) -> None:
    """把全部数据备份到一个签名的文件,服务不必停 · Back up to one signed file while work goes on.

    备份不含签名密钥,内容应保密 · It lacks the signing key; keep the file confidential.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        with existing(chosen) as engine:
            signer = load_signer(chosen.data)
            manifest = make_backup(engine, chosen.data, signer, file, now())
    rows, files = sum(manifest.tables.values()), len(manifest.files)
    if said == "zh":
        line = f"{file}:{rows} 行、{files} 个文件,审计链到第 {manifest.audit_number} 条"
    else:
        line = f"{file}: {rows} rows, {files} files, audit up to record {manifest.audit_number}"
    output().print(line)
