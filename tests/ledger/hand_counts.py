"""Every shipped metric counted by hand: plain loops over records, written from its description.

Nothing here reads ``module.yaml`` or the code that counts: which states count is said again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Final

from smart_team.ledger.book import Record

Numbers = Mapping[str, Fraction | int | None]
"""What it comes to by name of the number; None where nobody reported it."""


@dataclass(frozen=True)
class Year:
    """The records of one unit, whatever their day and state, and the calendar year counted."""

    records: Mapping[str, Sequence[Record]]
    year: int
    today: date

    def every(self, ledger: str, *states: str) -> list[Record]:
        """Return the records of a ledger that stand in one of the states, of whatever day."""
        return [each for each in self.records[ledger] if each.state in states]

    def of(self, ledger: str, *states: str) -> list[Record]:
        """Return those of the year that stand in one of the states."""
        return [each for each in self.every(ledger, *states) if each.day.year == self.year]

    def is_due(self, day: str | None) -> bool:
        """Whether a day has come by the day of counting."""
        on = min(date(self.year, 12, 31), self.today)
        return day is not None and day <= on.isoformat()

    def lights(self, records: Sequence[Record]) -> dict[str, int]:
        """Return how many are green or blue, yellow and red on the day of counting."""
        on, found = min(date(self.year, 12, 31), self.today), {"green": 0, "yellow": 0, "red": 0}
        for record in records:
            shown = [change.light for change in record.lights if change.day <= on]
            if shown:
                found["green" if shown[-1] == "blue" else shown[-1]] += 1
        return found


HAND: Final[dict[str, Callable[[Year], Numbers]]] = {}


def hand(name: str) -> Callable[[Callable[[Year], Numbers]], Callable[[Year], Numbers]]:
    """Keep what follows as the count of a metric."""

    def keep(count: Callable[[Year], Numbers]) -> Callable[[Year], Numbers]:
        HAND[name] = count
        return count

    return keep


def ratio(top: Fraction | int | None, bottom: Fraction | int | None) -> Numbers:
    """Return both sides of a ratio."""
    return {"numerator": top, "denominator": bottom}


def share(records: Sequence[Record], good: Callable[[Mapping[str, Any]], bool]) -> Numbers:
    """Return how many are good, of how many."""
    return ratio(sum(good(each.content) for each in records), len(records))


def total(records: Sequence[Record], field: str) -> Fraction:
    """Return what a field comes to; where it is empty, nothing."""
    return sum((Fraction(each.content.get(field, 0)) for each in records), Fraction(0))


def last(records: Sequence[Record], field: str) -> Fraction | None:
    """Return a field of the newest record that has it; None where none has."""
    filled = sorted((r.day, r.id, r.content[field]) for r in records if field in r.content)
    return Fraction(filled[-1][2]) if filled else None


def later(day: str, days: int) -> str:
    """Return a day so many days later."""
    return (date.fromisoformat(day) + timedelta(days)).isoformat()


def kept(content: Mapping[str, Any], day: str, bound: str, grace: int = 0) -> bool:
    """Whether something was done by its day, or within so many days of it."""
    return day in content and bound in content and content[day] <= later(content[bound], grace)


# 队伍管理
ORDINARY: Final = "confirmed"


@hand("team.staffing_in_time")
def _(year: Year) -> Numbers:
    quarters = set()
    for each in year.of("team.staffing", ORDINARY):
        if each.content["reported_on"] <= later(each.content["as_of"], 15):
            quarters.add((each.day.month - 1) // 3)
    return ratio(len(quarters), 4)


@hand("team.classified")
def _(year: Year) -> Numbers:
    posts, staffing = year.of("team.posts", "entered"), year.of("team.staffing", ORDINARY)
    return ratio(total(posts, "staff"), total(staffing, "actual"))


@hand("team.trained")
def _(year: Year) -> Numbers:
    found = year.of("team.attainment", ORDINARY)
    return ratio(last(found, "attained"), last(found, "due"))


@hand("team.courses_held")
def _(year: Year) -> Numbers:
    courses = [each.content for each in year.of("team.courses", ORDINARY)]
    return {"value": sum(c["planned"] == "planned" and "ended_on" in c for c in courses)}


@hand("team.commended_by_procedure")
def _(year: Year) -> Numbers:
    batches = [each.content for each in year.of("team.commendations", ORDINARY)]
    return {
        "publicity": int(bool(batches) and all(each["published"] == "done" for each in batches)),
        "recheck": int(bool(batches) and all(each["rechecked"] == "done" for each in batches)),
    }


@hand("team.three_rules_in_time")
def _(year: Year) -> Numbers:
    reports = year.of("team.three_rules", ORDINARY)
    return ratio(len({r.day.month for r in reports if kept(r.content, "sent_on", "due")}), 12)


@hand("team.avoidance_checked")
def _(year: Year) -> Numbers:
    checks = [each.content for each in year.of("team.avoidance_checks", ORDINARY)]
    return {"value": sum("completed_on" in each and "filed_on" in each for each in checks)}


@hand("team.problems_struck_off")
def _(year: Year) -> Numbers:
    states = ("found", "under_way", "applied", "returned", "struck_off", "held")
    every = year.of("team.problems", *states)
    found = [each for each in every if each.content["source"] in ("supervision", "inspection")]
    return ratio(sum(each.state in ("struck_off", "held") for each in found), len(found))


# 重点工作
_TASKS: Final = ("assigned", "taken", "reported", "returned", "closed")


@hand("work.tasks_complete")
def _(year: Year) -> Numbers:
    return share(year.of("work.tasks", *_TASKS), lambda c: "target" in c and "due" in c)


@hand("work.lights")
def _(year: Year) -> Numbers:
    return year.lights(year.of("work.tasks", *_TASKS))


@hand("work.closed_in_time")
def _(year: Year) -> Numbers:
    due = [each for each in year.of("work.tasks", *_TASKS) if year.is_due(each.content.get("due"))]
    good = [r for r in due if r.state == "closed" and kept(r.content, "reported_on", "due")]
    return ratio(len(good), len(due))


@hand("work.orders_answered")
def _(year: Year) -> Numbers:
    orders = year.of("work.orders", "issued", "reminded", "called_in", "responded", "closed")
    due = [each for each in orders if year.is_due(each.content["respond_by"])]
    return share(due, lambda content: kept(content, "responded_on", "respond_by"))


@hand("work.tasks_lit_red")
def _(year: Year) -> Numbers:
    found, until = 0, min(date(year.year, 12, 31), year.today)
    for task in year.of("work.tasks", *_TASKS):
        day, red = date(year.year, 1, 1), False
        while day <= until and not red:
            shown = [change.light for change in task.lights if change.day <= day]
            red = bool(shown) and shown[-1] == "red"
            day += timedelta(1)
        found += red
    return {"red": found}


# 队建动态
_ARTICLES: Final = ("submitted", "returned", "resubmitted", "published")
_LEVELS: Final = {"national": 10, "province": 5, "city": 3, "district": 1}


@hand("news.months_reached")
def _(year: Year) -> Numbers:
    months = [each.day.month for each in year.of("news.articles", *_ARTICLES)]
    return ratio(sum(months.count(month) >= 2 for month in range(1, 13)), 12)


def _highest_levels(year: Year) -> list[str]:
    best: dict[str, str] = {}
    for each in year.of("news.adoptions", ORDINARY):
        article, level = each.content["article"], each.content["level"]
        if article not in best or _LEVELS[level] > _LEVELS[best[article]]:
            best[article] = level
    return list(best.values())


@hand("news.adopted")
def _(year: Year) -> Numbers:
    return {level: _highest_levels(year).count(level) for level in _LEVELS}


@hand("news.adoption_points")
def _(year: Year) -> Numbers:
    return {"value": sum(_LEVELS[level] for level in _highest_levels(year))}


@hand("news.adoption_points_cumulative")
def _(year: Year) -> Numbers:
    every = year.of("news.adoptions", ORDINARY)
    return {"value": sum(_LEVELS[each.content["level"]] for each in every)}


@hand("news.returned")
def _(year: Year) -> Numbers:
    return share(year.of("news.articles", *_ARTICLES), lambda content: "returned_on" in content)


@hand("news.sampled_sound")
def _(year: Year) -> Numbers:
    return share(year.of("news.samples", "entered"), lambda content: content["finding"] == "sound")


@hand("news.in_time")
def _(year: Year) -> Numbers:
    def in_time(content: Mapping[str, Any]) -> bool:
        day, left = date.fromisoformat(content["happened_on"]), 3
        while left:
            day += timedelta(1)
            left -= day.weekday() < 5
        return "submitted_on" in content and content["submitted_on"] <= day.isoformat()

    return share(year.of("news.articles", *_ARTICLES), in_time)
