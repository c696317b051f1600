"""A third-party module: one campaign, one scorer that its rubric names, and what it is fed by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from smart_team import (
    Count,
    Counter,
    Figure,
    InputKind,
    Inputs,
    Lang,
    Params,
    Period,
    Record,
    Scorer,
    hookimpl,
)


class DoneInTime(Scorer):
    """The share of tasks done in time; what was done late counts `late` of a task.

    Points are the full marks times (in time + late share of the rest) over the tasks due. A unit
    without tasks due earns nothing here: let the rubric exclude it, or grant not-applicable.
    """

    name = "template_campaign.done_in_time"

    def inputs(self, params: Params) -> Mapping[str, InputKind]:
        """Take three counts: ``due``, ``in_time`` and ``late``."""
        if set(params) != {"late"} or not 0 <= params["late"] <= 1:
            raise ValueError("late: 0 … 1")
        return {"due": "count", "in_time": "count", "late": "count"}

    def score(self, points: Fraction, params: Params, inputs: Inputs) -> Fraction:
        """Return the full marks times the share done, at most all of them."""
        if not inputs["due"]:
            return Fraction(0)
        return points * min(_done(params, inputs) / inputs["due"], Fraction(1))

    def explain(self, points: Fraction, params: Params, inputs: Inputs, lang: Lang) -> str:
        """Write the sum out."""
        due, in_time, late = (inputs[name] for name in ("due", "in_time", "late"))
        earned = float(self.score(points, params, inputs))
        work = f"{points} × ({in_time} + {late} × {params['late']}) ÷ {due} = {earned:.2f}"
        if lang == "zh":
            return f"应办 {due} 件，按期 {in_time} 件，逾期办结 {late} 件；{work} 分"
        return f"{due} due, {in_time} in time, {late} late; {work} points"


def _done(params: Params, inputs: Inputs) -> Fraction:
    return inputs["in_time"] + Fraction(params["late"]) * inputs["late"]


TASKS = "template_campaign.tasks"


class TasksByTime(Counter):
    """The tasks that were due in the period: how many, done in time, done late.

    YAML counts what was done in time, but has no word for what was done, and late.
    """

    name = "template_campaign.by_time"
    ledgers = (TASKS,)

    def count(
        self, records: Mapping[str, Sequence[Record]], units: Sequence[str], period: Period
    ) -> Mapping[str, Count]:
        """Count each unit's tasks whose due day lies in the period."""
        found = {}
        for unit in units:
            due = [
                each
                for each in records[TASKS]
                if each.unit == unit and period.first <= each.day <= period.last
            ]
            done = [each for each in due if "done" in each.content]
            late = [each for each in done if each.content["done"] > each.content["due"]]
            in_time = [each for each in done if each not in late]
            parts = {"due": due, "in_time": in_time, "late": late}
            found[unit] = Count({name: _figure(rows) for name, rows in parts.items()})
        return found


def _figure(records: Sequence[Record]) -> Figure:
    return Figure(Decimal(len(records)), tuple(each.id for each in records))


@hookimpl
def register_modules() -> list[Path]:
    """Bring the module's folder, packaged beside this file."""
    return [Path(__file__).parent / "template_campaign"]


@hookimpl
def register_scorers() -> list[Scorer]:
    """Bring the scorer that C1 names."""
    return [DoneInTime()]


@hookimpl
def register_metrics() -> list[Counter]:
    """Bring the counter that the metric ``tasks`` names."""
    return [TasksByTime()]
