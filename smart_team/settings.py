"""Settings from the environment, and where the modules' folders are."""

from __future__ import annotations

from pathlib import Path

from pydantic_settings import BaseSettings, SettingsConfigDict

_PACKAGE = Path(__file__).resolve().parent


class Settings(BaseSettings):
    """What the environment sets, each as ``SMART_TEAM_<NAME>``."""

    model_config = SettingsConfigDict(env_prefix="SMART_TEAM_", extra="ignore")

    modules: list[Path] = []
    """Further folders of modules, as a JSON list; each holds one folder per module."""


def rubrics_folder() -> Path:
    """Return the shipped modules: the checkout's ``rubrics/``, or the installed package's."""
    checkout = _PACKAGE.parent / "rubrics"
    return checkout if checkout.is_dir() else _PACKAGE / "rubrics"


def module_folder(name: str) -> Path:
    """Return the folder of one shipped module."""
    return rubrics_folder() / name
