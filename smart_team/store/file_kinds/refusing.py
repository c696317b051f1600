"""How a file is refused: by the name it was sent as, made fit to be read."""

from __future__ import annotations

import unicodedata
from typing import Final, NoReturn

from smart_team.errors import FileError, Message, Place, Problem, Text

_MAX_SHOWN: Final = 200
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def refuse(name: str, message: Message, **values: object) -> NoReturn:
    """Raise FileError for a file of this name."""
    raise error_of(name, message, **values)


def error_of(name: str, message: Message, **values: object) -> FileError:
    """Return the error for a file of this name; what it says of itself is made fit to be read."""
    shown = {key: _shown(value) for key, value in values.items()}
    return FileError([Problem(message, Place(_visible(name)), shown)])


def _shown(value: object) -> object:
    """Return a value fit for a sentence: what a file says of itself may be anything."""
    return value if isinstance(value, int | Text) else _visible(str(value)[:_MAX_SHOWN])


def _visible(text: str) -> str:
    return "".join(f"\\u{ord(each):04x}" if is_invisible(each) else each for each in text)


def is_invisible(character: str) -> bool:
    """Whether a character shows nothing, or is none."""
    code = ord(character)
    nobodys = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - noncharacters
    return nobodys or unicodedata.category(character) in _INVISIBLE
