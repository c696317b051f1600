"""How cells of a workbook look; each look becomes one cell format."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from xlsxwriter import Workbook

FONT: Final = "宋体"
"""Installed with every Chinese office suite; others take their own font instead."""
LINE: Final = "#BFBFBF"
HEADER: Final = "#D9E2EC"


class Look(NamedTuple):
    """What sets a cell apart: decimals shown (None: as it is), fill colour, kind of text.

    `shown` is a number format in the workbook's own words; `open` is for cells to be filled in,
    which have no lines yet.
    """

    decimals: int | None = None
    fill: str | None = None
    title: bool = False
    note: bool = False
    header: bool = False
    wrap: bool = False
    centred: bool = False
    quiet: bool = False
    shown: str | None = None
    open: bool = False


class Styles:
    """The cell formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self._made: dict[Look, Any] = {}

    def get(self, look: Look) -> Any:  # noqa: ANN401
        """Return the format for a look."""
        if look not in self._made:
            self._made[look] = self.workbook.add_format(_properties(look))
        return self._made[look]


def _properties(look: Look) -> dict[str, Any]:
    found: dict[str, Any] = {"font_name": FONT, "font_size": 10, "valign": "vcenter"}
    if look.title:
        return found | {"font_size": 16, "bold": True}
    if look.note:
        return found | {"font_size": 9, "font_color": "#595959"}
    if not look.open:
        found |= {"border": 1, "border_color": LINE}
    if look.header:
        return found | {"bold": True, "bg_color": HEADER, "text_wrap": True, "align": "center"}
    if look.decimals is not None:
        found["num_format"] = f"0.{'0' * look.decimals}" if look.decimals else "0"
    if look.shown is not None:
        found["num_format"] = look.shown
    if look.fill is not None:
        found["bg_color"] = look.fill
    if look.centred:
        found["align"] = "center"
    if look.quiet:
        found["font_color"] = "#7F7F7F"
    return found | {"text_wrap": look.wrap}
