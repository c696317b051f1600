"""X modules that are YAML alone: campaigns that need no Python."""

from __future__ import annotations

from pathlib import Path

from smart_team import hookimpl, module_folder

MODULES = (
    "safety_projects",
    "rule_of_law_projects",
    "city_governance",
    "political_supervision",
    "grid_academy",
    "governance_regulation",
)


@hookimpl
def register_modules() -> list[Path]:
    """Bring the modules' folders."""
    return [module_folder(name) for name in MODULES]
