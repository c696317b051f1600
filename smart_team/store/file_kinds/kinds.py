"""The kinds of file that evidence may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smart_team.errors import Text


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
