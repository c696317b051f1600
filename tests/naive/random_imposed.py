"""Random results of panels, and random views of their members, over a random case (§6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from .maker import Fields, Maker
from .random_answers import sheets
from .random_rubrics import Case, indicators_of

DIFFERS = 0.2
KEYS = ("answers", "granted_na")


@dataclass(frozen=True)
class Views:
    """What a panel's members answer, who sits where, and which items differ from the case."""

    answers: list[list[Fields]]
    sitting: dict[str, set[int]]
    differing: dict[str, set[str]]


def imposed_lines(case: Case, seed: int) -> list[Fields]:
    """Draw what panels came to, and write it into lines of answers; every unit gets a line."""
    maker = _maker(case, seed)
    known = {sheet["unit"]: sheet for sheet in case.answers}
    lines = [known.get(code, {"unit": code}) | _imposed(maker, case.rubric) for code in maker.codes]
    return [line | _most(maker) for line in lines]


def views_of(case: Case, seed: int) -> Views:
    """Draw a panel of one to four members, each with some answers of their own."""
    maker = _maker(case, seed)
    members = range(maker.dice.randint(1, 4))
    sitting = {code: {each for each in members if maker.chance(0.8)} for code in maker.codes}
    differing: dict[str, set[str]] = {code: set() for code in maker.codes}
    indicators = list(indicators_of(case.rubric))
    known = {sheet["unit"]: sheet for sheet in case.answers}
    answers = []
    for _ in members:
        other = {sheet["unit"]: sheet for sheet in sheets(maker, case.rubric, indicators)}
        answers.append(
            [
                _mixed(maker, known.get(code, {}), other.get(code, {}), code, differing)
                for code in maker.codes
            ]
        )
    return Views(answers, sitting, differing)


def _maker(case: Case, seed: int) -> Maker:
    maker = Maker(seed, decimals=case.rubric.get("decimals", Maker.decimals))
    maker.codes = [unit["unit"] for unit in case.units]
    return maker


def _mixed(
    maker: Maker, mine: Fields, other: Fields, code: str, differing: dict[str, set[str]]
) -> Fields:
    """Take some of the other's answers and grants in place of one's own, and note which."""
    taken: Fields = {"unit": code, "answers": {}, "granted_na": []}
    names = {name for one in (mine, other) for key in KEYS for name in one.get(key, ())}
    for name in sorted(names):
        source = other if maker.chance(DIFFERS) else mine
        if source is other:
            differing[code].add(name)
        if name in source.get("answers", {}):
            taken["answers"][name] = source["answers"][name]
        if name in source.get("granted_na", ()):
            taken["granted_na"].append(name)
    return taken


def _imposed(maker: Maker, rubric: Fields) -> dict[str, Any]:
    often = maker.dice.choice((0.0, 0.1, 0.5))
    items = rubric.get("adjustments", {}).get("items", ())
    redlines = rubric.get("redlines", ())
    return {
        "imposed": {
            each["id"]: _points(maker, each)
            for each in indicators_of(rubric)
            if maker.chance(often)
        },
        "imposed_effects": {
            each["id"]: _effect(maker, each["type"]) for each in items if maker.chance(often)
        },
        "imposed_breaches": {
            each["id"]: maker.chance(0.4) for each in redlines if maker.chance(often)
        },
    }


def _most(maker: Maker) -> dict[str, Any]:
    if not maker.chance(0.3):
        return {}
    return {"imposed_most": f"{Decimal(maker.dice.randint(0, 100_000_000)).scaleb(-6):.6f}"}


def _points(maker: Maker, indicator: Fields) -> str:
    if maker.chance(0.15):
        return maker.dice.choice(("na", "unresolved"))
    most = int(Decimal(indicator["points"]).scaleb(maker.decimals))
    return _text(maker, maker.dice.choice((0, most, maker.dice.randint(0, most))))


def _effect(maker: Maker, kind: str) -> str:
    text = _text(maker, maker.dice.randint(0, 20 * maker.one))
    return text if kind == "bonus" or not text.strip("0.") else f"-{text}"


def _text(maker: Maker, quanta: int) -> str:
    return f"{Decimal(quanta).scaleb(-maker.decimals):.6f}"
