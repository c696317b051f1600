"""Text that a spreadsheet program would take for a formula when it opens a CSV file.

It is written with an apostrophe before it, and read back without (OWASP ASVS 5.0, 1.2.10).
"""

from __future__ import annotations

_STARTS = frozenset("=+-@\t\r\n\0＝＋－＠")
_MARK = "'"


def neutralise(text: str) -> str:
    """Put an apostrophe before text that might become a formula."""
    return f"{_MARK}{text}" if _dangerous(text) else text


def restore(text: str) -> str:
    """Take away the apostrophe that :func:`neutralise` put."""
    return text[1:] if text.startswith(_MARK) and _dangerous(text) else text


def _dangerous(text: str) -> bool:
    return text.lstrip(_MARK)[:1] in _STARTS
