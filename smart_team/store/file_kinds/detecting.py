"""What a file is: by its first bytes, then by all of it."""

from __future__ import annotations

import mmap
from collections.abc import Callable
from pathlib import Path
from typing import Final

from smart_team.errors import Text
from smart_team.store import file_messages as m
from smart_team.store.file_kinds.compound import OLE_HEAD, read_old_office
from smart_team.store.file_kinds.content import Content
from smart_team.store.file_kinds.kinds import (
    CSV,
    DOCX,
    KNOWN_SUFFIXES,
    OFD,
    PDF,
    PPTX,
    TXT,
    XLSX,
    FileKind,
)
from smart_team.store.file_kinds.names import clean_name
from smart_team.store.file_kinds.office import read_archive
from smart_team.store.file_kinds.packed import ARCHIVE_HEAD, END, END_SIZE, FARTHEST_END
from smart_team.store.file_kinds.pdf import PDF_HEAD, read_pdf
from smart_team.store.file_kinds.pictures import JPEG_HEAD, PNG_HEAD, read_jpeg, read_png, read_webp
from smart_team.store.file_kinds.plain_text import check_text
from smart_team.store.file_kinds.refusing import error_of, refuse

_ARCHIVES: Final = (DOCX, XLSX, PPTX, OFD)
_REFUSED: Final = {
    b"MZ\x90\0": Text("Windows 程序", "a program for Windows"),
    b"\x7fELF": Text("Linux 程序", "a program for Linux"),
    b"\xca\xfe\xba\xbe": Text("程序", "a program"),
    b"\xcf\xfa\xed\xfe": Text("程序", "a program"),
    b"PK": Text("压缩包", "an archive"),
    b"Rar!": Text("压缩包", "an archive"),
    b"7z\xbc\xaf": Text("压缩包", "an archive"),
    b"\x1f\x8b": Text("压缩包", "an archive"),
    b"{\\rtf": Text("RTF 文档", "an RTF document"),
    b"GIF8": Text("GIF 图片", "a GIF picture"),
    b"\xff\xfe": Text("UTF-16 文本", "text in UTF-16"),
    b"\xfe\xff": Text("UTF-16 文本", "text in UTF-16"),
}


def detect(path: Path, name: str) -> FileKind:
    """Return what the file is that was sent as `name`.

    Raises FileError where the name or the content is refused, or where they disagree.
    """
    name = clean_name(name)
    with path.open("rb") as stream:
        if not path.stat().st_size:
            refuse(name, m.EMPTY)
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            found = _kinds(Content(name, data, stream))
    suffix = Path(name).suffix.lower()
    for kind in found:
        if suffix in kind.suffixes:
            return kind
    wanted = " ".join(each for kind in found for each in kind.suffixes)
    raise error_of(name, m.WRONG_SUFFIX, kind=found[0].title, suffix=suffix, wanted=wanted)


def _kinds(file: Content) -> tuple[FileKind, ...]:
    """Return what the content is: one kind, or all kinds that plain text may be."""
    for head, reader in _READERS.items():
        if file.data[: len(head)] == head:
            kind = reader(file)
            _check_single(file, kind)
            return (kind,)
    for head, found in _REFUSED.items():
        if file.data[: len(head)] == head:
            file.refuse(m.NOT_ALLOWED, found=found, known=KNOWN_SUFFIXES)
    check_text(file)
    _check_single(file, TXT)
    return (TXT, CSV)


def _check_single(file: Content, kind: FileKind) -> None:
    """Refuse what another program would open as a PDF or an archive."""
    if kind is not PDF and PDF_HEAD in file.data[:1024]:
        file.refuse(m.TWO_IN_ONE, kind=kind.title, detail="PDF")
    if kind in _ARCHIVES:
        return
    size, at = len(file.data), max(0, len(file.data) - FARTHEST_END)
    while (at := file.data.find(END, at)) >= 0:
        end = file.data[at : at + END_SIZE]
        # Chance makes the four bytes of the mark; one disk or a fitting comment makes an archive.
        comment_fits = at + END_SIZE + int.from_bytes(end[20:22], "little") == size
        if comment_fits or end[4:8] == bytes(4):
            file.refuse(m.TWO_IN_ONE, kind=kind.title, detail="ZIP")
        at += 1


_READERS: Final[dict[bytes, Callable[[Content], FileKind]]] = {
    PDF_HEAD: read_pdf,
    PNG_HEAD: read_png,
    JPEG_HEAD: read_jpeg,
    b"RIFF": read_webp,
    ARCHIVE_HEAD: read_archive,
    OLE_HEAD: read_old_office,
}
