"""What a demo's folder says of itself once the demo is whole; never its password."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from smart_team import __version__
from smart_team.demo import messages as m
from smart_team.errors import Place, Problem
from smart_team.store.signing import telling, write_once

FILE: Final = "demo.json"
Standing = Literal["finished", "under_review", "open"]


class Marker(BaseModel):
    """The version that made it, its units, and its cycles by where they stand."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: Literal["demo"] = "demo"
    version: str
    units: tuple[str, ...]
    cycles: dict[Standing, str]


def write_marker(folder: Path, units: tuple[str, ...], cycles: dict[Standing, str]) -> None:
    """Say that the demo in a folder is whole. Raises FileError."""
    marker = Marker(version=__version__, units=units, cycles=cycles)
    write_once(folder / FILE, f"{marker.model_dump_json(indent=2)}\n".encode())


def read_marker(folder: Path) -> Marker | None:
    """Return what a folder's marker says; None where there is none.

    Raises DemoError where another version wrote it, FileError where it cannot be read.
    """
    path = folder / FILE
    with telling(path):
        if not path.exists():
            return None
        content = path.read_bytes()
    try:
        marker = Marker.model_validate_json(content)
    except ValidationError:
        raise _other(path, "—") from None
    if marker.version != __version__:
        raise _other(path, marker.version)
    return marker


def _other(path: Path, found: str) -> m.DemoError:
    values = {"found": found, "wanted": __version__}
    return m.DemoError([Problem(m.OTHER_VERSION, Place(str(path)), values)])
