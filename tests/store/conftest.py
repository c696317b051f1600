"""A data folder with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from smart_team.store.signing import Signer, create_key


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def signer(data: Path) -> Signer:
    return create_key(data)
