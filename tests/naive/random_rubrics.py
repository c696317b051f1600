"""Random but valid rubrics, with units and answers; one seed, one case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .emit import yaml_of
from .maker import KINDS, LEVELS, Fields, Maker
from .random_answers import sheets
from .random_items import POLICIES, events, indicator

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

BAND_NAMES = ("优秀", "良好", "中等", "合格", "不合格")
BAND_SHARES = ((90, 80, 60), (50, 30, 10))
EFFECTS = ("zero", "cap", "fail", "no_top", "hold")
NEEDS_GRADES = frozenset({"fail", "no_top"})
MOST_FULL_MARKS = 1000
SCALED_POINTS = 60
SCALED_TARGET = 300


@dataclass(frozen=True)
class Case:
    """A rubric as a structure and as text, its units, and their answers."""

    rubric: Fields
    rubric_yaml: str
    units: list[Fields]
    answers: list[Fields]


def random_case(seed: int) -> Case:
    """Draw the case of this seed."""
    maker = Maker(seed)
    maker.decimals = maker.dice.choice((0, 1, 2, 2, 3, 4))
    maker.scaled = maker.chance(0.3)
    maker.texts = maker.chance(0.2)
    units = _units(maker)
    rubric = _rubric(maker)
    answers = sheets(maker, rubric, list(indicators_of(rubric)))
    return Case(rubric, yaml_of(rubric), units, answers)


def _units(maker: Maker) -> list[Fields]:
    maker.districts = [f"D{number:02}" for number in range(1, maker.dice.randint(2, 6))]
    made = []
    for number in range(maker.dice.choice((1, maker.dice.randint(1, 40)))):
        kind, level = maker.dice.choice(KINDS), maker.dice.choice(LEVELS)
        district = maker.dice.choice(maker.districts) if level == "district" else ""
        code = f"{district or 'C00'}-{kind}-{number}"
        maker.codes.append(code)
        made.append(
            {
                "unit": code,
                "name": f"单位{number}",
                "kind": kind,
                "level": level,
                "district": district,
            }
        )
    maker.dice.shuffle(made)
    return made


def _rubric(maker: Maker) -> Fields:
    made: Fields = {
        "format": 1,
        "id": f"random.case_{maker.seed}",
        "version": f"2021.{maker.dice.randint(0, 20)}",
        "title": maker.title(),
        "illustrative": True,
    }
    quanta = _full_marks(maker)
    if quanta != 100 * maker.one or maker.chance(0.5):
        made["full_marks"] = maker.points(quanta)
    if maker.decimals != Maker.decimals or maker.chance(0.5):
        made["decimals"] = maker.decimals
    if maker.scaled:
        made["scaled"] = True
    if maker.chance(0.6):
        made["na"] = maker.dice.choice(("rescale", *POLICIES[1:]))
    made |= maker.applies_to(0.05)
    made["dimensions"] = _dimensions(maker, quanta, maker.dice.choice((1, 1, 2, 2, 3, 4)))
    full_marks = quanta // maker.one
    made |= _outside_full_marks(maker, full_marks)
    return made | _standing(maker, made.get("grades", []))


def _full_marks(maker: Maker) -> int:
    if maker.chance(0.6):
        return 100 * maker.one
    return maker.dice.randint(1, MOST_FULL_MARKS * maker.one)


def _dimensions(maker: Maker, quanta: int, depth: int) -> list[Fields]:
    count = min(quanta, maker.dice.choice((1, 2, 2, 3)))
    if maker.scaled:
        return [_dimension(maker, 0, depth) for _ in range(count)]
    return [_dimension(maker, part, depth) for part in maker.split(quanta, count)]


def _dimension(maker: Maker, quanta: int, depth: int) -> Fields:
    """Draw a dimension worth so many steps; under `scaled`, worth what comes out."""
    made: Fields = {"id": maker.fresh_dashed("D"), "title": maker.title()}
    if maker.chance(0.5):
        declared = maker.dice.randint(1, SCALED_TARGET * maker.one)
        made["points"] = maker.points(declared if maker.scaled else quanta)
    made |= maker.applies_to(0.08)
    if depth == 1:
        return made | {"indicators": _indicator_list(maker, quanta)}
    if maker.scaled or (quanta > 1 and maker.chance(0.2)):
        own = 0 if maker.scaled else maker.dice.randint(1, quanta - 1)
        if own or maker.chance(0.2):
            made["indicators"] = _indicator_list(maker, own)
        quanta -= own
    below = _dimensions(maker, max(1, quanta), depth - 1)
    return made | {"dimensions": below}


def _indicator_list(maker: Maker, quanta: int) -> list[Fields]:
    count = maker.dice.randint(1, 4)
    if maker.scaled:
        most = SCALED_POINTS * maker.one
        parts = [maker.dice.randint(1, most) for _ in range(count)]
    else:
        parts = maker.split(quanta, min(count, quanta))
    return [indicator(maker, part) for part in parts]


def indicators_of(node: Fields) -> Iterator[Fields]:
    """Walk the indicators of a rubric or a dimension."""
    yield from node.get("indicators", ())
    for dimension in node.get("dimensions", ()):
        yield from indicators_of(dimension)


def _outside_full_marks(maker: Maker, full_marks: int) -> Fields:
    made: Fields = {}
    if maker.chance(0.6):
        made["adjustments"] = _adjustments(maker)
    if maker.chance(0.25):
        made["max_total"] = _part_of(maker, full_marks, 80, 120)
    grades = _grades(maker, full_marks) if maker.chance(0.8) else []
    if maker.chance(0.5):
        effects = [each for each in EFFECTS if grades or each not in NEEDS_GRADES]
        many = range(maker.dice.randint(1, 4))
        made["redlines"] = [_redline(maker, effects, full_marks) for _ in many]
    return made | ({"grades": grades} if grades else {})


def _part_of(maker: Maker, full_marks: int, low: int, high: int) -> int | Decimal:
    """Draw between two hundredths of the full marks, in points."""
    step = maker.one
    ends = (max(1, full_marks * low * step // 100), full_marks * high * step // 100 + 1)
    return maker.points(maker.dice.randint(*ends))


def _adjustments(maker: Maker) -> Fields:
    made: Fields = {}
    for key in ("bonus_cap", "penalty_cap"):
        if maker.chance(0.5):
            made[key] = _part_of(maker, 10, 10, 100)
    many = range(maker.dice.randint(1, 3))
    return made | {"items": [_adjustment(maker) for _ in many]}


def _adjustment(maker: Maker) -> Fields:
    made: Fields = {
        "id": maker.fresh_dashed("J"),
        "type": maker.dice.choice(("bonus", "penalty")),
        "title": maker.title(),
    }
    if maker.chance(0.5):
        made["cap"] = _part_of(maker, 6, 10, 100)
    return made | maker.applies_to(0.15) | {"events": events(maker)}


def _redline(maker: Maker, effects: list[str], full_marks: int) -> Fields:
    effect = maker.dice.choice(effects)
    made: Fields = {
        "id": maker.fresh_dashed("R"),
        "title": maker.title(),
        "effect": effect,
    }
    if effect == "cap":
        made["cap"] = _part_of(maker, full_marks, 30, 95)
    return made | maker.applies_to(0.15)


def _grades(maker: Maker, full_marks: int) -> list[Fields]:
    """Draw bands, strictly falling to zero."""
    places = maker.dice.choice((0, maker.decimals, 6))
    most = max(1, full_marks) * 10**places
    count = min(most, maker.dice.randint(1, len(BAND_NAMES) - 1))
    lines = maker.dice.sample(range(1, most + 1), count)
    if maker.chance(0.5):
        lines = list({max(1, most * share // 100) for share in maker.dice.choice(BAND_SHARES)})
    lines.sort(reverse=True)
    names = [*BAND_NAMES[: len(lines)], BAND_NAMES[-1]]
    return [
        {"grade": name, "at_least": maker.scaled_down(line, places)}
        for name, line in zip(names, [*lines, 0], strict=True)
    ]


def _standing(maker: Maker, grades: list[Fields]) -> Fields:
    made: Fields = {}
    if grades and maker.chance(0.6):
        made["quota"] = _quota(maker, grades)
    if maker.chance(0.7):
        made["groups"] = _groups(maker)
    if maker.chance(0.6):
        made["ties"] = maker.dice.choice(("competition", "dense"))
    return made


def _quota(maker: Maker, grades: list[Fields]) -> Fields:
    index = 0 if maker.chance(0.8) else maker.dice.randrange(len(grades) - 1)
    made: Fields = {
        "grade": grades[index]["grade"],
        "share": maker.between(0, 1, maker.dice.choice((1, 1, 2, 6))),
    }
    if maker.chance(0.7):
        made["ties"] = maker.dice.choice(("exclude", "include"))
    return made


def _groups(maker: Maker) -> Fields:
    if maker.chance(0.6):
        return {"by": maker.some(["level", "kind", "district"])}
    return {"lists": [_list(maker) for _ in range(maker.dice.randint(1, 3))]}


def _list(maker: Maker) -> Fields:
    return {
        "id": maker.fresh_dashed("G"),
        "title": maker.title(),
        "applies_to": maker.condition(),
    }
