"""The shipped metrics of the X modules counted by hand, as those of the base modules are."""

from __future__ import annotations

from functools import partial
from typing import Final

from tests.ledger.hand_counts import (
    HAND,
    ORDINARY,
    Numbers,
    Year,
    hand,
    kept,
    last,
    ratio,
    share,
    total,
)

__all__ = ["HAND"]

# 政法队伍教育整顿
_PROBLEMS: Final = ("listed", "applied", "returned", "carried_over", "struck_off")


@hand("education_rectification.study_problems_struck_off")
def _(year: Year) -> Numbers:
    every = year.of("education_rectification.problems", *_PROBLEMS)
    found = [each for each in every if each.content["stage"] == "study"]
    return ratio(sum(each.state == "struck_off" for each in found), len(found))


@hand("education_rectification.carried_over_struck_off")
def _(year: Year) -> Numbers:
    every = year.of("education_rectification.problems", *_PROBLEMS)
    before = [each for each in every if each.content["stage"] != "summary"]
    found = [each for each in before if "carried_over_on" in each.content]
    return ratio(sum(each.state == "struck_off" for each in found), len(found))


@hand("education_rectification.clues_settled")
def _(year: Year) -> Numbers:
    every = year.of("education_rectification.clues", "entered")
    due = [each for each in every if year.is_due(each.content["due"])]
    return ratio(total(due, "settled_in_time"), total(due, "assigned"))


def _services(year: Year, *stages: str) -> Numbers:
    every = year.of("education_rectification.service_projects", "planned", "reported", "completed")
    due = [each for each in every if year.is_due(each.content["due"])]
    found = [each for each in due if each.content["stage"] in stages]
    return ratio(sum(each.state == "completed" for each in found), len(found))


@hand("education_rectification.study_services_completed")
def _(year: Year) -> Numbers:
    return _services(year, "study")


@hand("education_rectification.services_completed")
def _(year: Year) -> Numbers:
    return _services(year, "study", "correction", "summary")


@hand("education_rectification.rules_issued")
def _(year: Year) -> Numbers:
    rules = year.of("education_rectification.rules", ORDINARY)
    return share(rules, lambda content: "issued_on" in content)


def _chronic(kind: str, asked: str, year: Year) -> Numbers:
    every = year.of("education_rectification.chronic_problems", ORDINARY)
    found = [each for each in every if each.content["kind"] == kind]
    match asked:
        case "screened":
            return {"value": sum(each.content["screening"] == "completed" for each in found)}
        case "rule":
            return {"value": sum(each.content["rule"] == "established" for each in found)}
    return ratio(total(found, "rectified"), total(found, "found"))


for _kind in ("provisions", "business", "lending", "shelving", "release", "after_office"):
    for _asked in ("screened", "rectified", "rule"):
        _name = f"education_rectification.{_kind}_{_asked}"
        HAND[_name] = partial(_chronic, _kind, _asked)


# 政法网格员
@hand("grid_officers.grids_staffed")
def _(year: Year) -> Numbers:
    grids = year.of("grid_officers.grids", ORDINARY)
    return share(grids, lambda content: int(content["officers"]) > 0)


@hand("grid_officers.adjusted_in_time")
def _(year: Year) -> Numbers:
    changes = year.of("grid_officers.changes", ORDINARY)
    return share(changes, lambda content: kept(content, "adjusted_on", "changed_on", 10))


@hand("grid_officers.service_by_month")
def _(year: Year) -> Numbers:
    officers = last(year.of("grid_officers.strength", ORDINARY), "officers")
    served = [each.day.month for each in year.of("grid_officers.service_records", "entered")]
    months = {f"m{month:02d}": served.count(month) for month in range(1, 13)}
    return {"officers": officers, **months}


@hand("grid_officers.matters_served")
def _(year: Year) -> Numbers:
    return {"value": total(year.of("grid_officers.service_records", "entered"), "matters")}


@hand("grid_officers.tasks_answered")
def _(year: Year) -> Numbers:
    every = year.of("grid_officers.tasks", "pushed", "answered")
    due = [each for each in every if year.is_due(each.content["due"])]
    good = [r for r in due if r.state == "answered" and kept(r.content, "answered_on", "due")]
    return ratio(len(good), len(due))


@hand("grid_officers.referrals_answered")
def _(year: Year) -> Numbers:
    every = year.of("grid_officers.referrals", "brought", "referred", "answered")
    return ratio(sum(each.state == "answered" for each in every), len(every))


@hand("grid_officers.monthly_best")
def _(year: Year) -> Numbers:
    return {
        "value": len(year.of("grid_officers.best_cases", "monthly", "yearly", "yearly_good")),
    }


@hand("grid_officers.yearly_best")
def _(year: Year) -> Numbers:
    best = len(year.of("grid_officers.best_cases", "yearly"))
    return {"best": best, "good": len(year.of("grid_officers.best_cases", "yearly_good"))}


# 平安护民、法治惠民
_PROJECTS: Final = ("listed", "applied", "failed", "accepted")


def _with_targets(module: str, year: Year) -> Numbers:
    asked = ("target", "responsible", "due")
    every = year.of(f"{module}.projects", *_PROJECTS)
    return share(every, lambda content: all(each in content for each in asked))


def _lights(module: str, year: Year) -> Numbers:
    return year.lights(year.of(f"{module}.milestones", ORDINARY))


def _accepted(module: str, year: Year) -> Numbers:
    every = year.of(f"{module}.projects", *_PROJECTS)
    due = [each for each in every if year.is_due(each.content.get("due"))]
    return ratio(sum(each.state == "accepted" for each in due), len(due))


def _funded(module: str, year: Year) -> Numbers:
    budgets = [each.content["budget"] for each in year.of(f"{module}.projects", *_PROJECTS)]
    return {
        "all": int(set(budgets) == {"in_place"}),
        "most": int(bool(budgets) and "lacking" not in budgets),
        "lacking": budgets.count("lacking"),
    }


for _module in ("safety_projects", "rule_of_law_projects"):
    HAND[f"{_module}.with_targets"] = partial(_with_targets, _module)
    HAND[f"{_module}.lights"] = partial(_lights, _module)
    HAND[f"{_module}.accepted"] = partial(_accepted, _module)
    HAND[f"{_module}.funded"] = partial(_funded, _module)


# 市域社会治理
_STATUSES: Final = ("done", "expected", "ongoing", "not_started")


@hand("city_governance.tasks_by_status")
def _(year: Year) -> Numbers:
    every = year.every("city_governance.tasks", "entered")
    found = [each.content["status"] for each in every if each.day.year <= year.year]
    return {status: found.count(status) for status in _STATUSES}


@hand("city_governance.innovations_reserved")
def _(year: Year) -> Numbers:
    return {"value": len(year.of("city_governance.innovations", "reserved"))}


def _project(project: str, year: Year) -> Numbers:
    found = [each.content for each in year.of("city_governance.eight_projects", "entered")]
    own = [each["status"] for each in found if each["project"] == project]
    return {status: own.count(status) for status in _STATUSES}


for _own in (
    *("command", "risks", "disputes", "quality"),
    *("front_line", "talent", "together", "law_and_virtue"),
):
    HAND[f"city_governance.{_own}"] = partial(_project, _own)


# 政治督察、网格学院、条例自查
@hand("political_supervision.problems_rectified")
def _(year: Year) -> Numbers:
    states = ("fed_back", "applied", "returned", "struck_off", "held")
    every = year.of("political_supervision.problems", *states)
    ended = [each for each in every if each.state in ("struck_off", "held")]
    return ratio(sum(kept(each.content, "rectified_on", "due") for each in ended), len(every))


@hand("grid_academy.classes_held")
def _(year: Year) -> Numbers:
    classes = [each.content for each in year.of("grid_academy.classes", ORDINARY)]
    planned = sum(each["planned"] == "planned" for each in classes)
    return ratio(sum("held_on" in each for each in classes), planned)


@hand("grid_academy.courses_renewed")
def _(year: Year) -> Numbers:
    every = year.every("grid_academy.courses", ORDINARY)
    known = [each for each in every if each.day.year <= year.year]
    return ratio(len(year.of("grid_academy.courses", ORDINARY)), len(known))


@hand("grid_academy.sessions_at_bases")
def _(year: Year) -> Numbers:
    return {"value": len(year.of("grid_academy.bases", ORDINARY))}


@hand("grid_academy.staff_trained")
def _(year: Year) -> Numbers:
    found = year.of("grid_academy.rotation", ORDINARY)
    return ratio(last(found, "trained"), last(found, "due"))


@hand("grid_academy.tests_passed")
def _(year: Year) -> Numbers:
    classes = year.of("grid_academy.classes", ORDINARY)
    return ratio(total(classes, "passed"), total(classes, "sat"))


@hand("grid_academy.places_taken")
def _(year: Year) -> Numbers:
    places = year.of("grid_academy.places", "entered")
    return ratio(total(places, "arrived"), total(places, "allotted"))


@hand("governance_regulation.inspections_done")
def _(year: Year) -> Numbers:
    inspections = year.of("governance_regulation.inspections", ORDINARY)
    return share(inspections, lambda content: "done_on" in content)
