"""What a file may be called."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from smart_team.store import file_messages as m
from smart_team.store.file_kinds.refusing import is_invisible, refuse

MAX_NAME: Final = 120
"""Characters of a file's name."""
_FORBIDDEN: Final = frozenset('/\\:*?"<>|')
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
        refuse(name, m.NAME_EMPTY)
    if len(name) > MAX_NAME:
        refuse(name[:MAX_NAME], m.NAME_TOO_LONG, found=len(name), limit=MAX_NAME)
    for character in name:
        _check_character(name, character)
    if name.strip().strip(".") != name:
        refuse(name, m.NAME_EDGE)
    stem, *rest = name.split(".")
    if _DEVICE.fullmatch(stem.rstrip()):
        refuse(name, m.NAME_RESERVED, stem=stem)
    for suffix in rest:
        if _PROGRAMS.fullmatch(suffix.strip()):
            refuse(name, m.NAME_OF_PROGRAM, suffix=f".{suffix}")
    return name


def _check_character(name: str, character: str) -> None:
    if is_invisible(character):
        refuse(name, m.NAME_INVISIBLE, codepoint=f"U+{ord(character):04X}")
    if character in _FORBIDDEN:
        refuse(name, m.NAME_FORBIDDEN, character=character)
