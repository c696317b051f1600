"""Plain text: no controls, and no markup that a program would show as a page."""

from __future__ import annotations

import re
from typing import Final

from smart_team.store import file_messages as m
from smart_team.store.file_kinds.content import MAX_READ, Content
from smart_team.store.file_kinds.kinds import KNOWN_SUFFIXES

_NOT_PLAIN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_MARKUP: Final = re.compile(
    r"\A\s*(?:<[a-z!?/%]|#!)|<(?:[!?%][a-z=\[-]|/?(?:applet|audio|base|body|div|embed|foreignobject|"
    r"form|frame|frameset|head|html|iframe|img|input|link|math|meta|object|script|span|style|svg|"
    r"table|template|title|video|xsl:\w+)\b)",
    re.IGNORECASE,
)


def check_text(file: Content) -> None:
    """Raise FileError for what is no plain text in UTF-8 or GB18030, or may be read as markup."""
    if len(file.data) > MAX_READ:
        file.refuse(m.TOO_LARGE, limit=MAX_READ)
    content = bytes(file.data)
    text, encoding = _decoded(file, content)
    if control := _NOT_PLAIN.search(text):
        offset = len(text[: control.start()].encode(encoding))
        file.refuse(m.NOT_TEXT, offset=offset, known=KNOWN_SUFFIXES)
    if markup := _MARKUP.search(text):
        file.refuse(m.MARKUP, found=markup[0].strip())


def _decoded(file: Content, content: bytes) -> tuple[str, str]:
    try:
        return content.decode("utf-8-sig"), "utf-8-sig"
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("gb18030"), "gb18030"
    except UnicodeDecodeError as error:
        file.refuse(m.NOT_TEXT, offset=error.start, known=KNOWN_SUFFIXES)
