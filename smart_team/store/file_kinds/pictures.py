"""Pictures: walked from the first byte to the last, with nothing after their end."""

from __future__ import annotations

import re
import zlib
from typing import Final

from smart_team.store import file_messages as m
from smart_team.store.file_kinds.content import Content, ended
from smart_team.store.file_kinds.kinds import JPEG, KNOWN_SUFFIXES, PNG, WEBP, FileKind

_MAX_CHUNKS: Final = 100_000
PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNK: Final = re.compile(rb"[A-Za-z]{4}")
JPEG_HEAD: Final = b"\xff\xd8\xff"
_JPEG_MARK: Final = re.compile(rb"\xff+([^\x00\xff])")
_JPEG_SCAN_END: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_WITHOUT_SIZE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_WEBP_START: Final = 12
_WEBP_FIRST: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X"})


def read_png(file: Content) -> FileKind:
    """Walk all chunks, each with its checksum; raises FileError."""
    data, start = file.data, len(PNG_HEAD)
    at = start
    for _ in range(_MAX_CHUNKS):
        size, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        end = at + 12 + size
        if end > len(data) or not _PNG_CHUNK.fullmatch(kind):
            break
        if (kind == b"IHDR") is not (at == start):
            break
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            break
        if kind == b"IEND":
            return ended(file, PNG, end)
        at = end
    raise file.error(m.BROKEN, kind=PNG.title, detail=f"byte {at}")


def read_jpeg(file: Content) -> FileKind:
    """Walk all pictures: a phone may append a second one, for brightness or depth."""
    at = _jpeg_picture(file, 0)
    while file.data[at : at + len(JPEG_HEAD)] == JPEG_HEAD:
        at = _jpeg_picture(file, at)
    return ended(file, JPEG, at)


def _jpeg_picture(file: Content, start: int) -> int:
    """Return where the picture that begins at `start` ends."""
    data, at, scanned = file.data, start + 2, False
    for _ in range(_MAX_CHUNKS):
        mark = _JPEG_MARK.match(data, at)
        if mark is None:
            break
        code, at = mark[1][0], mark.end()
        if code == _JPEG_END and scanned:
            return at
        if code == _JPEG_END or code in _JPEG_WITHOUT_SIZE:
            break
        at += int.from_bytes(data[at : at + 2], "big")
        if code == _JPEG_SCAN:
            end = _JPEG_SCAN_END.search(data, at)
            at, scanned = end.start() if end else len(data), True
    raise file.error(m.BROKEN, kind=JPEG.title, detail=f"byte {at}")


def read_webp(file: Content) -> FileKind:
    """Walk all chunks, which must end where the head says; raises FileError."""
    data, end = file.data, 8 + int.from_bytes(file.data[4:8], "little")
    if data[8:12] != b"WEBP":
        file.refuse(m.NOT_ALLOWED, found="RIFF", known=KNOWN_SUFFIXES)
    at = 0
    if data[_WEBP_START : _WEBP_START + 4] in _WEBP_FIRST and end <= len(data):
        at = _WEBP_START
    for _ in range(_MAX_CHUNKS if at else 0):
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
        if at >= end:
            break
    if at != end:
        file.refuse(m.BROKEN, kind=WEBP.title, detail=f"byte {at}")
    return ended(file, WEBP, end)
