"""Whether the store is a demo, and which of its cycles to look at first."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from smart_team.demo.marker import Standing, read_marker
from smart_team.demo.messages import DemoError


def tour_of(folder: Path) -> Mapping[Standing, str] | None:
    """Return a demo's cycles by where they stand; None for a store that is no demo of ours."""
    try:
        marker = read_marker(folder)
    except DemoError:
        return None
    return None if marker is None else marker.cycles
