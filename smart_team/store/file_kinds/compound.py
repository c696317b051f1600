"""Office documents before 2007: compound files."""

from __future__ import annotations

import re
import struct
from typing import Final

from smart_team.errors import Text
from smart_team.store import file_messages as m
from smart_team.store.file_kinds.content import Content
from smart_team.store.file_kinds.kinds import DOC, KNOWN_SUFFIXES, PPT, XLS, FileKind

_OLD_OFFICE: Final = Text("旧版 Office 文档", "old Office document")
OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENTRY_SIZE: Final = 128
_ENTRY_TYPES: Final = (b"\x01", b"\x02", b"\x05")
_OLE_ENTRIES: Final = {
    "WordDocument": DOC,
    "Workbook": XLS,
    "Book": XLS,
    "PowerPoint Document": PPT,
}
_OLE_REFUSED: Final = {
    "VBA": m.MACRO,
    "_VBA_PROJECT": m.MACRO,
    "_VBA_PROJECT_CUR": m.MACRO,
    "Macros": m.MACRO,
    "EncryptedPackage": m.ENCRYPTED,
    "\x01Ole10Native": m.FOREIGN_PART,
    "Equation Native": m.FOREIGN_PART,
    "Package": m.FOREIGN_PART,
}
_SLIDE_MACROS: Final = re.compile(
    rb"\xff\x03\x14\0\0\0\x02\0\0\x04\x0c\0\0\0.{4}\x01\0\0\0", re.DOTALL
)
"""A presentation packs its macros away: this is the record that says it has some."""
_SHEET_MACROS: Final = re.compile(rb"\x85\0.\0.{4}[\0-\x02]\x01.[\0\x01]", re.DOTALL)
"""The record of a sheet of Excel 4 macros."""


def read_old_office(file: Content) -> FileKind:
    """Tell by the directory's entries, wherever they lie: a removed one counts as there."""
    if file.data[28:30] != b"\xfe\xff" or not _has_entry(file, "Root Entry"):
        file.refuse(m.BROKEN, kind=_OLD_OFFICE, detail="no root")
    for name, message in _OLE_REFUSED.items():
        if _has_entry(file, name):
            file.refuse(message, part=name.strip("\x01"))
    found = {kind for name, kind in _OLE_ENTRIES.items() if _has_entry(file, name)}
    if not found:
        file.refuse(m.NOT_ALLOWED, found=_OLD_OFFICE, known=KNOWN_SUFFIXES)
    if len(found) > 1:
        inner = " + ".join(sorted(kind.id for kind in found))
        file.refuse(m.FOREIGN_PART, part=inner)
    kind = found.pop()
    macros = {PPT: _SLIDE_MACROS, XLS: _SHEET_MACROS}.get(kind)
    if macros and macros.search(file.data):
        file.refuse(m.MACRO, part=kind.id)
    return kind


def _has_entry(file: Content, name: str) -> bool:
    """Return whether an entry has this name, in capitals or not as its format has it."""
    wide = name.encode("utf-16-le")
    size = struct.pack("<H", len(wide) + 2)
    pattern = re.compile(b"(?i:%b)\0{%d}%b" % (re.escape(wide), 64 - len(wide), re.escape(size)))
    return any(
        found.start() % _ENTRY_SIZE == 0
        and file.data[found.end() : found.end() + 1] in _ENTRY_TYPES
        for found in pattern.finditer(file.data)
    )
