from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.api.desk import Desk
from tests.assessment.world import World


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Iterator[Desk]:
    """The pages over the small city with a cycle just opened, on each kind of database."""
    folder = tmp_path / "data"
    folder.mkdir()
    desk = Desk(world, folder)
    with desk.client:
        yield desk
