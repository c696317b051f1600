"""Files are written whole or not at all."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NoReturn

from smart_team.errors import FileError, Message, Place, Problem
from smart_team.reports import messages as m


@contextmanager
def replacing(path: Path) -> Iterator[BinaryIO]:
    """Give a stream whose content becomes the file once all of it is written and on the disk.

    It is written beside the file and takes its name at the end; if anything goes wrong the old
    file stays as it was and nothing is left over. Raises FileError where that cannot be done.
    """
    try:
        target = Path(os.path.realpath(path))
        _check(path, target)
        beside = target.with_name(f".{secrets.token_hex(8)}.tmp")
        try:
            with beside.open("xb") as stream:
                yield stream
                stream.flush()
                os.fsync(stream.fileno())
            beside.replace(target)
        finally:
            with suppress(OSError):
                beside.unlink()
        _sync_folder(target.parent)
    except (OSError, ValueError) as error:
        refuse(path, m.UNWRITABLE, detail=getattr(error, "strerror", None) or error)


def refuse(path: Path, message: Message, **values: object) -> NoReturn:
    """Raise a FileError of a file that was to be written."""
    raise FileError([Problem(message, Place(str(path)), values)])


def _check(path: Path, target: Path) -> None:
    if not target.parent.is_dir():
        refuse(path, m.NO_FOLDER, folder=path.parent)
    if not target.exists():
        return
    mode = target.stat().st_mode
    if stat.S_ISDIR(mode):
        refuse(path, m.IS_DIRECTORY)
    if not stat.S_ISREG(mode):
        refuse(path, m.NOT_A_FILE)
    if not os.access(target, os.W_OK):
        refuse(path, m.UNWRITABLE, detail="read-only")


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, where the system lets a folder be opened for that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
