"""``smart-team restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import by_hand, now, settings
from smart_team.people.restored import shut
from smart_team.store.restore import Recorded
from smart_team.store.restore import restore as restore_store
from smart_team.store.signing import PRIVATE, PUBLIC, SECRET, key_id, load_public_key

app = typer.Typer()


@app.command(epilog="SMART_TEAM_DATA=new-folder smart-team restore 2026-03-02.zip")
def restore(
    file: Annotated[Path, typer.Argument(help="备份文件 · the backup")],
    public_key: Annotated[
        Path | None, typer.Option(help="作备份的安装的 signing.pub · of whoever made it")
    ] = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """全部查验之后,恢复到空的数据文件夹和空的数据库;已有内容则拒绝.

    恢复后所有会话、访问令牌和设置链接都已结束,各人须重新登录.

    Check all of a backup, then restore it into an empty data folder and an empty database. Every
    session, access token and set-up link ends: all sign in anew.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        key = None if public_key is None else load_public_key(public_key)
        then = Recorded(by_hand("restore"), shut, now())
        manifest = restore_store(file, chosen.address(), chosen.data, key, then)
        signed_by = key_id(load_public_key(chosen.data / PUBLIC))
    rows, keys = sum(manifest.tables.values()), f"{PRIVATE}, {SECRET}"
    screen = output()
    if said == "zh":
        screen.print(f"已恢复到 {chosen.data}/:{rows} 行,备份作于 {manifest.made_at}")
        screen.print(f"备份由密钥 {signed_by} 签名,请与记下的编号核对;再放回 {keys}")
    else:
        screen.print(f"Restored to {chosen.data}/: {rows} rows of {manifest.made_at}")
        screen.print(f"Signed by key {signed_by}: compare it, then put back {keys}")
