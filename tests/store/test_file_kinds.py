"""What an evidence file may be: every kind in its plain form, and many that only look like one."""

from __future__ import annotations

import io
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from smart_team.errors import FileError
from smart_team.store.file_kinds import KINDS, MAX_NAME, clean_name, detect

# Plain files of every kind

Parts = Mapping[str, str | bytes]
OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = {
    "docx": ("word/document.xml", "wordprocessingml.document"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet"),
    "pptx": ("ppt/presentation.xml", "presentationml.presentation"),
}


def pack(parts: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, method)
    return stream.getvalue()


def types(kind: str = "docx", also: str = "") -> str:
    part, content_type = MAIN[kind]
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/{part}" ContentType="{OFFICE}{content_type}.main+xml"/>{also}</Types>'
    )


def relations(*links: tuple[str, str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/>'
        for kind, target, mode in links
    )
    return f"<Relationships>{rows}</Relationships>"


def office(kind: str = "docx", more: Parts | None = None, also: str = "") -> bytes:
    parts = {"[Content_Types].xml": types(kind, also), MAIN[kind][0]: "<main/>"}
    return pack(parts | {"_rels/.rels": relations()} | dict(more or {}))


def linked(kind: str, target: str, mode: str = "External") -> bytes:
    return office("docx", {"word/_rels/document.xml.rels": relations((kind, target, mode))})


def ofd(more: Parts | None = None) -> bytes:
    root = '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.1"/>'
    return pack({"OFD.xml": root, "Doc_0/Document.xml": "<x/>"} | dict(more or {}))


def png_chunk(kind: bytes, body: bytes = b"") -> bytes:
    check = zlib.crc32(kind + body).to_bytes(4, "big")
    return len(body).to_bytes(4, "big") + kind + body + check


def png(*more: bytes) -> bytes:
    head = png_chunk(b"IHDR", struct.pack("!LLBBBBB", 1, 1, 8, 0, 0, 0, 0))
    pixels = png_chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + pixels + b"".join(more) + png_chunk(b"IEND")


def jpeg(*more: bytes) -> bytes:
    segments = b"".join(b"\xff\xfe" + struct.pack("!H", len(text) + 2) + text for text in more)
    scan = b"\xff\xda\x00\x02\x12\xff\x00\x34\xff\xd0\x56"
    return b"\xff\xd8" + b"\xff\xe0\x00\x04JF" + segments + scan + b"\xff\xd9"


def webp(*more: bytes) -> bytes:
    body = b"WEBP" + b"VP8L" + struct.pack("<L", 3) + b"\x2f\0\0\0" + b"".join(more)
    return b"RIFF" + struct.pack("<L", len(body)) + body


def pdf(body: bytes = b"", tail: bytes = b"\n") -> bytes:
    start = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    return start + body + b"\ntrailer\n<</Root 1 0 R>>\nstartxref\n9\n%%EOF" + tail


def pdf_stream(
    content: bytes, words: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode"
) -> bytes:
    return b"5 0 obj\n<<" + words + b">>\nstream\n" + content + b"\nendstream\nendobj\n"


def objects(content: bytes, words: bytes = b"/Type/ObjStm/N 1/First 4/Filter/FlateDecode") -> bytes:
    return pdf(pdf_stream(zlib.compress(b"7 0 " + content), words))


def entry(name: str, kind: int = 2) -> bytes:
    wide = name.encode("utf-16-le")
    return (wide.ljust(64, b"\0") + struct.pack("<HB", len(wide) + 2, kind)).ljust(128, b"\0")


def ole(*names: str, content: bytes = b"") -> bytes:
    head = (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0").ljust(
        512, b"\0"
    )
    return head + entry("Root Entry", 5) + b"".join(map(entry, names)) + content


def workbook() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("汇总")
    sheet.write_row(0, 0, ["单位", "参学率"])
    sheet.write_url(1, 0, "https://example.org/")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=汇总!$B$2:$B$3"})
    sheet.insert_chart("D2", chart)
    sheet.insert_image("D9", "a.png", {"image_data": io.BytesIO(png())})
    book.close()
    return stream.getvalue()


TEXT = "单位,参学率\n第一人民法院,98.4%\n"
ALLOWED = {
    "pdf": ("汇总.pdf", pdf()),
    "pdf with padding": ("a.PDF", pdf(tail=b"\r\n\0\0 \n")),
    "pdf with packed objects": ("a.pdf", objects(b"<</Type/Page>>")),
    "pdf with a link": ("a.pdf", pdf(b"<</S/URI/URI(https://example.org/)>>/LaunchPad /JavaScripts")),
    "pdf with a picture": ("a.pdf", pdf(pdf_stream(bytes(range(256)), b"/Subtype/Image"))),
    "pdf with a page that begins in numbers": ("a.pdf", pdf(pdf_stream(zlib.compress(b"1 0 0 1 0 0 cm"), b""))),
    "png": ("图 1.png", png()),
    "png with text": ("a.png", png(png_chunk(b"tEXt", b"Comment\0hello"))),
    "jpeg .jpg": ("a.jpg", jpeg()),
    "jpeg .jpeg": ("a.jpeg", jpeg(b"comment")),
    "jpeg with a second picture": ("a.jpg", jpeg() + jpeg()),
    "jpeg with fill bytes": ("a.jpg", jpeg().replace(b"\xff\xda", b"\xff\xff\xff\xda")),
    "webp": ("a.webp", webp()),
    "webp with more": ("a.webp", webp(b"EXIF" + struct.pack("<L", 1) + b"x\0")),
    "docx": ("a.docx", office("docx")),
    "docx with a click": ("a.docx", linked("hyperlink", "https://example.org/a?b=c")),
    "docx with mail": ("a.docx", linked("hyperlink", "mailto:a@example.org")),
    "docx with a picture": ("a.docx", office("docx", {"word/media/image1.png": png()})),
    "docx with a chart's workbook": ("a.docx", office("docx", {"word/embeddings/book.xlsx": office("xlsx")})),
    "xlsx": ("a.xlsx", workbook()),
    "xlsx with a local workbook": ("a.xlsx", office("xlsx", {"xl/externalLinks/_rels/e.xml.rels": relations(("externalLinkPath", "file:///D:\\a\\b.xlsx", "External"))})),
    "xlsx with a printer": ("a.xlsx", office("xlsx", {"xl/printerSettings/printerSettings1.bin": b"p"})),
    "pptx": ("a.pptx", office("pptx")),
    "doc": ("a.doc", ole("WordDocument", "1Table", "\x05SummaryInformation")),
    "xls": ("a.xls", ole("Workbook")),
    "xls of 1995": ("a.xls", ole("Book")),
    "ppt": ("a.ppt", ole("PowerPoint Document", "Current User")),
    "ofd": ("a.ofd", ofd({"Doc_0/Signs/Sign_0/SignedValue.dat": b"0", "Doc_0/Res/a.png": png()})),
    "txt": ("a.txt", TEXT.encode()),
    "txt with a mark": ("a.txt", TEXT.encode("utf-8-sig")),
    "txt in GB18030": ("a.txt", TEXT.encode("gb18030")),
    "txt with comparisons": ("a.txt", b"a<b, 3<5%, x <- y, <= 2, << >>"),
    "csv": ("a.csv", TEXT.encode()),
    "csv in GB18030": ("a.csv", TEXT.encode("gb18030")),
}  # fmt: skip


def write(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "upload.part"
    path.write_bytes(content)
    return path


def refusal(path: Path, name: str) -> str:
    with pytest.raises(FileError) as caught:
        detect(path, name)
    (problem,) = caught.value.problems
    assert problem.say("zh")
    assert problem.say("en")
    return problem.message.code


@pytest.mark.parametrize("case", ALLOWED)
def test_it_is_taken_for_what_it_is(tmp_path: Path, case: str) -> None:
    name, content = ALLOWED[case]
    assert detect(write(tmp_path, content), name).id == case.split(maxsplit=1)[0]


def test_every_kind_has_its_own_id_and_suffixes() -> None:
    assert {case.split()[0] for case in ALLOWED} == {kind.id for kind in KINDS}
    suffixes = [suffix for kind in KINDS for suffix in kind.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(kind.title.en for kind in KINDS)


# Hostile files

EXE = b"MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0" + bytes(48)
ZIP = pack({"a.txt": "x"})
PACKED = zlib.compress(b"7 0 <</S/JavaScript>>")
MACRO_TYPE = '<Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>'
DDE = '<externalLink xmlns="x"><ddeLink ddeService="cmd" ddeTopic="/c calc"/></externalLink>'
SLIDE_MACROS = struct.pack("<HHLHHLLLL", 0x1F, 0x3FF, 20, 2, 0x400, 12, 7, 1, 2)
SHEET_MACROS = struct.pack("<HHLBBBB", 0x85, 13, 1234, 1, 1, 5, 0) + b"Auto1"


def changed(content: bytes, old: bytes, new: bytes) -> bytes:
    assert old in content
    return content.replace(old, new)


def end_of(content: bytes, offset: int, form: str, value: int) -> bytes:
    """Overwrite a figure of an archive's last record."""
    at = len(content) - 22 + offset
    return content[:at] + struct.pack(form, value) + content[at + struct.calcsize(form) :]


def listed(content: bytes, offset: int, form: str, value: int) -> bytes:
    """Overwrite a figure of the first part in an archive's list."""
    at = content.index(b"PK\x01\x02") + offset
    return content[:at] + struct.pack(form, value) + content[at + struct.calcsize(form) :]


def twice() -> bytes:
    return changed(
        office("docx", {"Word/document2.xml": "", "word/document3.xml": ""}),
        b"document3",
        b"document2",
    )


HOSTILE = {
    # nothing, and kinds that are not on the list
    "empty": ("a.pdf", b"", "E111"),
    "zip": ("a.zip", ZIP, "E107"),
    "zip named docx": ("a.docx", ZIP, "E112"),
    "empty zip": ("a.docx", pack({}), "E112"),
    "zip named txt": ("a.txt", ZIP, "E112"),
    "exe": ("a.exe", EXE, "E107"),
    "exe named pdf": ("a.pdf", EXE, "E112"),
    "exe named txt": ("a.txt", EXE, "E112"),
    "odd exe named jpg": ("a.jpg", b"MZ" + bytes(62), "E126"),
    "elf named png": ("a.png", b"\x7fELF\x02\x01\x01" + bytes(50), "E112"),
    "java class": ("a.pdf", b"\xca\xfe\xba\xbe\0\0\0\x34", "E112"),
    "mach-o": ("a.pdf", b"\xcf\xfa\xed\xfe\x07\0\0\x01", "E112"),
    "rar": ("a.pdf", b"Rar!\x1a\x07\x00", "E112"),
    "gzip": ("a.txt", b"\x1f\x8b\x08\0", "E112"),
    "7z": ("a.docx", b"7z\xbc\xaf\x27\x1c", "E112"),
    "rtf named doc": ("a.doc", b"{\\rtf1 \\objdata 0105}", "E112"),
    "gif": ("a.gif", b"GIF89a\x01\0\x01\0", "E112"),
    "gif that is a script": ("a.png", b"GIF89a/*....*/=1;alert(1)", "E112"),
    "wav": ("a.webp", b"RIFF\x04\0\0\0WAVE", "E112"),
    "UTF-16 text": ("a.txt", "汇总".encode("utf-16"), "E112"),
    "shell script": ("a.txt", b"#!/bin/sh\nrm -rf /\n", "E125"),
    # text
    "html": ("a.txt", b"<html><body>x</body></html>", "E125"),
    "html by its name": ("a.html", b"<p>x", "E107"),
    "html after spaces": ("a.csv", b" \r\n\t<!DOCTYPE html>", "E125"),
    "html after a mark": ("a.txt", b"\xef\xbb\xbf<HTML>", "E125"),
    "html far below": ("a.txt", b"x\n" * 5000 + b"<ScRiPt src=x>", "E125"),
    "svg": ("a.txt", b'<svg xmlns="x" onload="alert(1)"/>', "E125"),
    "svg named png": ("a.png", b'<?xml version="1.0"?><svg/>', "E125"),
    "xml of any kind": ("a.csv", b"<rows><row/></rows>", "E125"),
    "xml comment": ("a.txt", b"a <!-- b -->", "E125"),
    "php": ("a.txt", b"hello <?php system($_GET[0]); ?>", "E125"),
    "jsp": ("a.csv", b"a,<%=1%>", "E125"),
    "image with a handler": ("a.txt", b"hi <img src=x onerror=alert(1)>", "E125"),
    "html in GB18030": ("a.txt", "汇总<script>".encode("gb18030"), "E125"),
    "NUL": ("a.txt", b"a\0b", "E126"),
    "escape": ("a.txt", b"a\x1b[2Jb", "E126"),
    "backspace": ("a.csv", b"a\x08b", "E126"),
    "delete": ("a.txt", b"a\x7fb", "E126"),
    "C1 control": ("a.txt", "a\x9bb".encode(), "E126"),
    "no encoding": ("a.txt", b"ok\xff\xff", "E126"),
    "cut in a character": ("a.txt", "汇总".encode("gb18030") + b"\x81", "E126"),
    # names that say another thing
    "pdf named png": ("a.png", pdf(), "E113"),
    "png named jpg": ("a.jpg", png(), "E113"),
    "docx named xlsx": ("a.xlsx", office("docx"), "E113"),
    "xlsx named docx": ("a.docx", office("xlsx"), "E113"),
    "doc named xls": ("a.xls", ole("WordDocument"), "E113"),
    "text named pdf": ("a.pdf", b"%PD\n", "E113"),
    "text without suffix": ("汇总", b"a", "E113"),
    "text named log": ("a.log", b"a", "E113"),
    "pdf with a full-width dot": ("a．pdf", pdf(), "E113"),
    "pdf named exe": ("a.pdf.exe", pdf(), "E107"),
    "pdf from exe": ("a.exe.pdf", pdf(), "E107"),
    "pdf in disguise": ("a\u202efdp.pdf", pdf(), "E103"),
    # pdf
    "pdf with no end": ("a.pdf", b"%PDF-1.4\n", "E114"),
    "pdf not at the start": ("a.pdf", b"\n" + pdf(), "E115"),
    "pdf after html": ("a.pdf", b"<html>" + pdf(), "E125"),
    "pdf with a tail": ("a.pdf", pdf() + b"MZ", "E115"),
    "pdf with an archive": ("a.pdf", pdf() + ZIP, "E115"),
    "pdf with an archive before its end": ("a.pdf", pdf(ZIP), "E115"),
    "pdf with an archive in a comment": ("a.pdf", end_of(ZIP, 20, "<H", len(pdf())).join([b"%PDF-1.7\n", pdf()]), "E115"),
    "pdf script": ("a.pdf", pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "E117"),
    "pdf script spelled in codes": ("a.pdf", pdf(b"<</S/J#61va#53cr#69pt /JS(x)>>"), "E117"),
    "pdf script spelled in capitals": ("a.pdf", pdf(b"<</S/#4a#61vaScript>>"), "E117"),
    "pdf scripts by name": ("a.pdf", pdf(b"<</Names<</JavaScript 5 0 R>>>>"), "E117"),
    "pdf launch": ("a.pdf", pdf(b"<</S/Launch/F(cmd.exe)>>"), "E117"),
    "pdf launch at once": ("a.pdf", pdf(b"<</OpenAction<</S /Launch\n>>>>"), "E117"),
    "pdf attachment": ("a.pdf", pdf(b"<</Type/EmbeddedFile>>"), "E117"),
    "pdf attachments": ("a.pdf", pdf(b"<</EmbeddedFiles 5 0 R>>"), "E117"),
    "pdf pinned attachment": ("a.pdf", pdf(b"<</Subtype/FileAttachment>>"), "E117"),
    "pdf form that sends": ("a.pdf", pdf(b"<</S/SubmitForm/F(http://x)>>"), "E117"),
    "pdf to another file": ("a.pdf", pdf(b"<</S/GoToR/F(\\\\\\\\host\\\\x)>>"), "E117"),
    "pdf with media": ("a.pdf", pdf(b"<</Subtype/RichMedia>>"), "E117"),
    "pdf with XFA": ("a.pdf", pdf(b"<</XFA 5 0 R>>"), "E117"),
    "pdf script in packed objects": ("a.pdf", objects(b"<</S/JavaScript/JS(x)>>"), "E117"),
    "pdf script far into packed objects": ("a.pdf", objects(b"x " * 200_000 + b"/Launch "), "E117"),
    "pdf script in packed objects that stop": ("a.pdf", pdf(pdf_stream(zlib.compress(b"7 0 /Launch " + bytes(99))[:-6])), "E117"),
    "pdf script behind a decoy": ("a.pdf", pdf(pdf_stream(PACKED, b"/X(stream\n" + zlib.compress(b"7 0 x") + b")")), "E117"),
    "pdf objects packed oddly": ("a.pdf", pdf(pdf_stream(b"80 0B~>", b"/Type/ObjStm/Filter/ASCII85Decode")), "E118"),
    "pdf objects beside an odd filter": ("a.pdf", objects(b"x", b"/Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]"), "E118"),
    "pdf objects that do not unpack": ("a.pdf", pdf(pdf_stream(b"not packed")), "E118"),
    "pdf objects without a stream": ("a.pdf", pdf(b"<</Type/Obj#53tm>>"), "E118"),
    "pdf objects with a predictor": ("a.pdf", pdf(pdf_stream(zlib.compress(b"\x027 0 "))), "E118"),
    "pdf objects that are a bomb": ("a.pdf", objects(bytes(21_000_000)), "E118"),
    "pdf of streams without end": ("a.pdf", pdf(b"stream\n" * 200_001), "E118"),
    "encrypted pdf": ("a.pdf", pdf(b"<</Encrypt 9 0 R>>"), "E116"),
    # pictures
    "png with a tail": ("a.png", png() + b"<script>", "E115"),
    "png with an archive": ("a.png", png() + ZIP, "E115"),
    "png with an archive inside": ("a.png", png(png_chunk(b"teXt", ZIP)), "E115"),
    "png with an archive on two disks at its end": ("a.png", png(png_chunk(b"teXt", end_of(end_of(ZIP, 4, "<H", 1), 20, "<H", 16))), "E115"),
    "png with a pdf inside": ("a.png", png(png_chunk(b"teXt", pdf())), "E115"),
    "png cut short": ("a.png", png()[:-6], "E114"),
    "png with a false sum": ("a.png", changed(png(), b"IEND\xaeB`\x82", b"IEND\xaeB`\x83"), "E114"),
    "png without a head": ("a.png", b"\x89PNG\r\n\x1a\n" + png_chunk(b"IEND"), "E114"),
    "png head alone": ("a.png", b"\x89PNG\r\n\x1a\n", "E114"),
    "png of chunks without end": ("a.png", png(png_chunk(b"teXt") * 100_001), "E114"),
    "jpeg with an archive": ("a.jpg", jpeg() + ZIP, "E115"),
    "jpeg with an archive in a comment": ("a.jpg", jpeg(ZIP), "E115"),
    "jpeg with a pdf in a comment": ("a.jpg", jpeg(pdf()), "E115"),
    "jpeg with php behind": ("a.jpg", jpeg() + b"<?php ?>", "E115"),
    "jpeg without an end": ("a.jpg", jpeg()[:-2], "E114"),
    "jpeg without a scan": ("a.jpg", b"\xff\xd8\xff\xfe\x00\x03x\xff\xd9", "E114"),
    "jpeg head alone": ("a.jpg", b"\xff\xd8\xff", "E114"),
    "jpeg that is a script": ("a.jpg", b"\xff\xd8\xff\xe0/*" + b"x" * 50, "E114"),
    "webp with a tail": ("a.webp", webp() + b"x", "E115"),
    "webp with an archive": ("a.webp", webp(b"EXIF" + struct.pack("<L", len(ZIP)) + ZIP + b"\0" * (len(ZIP) % 2)), "E115"),
    "webp cut short": ("a.webp", webp()[:-2], "E114"),
    "webp with nothing": ("a.webp", b"RIFF\x04\0\0\0WEBP", "E114"),
    "webp with a false size": ("a.webp", changed(webp(), struct.pack("<L", 3), struct.pack("<L", 99)), "E114"),
    # office
    "docx with macros": ("a.docx", office("docx", {"word/vbaProject.bin": b"x"}), "E119"),
    "docx with macros in capitals": ("a.docx", office("docx", {"word/VBAPROJECT.BIN": b"x"}), "E119"),
    "docx that is a docm": ("a.docx", pack({"[Content_Types].xml": f"<Types>{MACRO_TYPE}</Types>", "word/document.xml": "<x/>"}), "E119"),
    "docx with a type spelled in codes": ("a.docx", office("docx", also=changed(MACRO_TYPE.encode(), b"macro", b"m&#97;cro").decode()), "E119"),
    "docx with macros by another name": ("a.docx", linked("vbaProject", "other.xml", "Internal"), "E119"),
    "docx with a control": ("a.docx", office("docx", {"word/activeX/activeX1.xml": "<x/>"}), "E119"),
    "xlsx with old macros": ("a.xlsx", office("xlsx", {"xl/macrosheets/sheet1.xml": "<x/>"}), "E119"),
    "docx with an object": ("a.docx", office("docx", {"word/embeddings/oleObject1.bin": b"x"}), "E120"),
    "docx with an exe": ("a.docx", office("docx", {"word/media/setup.exe": EXE}), "E120"),
    "docx with an exe named png": ("a.docx", office("docx", {"word/media/image1.png": EXE}), "E120"),
    "docx with macros named xml": ("a.docx", office("docx", {"word/data.xml": ole("VBA")}), "E120"),
    "docx with html": ("a.docx", office("docx", {"word/afchunk.htm": "<html>"}), "E120"),
    "docx with a printer elsewhere": ("a.docx", office("docx", {"word/media/printerSettings1.bin": b"x"}), "E120"),
    "docx with a workbook with macros": ("a.docx", office("docx", {"word/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": b""})}), "E119"),
    "docx with an exe named xlsx": ("a.docx", office("docx", {"word/embeddings/a.xlsx": EXE}), "E120"),
    "docx with an archive named xlsx": ("a.docx", office("docx", {"word/embeddings/a.xlsx": ZIP}), "E112"),
    "docx in docx in docx in docx": ("a.docx", office("docx", {"a.docx": office("docx", {"a.docx": office("docx", {"a.docx": office()})})}), "E120"),
    "docx with a template from outside": ("a.docx", linked("attachedTemplate", "http://x/a.dotm"), "E121"),
    "docx with a template on a share": ("a.docx", linked("attachedTemplate", "\\\\host\\a.dotm"), "E121"),
    "docx with a frame from outside": ("a.docx", linked("frame", "http://x/"), "E121"),
    "docx with an object from outside": ("a.docx", linked("oleObject", "mhtml:http://x!x"), "E121"),
    "docx with a picture from outside": ("a.docx", linked("image", "http://x/a.png"), "E121"),
    "docx with a click on a share": ("a.docx", linked("hyperlink", "file://host/x"), "E121"),
    "docx with a click on a program": ("a.docx", linked("hyperlink", "ms-msdt:/id x"), "E121"),
    "docx with a script to click": ("a.docx", linked("hyperlink", "javascript:alert(1)"), "E121"),
    "docx with a target in capitals": ("a.docx", linked("image", "HTTP://x/a.png", "EXTERNAL"), "E121"),
    "docx that hides the mode": ("a.docx", linked("attachedTemplate", "http://x/", "Internal"), "E121"),
    "xlsx with a workbook from outside": ("a.xlsx", office("xlsx", {"xl/externalLinks/_rels/e.xml.rels": relations(("externalLinkPath", "\\\\host\\b.xlsx", "External"))}), "E121"),
    "xlsx that starts a program": ("a.xlsx", office("xlsx", {"xl/externalLinks/externalLink1.xml": DDE}), "E121"),
    "docx with entities": ("a.docx", office("docx", {"_rels/.rels": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'}), "E114"),
    "docx with broken XML": ("a.docx", office("docx", {"_rels/.rels": "<x>"}), "E114"),
    "docx without its main part": ("a.docx", pack({"[Content_Types].xml": types()}), "E114"),
    "docx and xlsx at once": ("a.docx", office("docx", {"xl/workbook.xml": "<x/>"}, also=types("xlsx")[types("xlsx").index("<Override") : -8]), "E114"),
    "docx behind a program": ("a.docx", EXE + office(), "E112"),
    "docx behind spaces": ("a.docx", b"\n" + office(), "E126"),
    "docx with a tail": ("a.docx", office() + b"x", "E114"),
    "docx with a remark": ("a.docx", end_of(office(), 20, "<H", 1) + b"x", "E114"),
    "docx behind another archive": ("a.docx", ZIP + office(), "E114"),
    "docx cut short": ("a.docx", office()[:-30], "E114"),
    "docx head alone": ("a.docx", b"PK\x03\x04", "E114"),
    "docx that counts wrong": ("a.docx", end_of(end_of(office(), 8, "<H", 2), 10, "<H", 2), "E114"),
    "docx of very many parts": ("a.docx", office("docx", {f"a{n}.xml": "" for n in range(5000)}), "E122"),
    "docx that says it has very many parts": ("a.docx", end_of(end_of(office(), 8, "<H", 65_535), 10, "<H", 65_535), "E122"),
    "docx bomb": ("a.docx", office("docx", {"word/a.xml": bytes(3_000_000)}), "E124"),
    "docx that says it is a bomb": ("a.docx", listed(office(), 24, "<L", 4_000_000_000), "E123"),
    "docx whose part lies about its size": ("a.docx", listed(office(), 24, "<L", 20), "E114"),
    "docx with a part twice": ("a.docx", twice(), "E114"),
    "docx with a part twice that counts one": ("a.docx", end_of(end_of(twice(), 8, "<H", 4), 10, "<H", 4), "E114"),
    "docx with a part that climbs": ("a.docx", office("docx", {"../../evil.xml": "<x/>"}), "E114"),
    "docx with a part at the root": ("a.docx", office("docx", {"/etc/evil.xml": "<x/>"}), "E114"),
    "docx with a part on a drive": ("a.docx", office("docx", {"C:evil.xml": "<x/>"}), "E114"),
    "docx with a part of backslashes": ("a.docx", office("docx", {"..\\evil.xml": "<x/>"}), "E114"),
    "docx with two names for a part": ("a.docx", office("docx", {"a.xml": ""}).replace(b"a.xml", b"b.xml", 1), "E114"),
    "docx with encrypted parts": ("a.docx", listed(office(), 8, "<H", 1), "E116"),
    "docx packed oddly": ("a.docx", pack({"[Content_Types].xml": types(), "word/document.xml": "<x/>"}, zipfile.ZIP_BZIP2), "E114"),
    "docx with a folder that holds bytes": ("a.docx", office("docx", {"word/": "hidden"}), "E114"),
    "docx with overlapping parts": ("a.docx", listed(office(), 20, "<L", 100_000), "E114"),
    # ofd
    "ofd with a script": ("a.ofd", ofd({"Doc_0/a.js": "alert(1)"}), "E120"),
    "ofd with an exe": ("a.ofd", ofd({"Doc_0/a.exe": EXE}), "E120"),
    "ofd with an exe named png": ("a.ofd", ofd({"Doc_0/a.png": EXE}), "E120"),
    "ofd with another root": ("a.ofd", pack({"OFD.xml": "<html/>"}), "E114"),
    "ofd with entities": ("a.ofd", pack({"OFD.xml": "<!DOCTYPE OFD><OFD/>"}), "E114"),
    "ofd that is a docx too": ("a.ofd", office("docx", {"OFD.xml": "<OFD/>"}), "E120"),
    "ofd named pdf": ("a.pdf", ofd(), "E113"),
    # old office
    "doc with macros": ("a.doc", ole("WordDocument", "Macros", "VBA"), "E119"),
    "doc with macros in small letters": ("a.doc", ole("WordDocument", "vba"), "E119"),
    "xls with macros": ("a.xls", ole("Workbook", "_VBA_PROJECT_CUR"), "E119"),
    "xls with old macros": ("a.xls", ole("Workbook", content=SHEET_MACROS), "E119"),
    "ppt with macros": ("a.ppt", ole("PowerPoint Document", content=SLIDE_MACROS), "E119"),
    "doc with a package": ("a.doc", ole("WordDocument", "\x01Ole10Native"), "E120"),
    "doc with an equation": ("a.doc", ole("WordDocument", "Equation Native"), "E120"),
    "doc with a workbook": ("a.doc", ole("WordDocument", "Workbook"), "E120"),
    "docx with a password": ("a.docx", ole("EncryptionInfo", "EncryptedPackage"), "E116"),
    "msi named doc": ("a.doc", ole("!Installer"), "E112"),
    "doc without a root": ("a.doc", changed(ole("WordDocument"), b"R\0o\0o\0t", b"X\0o\0o\0t"), "E114"),
    "doc head alone": ("a.doc", ole()[:8], "E114"),
    "doc with an archive": ("a.doc", ole("WordDocument") + ZIP, "E115"),
    "doc with a pdf": ("a.doc", ole("WordDocument", content=pdf()), "E115"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_it_is_refused(tmp_path: Path, case: str) -> None:
    name, content, code = HOSTILE[case]
    assert refusal(write(tmp_path, content), name) == code


def test_a_refusal_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileError) as caught:
        detect(write(tmp_path, png()), "图.jpg")
    assert caught.value.say() == (
        "图.jpg: 内容是PNG 图片,后缀却是“.jpg”。改法:后缀改为:.png [E113]"
    )
    with pytest.raises(FileError) as caught:
        detect(write(tmp_path, office("docx", {"word/vbaProject.bin": b""})), "a.docx")
    assert caught.value.say("en") == (
        "a.docx: the file holds macros (word/vbaProject.bin). Fix: save it without macros [E119]"
    )


@pytest.mark.parametrize("part", ["a\r\nb.exe", "a\u202egnp.exe", "x" * 9000 + ".exe"])
def test_what_a_file_calls_its_parts_is_shown_harmless_and_short(tmp_path: Path, part: str) -> None:
    with pytest.raises(FileError) as caught:
        detect(write(tmp_path, office("docx", {part: b""})), "a.docx")
    said = caught.value.say("en")
    assert not {unicodedata.category(each) for each in said} & {"Cc", "Cf", "Zl"}
    assert len(said) < 500


def test_a_text_too_long_to_look_through_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, b"")
    with path.open("r+b") as stream:
        stream.truncate(20_000_001)
    assert refusal(path, "a.txt") == "E131"


def test_an_archives_mark_alone_is_chance(tmp_path: Path) -> None:
    content = png(png_chunk(b"teXt", b"PK\x05\x06" + b"\x77" * 60))
    assert detect(write(tmp_path, content), "a.png").id == "png"


@given(st.sampled_from(sorted(ALLOWED)), st.data())
def test_a_damaged_file_is_refused_in_words_or_is_the_same_kind(
    tmp_path_factory: pytest.TempPathFactory, case: str, data: st.DataObject
) -> None:
    name, content = ALLOWED[case]
    at = data.draw(st.integers(0, len(content) - 1))
    hurt = content[:at] + data.draw(st.binary(max_size=4)) + content[at + 1 :]
    path = tmp_path_factory.getbasetemp() / "damaged"
    path.write_bytes(hurt)
    with suppress(FileError):
        suffix = Path(name).suffix.lower()
        assert suffix in detect(path, name).suffixes


# Names

NAMES = {
    "plain": "report.pdf",
    "Chinese": "关于开展队伍教育整顿的通知（第 3 号）.docx",
    "full-width space": "附件一　汇总表.xlsx",
    "dots": "v1.2.汇总.pdf",
    "an address": "www.example.com.pdf",
    "supplementary ideograph": "𠮷田.pdf",
    "console, nearly": "console.txt",
    "port, nearly": "com10.txt",
    "as long as may be": "字" * (MAX_NAME - 4) + ".pdf",
}
BAD_NAMES = {
    "empty": ("", "E101"),
    "too long": ("a" * 117 + ".pdf", "E102"),
    "far too long": ("a" * 100_000, "E102"),
    "NUL": ("a\0.pdf", "E103"),
    "line break": ("a\r\nSet-Cookie: x.pdf", "E103"),
    "tab": ("a\t.pdf", "E103"),
    "delete": ("a\x7f.pdf", "E103"),
    "C1 control": ("a\x85.pdf", "E103"),
    "right to left override": ("a\u202efdp.exe", "E103"),
    "left to right override": ("a\u202d.pdf", "E103"),
    "right to left embedding": ("a\u202b.pdf", "E103"),
    "isolate": ("a\u2067.pdf", "E103"),
    "right to left mark": ("a\u200f.pdf", "E103"),
    "Arabic letter mark": ("a\u061c.pdf", "E103"),
    "zero-width space": ("a\u200b.pdf", "E103"),
    "zero-width joiner": ("a\u200d.pdf", "E103"),
    "byte order mark": ("\ufeffa.pdf", "E103"),
    "soft hyphen": ("a\u00ad.pdf", "E103"),
    "tag character": ("a\U000e0041.pdf", "E103"),
    "line separator": ("a\u2028.pdf", "E103"),
    "paragraph separator": ("a\u2029.pdf", "E103"),
    "lone surrogate": ("a\ud800.pdf", "E103"),
    "noncharacter": ("a\uffff.pdf", "E103"),
    "noncharacter within": ("a\ufdd0.pdf", "E103"),
    "path": ("../../etc/passwd", "E104"),
    "absolute path": ("/etc/passwd.txt", "E104"),
    "Windows path": ("..\\..\\a.pdf", "E104"),
    "drive": ("C:a.pdf", "E104"),
    "stream of a file": ("a.pdf::$DATA", "E104"),
    "wildcard": ("*.pdf", "E104"),
    "question": ("a?.pdf", "E104"),
    "quotation mark": ('a".pdf', "E104"),
    "tag": ("<img src=x>.pdf", "E104"),
    "pipe": ("a|b.pdf", "E104"),
    "one dot": (".", "E105"),
    "two dots": ("..", "E105"),
    "hidden": (".htaccess", "E105"),
    "suffix alone": (".pdf", "E105"),
    "trailing dot": ("a.pdf.", "E105"),
    "trailing space": ("a.pdf ", "E105"),
    "leading space": (" a.pdf", "E105"),
    "full-width space at the end": ("a.pdf\u3000", "E105"),
    "no-break space at the start": ("\u00a0a.pdf", "E105"),
    "spaces": ("   ", "E105"),
    "device": ("CON", "E106"),
    "device with a suffix": ("nul.txt", "E106"),
    "device with two": ("Aux.tar.pdf", "E106"),
    "device with a space": ("prn .pdf", "E106"),
    "serial port": ("COM1.pdf", "E106"),
    "printer port": ("lpt9.pdf", "E106"),
    "port in small figures": ("com².pdf", "E106"),
    "console": ("CONIN$", "E106"),
    "program": ("setup.exe", "E107"),
    "program in capitals": ("a.EXE", "E107"),
    "program before": ("a.php.jpg", "E107"),
    "program among others": ("a.jpg.js.png", "E107"),
    "program with a space": ("a.exe .pdf", "E107"),
    "web page": ("a.htm", "E107"),
    "picture with scripts": ("a.svg", "E107"),
    "link": ("a.pdf.lnk", "E107"),
    "macros": ("a.docm", "E107"),
    "archive": ("a.zip", "E107"),
}


@pytest.mark.parametrize("case", NAMES)
def test_a_name_is_kept(case: str) -> None:
    assert clean_name(NAMES[case]) == NAMES[case]


@pytest.mark.parametrize("case", BAD_NAMES)
def test_a_name_is_refused(case: str) -> None:
    name, code = BAD_NAMES[case]
    with pytest.raises(FileError) as caught:
        clean_name(name)
    (problem,) = caught.value.problems
    assert problem.message.code == code
    assert len(problem.say("zh").encode()) < 1000
    assert not {unicodedata.category(each) for each in problem.say("en")} & {"Cc", "Cf", "Cs", "Zl"}


def test_a_name_is_composed() -> None:
    assert clean_name("cafe\u0301.pdf") == "caf\u00e9.pdf"


@given(
    st.text(st.characters(), max_size=MAX_NAME + 5)
    | st.from_regex(r"[\w. /\\:]{0,30}", fullmatch=True)
)
def test_a_name_that_is_kept_names_one_file_everywhere(name: str) -> None:
    try:
        kept = clean_name(name)
    except FileError:
        return
    assert kept == unicodedata.normalize("NFC", name) == clean_name(kept)
    assert 0 < len(kept) <= MAX_NAME
    assert Path(kept).name == kept
    assert Path("folder", kept).parent == Path("folder")
    assert kept not in {".", ".."}
    assert not {unicodedata.category(character) for character in kept} & {"Cc", "Cf", "Cs"}
    assert not set(kept) & set('/\\:*?"<>|\0')
    assert kept == kept.strip().strip(".")
    assert kept.encode().decode() == kept


@given(
    st.text(min_size=1, max_size=20),
    st.sampled_from("/\\\0\n\r\u202e\u2066\u200b"),
    st.integers(0, 20),
)
def test_no_name_passes_with_what_leads_away_or_deceives(name: str, bad: str, at: int) -> None:
    with pytest.raises(FileError):
        clean_name(name[:at] + bad + name[at:])


@given(st.sampled_from(["con", "prn", "aux", "nul", "com1", "lpt³"]), st.data())
def test_no_device_passes_in_any_capitals(device: str, data: st.DataObject) -> None:
    letters = [data.draw(st.sampled_from([letter, letter.upper()])) for letter in device]
    with pytest.raises(FileError):
        clean_name("".join(letters) + data.draw(st.sampled_from(["", ".pdf", ".a.txt", " .csv"])))
