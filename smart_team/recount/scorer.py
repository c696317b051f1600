"""Score units by a rubric, straight from the written rule."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from smart_team.recount.answers import is_blank, measured, thin_denominator
from smart_team.recount.exact import NOTHING, Record
from smart_team.recount.items import Outcome, Question, imposed, judged
from smart_team.recount.plugin import Plugins
from smart_team.recount.ranking import place
from smart_team.recount.rows import full_row, named
from smart_team.recount.standing import peer_group, settle
from smart_team.recount.tree import Leaf, base_of, leaves, under_policy

Sheets = Mapping[str, Record]
"""Each unit's line of answers, by its code."""


def score(
    rubric: Record,
    units: Sequence[Record],
    answers: Sequence[Record],
    plugins: Plugins | None = None,
) -> dict[str, Any]:
    """Score every unit and give the results structure, units in the order given.

    A line of answers holds ``unit``, ``answers`` and ``granted_na``, and may hold what a panel came
    to: ``imposed`` points by indicator (a text with six places, or ``na`` or ``unresolved``),
    signed ``imposed_effects`` by adjustment, ``imposed_breaches`` by redline, and the most that the
    total may be, ``imposed_most``. `plugins` are the scorers that the rubric names.

    The rubric's hash is left null: it identifies a file, and no rule computes it. Raises
    ``ValueError`` for a unit with two lines, and what a plugin's scorer raises or makes
    :func:`~smart_team.recount.plugin.ask` raise.
    """
    run = _Run(rubric, units, by_unit(answers), plugins or {})
    table = run.outcomes()
    scores: dict[str, dict[str, Fraction | None]] = {}
    standings = []
    for unit in units:
        code = unit["unit"]
        scores[code] = {}
        base = base_of(rubric, table[code], scores[code])
        standings.append(settle(rubric, unit, run.sheets.get(code, NOTHING), base))
    place(rubric, standings)
    rows = []
    for standing in standings:
        code = standing.unit["unit"]
        rows.append(full_row(rubric, standing, scores[code], table[code]))
    return {"rubric": named(rubric), "units": rows}


def by_unit(answers: Sequence[Record]) -> dict[str, Record]:
    """Give each unit's line; raises ``ValueError`` where a unit has two."""
    sheets: dict[str, Record] = {}
    for sheet in answers:
        if sheet["unit"] in sheets:
            raise ValueError(f"answers of {sheet['unit']} given twice")
        sheets[sheet["unit"]] = sheet
    return sheets


@dataclass(frozen=True)
class _Run:
    """What one scoring is about."""

    rubric: Record
    units: Sequence[Record]
    sheets: Sheets
    plugins: Plugins

    def outcomes(self) -> dict[str, dict[str, Outcome]]:
        """Judge every indicator of every unit."""
        table: dict[str, dict[str, Outcome]] = {unit["unit"]: {} for unit in self.units}
        groups = [peer_group(self.rubric, unit) for unit in self.units]
        for leaf in leaves(self.rubric):
            rivals = self.rivals(leaf, groups)
            for unit, group in zip(self.units, groups, strict=True):
                outcome = self.outcome(leaf, unit, tuple(rivals.get(group, ())))
                table[unit["unit"]][leaf.indicator["id"]] = outcome
        return table

    def outcome(self, leaf: Leaf, unit: Record, rivals: tuple[Fraction, ...]) -> Outcome:
        """Judge one indicator of one unit, or take what the panel came to."""
        sheet = self.sheet(unit)
        decimals = self.rubric.get("decimals", 2)
        question = Question(leaf.indicator, _answer(leaf, sheet), decimals, rivals, self.plugins)
        said = sheet.get("imposed", NOTHING).get(leaf.indicator["id"])
        if said is not None and leaf.applies(unit):
            outcome = imposed(said)
        elif _is_asked(leaf, unit, sheet):
            outcome = judged(question)
        else:
            outcome = Outcome("na", None)
        return under_policy(outcome, question.full, self.rubric.get("na", "rescale"))

    def rivals(self, leaf: Leaf, groups: Sequence[str | None]) -> dict[str | None, list[Fraction]]:
        """Gather each peer group's x for a placing: only units that have an x (§3)."""
        rivals: dict[str | None, list[Fraction]] = {}
        if leaf.indicator["type"] != "placing":
            return rivals
        for unit, group in zip(self.units, groups, strict=True):
            sheet = self.sheet(unit)
            answer = _answer(leaf, sheet)
            if not _is_asked(leaf, unit, sheet) or is_blank(leaf.indicator, answer):
                continue
            if thin_denominator(leaf.indicator, answer) is None:
                rivals.setdefault(group, []).append(measured(leaf.indicator, answer))
        return rivals

    def sheet(self, unit: Record) -> Record:
        """Give a unit's line; one that has none said nothing."""
        return self.sheets.get(unit["unit"], NOTHING)


def _is_asked(leaf: Leaf, unit: Record, sheet: Record) -> bool:
    """Tell whether the indicator is applicable, and not granted away (§2)."""
    granted = leaf.indicator["id"] in sheet.get("granted_na", ())
    return leaf.applies(unit) and not granted


def _answer(leaf: Leaf, sheet: Record) -> Record:
    answer: Record | None = sheet.get("answers", NOTHING).get(leaf.indicator["id"])
    return NOTHING if answer is None else answer
