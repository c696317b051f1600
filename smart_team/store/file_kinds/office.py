"""Office documents since 2007 and OFD: no macros, no programs, no links followed unasked."""

from __future__ import annotations

import io
import re
import zlib
from typing import Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from smart_team.store import file_messages as m
from smart_team.store.file_kinds.compound import OLE_HEAD
from smart_team.store.file_kinds.content import Content
from smart_team.store.file_kinds.kinds import DOCX, KNOWN_SUFFIXES, OFD, PPTX, XLSX, FileKind
from smart_team.store.file_kinds.packed import (
    ARCHIVE_HEAD,
    PACKED,
    checked_parts,
    count_parts,
    elements,
    read_part,
)
from smart_team.store.file_kinds.pdf import PDF_HEAD

_MAX_DEPTH: Final = 2
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = {f"{kind.media_type}.main+xml": kind for kind in (DOCX, XLSX, PPTX)}
_MACROS: Final = re.compile(r"(?i)vbaproject|vbadata|macro-?enabled|macrosheet|activex")
_PICTURES: Final = "png|jpg|jpeg|jpe|jfif|gif|bmp|tif|tiff"
_OFFICE_PART: Final = re.compile(
    rf"(?i).*\.(?:{_PICTURES}|xml|rels|vml|emf|wmf|wdp|svg|webp|fntdata|odttf|mp3|mp4|m4a|wav|psmdcp"
    r"|sigs)|\w+/printersettings/printersettings\d*\.bin"
)
_OFFICE_NESTED: Final = re.compile(r"(?i).*\.(?:docx|xlsx|pptx)")
_OFD_PART: Final = re.compile(rf"(?i).*\.(?:{_PICTURES}|xml|ttf|otf|ttc|esl|dat|jb2|gbig2)")
_HARMLESS_LINKS: Final = {
    "hyperlink": re.compile(r"(?i)(?:https?|ftp)://|mailto:|file:///[a-z]:|#|[^:\\/][^:\\]*\Z|\Z"),
    "externalLinkPath": re.compile(r"(?i)file:///[a-z]:|[^:\\/][^:\\]*\Z|/[^:\\/][^:\\]*\Z"),
}
"""By the relation's type, where it may lead: a click that asks, or a workbook on the same disk."""


def read_archive(file: Content) -> FileKind:
    """Return which document the archive is; raises FileError."""
    count = count_parts(file)
    try:
        with ZipFile(file.stream) as archive:
            parts = checked_parts(file, archive, count)
            if "OFD.xml" in parts:
                return _ofd(file, archive, parts)
            return _office(file, archive, parts)
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        file.refuse(m.BROKEN, kind=PACKED, detail=error)


def _ofd(file: Content, archive: ZipFile, parts: dict[str, ZipInfo]) -> FileKind:
    root, _ = next(elements(file, archive, parts["OFD.xml"]))
    if root != "OFD":
        file.refuse(m.BROKEN, kind=OFD.title, detail="OFD.xml")
    for name, part in parts.items():
        if not _OFD_PART.fullmatch(name):
            file.refuse(m.FOREIGN_PART, part=name)
        _check_head(file, archive, part)
    return OFD


def _office(file: Content, archive: ZipFile, parts: dict[str, ZipInfo]) -> FileKind:
    if _TYPES not in parts:
        file.refuse(m.NOT_ALLOWED, found="ZIP", known=KNOWN_SUFFIXES)
    kind = _main_kind(file, archive, parts)
    for name, part in parts.items():
        if _MACROS.search(name):
            file.refuse(m.MACRO, part=name)
        if _OFFICE_NESTED.fullmatch(name):
            _check_nested(file, archive, part)
        elif not _OFFICE_PART.fullmatch(name):
            file.refuse(m.FOREIGN_PART, part=name)
        else:
            _check_head(file, archive, part)
            _check_links(file, archive, part)
    return kind


def _main_kind(file: Content, archive: ZipFile, parts: dict[str, ZipInfo]) -> FileKind:
    found = set()
    for _, attributes in elements(file, archive, parts[_TYPES]):
        content_type = attributes.get("ContentType", "").strip().lower()
        if _MACROS.search(content_type):
            file.refuse(m.MACRO, part=content_type)
        main = {each.lower(): kind for each, kind in _MAIN.items()}.get(content_type)
        if main and attributes.get("PartName", "").lstrip("/") in parts:
            found.add(main)
    if len(found) != 1:
        file.refuse(m.BROKEN, kind=PACKED, detail=_TYPES)
    return found.pop()


def _check_head(file: Content, archive: ZipFile, part: ZipInfo) -> None:
    """Refuse a program or another document that goes by the name of a picture or of XML."""
    with archive.open(part) as stream:
        head = stream.read(8)
    if head.startswith((b"MZ", b"\x7fELF", b"#!", b"PK", PDF_HEAD, OLE_HEAD)):
        file.refuse(m.FOREIGN_PART, part=part.filename)


def _check_nested(file: Content, archive: ZipFile, part: ZipInfo) -> None:
    """Refuse an embedded document, such as a chart's workbook, that would be refused alone."""
    content = read_part(file, archive, part)
    if file.depth >= _MAX_DEPTH or not content.startswith(ARCHIVE_HEAD):
        file.refuse(m.FOREIGN_PART, part=part.filename)
    inner = f"{file.name}: {part.filename}"
    read_archive(Content(inner, content, io.BytesIO(content), file.depth + 1))


def _check_links(file: Content, archive: ZipFile, part: ZipInfo) -> None:
    name = part.filename.lower()
    if name.endswith(".rels"):
        _check_relations(file, archive, part)
    if name.startswith("xl/externallinks/") and name.endswith(".xml"):
        _check_outside_table(file, archive, part)


def _check_relations(file: Content, archive: ZipFile, part: ZipInfo) -> None:
    for _, attributes in elements(file, archive, part):
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "").strip()
        if _MACROS.search(kind):
            file.refuse(m.MACRO, part=part.filename)
        outside = attributes.get("TargetMode", "").lower() == "external" or ":" in target
        harmless = _HARMLESS_LINKS.get(kind)
        if outside and not (harmless and harmless.match(target)):
            file.refuse(m.OUTSIDE_LINK, target=target)


def _check_outside_table(file: Content, archive: ZipFile, part: ZipInfo) -> None:
    for element, attributes in elements(file, archive, part):
        if element in {"ddeLink", "oleLink"}:
            file.refuse(m.OUTSIDE_LINK, target=attributes.get("ddeService", element))
