"""What looks like personal data in a workbook: no ledger keeps it, so none is taken in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal

from smart_team.ledger.plain_text import bare, half_width

Personal = Literal["identity", "mobile"]

_IDENTITY: Final = re.compile(r"(?<!\d)\d{6}(\d{8})\d{3}[\dXx](?![\dXx])")
_MOBILE: Final = re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)")
_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS: Final = "10X98765432"
"""By the remainder on division by 11 (GB 11643-1999)."""
_ROUNDED: Final = "000"
"""How an identity number ends that a spreadsheet kept as a number: its last digits are lost."""
_HEADERS: Final = re.compile(
    "身份证|证件号|手机|电话|联系方式|微信|住址|地址|户籍|籍贯|出生|病历|病史|病情|健康|疾病|体检"
    "|宗教信仰|政治面貌|民族|婚姻|指纹|人脸|银行卡|银行账|行踪|亲属|家属|配偶|子女|父母|护照"
    "|identity|idnumber|idcard|passport|phone|mobile|wechat|address|birth|medical|health"
    "|disease|religio|politicalaffiliation|ethnic|marital|spouse|relative|fingerprint|bank"
)
"""Wider than what the titles of declared fields are held to: those were thought about."""


def personal_header(name: str) -> str | None:
    """Return the word by which a column's name looks like personal data."""
    found = _HEADERS.search(bare(name).replace("_", ""))
    return found.group() if found else None


def personal_parts(text: str) -> Iterator[Personal]:
    """Yield what parts of a text look like: an identity number, a mobile number."""
    text = half_width(text)
    if any(map(_is_identity, _IDENTITY.finditer(text))):
        yield "identity"
    if _MOBILE.search(text):
        yield "mobile"


def _is_identity(found: re.Match[str]) -> bool:
    number, born = found.group().upper(), found.group(1)
    try:
        date.fromisoformat(f"{born[:4]}-{born[4:6]}-{born[6:]}")
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _WEIGHTS, strict=False))
    return number[-1] == _CHECK_DIGITS[total % 11] or number.endswith(_ROUNDED)
