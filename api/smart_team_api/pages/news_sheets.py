"""A month's bulletin of 队建动态 as sheets of a workbook: the same rows, the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from smart_team.errors import Lang, Text
from smart_team.ledger.book import Book, Record
from smart_team.modules.news.names import ADOPTIONS, ARTICLES
from smart_team.modules.news.standing import UnitMonth
from smart_team.reports.workbook import Cell, Sheet
from smart_team.rubric.ledgers import ChoiceField
from smart_team_api.pages.news_looking import Bulletin

TITLES: Final[Mapping[str, Text]] = {
    "sent": Text("报送", "Sent in"),
    "published": Text("发布", "Published"),
    "returned": Text("退回", "Returned"),
    "return_rate": Text("退回率（%）", "Returned (%)"),
    "reached": Text("本月达标", "Enough this month"),
    "months": Text("本年达标月数", "Months with enough"),
    "points": Text("采用积分（同稿取最高）", "Points, highest of each"),
    "cumulative": Text("采用积分（累计）", "Points, all added up"),
}
"""What the columns of units are called, on the pages and in the workbook."""
_NAME: Final = Text("队建动态月报", "Team news of the month")
_UNIT: Final = Text("单位", "Unit")
_STATE: Final = Text("状态", "State")
_ADOPTED: Final = Text("采用情况", "Adoptions")
_RETURNED: Final = Text("退回稿件", "Articles returned")
_YES: Final = Text("是", "Yes")
_NO: Final = Text("否", "No")


def bulletin_sheets(found: Bulletin, lang: Lang, at: str) -> list[Sheet]:
    """Return the units, the adoptions and the returned articles of a month."""
    name = f"{_NAME.say(lang)} {found.month.id}"
    header = [_UNIT.say(lang), *(each.say(lang) for each in TITLES.values())]
    rows = [[Cell(line.unit.name), *_cells(line, lang)] for line in found.lines]
    units = Sheet(_NAME.say(lang), header, rows, [name, at], (28, 12), fixed_columns=1)
    adopted = ("level", "article", "organ", "issue", "adopted_on")
    returned = ("title", "happened_on", "returned_on")
    heading = (name, at)
    return [
        units,
        _listed(_ADOPTED, found, found.books[ADOPTIONS], found.adoptions, adopted, lang, heading),
        _listed(_RETURNED, found, found.books[ARTICLES], found.returned, returned, lang, heading),
    ]


def _cells(line: UnitMonth, lang: Lang) -> list[Cell]:
    reached = None if line.reached is None else (_YES if line.reached else _NO).say(lang)
    said = {name: getattr(line, name) for name in TITLES} | {"reached": reached}
    return [Cell(each) for each in said.values()]


def _listed(
    name: Text,
    found: Bulletin,
    book: Book,
    records: Sequence[Record],
    fields: Sequence[str],
    lang: Lang,
    heading: Sequence[str],
) -> Sheet:
    header = [_UNIT.say(lang), *(book.fields[e].title.say(lang) for e in fields), _STATE.say(lang)]
    rows = [
        [
            Cell(found.units[each.unit].name),
            *(Cell(_value(book, each, field, lang)) for field in fields),
            Cell(book.states[each.state].title.say(lang)),
        ]
        for each in records
    ]
    return Sheet(name.say(lang), header, rows, heading, (28, 24, 24, 24, 14), fixed_columns=1)


def _value(book: Book, record: Record, name: str, lang: Lang) -> str | None:
    field, said = book.fields[name], record.content.get(name)
    if isinstance(field, ChoiceField):
        return next((each.title.say(lang) for each in field.choices if each.id == said), said)
    return said
