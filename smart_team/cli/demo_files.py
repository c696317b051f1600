"""What the demo leaves in a folder: the city, every result, the year, one unit explained."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from smart_team.assessment.explanation import print_explanation
from smart_team.demo.city import DISTRICTS
from smart_team.demo.files import MARK, write_city
from smart_team.demo.scoring import CityScores
from smart_team.errors import FileError, Lang, Place, Problem, Text
from smart_team.reports import messages as m
from smart_team.reports.result_files import write_results
from smart_team.reports.sheet_styles import Look
from smart_team.reports.words import KINDS, LEVELS
from smart_team.reports.workbook import Cell, Sheet, write_workbook
from smart_team.scoring.composition import city_mean, roll_up
from smart_team.scoring.fixed import show
from smart_team.scoring.results import composite_to_dict, listed, to_dict

EXPLAINED: Final = ("education_rectification.study", "D03-court")
"""The rubric and the unit whose every point is explained."""
YEAR: Final = "year"
_SCORE: Final = Look(decimals=2)
_TITLES: Final = {
    "year": Text("年度总评", "The year"),
    "districts": Text("按区", "By district"),
    "kinds": Text("按条线", "By system"),
}
_RANKED: Final = {
    "group": Text("同类组", "Peer group"),
    "rank": Text("名次", "Rank"),
    "unit": Text("代码", "Code"),
    "name": Text("单位", "Unit"),
    "total": Text("总分", "Total"),
    "grade": Text("等次", "Grade"),
}


def write_demo(folder: Path, city: CityScores, titles: Mapping[str, str], lang: Lang) -> list[Path]:
    """Write everything; returns what was written. Raises FileError where it cannot.

    `titles` are the modules' titles by name.
    """
    try:
        (folder / "results").mkdir(parents=True, exist_ok=True)
        plans = {id_: scores.plan for id_, scores in city.rubrics.items()}
        scorers = next(iter(plans.values())).scorers
        paths = write_city(folder, [plan.rubric for plan in plans.values()], scorers)
    except OSError as error:
        values = {"detail": error.strerror or str(error)}
        raise FileError([Problem(m.UNWRITABLE, Place(str(folder)), values)]) from error
    for id_, scores in city.rubrics.items():
        path = folder / "results" / f"{id_}.xlsx"
        write_results(path, to_dict(scores), city.units, plans[id_], lang, MARK)
        paths.append(path)
    paths += [_write_year(folder, city), _write_workbook(folder, city, titles, lang)]
    return [*paths, _write_explanation(folder, city, lang)]


def ranked(city: CityScores) -> Iterator[dict[str, Any]]:
    """Yield every unit's year in the order of the table, with its name."""
    results = composite_to_dict(city.year)["units"]
    codes = [unit.unit for unit in city.units.rows]
    for position in listed(city.year.outcome, codes):
        yield {**results[position], "name": city.units.rows[position].name}


def _write_year(folder: Path, city: CityScores) -> Path:
    path = folder / f"{YEAR}.json"
    content = {"note": MARK, **composite_to_dict(city.year)}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return path


def _write_workbook(folder: Path, city: CityScores, titles: Mapping[str, str], lang: Lang) -> Path:
    path = folder / f"{YEAR}.xlsx"
    sheets = [_year_sheet(city, titles, lang)]
    sheets += [_roll_up(city, "district", "districts", lang), _roll_up(city, "kind", "kinds", lang)]
    write_workbook(path, sheets, lang)
    return path


def _year_sheet(city: CityScores, titles: Mapping[str, str], lang: Lang) -> Sheet:
    rules = city.year.plan.rubric
    header = [title.say(lang) for title in _RANKED.values()]
    header += [part.title.say(lang) for part in rules.parts]
    header += [titles[name] for name in city.modules]
    rows = [
        [
            Cell(" ".join(_named(code, lang) for code in row["group"].split("/"))),
            *(Cell(row[name]) for name in ("rank", "unit", "name")),
            _score_cell(row["total"]),
            Cell(row["grade"]),
            *(_score_cell(score) for score in (row["parts"] | row["modules"]).values()),
        ]
        for row in ranked(city)
    ]
    title = _TITLES["year"].say(lang)
    return Sheet(title, header, rows, (MARK, title), (18, 6, 18, 28, 9, 8, 11), 4)


def _roll_up(city: CityScores, attribute: str, title: str, lang: Lang) -> Sheet:
    words = _TITLES[title].say(lang)
    means = roll_up(city.units, city.year.outcome, attribute)
    whole = city_mean(city.year.outcome)
    named = {**means, Text("全市", "City").say(lang): whole}
    rows = [
        [
            Cell(_named(name, lang)),
            Cell(None) if mean is None else _score_cell(show(mean)),
            Cell(count),
        ]
        for name, (mean, count) in named.items()
    ]
    header = [words, Text("平均分", "Mean").say(lang), Text("单位数", "Units").say(lang)]
    return Sheet(words, header, rows, (MARK, words), (18, 10, 8))


def _named(code: str, lang: Lang) -> str:
    """Return the word for a kind, a level or a district; the city's own organs have none."""
    words = {**KINDS, **LEVELS, "": Text("市级", "City organs")}
    return words[code].say(lang) if code in words else DISTRICTS.get(code, code)


def _score_cell(score: str | None) -> Cell:
    return Cell(None) if score is None else Cell(Decimal(score), _SCORE)


def _write_explanation(folder: Path, city: CityScores, lang: Lang) -> Path:
    rubric, unit = EXPLAINED
    position = city.units.positions[unit]
    text = print_explanation(city.rubrics[rubric], city.answers[rubric], position, lang)
    path = folder / f"explanation-{unit}.txt"
    path.write_text(f"{MARK}\n{text}\n", encoding="utf-8")
    return path
