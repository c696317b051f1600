"""Files before anything is read from them: they exist, are files, and have a sensible size."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import BinaryIO, NoReturn

from smart_team.assessment import messages as m
from smart_team.errors import FileError, Message, Place, Problem

MAX_BYTES = 200_000_000
"""The largest file that is read."""


def refuse(path: Path, message: Message, line: int | None = None, **values: object) -> NoReturn:
    """Raise a :class:`~smart_team.errors.FileError` of a whole file, or of one line of it."""
    raise FileError([Problem(message, Place(str(path), line), values)])


def open_file(path: Path, limit: int = MAX_BYTES) -> BinaryIO:
    """Open a file for reading; raises :class:`~smart_team.errors.FileError`.

    A folder, a device, an empty file and one of more than `limit` bytes are refused.
    """
    try:
        _check(path, limit)
        return path.open("rb")
    except FileNotFoundError:
        refuse(path, m.FILE_MISSING)
    except (OSError, ValueError) as error:
        refuse(path, m.UNREADABLE, detail=describe(error))


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """Return a file's bytes; refuses what :func:`open_file` refuses."""
    with open_file(path, limit) as stream:
        try:
            return stream.read(limit)
        except OSError as error:
            refuse(path, m.UNREADABLE, detail=describe(error))


def describe(error: Exception) -> str:
    """Return what an error of the system says, in a few words."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__


def _check(path: Path, limit: int) -> None:
    status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        refuse(path, m.IS_DIRECTORY)
    if not stat.S_ISREG(status.st_mode):
        refuse(path, m.NOT_A_FILE)
    if not status.st_size:
        refuse(path, m.EMPTY_FILE)
    if status.st_size > limit:
        refuse(path, m.TOO_LARGE, size=status.st_size, limit=limit)
