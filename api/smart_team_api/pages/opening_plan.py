"""A cycle that is being planned: all that was said so far stands in the fields of the form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast, get_args

from smart_team.assessment.metrics.period import default_period
from smart_team.assessment.opening import Opening
from smart_team.assessment.views.registry import UnitView
from smart_team.ledger.periods import Period
from smart_team.procedure.schema import Procedure

Pick = Literal["all", "kind", "district", "units"]
STEPS: Final = 5
START: Final = "start."
RUBRIC: Final = "rubric."
Texts = Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """What was said so far: the step that is shown, and every field by its name."""

    step: int
    module: str
    title: str
    starts: dict[str, str]
    rubrics: dict[str, str]
    pick: Pick
    kinds: tuple[str, ...]
    districts: tuple[str, ...]
    units: tuple[str, ...]
    first: str = ""
    last: str = ""

    def fields(self) -> list[tuple[str, str]]:
        """Return every field with its value, to be carried along."""
        names = ("module", "title", "first", "last", "pick")
        found = [(name, getattr(self, name)) for name in names]
        found += [(START + name, day) for name, day in self.starts.items()]
        found += [(RUBRIC + name, hash_) for name, hash_ in self.rubrics.items()]
        for name in ("kinds", "districts", "units"):
            found += [(name, each) for each in getattr(self, name)]
        return found

    def day(self, rubric: str) -> date | None:
        """Return a stage's first day; None where none, or nothing that is one, was typed."""
        return _day(self.starts.get(rubric, ""))

    def period(self, starts: Mapping[str, date]) -> Period:
        """Return what metrics count: the days that were typed, else those of the first day."""
        usual = default_period(min(starts.values()))
        return Period(_day(self.first) or usual.first, _day(self.last) or usual.last)

    def has_days(self, procedure: Procedure) -> bool:
        """Whether every stage has its first day."""
        return all(self.day(stage.rubric) for stage in procedure.stages)

    def chosen(self, registered: Sequence[UnitView]) -> list[str]:
        """Return the codes of the units that were chosen."""
        match self.pick:
            case "all":
                return [each.code for each in registered]
            case "kind":
                return [each.code for each in registered if each.kind in self.kinds]
            case "district":
                return [each.code for each in registered if each.district in self.districts]
            case "units":
                return [each.code for each in registered if each.code in self.units]

    def opening(self, registered: Sequence[UnitView]) -> Opening:
        """Return what is said to open the cycle."""
        starts = {name: day for name in self.starts if (day := self.day(name)) is not None}
        rubrics = {name: hash_ for name, hash_ in self.rubrics.items() if hash_}
        period = self.period(starts) if starts else None
        return Opening(self.title, self.module, starts, self.chosen(registered), rubrics, period)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def plan_of(texts: Texts, names: Sequence[str]) -> Plan:
    """Return the plan that stands in fields: `texts` gives a field's values, `names` are all."""

    def one(name: str) -> str:
        return next(iter(texts(name)), "").strip()

    step, pick = one("step"), one("pick")
    return Plan(
        min(int(step), STEPS) if step in set("12345") else 1,
        one("module"),
        one("title")[:200],
        {each.removeprefix(START): one(each) for each in names if each.startswith(START)},
        {each.removeprefix(RUBRIC): one(each) for each in names if each.startswith(RUBRIC)},
        cast(Pick, pick) if pick in get_args(Pick) else "all",
        tuple(texts("kinds")),
        tuple(texts("districts")),
        tuple(texts("units")),
        one("first"),
        one("last"),
    )
