"""What must occur in the city whatever is drawn, so that every part of the platform has its case.

Each story fixes some answers of one unit to one rubric; a unit has at most one story a rubric.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from smart_team.errors import Text

StoryKind = Literal[
    "redline", "granted_na", "tie", "below_60", "missing", "bonus", "penalty", "high_claims"
]


@dataclass(frozen=True)
class Story:
    """One thing that must occur: which unit, in which rubric, and what it answers.

    `says` holds answers by item; None leaves an item blank. `granted` are items that the office
    granted not applicable. Where `others_full`, every other indicator earns full marks and no
    other adjustment is drawn.
    """

    kind: StoryKind
    unit: str
    rubric: str
    what: Text
    says: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    granted: tuple[str, ...] = ()
    others_full: bool = False


def _ratio(above: int, below: int) -> dict[str, int]:
    return {"numerator": above, "denominator": below}


def _duties(done: int, partly: int, still_open: int) -> dict[str, dict[str, int]]:
    return {"counts": {"done": done, "partly": partly, "open": still_open}}


STORIES: Final = (
    Story(
        "redline",
        "D09-justice",
        "education_rectification.correction",
        Text("交办线索压案不办经核实,定为最低等次", "Assigned leads shelved: the lowest grade"),
        {"RL2": {"breached": True}},
    ),
    Story(
        "granted_na",
        "D02-procuratorate",
        "team.annual",
        Text("全年没有表彰,获准不适用", "No commendations all year: granted not applicable"),
        granted=("M1.6",),
    ),
    Story(
        "granted_na",
        "D02-justice",
        "governance_regulation.annual",
        Text(
            "规划、经费、考核由区里统一安排,获准不适用",
            "Plan, budget and assessment are the district's own: granted not applicable",
        ),
        granted=("L7",),
    ),
    Story(
        # Less 4 of M1.4, 4 of M1.7 (0.9 earns 8), 8 of M1.8 and 4 of M1.10: 80.
        "tie",
        "D05-court",
        "team.annual",
        Text("总分恰为 80.000000,与 D09-court 同分", "Exactly 80.000000, as D09-court"),
        {
            "M1.4": {"count": 3},
            "M1.7": _ratio(9, 10),
            "M1.8": {"value": False},
            "M1.10": {"count": 3},
        },
        others_full=True,
    ),
    Story(
        # Less 5 of M1.1 (2/4), 2 of M1.4, 4 of M1.6, 3 of M1.9 (6/8) and 6 of M1.10: 80.
        "tie",
        "D09-court",
        "team.annual",
        Text("总分恰为 80.000000,与 D05-court 同分", "Exactly 80.000000, as D05-court"),
        {
            "M1.1": _ratio(2, 4),
            "M1.4": {"count": 4},
            "M1.6": {"checked": ["publicity"]},
            "M1.9": _ratio(6, 8),
            "M1.10": {"count": 2},
        },
        others_full=True,
    ),
    Story(
        # At most 2 + 5 of organisation, 9 of education, 22 of attendance, 2 and 7.5 of the rest.
        "below_60",
        "D11-justice",
        "education_rectification.study",
        Text("不足 60 分,需补课并复验", "Below 60: catch-up lessons and a second check"),
        {
            "A1": {"checked": ["group"]},
            "A2": {"count": 0},
            "A4": {"count": 1},
            "A5": {"count": 1},
            "A6": {"count": 0},
            "A7": {"count": 1},
            "A10": _ratio(2, 8),
            "A11": _ratio(3, 6),
            "A12": _ratio(14, 20),
        },
    ),
    Story(
        "missing",
        "D10-commission",
        "grid_academy.annual",
        Text("必填指标未填", "A required indicator left blank"),
        {"T4": None},
    ),
    Story(
        "bonus",
        "D01-procuratorate",
        "education_rectification.study",
        Text("经验获省、市推广各一次,加 3 分", "Taken up by province and city: 3 more"),
        {"J1": {"counts": {"province": 1, "city": 1}}},
    ),
    Story(
        "penalty",
        "D03-police",
        "work.annual",
        Text("被约谈一次,减 2 分", "Called in once: 2 less"),
        {"J2": {"counts": {"called_in": 1}}},
    ),
    Story(
        "high_claims",
        "D04-police",
        "governance_regulation.annual",
        Text("自评满分,核定低于自评一成以上", "Claims full marks; found more than a tenth lower"),
        {
            "L2": {"checked": ["rules"]},
            "L3": _duties(10, 4, 2),
            "L4": _duties(8, 3, 1),
            "L5": _duties(9, 4, 1),
            "L6": _duties(11, 5, 2),
            "L8": _ratio(8, 8),
        },
    ),
)
"""All stories of the city."""


def told(kind: StoryKind) -> list[Story]:
    """Return the stories of one kind."""
    return [story for story in STORIES if story.kind == kind]


def story_of(unit: str, rubric: str, among: Iterable[Story] = STORIES) -> Story | None:
    """Return a unit's story in a rubric, if it has one."""
    return next((each for each in among if (each.unit, each.rubric) == (unit, rubric)), None)
