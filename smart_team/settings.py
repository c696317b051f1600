"""Settings from the environment, and where the modules' folders are."""

from __future__ import annotations

from pathlib import Path

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent
AUDIT_FLOOR = 180
"""Days for which audit records are kept at least, whatever the settings say."""


class Settings(BaseSettings):
    """What the environment sets, each as ``SMART_TEAM_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SMART_TEAM_", extra="ignore")

    modules: list[Path] = []
    """Further folders of modules, as a JSON list; each holds one folder per module."""

    data: Path = Path("smart-team-data")
    """The data folder: keys, signed heads, evidence files, and the database unless it has a URL."""

    database_url: str | None = None
    """The database as SQLAlchemy's URL; without one, ``smart_team.db`` in the data folder."""

    audit_days: int = AUDIT_FLOOR
    """Days for which audit records are kept."""

    @field_validator("audit_days")
    @classmethod
    def _keep_the_floor(cls, days: int) -> int:
        if days < AUDIT_FLOOR:
            message = (
                f"审计记录至少保留 {AUDIT_FLOOR} 天 · "
                f"audit records are kept for at least {AUDIT_FLOOR} days"
            )
            raise ValueError(message)
        return days

    def address(self) -> str:
        """Return the database's URL."""
        return self.database_url or f"sqlite:///{self.data / 'smart_team.db'}"


def rubrics_folder() -> Path:
    """Return the shipped modules: the checkout's ``rubrics/``, or the installed package's."""
    checkout = _PACKAGE.parent / "rubrics"
    return checkout if checkout.is_dir() else _PACKAGE / "rubrics"


def module_folder(name: str) -> Path:
    """Return the folder of one shipped module."""
    return rubrics_folder() / name
