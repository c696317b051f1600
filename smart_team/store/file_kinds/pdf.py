"""PDF: nothing that acts when it is opened, also not in packed objects."""

from __future__ import annotations

import mmap
import re
import zlib
from contextlib import suppress
from typing import Final

from smart_team.store import file_messages as m
from smart_team.store.file_kinds.content import MAX_READ, MAX_UNPACKED, Content, ended
from smart_team.store.file_kinds.kinds import PDF, FileKind

MAX_STREAMS: Final = 200_000
"""Streams of a PDF that are looked into."""
PDF_HEAD: Final = b"%PDF-"
_PDF_STREAM: Final = re.compile(rb"stream\r?\n")
_PDF_NUMBERS: Final = re.compile(rb"[ \r\n]*\d+[ \r\n]+\d+[ \r\n]")
"""How the content of an object stream begins; no predictor's output does."""


def _pdf_names(*names: str) -> re.Pattern[bytes]:
    """Return what finds these names, each letter as itself or as ``#`` and its code."""
    spelled = (
        "".join(f"(?:{letter}|#{ord(letter):x}|#{ord(letter):X})" for letter in name)
        for name in names
    )
    return re.compile(rf"/({'|'.join(spelled)})(?![^\s\x00()<>\[\]{{}}/%])".encode())


_PDF_ENCRYPTED: Final = _pdf_names("Encrypt")
_PDF_OBJECTS: Final = _pdf_names("ObjStm")
_PDF_ODD_FILTERS: Final = _pdf_names(
    "LZWDecode", "ASCIIHexDecode", "ASCII85Decode", "RunLengthDecode", "Crypt"
)
_PDF_ACTIONS: Final = _pdf_names(
    *("JavaScript", "Launch", "Rendition", "SubmitForm", "ImportData", "GoToR", "GoToE"),
    *("EmbeddedFile", "EmbeddedFiles", "FileAttachment", "RichMedia", "XFA"),
)


def read_pdf(file: Content) -> FileKind:
    """Return the kind of a PDF that does nothing by itself; raises FileError."""
    end = file.data.rfind(b"%%EOF")
    if end < 0:
        file.refuse(m.BROKEN, kind=PDF.title, detail="no %%EOF")
    if _PDF_ENCRYPTED.search(file.data):
        file.refuse(m.ENCRYPTED)
    _check_actions(file, file.data)
    _check_objects_are_seen(file)
    _check_streams(file)
    return ended(file, PDF, end + len(b"%%EOF"))


def _check_actions(file: Content, content: mmap.mmap | bytes) -> None:
    if action := _PDF_ACTIONS.search(content):
        file.refuse(m.PDF_ACTION, action=action[1].decode())


def _check_objects_are_seen(file: Content) -> None:
    """Refuse a file with packed objects that are not packed as everyone packs them."""
    at, odd = 0, _PDF_ODD_FILTERS.search(file.data)
    while found := _PDF_OBJECTS.search(file.data, at):
        stream = _PDF_STREAM.search(file.data, found.end())
        if odd or not stream or not _holds_objects(file, stream.end()):
            file.refuse(m.PDF_HIDDEN_OBJECTS, offset=found.start())
        at = stream.end()


def _check_streams(file: Content) -> None:
    """Look for actions in all packed objects."""
    left = MAX_UNPACKED
    for number, stream in enumerate(_PDF_STREAM.finditer(file.data)):
        if number >= MAX_STREAMS:
            file.refuse(m.PDF_HIDDEN_OBJECTS, offset=stream.start())
        if _holds_objects(file, stream.end()):
            content = _inflated(file, stream.end(), MAX_READ, 16_384)
            left -= len(content)
            if len(content) > MAX_READ or left < 0:
                file.refuse(m.PDF_HIDDEN_OBJECTS, offset=stream.start())
            _check_actions(file, content)


def _holds_objects(file: Content, at: int) -> bool:
    return bool(_PDF_NUMBERS.match(_inflated(file, at, 64, 256)))


def _inflated(file: Content, at: int, enough: int, step: int) -> bytes:
    """Return what is packed at that byte: all of it, or somewhat more than `enough` bytes."""
    inflater, content = zlib.decompressobj(), bytearray()
    while not inflater.eof and at < len(file.data) and len(content) <= enough:
        packed, before = file.data[at : at + step], inflater.copy()
        try:
            content += inflater.decompress(packed)
        except zlib.error:
            return bytes(content + _before_the_error(before, packed))
        at += step
    return bytes(content)


def _before_the_error(inflater: zlib._Decompress, packed: bytes) -> bytes:
    """Return what a broken stream still yields: readers of PDF show that."""
    content = bytearray()
    with suppress(zlib.error):
        for at in range(len(packed)):
            content += inflater.decompress(packed[at : at + 1])
    return bytes(content)
