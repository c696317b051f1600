"""The sheet 说明: what the columns mean, and every item's full marks and rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from smart_team.errors import Lang, Text
from smart_team.reports.result_words import Shown
from smart_team.reports.rule_words import rule
from smart_team.reports.sheet_styles import Look
from smart_team.reports.words import COLUMNS, TYPES
from smart_team.reports.workbook import Cell, Plain, Sheet
from smart_team.rubric.items import Item, Redline, Scored
from smart_team.rubric.schema import Dimension
from smart_team.rubric.types import Words

NOTES: Final = Text("说明", "Notes")
_COLUMN: Final = Text("列", "Column")
_HEADER: Final = (
    Text("题型", "Type"),
    Text("编号", "Id"),
    Text("名称", "Title"),
    Text("所属维度", "Dimension"),
    Text("满分", "Full marks"),
    Text("计分规则", "Rule"),
    Text("评分说明", "Criteria"),
    Text("依据", "Reference"),
)
_WIDTHS: Final = (10, 12, 28, 20, 8, 48, 40, 28)
_TOP: Final = Look(wrap=True)
_LEGEND: Final = {
    Text("不适用", "N/A"): Text(
        "不计入满分,按标准折算",
        "not part of the full marks; the rest is rescaled as the rubric says",
    ),
    Text("橙色", "Orange"): Text("未填,得 0 分", "blank: earns 0"),
    Text("深橙色", "Dark orange"): Text("算不出,待更正", "could not be computed; to be corrected"),
}


def notes_sheet(shown: Shown) -> Sheet:
    """Return the sheet that explains the two others."""
    rows = [*_columns(shown.lang), *_items(shown)]
    header = [name.say(shown.lang) for name in _HEADER]
    return Sheet(NOTES.say(shown.lang), header, rows, shown.heading(NOTES), _WIDTHS)


def _columns(lang: Lang) -> Iterator[list[Cell]]:
    for title, meaning in [*COLUMNS.values(), *_LEGEND.items()]:
        yield _row(_COLUMN.say(lang), "", title.say(lang), "", None, meaning.say(lang), "", "")


def _items(shown: Shown) -> Iterator[list[Cell]]:
    rubric, lang = shown.plan.rubric, shown.lang
    for dimension in rubric.walk():
        for indicator in dimension.indicators:
            yield _item(indicator, lang, dimension)
    for item in (*rubric.adjustments.items, *rubric.redlines):
        yield _item(item, lang)


def _item(item: Item, lang: Lang, dimension: Dimension | None = None) -> list[Cell]:
    kind = "redline" if isinstance(item, Redline) else str(getattr(item, "type"))  # noqa: B009
    return _row(
        TYPES[kind].say(lang),
        item.id,
        item.title.say(lang),
        "" if dimension is None else dimension.title.say(lang),
        item.points if isinstance(item, Scored) else None,
        rule(item, lang),
        _say(item.criteria, lang),
        _say(item.reference, lang),
    )


def _row(*values: Plain) -> list[Cell]:
    return [Cell(value, _TOP) for value in values]


def _say(words: Words | None, lang: Lang) -> str:
    return "" if words is None else words.say(lang)
