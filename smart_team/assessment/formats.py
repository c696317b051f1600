"""Which function handles which file suffix.

A format's module is imported when a file of that format is met and not before: ``smart-team
--help`` and runs on JSON must not pay for Parquet and Excel. This is the one place that imports by
name.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from smart_team.errors import FileError, Message, Place, Problem


def handler(path: Path, handlers: Mapping[str, str], refusal: Message) -> Any:  # noqa: ANN401
    """Return the function for the path's suffix, given ``{".csv": "package.module:function"}``.

    Raises :class:`~smart_team.errors.FileError` with `refusal`, which may show `suffix` and
    `known`.
    """
    found = handlers.get(path.suffix.lower())
    if found is None:
        values = {"suffix": path.suffix, "known": " ".join(handlers)}
        raise FileError([Problem(refusal, Place(str(path)), values)])
    module, _, function = found.partition(":")
    return getattr(import_module(module), function)
