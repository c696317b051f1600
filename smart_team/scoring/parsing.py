"""One answer value: from what a file or a request gives to the whole number that columns hold.

Numbers are plainly written decimals (§1). Anything else is refused, never mended.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from smart_team.errors import Message
from smart_team.rubric.items import Manual
from smart_team.rubric.types import plain
from smart_team.scoring import messages as m
from smart_team.scoring.fixed import micro
from smart_team.scoring.layout import Slot

_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,6})?")
_COUNT = re.compile(r"0|[1-9][0-9]{0,11}")
_MOST = 10**12 - 1
_SHOWN = 40
_TRUTHS = {"true": True, "false": False}


class RawNumber(str):
    """A number as it was written in JSON, before anything is made of it."""

    __slots__ = ()


class RefusedValueError(Exception):
    """A value was refused: the message and what fills it."""

    def __init__(self, message: Message, **values: object) -> None:
        super().__init__(message.code)
        self.message = message
        self.values: Mapping[str, object] = values


def parse(raw: object, slot: Slot, manual: Manual | None = None, decimals: int = 6) -> int:
    """Return what the slot's column holds for a raw value; raises :class:`RefusedValueError`.

    Decimals and scores become millionths, choices their position, truths 0 or 1. `manual` is the
    indicator and `decimals` the rubric's where the slot holds a reviewer's score.
    """
    if slot.kind in {"truth", "check"}:
        return int(parse_truth(raw))
    if slot.kind == "choice":
        return _parse_choice(raw, slot.choices)
    if slot.kind == "count":
        return _parse_count(raw)
    value = parse_decimal(raw)
    if manual is not None:
        _check_score(value, manual, decimals)
    return micro(value)


def parse_truth(raw: object) -> bool:
    """Read true or false, as a truth value or as the word."""
    if isinstance(raw, bool):
        return raw
    truth = None if isinstance(raw, RawNumber) else _TRUTHS.get(str(raw).lower())
    if truth is None:
        raise RefusedValueError(m.NOT_A_TRUTH, value=_shown(raw))
    return truth


def parse_decimal(raw: object) -> Decimal:
    """Read a plainly written decimal, with a sign where it is negative."""
    text = "" if isinstance(raw, bool) else str(raw)
    if not _DECIMAL.fullmatch(text):
        raise RefusedValueError(m.NOT_A_NUMBER, value=_shown(raw))
    return Decimal(text)


def _parse_count(raw: object) -> int:
    if type(raw) is int and 0 <= raw <= _MOST:
        return raw
    text = "" if isinstance(raw, bool) else str(raw)
    if not _COUNT.fullmatch(text):
        raise RefusedValueError(m.NOT_A_COUNT, value=_shown(raw))
    return int(text)


def _parse_choice(raw: object, choices: tuple[str, ...]) -> int:
    if isinstance(raw, bool) or str(raw) not in choices:
        raise RefusedValueError(m.NOT_A_CHOICE, value=_shown(raw), known=", ".join(choices))
    return choices.index(str(raw))


def _check_score(value: Decimal, manual: Manual, decimals: int) -> None:
    if not 0 <= value <= manual.points:
        raise RefusedValueError(m.SCORE_RANGE, value=plain(value), points=plain(manual.points))
    if value != round(value, decimals):
        raise RefusedValueError(m.SCORE_PLACES, value=plain(value), decimals=decimals)


def _shown(raw: object) -> str:
    text = str(raw).lower() if isinstance(raw, bool) else str(raw)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
