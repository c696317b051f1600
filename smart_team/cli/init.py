"""``smart-team init``."""

from __future__ import annotations

import typer

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import now, settings
from smart_team.store.create import create_store

app = typer.Typer()


@app.command(epilog="smart-team init  |  SMART_TEAM_DATA=/srv/smart-team smart-team init")
def init(lang: LangOption = LangChoice.zh) -> None:
    """建立数据文件夹(只有本账号可读)、两个密钥、数据库和节假日表;已有则拒绝.

    Make the data folder (for this account alone), two keys, the database and its holidays.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        made = create_store(chosen.address(), chosen.data, now)
    screen, folder, days = output(), chosen.data, made.holidays
    if said == "zh":
        screen.print(f"数据文件夹 {folder}/ 已建立,节假日 {days} 天;签名密钥编号 {made.key}")
        screen.print("备份不含密钥:请把 signing.key 和 secret.key 另存于安全处")
    else:
        screen.print(f"Made the data folder {folder}/ with {days} holidays; signing key {made.key}")
        screen.print("No backup holds the keys: keep signing.key and secret.key in a safe place")
