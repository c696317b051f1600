"""Who is in the city: five city organs, twelve districts with five organs each.

The structure is that of a real city of 65 political-legal units; every name is made up.
"""

from __future__ import annotations

from typing import Final

from smart_team.rubric.schema import Rubric
from smart_team.scoring.units import Unit

CITY: Final = "示例市"
_AREAS = (*(f"{stem}区" for stem in "甲乙丙丁戊己庚辛壬癸子"), "丑新区")
DISTRICTS: Final = {f"D{number:02}": name for number, name in enumerate(_AREAS, 1)}
"""The twelve districts, by code: eleven and a new area."""

_CITY_NAMES = {
    "commission": "中共示例市委政法委员会",
    "court": "示例市中级人民法院",
    "procuratorate": "示例市人民检察院",
    "police": "示例市公安局",
    "justice": "示例市司法局",
}
_DISTRICT_NAMES = {
    "commission": "中共示例市{district}委政法委员会",
    "court": "示例市{district}人民法院",
    "procuratorate": "示例市{district}人民检察院",
    "police": "示例市公安局{short}分局",
    "justice": "示例市{district}司法局",
}
_NEW_AREA_COMMISSION = "中共示例市{district}工作委员会政法委员会"


def city_units() -> list[Unit]:
    """Return the 65 units: the city's own first, then district by district."""
    own = [Unit(f"C-{kind}", name, kind, "city", "") for kind, name in _CITY_NAMES.items()]
    return own + [
        Unit(f"{code}-{kind}", _named(kind, name), kind, "district", code)
        for code, name in DISTRICTS.items()
        for kind in _DISTRICT_NAMES
    ]


def subjects(rubric: Rubric) -> list[Unit]:
    """Return whom a rubric assesses: the units, or the district offices."""
    return city_units() if rubric.subject == "unit" else list(DISTRICT_OFFICES)


def _named(kind: str, district: str) -> str:
    new_area = district.endswith("新区")
    pattern = _DISTRICT_NAMES[kind]
    if new_area and kind == "commission":
        pattern = _NEW_AREA_COMMISSION
    short = district if new_area else district.removesuffix("区")
    return pattern.format(district=district, short=short)


DISTRICT_OFFICES: Final = tuple(
    Unit(
        f"{code}-office",
        f"示例市{name}政法队伍教育整顿领导小组办公室",
        "commission",
        "district",
        code,
    )
    for code, name in DISTRICTS.items()
)
"""The twelve districts' offices (区教整办), each with its commission (政法委)."""
