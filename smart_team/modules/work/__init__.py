"""重点工作 (key work), a base module."""

from __future__ import annotations

from pathlib import Path

from smart_team import hookimpl, module_folder


@hookimpl
def register_modules() -> list[Path]:
    """Bring the module's folder."""
    return [module_folder("work")]
