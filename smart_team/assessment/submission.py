"""What plugins object to in units' answers, beyond what a rubric can say."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from smart_team.assessment import messages as m
from smart_team.errors import AnswersError, Place, Problem, Text
from smart_team.plugins import Plugins
from smart_team.rubric.items import Item
from smart_team.scoring.answers import ANSWERED, Answers
from smart_team.scoring.fixed import MILLION
from smart_team.scoring.layout import Slot
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units


def check_submissions(plugins: Plugins, plan: Plan, units: Units, answers: Answers) -> None:
    """Ask every plugin about every unit's answers; raises AnswersError with all objections."""
    problems = objections(plugins, plan, units, answers)
    if problems:
        raise AnswersError(problems)


def objections(plugins: Plugins, plan: Plan, units: Units, answers: Answers) -> list[Problem]:
    """Return what plugins object to in units' answers, each with its unit and item."""
    if not plugins.manager.hook.check_submission.get_hookimpls():
        return []
    items = {item.id: item for item in plan.rubric.items()}
    return [
        Problem(m.OBJECTION, _place(unit.unit, each.indicator, items), {"what": each.what})
        for position, unit in enumerate(units.rows)
        for each in plugins.objections(plan.rubric.id, given(plan, answers, position))
    ]


def given(plan: Plan, answers: Answers, position: int) -> dict[str, dict[str, Fraction]]:
    """Return one unit's answered indicators: their fields as exact numbers."""
    return {
        leaf.id: {
            name: _exact(answers, slot, position)
            for name, slot in plan.layout.slots[leaf.id].items()
        }
        for row, leaf in enumerate(plan.leaves)
        if answers.state[row, position] == ANSWERED
    }


def _exact(answers: Answers, slot: Slot, position: int) -> Fraction:
    value = int(answers.blocks[slot.block][slot.row, position])
    if slot.kind == "check":
        return Fraction(value >> slot.bit & 1)
    return Fraction(value, MILLION if slot.kind in {"decimal", "score"} else 1)


def _place(unit: str, named: str, items: Mapping[str, Item]) -> Place:
    """Return the words that name the unit and the item, with its title if the rubric has it."""
    title = items[named].title.text() if named in items else Text("", "")
    zh = f"单位 {unit} 指标 {named} {title.zh}".rstrip()
    en = f"unit {unit}, indicator {named} {title.say('en')}".rstrip()
    return Place(where=Text(zh, en))
