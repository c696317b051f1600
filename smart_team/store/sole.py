"""Of all processes over one data folder, one alone does what several must not do at once."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from smart_team.store.signing import telling


class Sole:
    """A lock file: held until it is closed or the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def held(self) -> bool:
        """Whether this is the one; tries to become it if not. Raises FileError."""
        if self._handle is not None:
            return True
        with telling(self._path):
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def close(self) -> None:
        """Let another be the one."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
