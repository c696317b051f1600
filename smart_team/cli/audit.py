"""``smart-team audit``: export the audit's records, and remove the old ones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import by_hand, settings, writer
from smart_team.store.audit_archive import FOLDER
from smart_team.store.audit_cut import cut as cut_audit
from smart_team.store.audit_cut import export as export_audit
from smart_team.store.audit_cut import latest_cut
from smart_team.store.signing import load_signer

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="导出审计记录,清理保留期满的记录 · Export the audit, remove records kept long enough",
)


@app.command(epilog="smart-team audit cut  |  smart-team audit cut --before 2026-01-01")
def cut(
    before: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="清理这一天之前的记录 · remove those of before"),
    ] = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """把保留期满的审计记录移到数据文件夹的 audit/ 中,并签名记下链从哪里开始.

    Move records kept for long enough into the folder audit/, and sign where the chain now begins.
    Nothing goes before SMART_TEAM_AUDIT_DAYS, and never before 180 days.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        with writer(chosen) as gate:
            days = chosen.audit_days
            day = latest_cut(gate.clock(), days) if before is None else before.date()
            signer = load_signer(chosen.data)
            count = cut_audit(gate, by_hand("cut_audit"), chosen.data, signer, day, days)
    place = chosen.data / FOLDER
    if said == "zh":
        output().print(f"{day} 之前的审计记录 {count} 条移到了 {place}/;请另存于安全处")
    else:
        output().print(f"{count} audit records of before {day} moved to {place}/: keep it safe")


@app.command(epilog="smart-team audit export audit.jsonl")
def export(
    file: Annotated[Path, typer.Argument(help="写到哪个新文件 · the new file to write")],
    lang: LangOption = LangChoice.zh,
) -> None:
    """把数据库里的审计记录逐行导出为 JSON,这件事本身也入审计.

    Export the records of the database as lines of JSON; that is audited too.
    """
    said = lang_of(lang)
    with refusing(said), writer(settings()) as gate:
        count = export_audit(gate, by_hand("export_audit"), file)
    output().print(f"{file}:{count} 条" if said == "zh" else f"{file}: {count} records")
