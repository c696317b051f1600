"""The models' common manner, and the texts that they hold."""

from __future__ import annotations

from typing import Annotated, Any, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from smart_team.scoring.parsing import RawNumber

Item = TypeVar("Item")


class Given(BaseModel):
    """What a request holds: nothing is converted, nothing unknown is passed over."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Shown(BaseModel):
    """What an answer holds."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)


class Words(Shown):
    """A text in Chinese and, where there is one, in English."""

    zh: str
    en: str | None


class Page(Shown, Generic[Item]):
    """One page of a list; `next` goes into `after` for the following one, null at the end."""

    items: list[Item]
    next: str | None


def _line(value: Any) -> Any:  # noqa: ANN401 - before it is known to be a text
    if isinstance(value, RawNumber) or (isinstance(value, str) and not value.isprintable()):
        raise ValueError("one line of visible characters · 一行可见字符")
    return value


def _prose(value: Any) -> Any:  # noqa: ANN401 - before it is known to be a text
    if isinstance(value, RawNumber) or (
        isinstance(value, str) and not value.translate(_LAYOUT).isprintable()
    ):
        raise ValueError("visible characters and line breaks · 可见字符和换行")
    return value


_LAYOUT = dict.fromkeys(map(ord, "\n\r\t"), " ")
Id = Annotated[str, Field(min_length=1, max_length=80), BeforeValidator(_line)]
"""The id of anything, or a code."""
Code = Annotated[str, Field(max_length=64), BeforeValidator(_line)]
"""A code, or nothing."""
Line = Annotated[str, Field(min_length=1, max_length=200), BeforeValidator(_line)]
"""A title or a name."""
Prose = Annotated[str, Field(min_length=1, max_length=4000), BeforeValidator(_prose)]
"""A reason, or anything else of several lines."""
Reason = Annotated[Prose, Field(description="理由,留存并显示 · kept and shown")]
