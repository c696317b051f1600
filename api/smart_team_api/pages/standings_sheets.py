"""The pages of a stage as sheets of a workbook: the same rows, the same numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from smart_team.assessment.views.ranked import RankedRow
from smart_team.assessment.views.unit_figures import UnitFigures
from smart_team.errors import Lang, Text
from smart_team.reports.group_words import group_title, word
from smart_team.reports.sheet_styles import Look
from smart_team.reports.words import COLUMNS, STATUSES
from smart_team.reports.workbook import Cell, Sheet
from smart_team_api.pages.standings_comparing import Pair
from smart_team_api.pages.standings_heat import Heat
from smart_team_api.pages.standings_looking import Seen
from smart_team_api.pages.standings_shading import Shaded
from smart_team_api.pages.standings_unit import Parts

FILLS: Final = (None, "#F4F6F8", "#DCE6F2", "#B9CDE5", "#8DAED6", "#5B87C0")
"""Of each shade, from light (low) to dark (high)."""
SOURCES: Final = {
    "live": Text("实时情况,未发布,仅供内部掌握", "as of now, not published, for internal use"),
    "published": Text("已发布结果", "published result"),
    "announced": Text("公示结果,尚未发布", "announced, not yet published"),
    "own": Text("本单位材料,未定名次", "own submissions, not ranked"),
}
_TABLE: Final = ("group", "rank", "unit", "name", "kind", "level", "district", "status")
_TABLE_WIDTHS: Final = (14, 6, 16, 28, 10, 8, 12, 8, 10, 8, 10, 8, 11)
_TITLES: Final[Mapping[str, Text]] = {
    "table": Text("排名表", "Ranked table"),
    "heat": Text("热力图", "Heat map"),
    "compare": Text("对比", "Comparison"),
    "unit": Text("明细", "Details"),
    "change": Text("较上期", "Change"),
    "close": Text("分差不足 0.5", "Within 0.5"),
    "item": Text("指标", "Indicator"),
    "full": Text("满分", "Full marks"),
    "points": Text("得分", "Points"),
    "why": Text("得分说明", "How it came about"),
    "ahead": Text("差额", "Difference"),
}
_BLANK: Final = Text("未报送", "Not reported yet")
_WRAPPED: Final = Look(wrap=True)


def title(name: str, lang: Lang) -> str:
    """Return what a sheet or column is called."""
    return _TITLES[name].say(lang)


def heading(found: Seen, name: str, lang: Lang, at: str) -> list[str]:
    """Return the lines above a sheet: what it is, of which cycle, where from, and when made."""
    head = found.head
    source = SOURCES[found.standing.source].say(lang)
    lines = [
        f"{head.rubric.title.say(lang)} {title(name, lang)}",
        f"{head.cycle_title} · {source} · {at}",
    ]
    if head.rubric.illustrative:
        note = Text("分值为示例,非官方规定", "Points are illustrative, not official")
        lines.append(note.say(lang))
    return lines


def table_sheet(
    found: Seen, rows: Sequence[RankedRow], districts: Mapping[str, str], lang: Lang, at: str
) -> Sheet:
    """Return the ranked table with its dimensions."""
    dimensions = found.head.rubric.dimensions
    header = [
        *(COLUMNS[name][0].say(lang) for name in (*_TABLE, "total", "grade")),
        title("change", lang),
        title("close", lang),
        *(each.title.say(lang) for each in dimensions),
    ]
    lines = [
        [
            *_named(found, row, districts, lang),
            *(number((row.dimensions or {}).get(each.id)) for each in dimensions),
        ]
        for row in rows
    ]
    top = heading(found, "table", lang, at)
    return Sheet(title("table", lang), header, lines, top, _TABLE_WIDTHS, 4, len(lines))


def _named(found: Seen, row: RankedRow, districts: Mapping[str, str], lang: Lang) -> Iterator[Cell]:
    unit = row.unit
    yield Cell(group_title(found.head.rubric, row.group, lang))
    yield Cell(row.rank, Look(decimals=0, centred=True))
    yield from (Cell(unit.unit), Cell(unit.name))
    yield from (Cell(word(each, lang)) for each in (unit.kind, unit.level))
    yield Cell(districts.get(unit.district, unit.district))
    yield Cell((_BLANK if row.is_blank else STATUSES[row.status]).say(lang))
    yield number(row.total)
    yield Cell(row.grade, Look(centred=True))
    yield number(None if row.change is None else row.change.total)
    yield Cell("√" if row.is_close else None, Look(centred=True))


def heat_sheet(found: Seen, map_: Heat, lang: Lang, at: str) -> Sheet:
    """Return the heat map, each cell in its shade."""
    header = [
        COLUMNS["group"][0].say(lang),
        COLUMNS["rank"][0].say(lang),
        COLUMNS["name"][0].say(lang),
        COLUMNS["total"][0].say(lang),
        *(f"{each.title} ({each.full})" for each in map_.columns),
    ]
    lines = [
        [
            Cell(group_title(found.head.rubric, row.group, lang)),
            Cell(row.rank, Look(decimals=0)),
            Cell(row.unit.name),
            number(row.total),
            *map(tint, line),
        ]
        for row, line in map_.rows
    ]
    top = heading(found, "heat", lang, at)
    return Sheet(title("heat", lang), header, lines, top, (14, 6, 28, 10, 11), 3, len(lines))


def compare_sheet(
    found: Seen, pair: Sequence[RankedRow], parts: Sequence[Pair], lang: Lang, at: str
) -> Sheet:
    """Return two units side by side."""
    names = [row.unit.name for row in pair]
    header = [title("item", lang), title("full", lang), *names, title("ahead", lang)]
    total = [number(row.total) for row in pair]
    first = [Cell(COLUMNS["total"][0].say(lang)), Cell(found.head.rubric.full_marks), *total]
    lines = [[*first, Cell(None)]] + [
        [
            Cell(f"{'  ' * each.depth}{each.title.say(lang)}"),
            Cell(Decimal(each.full)),
            tint(each.first),
            tint(each.second),
            number(each.by),
        ]
        for each in parts
    ]
    top = heading(found, "compare", lang, at)
    return Sheet(title("compare", lang), header, lines, top, (44, 8, 22, 22, 10), 1, len(lines))


def unit_sheet(found: Seen, figures: UnitFigures, parts: Parts, lang: Lang, at: str) -> Sheet:
    """Return one unit's figures, each with how it came about."""
    header = [title(name, lang) for name in ("item", "full", "points", "why")]
    top = heading(found, "unit", lang, at)
    row = figures.row
    lines = [
        [
            Cell(row.unit.name),
            Cell(found.head.rubric.full_marks),
            number(row.total),
            Cell(row.grade),
        ],
        *_unit_lines(parts, lang),
    ]
    return Sheet(title("unit", lang), header, lines, top, (44, 8, 10, 80), 1, len(lines))


def _unit_lines(parts: Parts, lang: Lang) -> Iterator[list[Cell]]:
    for part in parts.parts:
        name = f"{'  ' * part.depth}{part.dimension.title.say(lang)}"
        yield [Cell(name), Cell(Decimal(part.full)), tint(part.cell), Cell(None)]
        for line in part.lines:
            indent = "  " * (part.depth + 1)
            item = Cell(f"{indent}{line.item.title.say(lang)}", _WRAPPED)
            finding = Cell(line.finding, _WRAPPED)
            yield [item, Cell(line.item.points), tint(line.cell), finding]
    for effect in parts.effects:
        finding = Cell(effect.finding, _WRAPPED)
        yield [Cell(effect.title.say(lang)), Cell(None), number(effect.points), finding]


def number(score: str | None) -> Cell:
    """Return a score as a number with two decimals; nothing where there is none."""
    return Cell(None if score is None else Decimal(score), Look(decimals=2))


def tint(cell: Shaded) -> Cell:
    """Return a number in its shade."""
    if cell.word is None:
        return Cell(cell.number, Look(centred=True, quiet=True))
    return Cell(Decimal(cell.number), Look(decimals=2, fill=FILLS[cell.step]))
