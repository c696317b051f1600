"""Archives of parts, as office documents and OFD are: what they may list, and their parts read."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from smart_team.errors import Text
from smart_team.store import file_messages as m
from smart_team.store.file_kinds.content import MAX_READ, MAX_UNPACKED, Content

MAX_PARTS: Final = 5000
"""Parts of a document that is an archive."""
MAX_RATIO: Final = 200
"""Times that a part of more than a million bytes may be packed."""
PACKED: Final = Text("压缩文档", "packed document")
ARCHIVE_HEAD: Final = b"PK\x03\x04"
END: Final = b"PK\x05\x06"
END_SIZE: Final = 22
FARTHEST_END: Final = 65_557
_ENCRYPTED_PART: Final = 0x41
_FREE_RATIO: Final = 1_000_000


def count_parts(file: Content) -> int:
    """Return how many parts are listed; refuse a long list before each becomes an object."""
    end = len(file.data) - END_SIZE
    mark, disks, here, count, size, start, comment = struct.unpack(
        "<4s4sHHLLH", file.data[max(0, end) :].rjust(END_SIZE, b"\0")
    )
    if mark != END or disks != bytes(4) or comment or start + size != end:
        file.refuse(m.BROKEN, kind=PACKED, detail="list of parts")
    if count > MAX_PARTS or here != count or size > MAX_PARTS * 512:
        file.refuse(m.TOO_MANY_PARTS, found=count, limit=MAX_PARTS)
    return int(count)


def checked_parts(file: Content, archive: ZipFile, count: int) -> dict[str, ZipInfo]:
    """Return the parts by name, after what the archive says of all of them was checked."""
    listed = archive.infolist()
    size = sum(part.file_size for part in listed)
    if size > MAX_UNPACKED:
        file.refuse(m.INFLATES_TOO_MUCH, size=size, limit=MAX_UNPACKED)
    names = {part.filename.lower() for part in listed}
    overlap = sum(part.compress_size for part in listed) > len(file.data)
    if (
        not len(names) == len(listed) == count
        or overlap
        or min(part.header_offset for part in listed)
    ):
        file.refuse(m.BROKEN, kind=PACKED, detail="list of parts")
    for part in listed:
        _check_part(file, part)
    return {part.filename: part for part in listed if not part.is_dir()}


def _check_part(file: Content, part: ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & _ENCRYPTED_PART:
        file.refuse(m.ENCRYPTED)
    ratio = part.file_size // max(1, part.compress_size)
    if part.file_size > _FREE_RATIO and ratio > MAX_RATIO:
        file.refuse(m.PACKED_TOO_TIGHT, part=name, ratio=ratio, limit=MAX_RATIO)
    strays = name.startswith("/") or ".." in name.split("/") or not set(name).isdisjoint("\\:\0")
    if strays or name != part.orig_filename:
        file.refuse(m.BROKEN, kind=PACKED, detail=name)
    if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} or (part.is_dir() and part.file_size):
        file.refuse(m.BROKEN, kind=PACKED, detail=name)


def elements(
    file: Content, archive: ZipFile, part: ZipInfo
) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the elements of an XML part: the name without its namespace, and the attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name.rpartition(" ")[2], attributes))

    def doctype(*_: object) -> None:
        file.refuse(m.BROKEN, kind=PACKED, detail=f"{part.filename}: DOCTYPE")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(read_part(file, archive, part), True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        file.refuse(m.BROKEN, kind=PACKED, detail=f"{part.filename}: {error}")
    return iter(found)


def read_part(file: Content, archive: ZipFile, part: ZipInfo) -> bytes:
    """Return a part's content; raises FileError where that is too long."""
    if part.file_size > MAX_READ:
        file.refuse(m.INFLATES_TOO_MUCH, size=part.file_size, limit=MAX_READ)
    return archive.read(part)
