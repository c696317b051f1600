"""A workbook is checked before any parser sees it.

A workbook is a zip archive of XML parts. The archive's own figures may lie, and two programs may
read a twisted archive differently; so the parts that hold data are unpacked here with a limit,
checked, and packed anew. The parser gets that new archive and nothing else.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from smart_team.assessment import messages as m
from smart_team.assessment.files import describe, open_file, refuse
from smart_team.assessment.workbook_scan import Scan

MAX_UNPACKED: Final = 100_000_000
MAX_PARTS: Final = 1000
MAX_RATIO: Final = 200
MAX_DIRECTORY: Final = 1_000_000
"""Bytes of the archive's list of parts; read before a library makes an object of each entry."""

_FREE_RATIO: Final = 1_000_000
"""Parts that unpack to less than this may be packed as tight as they like."""
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
_LOCAL: Final = 30
"""Bytes of the header before each part's name."""
_WORKBOOK: Final = "xl/workbook.xml"
_KEPT: Final = ("xl/", "_rels/", "[content_types].xml")
_DROPPED: Final = tuple(
    f"xl/{name}" for name in ("calcchain.xml", "charts/", "drawings/", "externallinks/", "pivot")
)
"""Parts that hold no cells, and some of them things that look like cells."""


def checked_workbook(path: Path) -> io.BytesIO:
    """Return a fresh archive of the workbook's checked XML parts; raises FileError."""
    with open_file(path, MAX_UNPACKED) as stream:
        _check_kind(path, stream)
        _check_directory(path, stream)
        try:
            with ZipFile(stream) as archive:
                parts = _checked_parts(path, archive)
                return _repacked(path, stream, parts)
        except (BadZipFile, OSError, EOFError, NotImplementedError, ValueError) as error:
            refuse(path, m.BROKEN_WORKBOOK, detail=describe(error))


def _check_kind(path: Path, stream: BinaryIO) -> None:
    head = stream.read(len(_OLE))
    if head == _OLE:
        encrypted = _ENCRYPTED in stream.read()
        refuse(path, m.ENCRYPTED_WORKBOOK if encrypted else m.OLD_WORKBOOK)
    if not head.startswith(b"PK"):
        refuse(path, m.NOT_A_WORKBOOK, detail=head[:4].hex(" "))


def _check_directory(path: Path, stream: BinaryIO) -> None:
    """Refuse an archive whose list of parts is long, before that list is read."""
    end = stream.seek(0, io.SEEK_END)
    start = max(0, end - 65_557)
    stream.seek(start)
    tail = stream.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + 22 > len(tail):
        refuse(path, m.BROKEN_WORKBOOK, detail="no end of archive")
    count, size = struct.unpack("<HL", tail[at + 10 : at + 16])
    large = tail[max(0, at - 76) : at]
    if large[-20:-16] == b"PK\x06\x07" and large.startswith(b"PK\x06\x06"):
        count, size = struct.unpack("<QQ", large[32:48])
    if count > MAX_PARTS or size > MAX_DIRECTORY:
        refuse(path, m.TOO_MANY_PARTS, found=count, limit=MAX_PARTS)


def _checked_parts(path: Path, archive: ZipFile) -> dict[str, ZipInfo]:
    """Return the parts that hold data by name, after what the archive says of all was checked."""
    listed = archive.infolist()
    if len(listed) > MAX_PARTS:
        refuse(path, m.TOO_MANY_PARTS, found=len(listed), limit=MAX_PARTS)
    size = sum(part.file_size for part in listed)
    if size > MAX_UNPACKED:
        refuse(path, m.INFLATES_TOO_MUCH, size=size, limit=MAX_UNPACKED)
    parts: dict[str, ZipInfo] = {}
    for part in listed:
        ratio = part.file_size // max(1, part.compress_size)
        if part.file_size > _FREE_RATIO and ratio > MAX_RATIO:
            refuse(path, m.PACKED_TOO_TIGHT, part=part.filename, ratio=ratio, limit=MAX_RATIO)
        name = part.filename.replace("\\", "/")
        if _is_data(name.lower()):
            if name.lower() in map(str.lower, parts):
                refuse(path, m.BROKEN_WORKBOOK, detail=f"{name} twice")
            parts[name] = part
    if _WORKBOOK not in map(str.lower, parts):
        refuse(path, m.NOT_A_WORKBOOK, detail=f"no {_WORKBOOK}")
    return parts


def _is_data(name: str) -> bool:
    kept = name.startswith(_KEPT) and not name.startswith(_DROPPED)
    return kept and name.endswith((".xml", ".rels"))


def _repacked(path: Path, stream: BinaryIO, parts: dict[str, ZipInfo]) -> io.BytesIO:
    fresh, scan = io.BytesIO(), Scan(path)
    with ZipFile(fresh, "w", ZIP_STORED) as archive:
        for name, data in _unpacked(path, stream, parts):
            archive.writestr(ZipInfo(name), scan.part(name, data))
    scan.finish()
    fresh.seek(0)
    return fresh


def _unpacked(
    path: Path, stream: BinaryIO, parts: dict[str, ZipInfo]
) -> Iterator[tuple[str, bytes]]:
    for name, part in parts.items():
        data = _content(path, stream, part)
        if len(data) != part.file_size or zlib.crc32(data) != part.CRC:
            refuse(path, m.LYING_SIZE, part=part.filename)
        yield name, data


def _content(path: Path, stream: BinaryIO, part: ZipInfo) -> bytes:
    """Return a part's bytes, at most one more than it declares."""
    if part.flag_bits & 1:
        refuse(path, m.ENCRYPTED_WORKBOOK)
    stream.seek(part.header_offset)
    header = stream.read(_LOCAL)
    if len(header) < _LOCAL or not header.startswith(b"PK\x03\x04"):
        refuse(path, m.BROKEN_WORKBOOK, detail=part.filename)
    stream.seek(sum(struct.unpack("<HH", header[26:30])), io.SEEK_CUR)
    packed = stream.read(part.compress_size)
    if part.compress_type == ZIP_STORED:
        return packed
    if part.compress_type != ZIP_DEFLATED:
        refuse(path, m.BROKEN_WORKBOOK, detail=part.filename)
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = inflater.decompress(packed, part.file_size + 1)
    except zlib.error as error:
        refuse(path, m.BROKEN_WORKBOOK, detail=error)
    return data if inflater.eof else data + b"?"
