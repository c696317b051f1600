"""What plainly fits is never refused, and right answers plainly fit."""

from __future__ import annotations

import random
from typing import Any

import pytest

from smart_team.errors import AnswersError
from smart_team.rubric.items import Count, Manual, OnInput
from smart_team.rubric.loader import parse_rubric
from smart_team.scoring.entry import Entry
from smart_team.scoring.fitting import doubtful
from smart_team.scoring.parsing import RawNumber
from smart_team.scoring.plan import Plan, compile_rubric
from tests.naive.random_rubrics import random_case
from tests.scoring.helpers import units_of
from tests.scoring.test_entry import BAD, PLAN

SEEDS = range(60)
ODD = (None, True, -1, 0, 1.5, "", "1e3", "x", RawNumber("0.5"), RawNumber("1.1234567"), 10**12)
ODD_PARTS: tuple[Any, ...] = ([], ["k1"], [1], [["k1"]], {}, {"x": 1}, {"x": None})
RIGHT: list[tuple[str, Any]] = [
    ("B", {"value": True}),
    ("L", {"level": "a"}),
    ("K", {"checked": []}),
    ("K", {"checked": ["k1"]}),
    ("F", {"inputs": {"x": RawNumber("0.25")}}),
    ("D", {"counts": {"e": 3}}),
    ("D", {"counts": {}}),
    ("X", {"breached": False}),
]


def is_taken(plan: Plan, item: str, answer: object) -> bool:
    entry = Entry(plan, units_of(1))
    entry.put_answer("U00000", item, answer, entry.source)
    try:
        entry.finish()
    except AnswersError:
        return False
    return True


def warped(dice: random.Random, answer: Any) -> Any:
    """Return an answer with a part of it replaced, added or left out."""
    if not isinstance(answer, dict) or dice.random() < 0.05:
        return dice.choice(ODD + ODD_PARTS)
    changed = dict(answer)
    name = dice.choice([*changed, "value", "checked", "counts", "inputs", "counts.x", "na"])
    part = changed.get(name)
    if dice.random() < 0.2:
        changed.pop(name, None)
    elif isinstance(part, dict) and part:
        changed[name] = warped(dice, part)
    elif isinstance(part, list) and dice.random() < 0.5:
        changed[name] = [*part, *part, "zz"][: dice.randrange(len(part) * 2 + 2)]
    else:
        changed[name] = dice.choice(ODD + ODD_PARTS)
    return changed


@pytest.mark.parametrize("seed", SEEDS)
def test_what_plainly_fits_is_never_refused(seed: int) -> None:
    case, dice = random_case(seed), random.Random(seed)
    plan = compile_rubric(parse_rubric(case.rubric_yaml.encode())[0])
    for sheet in case.answers[:3]:
        for item, answer in sheet["answers"].items():
            for given in (answer, *(warped(dice, answer) for _ in range(8))):
                assert doubtful(plan, {item: given}) or is_taken(plan, item, given), (item, given)


@pytest.mark.parametrize("seed", SEEDS)
def test_right_answers_plainly_fit(seed: int) -> None:
    """But for those that are compared with a bound or with full marks."""
    case = random_case(seed)
    rubric = parse_rubric(case.rubric_yaml.encode())[0]
    plan = compile_rubric(rubric)
    compared = {
        each.id
        for each in rubric.items()
        if isinstance(each, Manual)
        or (isinstance(each, OnInput | Count) and each.bound is not None)
    }
    for sheet in case.answers:
        assert doubtful(plan, sheet["answers"]).keys() <= compared


@pytest.mark.parametrize(("item", "answer", "_code"), BAD)
def test_what_is_refused_is_doubtful(item: str, answer: object, _code: str) -> None:
    assert doubtful(PLAN, {item: answer}) == {item: answer}


@pytest.mark.parametrize(("item", "answer"), RIGHT)
def test_each_kind_of_answer_plainly_fits(item: str, answer: object) -> None:
    assert not doubtful(PLAN, {item: answer})
    assert is_taken(PLAN, item, answer)
