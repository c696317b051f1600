"""The one list of what an evidence file may be, decided by its content and never by its name.

Anything not on the list is refused, and so is what is on it but may act when opened (macros,
scripts, embedded programs, links that are followed unasked) or may be read as two things.
"""

from __future__ import annotations

import io
import mmap
import re
import struct
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, NoReturn
from xml.parsers import expat
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from smart_team.errors import FileError, Message, Place, Problem, Text
from smart_team.store import file_messages as m

MAX_NAME: Final = 120
"""Characters of a file's name."""
MAX_PARTS: Final = 5000
"""Parts of a document that is an archive."""
MAX_STREAMS: Final = 200_000
"""Streams of a PDF that are looked into."""
MAX_UNPACKED: Final = 500_000_000
"""Bytes that all its parts may declare."""
MAX_RATIO: Final = 200
"""Times that a part of more than a million bytes may be packed."""
MAX_READ: Final = 20_000_000
"""Bytes that any one part may have that is read here."""


@dataclass(frozen=True, slots=True)
class FileKind:
    """What a file may be; `suffixes` are lower-case and begin with a dot, the usual one first."""

    id: str
    media_type: str
    suffixes: tuple[str, ...]
    title: Text


_OFFICE: Final = "application/vnd.openxmlformats-officedocument."
PDF: Final = FileKind("pdf", "application/pdf", (".pdf",), Text("PDF 文件", "PDF"))
PNG: Final = FileKind("png", "image/png", (".png",), Text("PNG 图片", "PNG picture"))
JPEG: Final = FileKind("jpeg", "image/jpeg", (".jpg", ".jpeg"), Text("JPEG 图片", "JPEG picture"))
WEBP: Final = FileKind("webp", "image/webp", (".webp",), Text("WebP 图片", "WebP picture"))
DOCX: Final = FileKind(
    "docx",
    f"{_OFFICE}wordprocessingml.document",
    (".docx",),
    Text("Word 文档", "Word document"),
)
XLSX: Final = FileKind(
    "xlsx",
    f"{_OFFICE}spreadsheetml.sheet",
    (".xlsx",),
    Text("Excel 工作簿", "Excel workbook"),
)
PPTX: Final = FileKind(
    "pptx",
    f"{_OFFICE}presentationml.presentation",
    (".pptx",),
    Text("PowerPoint 演示文稿", "PowerPoint presentation"),
)
DOC: Final = FileKind(
    "doc",
    "application/msword",
    (".doc",),
    Text("旧版 Word 文档", "old Word document"),
)
XLS: Final = FileKind(
    "xls",
    "application/vnd.ms-excel",
    (".xls",),
    Text("旧版 Excel 工作簿", "old Excel workbook"),
)
PPT: Final = FileKind(
    "ppt",
    "application/vnd.ms-powerpoint",
    (".ppt",),
    Text("旧版 PowerPoint 演示文稿", "old PowerPoint presentation"),
)
OFD: Final = FileKind("ofd", "application/ofd", (".ofd",), Text("OFD 版式文件", "OFD document"))
TXT: Final = FileKind("txt", "text/plain", (".txt",), Text("文本", "plain text"))
CSV: Final = FileKind("csv", "text/csv", (".csv",), Text("CSV 表格", "CSV table"))
KINDS: Final = (PDF, OFD, DOCX, XLSX, PPTX, DOC, XLS, PPT, PNG, JPEG, WEBP, TXT, CSV)
KNOWN_SUFFIXES: Final = " ".join(suffix for kind in KINDS for suffix in kind.suffixes)


def detect(path: Path, name: str) -> FileKind:
    """Return what the file is that was sent as `name`.

    Raises FileError where the name or the content is refused, or where they disagree.
    """
    name = clean_name(name)
    with path.open("rb") as stream:
        if not path.stat().st_size:
            _refuse(name, m.EMPTY)
        with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            found = _kinds(_Content(name, data, stream))
    suffix = Path(name).suffix.lower()
    for kind in found:
        if suffix in kind.suffixes:
            return kind
    wanted = " ".join(each for kind in found for each in kind.suffixes)
    raise _error(name, m.WRONG_SUFFIX, kind=found[0].title, suffix=suffix, wanted=wanted)


@dataclass(frozen=True, slots=True)
class _Content:
    """A file under examination: the name it was sent as and its bytes, in two ways to read them.

    `depth` counts the documents around it.
    """

    name: str
    data: mmap.mmap | bytes
    stream: BinaryIO
    depth: int = 0

    def refuse(self, message: Message, **values: object) -> NoReturn:
        raise self.error(message, **values)

    def error(self, message: Message, **values: object) -> FileError:
        return _error(self.name, message, **values)


def _kinds(file: _Content) -> tuple[FileKind, ...]:
    """Return what the content is: one kind, or all kinds that plain text may be."""
    for head, reader in _READERS.items():
        if file.data[: len(head)] == head:
            kind = reader(file)
            _check_single(file, kind)
            return (kind,)
    for head, found in _REFUSED.items():
        if file.data[: len(head)] == head:
            file.refuse(m.NOT_ALLOWED, found=found, known=KNOWN_SUFFIXES)
    _check_text(file)
    _check_single(file, TXT)
    return (TXT, CSV)


def _check_single(file: _Content, kind: FileKind) -> None:
    """Refuse what another program would open as a PDF or an archive."""
    if kind is not PDF and _PDF_HEAD in file.data[:1024]:
        file.refuse(m.TWO_IN_ONE, kind=kind.title, detail="PDF")
    if kind in _ARCHIVES:
        return
    size, at = len(file.data), max(0, len(file.data) - _FARTHEST_END)
    while (at := file.data.find(_END, at)) >= 0:
        end = file.data[at : at + _END_SIZE]
        # Chance makes the four bytes of the mark; one disk or a fitting comment makes an archive.
        comment_fits = at + _END_SIZE + int.from_bytes(end[20:22], "little") == size
        if comment_fits or end[4:8] == bytes(4):
            file.refuse(m.TWO_IN_ONE, kind=kind.title, detail="ZIP")
        at += 1


# Names

_MAX_SHOWN: Final = 200
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_DEVICE: Final = re.compile(r"(?i)(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])")
_PROGRAMS: Final = re.compile(
    r"(?i)asp|aspx|bat|bin|cab|cer|chm|cmd|cpl|crt|dll|deb|dmg|docm|dotm|exe|hlp|hta|htm|html|inf"
    r"|iqy|jar|jnlp|js|jse|jsp|jspx|ksh|lnk|mde|mht|mhtml|msc|msh|msi|msp|mst|ocx|pif|php|php3"
    r"|php5|phtml|potm|ppam|ppsm|pptm|ps1|psm1|py|rar|scf|scr|sct|settingcontent-ms|sh|shs"
    r"|shtml|slk|svg|svgz|swf|url|vb|vbe|vbs|war|wsc|wsf|wsh|xbap|xht|xhtml|xlam|xll|xlsb|xlsm"
    r"|xltm|xml|xsl|xslt|zip|7z"
)


def clean_name(name: str) -> str:
    """Return a file's name in Unicode's composed form; raises FileError for a name not to keep."""
    name = unicodedata.normalize("NFC", name)
    if not name:
        _refuse(name, m.NAME_EMPTY)
    if len(name) > MAX_NAME:
        _refuse(name[:MAX_NAME], m.NAME_TOO_LONG, found=len(name), limit=MAX_NAME)
    for character in name:
        _check_character(name, character)
    if name.strip().strip(".") != name:
        _refuse(name, m.NAME_EDGE)
    stem, *rest = name.split(".")
    if _DEVICE.fullmatch(stem.rstrip()):
        _refuse(name, m.NAME_RESERVED, stem=stem)
    for suffix in rest:
        if _PROGRAMS.fullmatch(suffix.strip()):
            _refuse(name, m.NAME_OF_PROGRAM, suffix=f".{suffix}")
    return name


def _check_character(name: str, character: str) -> None:
    if _is_invisible(character):
        _refuse(name, m.NAME_INVISIBLE, codepoint=f"U+{ord(character):04X}")
    if character in _FORBIDDEN:
        _refuse(name, m.NAME_FORBIDDEN, character=character)


def _is_invisible(character: str) -> bool:
    code = ord(character)
    nobodys = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004 - noncharacters
    return nobodys or unicodedata.category(character) in _INVISIBLE


def _refuse(name: str, message: Message, **values: object) -> NoReturn:
    raise _error(name, message, **values)


def _error(name: str, message: Message, **values: object) -> FileError:
    shown = {key: _shown(value) for key, value in values.items()}
    return FileError([Problem(message, Place(_visible(name)), shown)])


def _shown(value: object) -> object:
    """Return a value fit for a sentence: what a file says of itself may be anything."""
    return value if isinstance(value, int | Text) else _visible(str(value)[:_MAX_SHOWN])


def _visible(text: str) -> str:
    return "".join(f"\\u{ord(each):04x}" if _is_invisible(each) else each for each in text)


# Plain text

_NOT_PLAIN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MARKUP: Final = re.compile(
    r"\A\s*(?:<[a-z!?/%]|#!)|<(?:[!?%][a-z=\[-]|/?(?:applet|audio|base|body|div|embed|foreignobject|"
    r"form|frame|frameset|head|html|iframe|img|input|link|math|meta|object|script|span|style|svg|"
    r"table|template|title|video|xsl:\w+)\b)",
    re.IGNORECASE,
)


def _check_text(file: _Content) -> None:
    if len(file.data) > MAX_READ:
        file.refuse(m.TOO_LARGE, limit=MAX_READ)
    content = bytes(file.data)
    text, encoding = _decoded(file, content)
    if control := _NOT_PLAIN.search(text):
        offset = len(text[: control.start()].encode(encoding))
        file.refuse(m.NOT_TEXT, offset=offset, known=KNOWN_SUFFIXES)
    if markup := _MARKUP.search(text):
        file.refuse(m.MARKUP, found=markup[0].strip())


def _decoded(file: _Content, content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        file.refuse(m.NOT_TEXT, offset=error.start, known=KNOWN_SUFFIXES)


# Pictures

_MAX_CHUNKS: Final = 100_000
_PADDING: Final = b"\0\t\r\n "
_PNG_HEAD: Final = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNK: Final = re.compile(rb"[A-Za-z]{4}")
_JPEG_HEAD: Final = b"\xff\xd8\xff"
_JPEG_MARK: Final = re.compile(rb"\xff+([^\x00\xff])")
_JPEG_SCAN_END: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_JPEG_WITHOUT_SIZE: Final = frozenset({0x01, *range(0xD0, 0xD9)})
_JPEG_END, _JPEG_SCAN = 0xD9, 0xDA
_WEBP_START: Final = 12
_WEBP_FIRST: Final = frozenset({b"VP8 ", b"VP8L", b"VP8X"})


def _ended(file: _Content, kind: FileKind, at: int) -> FileKind:
    """Return the kind where nothing but padding follows its end."""
    if file.data[at:].strip(_PADDING):
        file.refuse(m.TWO_IN_ONE, kind=kind.title, detail=f"{len(file.data) - at} bytes at the end")
    return kind


def _png(file: _Content) -> FileKind:
    data, start = file.data, len(_PNG_HEAD)
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
            return _ended(file, PNG, end)
        at = end
    raise file.error(m.BROKEN, kind=PNG.title, detail=f"byte {at}")


def _jpeg(file: _Content) -> FileKind:
    """Walk all pictures: a phone may append a second one, for brightness or depth."""
    at = _jpeg_picture(file, 0)
    while file.data[at : at + len(_JPEG_HEAD)] == _JPEG_HEAD:
        at = _jpeg_picture(file, at)
    return _ended(file, JPEG, at)


def _jpeg_picture(file: _Content, start: int) -> int:
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


def _webp(file: _Content) -> FileKind:
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
    return _ended(file, WEBP, end)


# PDF

_PDF_HEAD: Final = b"%PDF-"
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


def _pdf(file: _Content) -> FileKind:
    end = file.data.rfind(b"%%EOF")
    if end < 0:
        file.refuse(m.BROKEN, kind=PDF.title, detail="no %%EOF")
    if _PDF_ENCRYPTED.search(file.data):
        file.refuse(m.ENCRYPTED)
    _check_actions(file, file.data)
    _check_objects_are_seen(file)
    _check_streams(file)
    return _ended(file, PDF, end + len(b"%%EOF"))


def _check_actions(file: _Content, content: mmap.mmap | bytes) -> None:
    if action := _PDF_ACTIONS.search(content):
        file.refuse(m.PDF_ACTION, action=action[1].decode())


def _check_objects_are_seen(file: _Content) -> None:
    """Refuse a file with packed objects that are not packed as everyone packs them."""
    at, odd = 0, _PDF_ODD_FILTERS.search(file.data)
    while found := _PDF_OBJECTS.search(file.data, at):
        stream = _PDF_STREAM.search(file.data, found.end())
        if odd or not stream or not _holds_objects(file, stream.end()):
            file.refuse(m.PDF_HIDDEN_OBJECTS, offset=found.start())
        at = stream.end()


def _check_streams(file: _Content) -> None:
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


def _holds_objects(file: _Content, at: int) -> bool:
    return bool(_PDF_NUMBERS.match(_inflated(file, at, 64, 256)))


def _inflated(file: _Content, at: int, enough: int, step: int) -> bytes:
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


# Office documents and OFD: archives of parts

_PACKED: Final = Text("压缩文档", "packed document")
_ARCHIVES: Final = (DOCX, XLSX, PPTX, OFD)
_ARCHIVE_HEAD: Final = b"PK\x03\x04"
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_FARTHEST_END: Final = 65_557
_ENCRYPTED_PART: Final = 0x41
_FREE_RATIO: Final = 1_000_000
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


def _archive(file: _Content) -> FileKind:
    count = _check_directory(file)
    try:
        with ZipFile(file.stream) as archive:
            parts = _checked_parts(file, archive, count)
            if "OFD.xml" in parts:
                return _ofd(file, archive, parts)
            return _office(file, archive, parts)
    except (BadZipFile, EOFError, NotImplementedError, OSError, ValueError, zlib.error) as error:
        file.refuse(m.BROKEN, kind=_PACKED, detail=error)


def _check_directory(file: _Content) -> int:
    """Return how many parts are listed; refuse a long list before each becomes an object."""
    end = len(file.data) - _END_SIZE
    mark, disks, here, count, size, start, comment = struct.unpack(
        "<4s4sHHLLH", file.data[max(0, end) :].rjust(_END_SIZE, b"\0")
    )
    if mark != _END or disks != bytes(4) or comment or start + size != end:
        file.refuse(m.BROKEN, kind=_PACKED, detail="list of parts")
    if count > MAX_PARTS or here != count or size > MAX_PARTS * 512:
        file.refuse(m.TOO_MANY_PARTS, found=count, limit=MAX_PARTS)
    return int(count)


def _checked_parts(file: _Content, archive: ZipFile, count: int) -> dict[str, ZipInfo]:
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
        file.refuse(m.BROKEN, kind=_PACKED, detail="list of parts")
    for part in listed:
        _check_part(file, part)
    return {part.filename: part for part in listed if not part.is_dir()}


def _check_part(file: _Content, part: ZipInfo) -> None:
    name = part.filename
    if part.flag_bits & _ENCRYPTED_PART:
        file.refuse(m.ENCRYPTED)
    ratio = part.file_size // max(1, part.compress_size)
    if part.file_size > _FREE_RATIO and ratio > MAX_RATIO:
        file.refuse(m.PACKED_TOO_TIGHT, part=name, ratio=ratio, limit=MAX_RATIO)
    strays = name.startswith("/") or ".." in name.split("/") or not set(name).isdisjoint("\\:\0")
    if strays or name != part.orig_filename:
        file.refuse(m.BROKEN, kind=_PACKED, detail=name)
    if part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} or (part.is_dir() and part.file_size):
        file.refuse(m.BROKEN, kind=_PACKED, detail=name)


def _ofd(file: _Content, archive: ZipFile, parts: dict[str, ZipInfo]) -> FileKind:
    root, _ = next(_elements(file, archive, parts["OFD.xml"]))
    if root != "OFD":
        file.refuse(m.BROKEN, kind=OFD.title, detail="OFD.xml")
    for name, part in parts.items():
        if not _OFD_PART.fullmatch(name):
            file.refuse(m.FOREIGN_PART, part=name)
        _check_head(file, archive, part)
    return OFD


def _office(file: _Content, archive: ZipFile, parts: dict[str, ZipInfo]) -> FileKind:
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


def _main_kind(file: _Content, archive: ZipFile, parts: dict[str, ZipInfo]) -> FileKind:
    found = set()
    for _, attributes in _elements(file, archive, parts[_TYPES]):
        content_type = attributes.get("ContentType", "").strip().lower()
        if _MACROS.search(content_type):
            file.refuse(m.MACRO, part=content_type)
        main = {each.lower(): kind for each, kind in _MAIN.items()}.get(content_type)
        if main and attributes.get("PartName", "").lstrip("/") in parts:
            found.add(main)
    if len(found) != 1:
        file.refuse(m.BROKEN, kind=_PACKED, detail=_TYPES)
    return found.pop()


def _check_head(file: _Content, archive: ZipFile, part: ZipInfo) -> None:
    """Refuse a program or another document that goes by the name of a picture or of XML."""
    with archive.open(part) as stream:
        head = stream.read(8)
    if head.startswith((b"MZ", b"\x7fELF", b"#!", b"PK", _PDF_HEAD, _OLE_HEAD)):
        file.refuse(m.FOREIGN_PART, part=part.filename)


def _check_nested(file: _Content, archive: ZipFile, part: ZipInfo) -> None:
    """Refuse an embedded document, such as a chart's workbook, that would be refused alone."""
    content = _read(file, archive, part)
    if file.depth >= _MAX_DEPTH or not content.startswith(_ARCHIVE_HEAD):
        file.refuse(m.FOREIGN_PART, part=part.filename)
    inner = f"{file.name}: {part.filename}"
    _archive(_Content(inner, content, io.BytesIO(content), file.depth + 1))


def _check_links(file: _Content, archive: ZipFile, part: ZipInfo) -> None:
    name = part.filename.lower()
    if name.endswith(".rels"):
        _check_relations(file, archive, part)
    if name.startswith("xl/externallinks/") and name.endswith(".xml"):
        _check_outside_table(file, archive, part)


def _check_relations(file: _Content, archive: ZipFile, part: ZipInfo) -> None:
    for _, attributes in _elements(file, archive, part):
        kind = attributes.get("Type", "").rpartition("/")[2]
        target = attributes.get("Target", "").strip()
        if _MACROS.search(kind):
            file.refuse(m.MACRO, part=part.filename)
        outside = attributes.get("TargetMode", "").lower() == "external" or ":" in target
        harmless = _HARMLESS_LINKS.get(kind)
        if outside and not (harmless and harmless.match(target)):
            file.refuse(m.OUTSIDE_LINK, target=target)


def _check_outside_table(file: _Content, archive: ZipFile, part: ZipInfo) -> None:
    for element, attributes in _elements(file, archive, part):
        if element in {"ddeLink", "oleLink"}:
            file.refuse(m.OUTSIDE_LINK, target=attributes.get("ddeService", element))


def _elements(
    file: _Content, archive: ZipFile, part: ZipInfo
) -> Iterator[tuple[str, dict[str, str]]]:
    """Give the elements of an XML part: the name without its namespace, and the attributes."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name.rpartition(" ")[2], attributes))

    def doctype(*_: object) -> None:
        file.refuse(m.BROKEN, kind=_PACKED, detail=f"{part.filename}: DOCTYPE")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(_read(file, archive, part), True)  # noqa: FBT003 - expat takes no keywords
    except expat.ExpatError as error:
        file.refuse(m.BROKEN, kind=_PACKED, detail=f"{part.filename}: {error}")
    return iter(found)


def _read(file: _Content, archive: ZipFile, part: ZipInfo) -> bytes:
    if part.file_size > MAX_READ:
        file.refuse(m.INFLATES_TOO_MUCH, size=part.file_size, limit=MAX_READ)
    return archive.read(part)


# Office documents before 2007: compound files

_OLD_OFFICE: Final = Text("旧版 Office 文档", "old Office document")
_OLE_HEAD: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
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


def _old_office(file: _Content) -> FileKind:
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


def _has_entry(file: _Content, name: str) -> bool:
    """Return whether an entry has this name, in capitals or not as its format has it."""
    wide = name.encode("utf-16-le")
    size = struct.pack("<H", len(wide) + 2)
    pattern = re.compile(b"(?i:%b)\0{%d}%b" % (re.escape(wide), 64 - len(wide), re.escape(size)))
    return any(
        found.start() % _ENTRY_SIZE == 0
        and file.data[found.end() : found.end() + 1] in _ENTRY_TYPES
        for found in pattern.finditer(file.data)
    )


_READERS: Final[dict[bytes, Callable[[_Content], FileKind]]] = {
    _PDF_HEAD: _pdf,
    _PNG_HEAD: _png,
    _JPEG_HEAD: _jpeg,
    b"RIFF": _webp,
    _ARCHIVE_HEAD: _archive,
    _OLE_HEAD: _old_office,
}
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
