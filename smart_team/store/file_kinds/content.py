"""A file under examination."""

from __future__ import annotations

import mmap
from dataclasses import dataclass
from typing import BinaryIO, Final, NoReturn

from smart_team.errors import FileError, Message
from smart_team.store import file_messages as m
from smart_team.store.file_kinds.kinds import FileKind
from smart_team.store.file_kinds.refusing import error_of

MAX_UNPACKED: Final = 500_000_000
"""Bytes that all that is packed in a file may come to."""
_PADDING: Final = b"\0\t\r\n "
MAX_READ: Final = 20_000_000
"""Bytes that any one part may have that is read here."""


@dataclass(frozen=True, slots=True)
class Content:
    """A file under examination: the name it was sent as and its bytes, in two ways to read them.

    `depth` counts the documents around it.
    """

    name: str
    data: mmap.mmap | bytes
    stream: BinaryIO
    depth: int = 0

    def refuse(self, message: Message, **values: object) -> NoReturn:
        """Raise FileError for this file."""
        raise self.error(message, **values)

    def error(self, message: Message, **values: object) -> FileError:
        """Return the error of this file."""
        return error_of(self.name, message, **values)


def ended(file: Content, kind: FileKind, at: int) -> FileKind:
    """Return the kind where nothing but padding follows its end."""
    if file.data[at:].strip(_PADDING):
        file.refuse(m.TWO_IN_ONE, kind=kind.title, detail=f"{len(file.data) - at} bytes at the end")
    return kind
