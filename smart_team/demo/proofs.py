"""Evidence that the demo hands in: small real files, each of which says that it is made up."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import xlsxwriter

SAYS: Final = "SYNTHETIC DATA"
SAYS_ZH: Final = "虚构示例,不代表任何真实单位"

_PAGE: Final = (
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
    b" /Resources << /Font << /L 5 0 R /Z 6 0 R >> >> >>"
)
_LATIN: Final = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_CHINESE: Final = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
    b" /DescendantFonts [7 0 R] >>"
)
_SONG: Final = (
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000"
    b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >>"
    b" /FontDescriptor 8 0 R >>"
)
_SHAPE: Final = (
    b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
    b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
)
_CATALOG: Final = b"<< /Type /Catalog /Pages 2 0 R >>"
_PAGES: Final = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
_MADE_AT: Final = datetime(2021, 1, 1, tzinfo=UTC).replace(tzinfo=None)


def pdf(lines: Sequence[str]) -> bytes:
    """Return a page with these lines in Chinese below what it is; viewers bring the font."""
    content = f"BT /L 20 Tf 60 780 Td ({SAYS}) Tj ET\n".encode()
    for number, line in enumerate([SAYS_ZH, *lines]):
        text = line.encode("utf-16-be").hex().upper()
        content += f"BT /Z 14 Tf 60 {740 - 28 * number} Td <{text}> Tj ET\n".encode()
    stream = b"<< /Length %d >>\nstream\n%bendstream" % (len(content), content)
    return _numbered([_CATALOG, _PAGES, _PAGE, stream, _LATIN, _CHINESE, _SONG, _SHAPE])


def xlsx(title: str, rows: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return a workbook of figures: an item a line, with the fields of its answer."""
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": title, "comments": SAYS_ZH, "created": _MADE_AT})
        sheet = book.add_worksheet("汇总")
        for number, line in enumerate([[f"{SAYS} {SAYS_ZH}"], [title], *_figures(rows)]):
            sheet.write_row(number, 0, line)
    return target.getvalue()


def png(seed: int) -> bytes:
    """Return a picture of plain stripes, in colours by the seed, that says in itself what it is."""
    width, height = 96, 64
    stripes = [bytes((seed * 37 + step * 8) % 256 for step in range(width * 3))] * height
    pixels = zlib.compress(b"".join(b"\0" + line for line in stripes))
    said = b"Comment\0\0\0zh\0\0" + f"{SAYS} {SAYS_ZH}".encode()
    head = struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"iTXt", said), (b"IDAT", pixels), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in chunks)


def _numbered(objects: Sequence[bytes]) -> bytes:
    """Put a PDF's objects together, with the table of where each begins."""
    whole, starts = b"%PDF-1.4\n", list[int]()
    for number, content in enumerate(objects, 1):
        starts.append(len(whole))
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    count = len(objects) + 1
    end = b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (count, len(whole))
    return b"%bxref\n0 %d\n0000000000 65535 f \n%b%b" % (whole, count, table, end)


def _chunk(kind: bytes, content: bytes) -> bytes:
    check = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", check)


def _figures(rows: Mapping[str, Mapping[str, Any]]) -> Iterator[list[Any]]:
    for item, answer in rows.items():
        for name, value in answer.items():
            if isinstance(value, dict):
                yield from ([item, f"{name}.{part}", number] for part, number in value.items())
            else:
                yield [item, name, "、".join(value) if isinstance(value, list) else value]
