"""``smart-team init``."""

from __future__ import annotations

import csv
from importlib import resources

import typer
from sqlalchemy import insert

from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import now, settings
from smart_team.procedure.holidays import load_holidays
from smart_team.settings import Settings
from smart_team.store.audit import Act
from smart_team.store.gate import Gate, Work
from smart_team.store.migrate import migrate
from smart_team.store.restore import require_empty
from smart_team.store.signing import create_key, key_id, telling
from smart_team.store.snapshot import opened
from smart_team.store.tables import holidays

app = typer.Typer()
CALENDAR = "holidays_cn.csv"
ACT = Act("system", "init")


@app.command(epilog="smart-team init  |  SMART_TEAM_DATA=/srv/smart-team smart-team init")
def init(lang: LangOption = LangChoice.zh) -> None:
    """建立数据文件夹(只有本账号可读)、签名密钥、数据库和节假日表;已有则拒绝.

    Make the data folder (for this account alone), the signing key, the database and its holidays.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        key, days = _make(chosen)
    screen = output()
    if said == "zh":
        screen.print(f"数据文件夹 {chosen.data}/ 已建立,节假日 {days} 天;签名密钥编号 {key}")
        screen.print("备份不含签名密钥:请把 signing.key 另存于安全处")
    else:
        screen.print(f"Made the data folder {chosen.data}/ with {days} holidays; signing key {key}")
        screen.print("No backup holds the signing key: keep a copy of signing.key in a safe place")


def _make(chosen: Settings) -> tuple[str, int]:
    require_empty(chosen.address(), chosen.data)
    with telling(chosen.data):
        chosen.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        chosen.data.chmod(0o700)
    signer = create_key(chosen.data)
    rows = _holidays()
    with opened(chosen.address()) as engine:
        migrate(engine)
        gate = Gate(engine, now)
        try:
            gate.write(ACT, lambda work: _seed(work, rows))
        finally:
            gate.close()
    return key_id(signer.public_key), len(rows)


def _seed(work: Work, rows: list[dict[str, str]]) -> None:
    work.connection.execute(insert(holidays), rows)


def _holidays() -> list[dict[str, str]]:
    text = resources.files("smart_team.procedure").joinpath(CALENDAR).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    names = {row["day"]: row["name"] for row in csv.DictReader(lines)}
    return [
        {"day": day.isoformat(), "kind": kind, "name": names[day.isoformat()]}
        for day, kind in load_holidays(text, CALENDAR).items()
    ]
