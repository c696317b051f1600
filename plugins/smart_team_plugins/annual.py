"""年度总评 (the yearly composite) over the base and X modules."""

from __future__ import annotations

from pathlib import Path

from smart_team import hookimpl, module_folder


@hookimpl
def register_modules() -> list[Path]:
    """Bring the composite's folder."""
    return [module_folder("annual")]
