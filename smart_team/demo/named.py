"""Named inputs of formulas and plugins: parts stay within the whole that stands before them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from smart_team.demo.desk import Desk
from smart_team.demo.sources import RANGES, size
from smart_team.demo.streams import Stream

WHOLES: Final = frozenset({"due", "expected", "planned", "total"})
"""Last words of inputs that are wholes; the inputs after one are parts, each of the one before."""
_STAFF = "trainees"
_SIZES = {"reports": "months"}
_PART = (9_830, 120)
_LEVELS = {"national": (0, 1), "province": (1, 3), "city": (3, 7), "district": (5, 12)}
"""How many events of a level a year brings."""
_OTHER = (1, 10)
_MONTH = re.compile(r"m[0-9]{2}")
_MONTHLY = (13_200, 1_500)
"""Records of a month per grid officer, in ten-thousandths."""
_MOST = 60_000


def draw_inputs(names: Iterable[str], desk: Desk, item: str) -> dict[str, int]:
    """Draw all named inputs of one item, in the order in which it names them."""
    stream, drawn = desk.stream(item), dict[str, int]()
    whole: int | None = None
    for name in names:
        if _is_whole(name):
            whole = _whole(name, desk)
        elif whole is not None:
            whole = stream.part(whole, desk.quality(stream, *_PART))
        drawn[name] = _other(name, desk, stream) if whole is None else whole
    return drawn


def _is_whole(name: str) -> bool:
    return name.rpartition("_")[2] in WHOLES


def _whole(name: str, desk: Desk) -> int:
    stem = name.rpartition("_")[0]
    wanted = _SIZES.get(stem, stem)
    return max(1, size(desk, wanted if wanted in RANGES else _STAFF))


def _other(name: str, desk: Desk, stream: Stream) -> int:
    if name == "officers":
        return desk.facts.officers
    if _MONTH.fullmatch(name):
        share = _MONTHLY[0] + _MONTHLY[1] * (desk.effort + stream.deviation()) // 1_000
        return stream.part(desk.facts.officers, max(0, min(_MOST, share)))
    low, high = _LEVELS.get(name, _OTHER)
    quality = desk.quality(stream, 5_500, 2_500)
    return low + stream.part(high - low, quality)
