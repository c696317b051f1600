"""Small value types that every YAML schema of this package shares."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationInfo,
)
from pydantic_core import PydanticCustomError

from smart_team.errors import Lang, Text

Kind = Literal["commission", "court", "procuratorate", "police", "justice"]
"""政法委, 法院, 检察院, 公安, 司法行政."""
Level = Literal["city", "district"]
"""市级, 区级."""
Role = Literal[
    "clerk",
    "approver",
    "district",
    "inspector",
    "adjudicator",
    "admin",
    "leader",
    "author",
    "auditor",
]
"""填报员, 审签人, 区教整办, 评估员, 复核员, 市级管理员, 领导, 模块作者, 审计员."""

INTEGER_DIGITS = 12
PLACES = 6
MAX_DECIMALS = 4
"""Indicator points have at most this many places (§1)."""
MAX_POINTS = 1000
"""Full marks of a rubric are at most this (§1)."""
MAX_SUM = 10_000
"""Points below one dimension may add up to this; it keeps every product within 64 bits."""


class Strict(BaseModel):
    """A frozen model that refuses unknown keys and never converts."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


CANONICAL = "canonical"
"""The context in which numbers are read back from canonical JSON, where they are texts."""
_PLAIN: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def _to_decimal(value: object, info: ValidationInfo) -> object:
    if isinstance(value, str) and info.context == CANONICAL and _PLAIN.fullmatch(value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if not isinstance(value, Decimal):
        raise PydanticCustomError("number_wanted", "a number is wanted")
    return value


def plain(value: Decimal) -> str:
    """Write a decimal in plain notation, without trailing zeros: ``0.5``, ``14``."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


Number = Annotated[
    Decimal,
    BeforeValidator(_to_decimal, json_schema_input_type=float),
    PlainSerializer(plain, return_type=str),
]
"""A decimal in plain notation, exact: at most 12 digits before the point and 6 after."""
NotNegative = Annotated[Number, Field(ge=0, le=MAX_SUM)]
Positive = Annotated[Number, Field(gt=0, le=MAX_SUM)]
Marks = Annotated[Number, Field(gt=0, le=MAX_POINTS)]
Share = Annotated[Number, Field(ge=0, le=1)]

Id = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_.\-]{0,63}$")]
"""A short code, unique within its rubric."""
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
"""A module's or formula input's name: lower case, digits and underscores."""
UnitCode = Annotated[str, Field(min_length=1, max_length=64)]


class Bilingual(Strict):
    """A text in Chinese and, where given, in English."""

    zh: Annotated[str, Field(min_length=1)]
    en: Annotated[str, Field(min_length=1)] | None = None

    def say(self, lang: Lang = "zh") -> str:
        """Return the text in `lang`, or in Chinese where English is not given."""
        return self.text().say(lang)

    def text(self) -> Text:
        """Return the text as the errors carry it."""
        return Text(self.zh, self.en)


def _to_bilingual(value: Any) -> Any:  # noqa: ANN401 - whatever the YAML holds
    return {"zh": value} if isinstance(value, str) else value


Words = Annotated[Bilingual, BeforeValidator(_to_bilingual, json_schema_input_type=str | Bilingual)]
"""A text: a plain string (Chinese), or ``{zh: …, en: …}``."""


class AppliesTo(Strict):
    """Which units a part of a rubric binds: every key given must name the unit's own value.

    `except` takes single units out again.
    """

    kinds: Annotated[tuple[Kind, ...], Field(min_length=1, strict=False)] | None = None
    levels: Annotated[tuple[Level, ...], Field(min_length=1, strict=False)] | None = None
    districts: Annotated[tuple[UnitCode, ...], Field(min_length=1, strict=False)] | None = None
    units: Annotated[tuple[UnitCode, ...], Field(min_length=1, strict=False)] | None = None
    except_: Annotated[tuple[UnitCode, ...], Field(strict=False, alias="except")] = ()
