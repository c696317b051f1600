"""How numbers are shaded, told apart, narrowed and sorted, without a page around them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from smart_team_api.pages.standings_noticing import summary
from smart_team_api.pages.standings_shading import NOTHING, beside_city, shaded
from smart_team_api.pages.standings_table import Wanted, narrowed, totals

from smart_team.assessment.views.ranked import Change, RankedRow
from smart_team.rubric.schema import Dimension, Grade, Rubric
from smart_team.rubric.types import Bilingual
from smart_team.scoring.units import Unit


def row(code: str, total: str | None, rank: int | None = None, **more: Any) -> RankedRow:
    unit = Unit(code, f"{code} 法院", "court", "district", code[:2])
    return RankedRow(unit, "rated", total, None, rank, "g", (), **more)


@pytest.mark.parametrize(
    ("points", "full", "step"),
    [
        ("0.000000", "10", 1),
        ("-1.000000", "10", 1),
        ("5.999999", "10", 1),
        ("6.000000", "10", 2),
        ("7.000000", "10", 3),
        ("8.000000", "10", 4),
        ("8.999999", "10", 4),
        ("9.000000", "10", 5),
        ("12.000000", "10", 5),
    ],
)
def test_shades_begin_at_their_line(points: str, full: str, step: int) -> None:
    assert shaded(points, Decimal(full)).step == step


def test_what_does_not_apply_has_no_shade() -> None:
    assert shaded(None, Decimal(10)) == shaded("1.000000", Decimal(0)) == NOTHING
    assert beside_city(None, "80.000000", Decimal(100)) == NOTHING
    assert beside_city("80.000000", None, Decimal(100)) == NOTHING


@pytest.mark.parametrize(
    ("mean", "word"),
    [
        ("76.999999", "明显低于全市"),
        ("77.000000", "低于全市"),
        ("79.000000", "接近全市"),
        ("80.999999", "接近全市"),
        ("81.000000", "高于全市"),
        ("83.000000", "明显高于全市"),
    ],
)
def test_a_mean_stands_beside_the_citys(mean: str, word: str) -> None:
    found = beside_city(mean, "80.000000", Decimal(100))
    assert found.word is not None
    assert found.word.zh == word


def test_totals_show_as_many_decimals_as_tell_neighbours_apart() -> None:
    rows = [row("A", "80.000000", 1), row("B", "79.999999", 2), row("C", "70.000000", 3)]
    assert totals(rows) == {"A": "80.000000", "B": "79.999999", "C": "70.00"}
    apart = [rows[0], replace(rows[1], group="h")]
    assert totals(apart) == {"A": "80.00", "B": "80.00"}
    assert totals([row("A", None)]) == {}


def test_rows_are_sorted_by_number_and_those_without_come_last() -> None:
    rows = [
        row("A", "9.000000", dimensions={"d": "1.000000"}),
        row("B", None),
        row("C", "10.000000", dimensions={"d": None}, change=Change("-1.000000", None)),
    ]

    def order(sort: str, order: str = "") -> str:
        found = narrowed(rows, Wanted(sort=sort, order=order))
        return "".join(each.unit.unit for each in found)

    assert order("total") == "ACB"
    assert order("total", "down") == "CAB"
    assert order("d.d", "down") == "ABC"
    assert order("change") == "CAB"
    assert order("unit", "down") == "CBA"
    assert order("") == order("d.none") == order("rank; drop") == "ABC"


def test_a_link_keeps_what_was_asked_and_turns_a_sort_round() -> None:
    asked = Wanted(district="D01", against="")
    assert asked.link() == "?district=D01&against="
    assert asked.sorting("total") == "?district=D01&sort=total&against="
    turned = replace(asked, sort="total")
    assert turned.sorting("total") == "?district=D01&sort=total&order=down&against="
    assert (turned.sorted_by("total"), turned.sorted_by("unit")) == ("ascending", "none")
    assert replace(turned, order="down").sorted_by("total") == "descending"
    assert Wanted(kind='"><b>').link() == "?kind=%22%3E%3Cb%3E"


def test_a_notice_says_means_grades_and_what_is_strong() -> None:
    dimensions = tuple(
        Dimension(id=id_, title=Bilingual(zh=id_), points=Decimal(10)) for id_ in ("x", "y")
    )
    rubric = Rubric(
        format=1,
        id="a.b",
        version="1",
        title=Bilingual(zh="例"),
        dimensions=dimensions,
        grades=(Grade(grade="好", at_least=Decimal(60)), Grade(grade="差", at_least=Decimal(0))),
    )
    units = {code: row(code, None).unit for code in ("A", "B", "C")}
    rows: list[dict[str, Any]] = [
        {"unit": "A", "status": "rated", "total": "70.000000", "grade": "好", "group": None},
        {"unit": "B", "status": "rated", "total": "50.000001", "grade": "差", "group": None},
        {"unit": "C", "status": "held", "total": None, "grade": None, "group": None},
    ]
    bare = summary(rubric, rows, units, "zh")
    assert (bare.units, bare.rated, bare.mean) == (3, 2, "60.000001")
    assert bare.groups[0].grades == (("好", ("A 法院",)), ("差", ("B 法院",)))
    assert bare.groups[0].unranked == ("C 法院",)
    assert (bare.strong, bare.weak) == ((), ())
    scores = [("9.000000", "5.000000"), ("8.000000", "6.000000"), (None, None)]
    for each, (x, y) in zip(rows, scores, strict=True):
        each["dimensions"] = {"x": x, "y": y}
    whole = summary(rubric, rows, units, "zh")
    assert (whole.strong, whole.weak) == ((("x", "85.0"),), (("y", "55.0"),))
