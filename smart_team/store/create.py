"""A new store: its data folder, keys, database and working calendar."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from sqlalchemy import insert

from smart_team.procedure.holidays import read_days
from smart_team.store.audit import Act
from smart_team.store.gate import Clock, Gate, Work
from smart_team.store.migrate import migrate
from smart_team.store.restore import require_empty
from smart_team.store.secret import create_secret
from smart_team.store.signing import create_key, key_id, telling
from smart_team.store.snapshot import opened
from smart_team.store.tables import holidays

CALENDAR: Final = "holidays_cn.csv"
ACT: Final = Act("system", "init")


@dataclass(frozen=True, slots=True)
class Created:
    """What there is now: the signing key's id, and how many days the calendar names."""

    key: str
    holidays: int


def create_store(url: str, data: Path, clock: Clock) -> Created:
    """Make a store in an empty database and an empty data folder, open to this account alone.

    Raises BackupError where either has content, FileError and StoreError.
    """
    require_empty(url, data)
    with telling(data):
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
    signer = create_key(data)
    create_secret(data)
    rows = _holidays()
    with opened(url) as engine:
        migrate(engine)
        gate = Gate(engine, clock)
        try:
            gate.write(ACT, lambda work: _seed(work, rows))
        finally:
            gate.close()
    return Created(key_id(signer.public_key), len(rows))


def _seed(work: Work, rows: list[dict[str, str]]) -> None:
    work.connection.execute(insert(holidays), rows)


def _holidays() -> list[dict[str, str]]:
    text = resources.files("smart_team.procedure").joinpath(CALENDAR).read_text(encoding="utf-8")
    return [
        {"day": day.isoformat(), "kind": named.kind, "name": named.name}
        for day, named in read_days(text, CALENDAR).items()
    ]
