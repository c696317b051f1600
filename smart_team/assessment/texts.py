"""Bytes to text: UTF-8 with or without a mark, or GB18030; nothing is guessed beyond that."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

from smart_team.assessment import messages as m
from smart_team.assessment.files import read_bytes, refuse

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_HEAD = 4096
_SURELY_UTF8 = 3
"""This many three-byte characters that read well are no accident of another encoding."""


def read_text(path: Path) -> str:
    """Return a text file's content, without byte order mark; raises FileError."""
    data = read_bytes(path)
    if data.startswith(_UTF16_MARKS) or _looks_like_utf16(data[:_HEAD]):
        refuse(path, m.UTF16)
    nul = data.find(b"\x00")
    if nul >= 0:
        refuse(path, m.NUL_BYTE, line=data.count(b"\n", 0, nul) + 1)
    text = _decode(path, data)
    if not text.strip():
        refuse(path, m.EMPTY_FILE)
    return text


def content_lines(text: str) -> tuple[int, str]:
    """Split off the leading lines that are blank or start with ``#``.

    Returns how many there are, and the text that follows them.
    """
    skipped, start = 0, 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end + 1
        line = text[start:end].strip()
        if line and not line.startswith("#"):
            break
        skipped, start = skipped + 1, end
    return skipped, text[start:]


def _looks_like_utf16(head: bytes) -> bool:
    """Tell UTF-16 without a mark from a text with a stray NUL: every other byte is 0."""
    half = len(head) // 2
    zeros = (head[0::2].count(0), head[1::2].count(0))
    return half > 1 and max(zeros) > half // 2 and not min(zeros)


def _decode(path: Path, data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        first = error.start + (3 if data.startswith(b"\xef\xbb\xbf") else 0)
    if _was_utf8(data[:first]):
        _refuse_at(path, data, first)
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        _refuse_at(path, data, max(first, error.start))


def _refuse_at(path: Path, data: bytes, first: int) -> NoReturn:
    line = data.count(b"\n", 0, first) + 1
    refuse(path, m.BAD_ENCODING, line, offset=first, byte=f"{data[first]:02X}")


def _was_utf8(head: bytes) -> bool:
    """Whether what reads well as UTF-8 holds Chinese: then the rest is broken UTF-8."""
    if head.startswith(b"\xef\xbb\xbf"):
        return True
    wide = (character for character in head.decode("utf-8") if character >= "\u0800")
    return sum(1 for _ in zip(range(_SURELY_UTF8), wide, strict=False)) == _SURELY_UTF8
