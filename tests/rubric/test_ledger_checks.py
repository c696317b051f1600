"""What a declaration of ledgers and metrics must make sense of: each fault by its code and line."""

from __future__ import annotations

import pytest

from smart_team.errors import Problem
from smart_team.rubric.catalog import check_module
from smart_team.rubric.lint import lint_module
from smart_team.rubric.loader import load, problems_at
from smart_team.rubric.modules import ModuleFile
from tests.rubric.ledger_samples import MODULE

FIELDS = [
    (
        "    key: [number]\n",
        "      - {id: held, title: 又, type: text}\n    key: [number]\n",
        ["R107"],
    ),
    (
        "    key: [number]\n",
        "      - {id: light, title: 灯, type: text}\n    key: [number]\n",
        ["G406", "G411"],
    ),
    ("choices: [{id: large", "choices: [{id: small, title: 又}, {id: large", ["R107"]),
    ("min: 0, max: 500", "min: 500, max: 500", ["R105"]),
    ("not_before: set_up", "not_before: number", ["G401"]),
    ("not_before: set_up", "not_before: due", ["G401"]),
    ("refers_to: tasks", "refers_to: nowhere", ["G405", "G405", "G403"]),
    ("refers_to: tasks", "refers_to: reports", ["G405", "G405", "G404"]),
    ("refers_to: tasks", "refers_to: notes", ["G405", "G405", "G404"]),
    (
        "metrics:\n",
        "  - {id: visits, title: 又, fields: [{id: day, title: 日, type: date, required: true}], per: year, dated_by: day, enter: [clerk]}\nmetrics:\n",
        ["R107"],
    ),
]
KEYS = [
    ("    key: [number]\n    dated_by: set_up", "    dated_by: set_up", ["G415", "G404"]),
    ("    key: []\n    per: month", "    per: month\n    key: [of_unit]", ["G402"]),
    ("key: [task, on_day]", "key: [task, none]", ["G401"]),
    ("key: [task, on_day]", "key: [task, task]", ["R107"]),
    ("dated_by: set_up", "dated_by: due", ["G402"]),
    ("dated_by: set_up", "dated_by: number", ["G401"]),
]
PEOPLE = [
    ("    enter: [clerk]\n    shared_with", "    enter: [leader]\n    shared_with", ["R104"]),
    ("confirm: [district]", "confirm: [auditor]", ["R104"]),
    ("    enter: [admin]", "    enter: [clerk]", ["R104"]),
    ("    enter: [admin]", "    enter: [admin]\n    applies_to: {kinds: [court]}", ["R126"]),
    ("shared_with: helpers", "shared_with: number", ["G401"]),
    ("votes: {by: [clerk]", "votes: {by: [leader]", ["R104"]),
    ("in: open, most", "in: entered, most", ["R104"]),
]
FLOWS = [
    ("    shared_with: helpers", "    shared_with: helpers\n    confirm: [admin]", ["G408"]),
    ("    shared_with: helpers\n", "", ["R126"]),
    (
        "id: closed, title: {zh: 办结, en: Closed}}]",
        "id: open, title: {zh: 办结, en: Closed}}]",
        ["R107", "R104"],
    ),
    ("to: closed", "to: open", ["G407"]),
    ("to: closed", "to: nowhere", ["R104", "G407"]),
    ("from: [open]", "from: [nowhere]", ["R104", "G407"]),
    ("actions: [{id: close", "actions: [{id: remove", ["G406"]),
    ("by: [admin], shared", "by: [adjudicator], shared", ["R104"]),
    ("needs: [held]", "needs: [none]", ["G401"]),
    ("fills: [proof]", "fills: [none]", ["G401"]),
    ("today: [closed_on]", "today: [held]", ["G401"]),
]
NUMBERS = [
    ("at_most: 2 * planned", "at_most: 2 * size", ["F105"]),
    ("value: held, at_most", "value: held +, at_most", ["F103"]),
    ("at_most: 2 * planned, ", "", ["G410"]),
    ("at_most: 2 * planned", "at_most: planned, equals: planned", ["G410"]),
    ("count: held, within", "count: share, within", ["G401"]),
    ("within: [set_up]", "within: [proof]", ["G401"]),
    ("over: [size]}", "over: [none]}", ["G401"]),
]
LIGHTS = [
    ("      due: due", "      due: held", ["G401"]),
    ("      done: closed_on", "      done: none", ["G401"]),
    ("      starts: set_up\n", "", ["G416"]),
    ("      starts: set_up", "      starts: lead", ["G401"]),
    ("progress: {ledger: reports", "progress: {ledger: none", ["G403"]),
    (
        "progress: {ledger: reports, record: task",
        "progress: {ledger: reports, record: none",
        ["G401"],
    ),
    (
        "progress: {ledger: reports, record: task",
        "progress: {ledger: reports, record: other",
        ["G405"],
    ),
    (
        "plan: {ledger: reports, record: task, percent: done",
        "plan: {ledger: reports, record: task, percent: on_day",
        ["G401"],
    ),
    (
        "plan: {ledger: reports, record: task, percent: done, at: on_day",
        "plan: {ledger: reports, record: task, percent: done, at: task",
        ["G401"],
    ),
    ("      red: 30", "      red: 5", ["R105"]),
]
BULK = [
    ("    bulk: true\n", "    bulk: true\n    confirm: [admin]\n", ["G409"]),
    (
        "    bulk: true\n",
        "    bulk: true\n    votes: {by: [clerk], in: entered, most: 1}\n",
        ["G409"],
    ),
    (
        "    bulk: true\n    fields:\n",
        "    bulk: true\n    fields:\n      - {id: proof, title: {zh: 附, en: Proof}, type: file}\n",
        ["G409"],
    ),
    (
        "    bulk: true\n    fields:\n",
        "    bulk: true\n    fields:\n      - {id: task, title: {zh: 任, en: Task}, type: text, refers_to: tasks}\n",
        ["G409"],
    ),
    (
        "    bulk: true\n    fields:\n",
        "    bulk: true\n    fields:\n      - {id: helpers, title: {zh: 协, en: Helpers}, type: units}\n",
        ["G409"],
    ),
    (
        "    bulk: true\n    fields:\n",
        "    bulk: true\n    fields:\n      - {id: unit, title: {zh: 单, en: Of}, type: text}\n",
        ["G406"],
    ),
    (
        "amount: {over: visits, count: true}",
        "amount: {over: visits, all: [{field: number, filled: true}]}",
        ["G420"],
    ),
    (
        "amount: {over: visits, count: true}",
        "amount: {over: visits, count: true, any_state: true}",
        ["G420"],
    ),
    (
        "amount: {over: visits, count: true}",
        "amount: {over: visits, count: true, where: [{field: state, is: entered}]}",
        ["G401"],
    ),
    (
        "    bulk: true\n",
        "    bulk: true\n    of: city\n",
        ["R104", "G409", "G414", "G414", "G414"],
    ),
    (
        "months: {at_least: 1, amount: {over: visits, count: true}",
        "months: {at_least: 1, amount: {over: visits, count: true, where: [{field: on_day, not_after: on_day, within_days: 3, working: true}]}",
        ["G401", "G420"],
    ),
    (
        "split: {by: size, once_per: number, amount: {over: tasks, count: true}}",
        "split: {by: number, once_per: on_day, amount: {over: visits, count: true}}",
        ["G401", "G420"],
    ),
]
AMOUNTS = [
    ("{over: sample.tasks, count: true", "{over: sample.none, count: true", ["G403"]),
    (
        "months: {at_least: 1, amount: {over: visits",
        "months: {at_least: 1, amount: {over: none",
        ["G403"],
    ),
    ("latest: share,", "latest: share, count: true,", ["G410"]),
    ("latest: share,", "", ["G410"]),
    ("latest: share", "latest: size", ["G401"]),
    ("latest: share,", "latest: share, values: {large: 1},", ["R126"]),
    ("latest: share,", "latest: share, highest_per: number,", ["R126"]),
    ("sum: size, values: {large: 3, small: 1}", "sum: size", ["G413"]),
    ("values: {large: 3, small: 1}", "values: {large: 3}", ["G412"]),
    ("values: {large: 3, small: 1}", "values: {large: 3, small: 1, huge: 9}", ["R104"]),
    ("highest_per: number", "highest_per: helpers", ["G401"]),
    ("sum: held, where", "sum: number, where", ["G401"]),
    ("sum: held, where", "sum: state, where", ["G401"]),
    ("sum: held, where", "sum: held, values: {large: 1}, where", ["R126"]),
    ("distinct: on_day", "distinct: none", ["G401"]),
    ("distinct: on_day, whose: of_unit", "distinct: on_day", ["G414"]),
    ("whose: of_unit", "whose: on_day", ["G401"]),
    ("split: {by: size", "split: {by: held", ["G401"]),
    ("once_per: number", "once_per: proof", ["G401"]),
]
CONDITIONS = [
    ("{field: held, is: 3}", "{field: held}", ["G410"]),
    ("{field: held, is: 3}", "{field: held, is: 3, filled: true}", ["G410"]),
    ("{field: held, is: 3}", "{field: held, is: three}", ["R103"]),
    ("{field: held, is: 3}", "{field: none, is: 3}", ["G401"]),
    ("{field: held, is: 3}", "{field: held, in: [three]}", ["G411"]),
    ("{field: size, in: [large]}", "{field: size, in: [huge]}", ["R104"]),
    ("{field: size, in: [large]}", "{field: size, at_most: 3}", ["G411"]),
    ("{field: lit, is: red}", "{field: lit, is: pink}", ["R104"]),
    ("{field: lit, is: red}", "{field: lit, filled: true}", ["G411"]),
    ("{field: state, is: open}", "{field: state, is: entered}", ["R104"]),
    ("{field: state, is: confirmed}", "{field: state, is: open}", ["R104"]),
    ("{field: lead, filled: true}", "{field: lead, is: court}", ["G411"]),
    ("{field: due, passed: true}", "{field: due, passed: true, within_days: 3}", ["R126"]),
    ("not_after: due", "not_after: closed_on", ["G401"]),
    ("not_after: due", "not_after: held", ["G401"]),
    ("all: [{field: light, in", "all: [{field: size, in", ["R104", "R104"]),
    (
        "amount: {over: visits, count: true}",
        "amount: {over: visits, count: true, where: [{field: state, is: entered}]}",
        ["G401"],
    ),
    (
        "amount: {over: visits, count: true}",
        "amount: {over: visits, count: true, where: [{field: light, is: red}]}",
        ["G401"],
    ),
]
METRICS = [
    ("{id: in_time,", "{id: all_tasks,", ["R107"]),
    (", hook: sample.counter", "", ["G410"]),
    ("hook: sample.counter", "hook: sample.counter, amount: {over: tasks, count: true}", ["G410"]),
    ("parts: {year: {over: visits, count: true}}", "parts: {}", ["R108"]),
    ("parts: {year:", "parts: {m03:", ["G406"]),
]
EVERY = [*FIELDS, *KEYS, *PEOPLE, *FLOWS, *NUMBERS, *LIGHTS, *BULK, *AMOUNTS, *CONDITIONS, *METRICS]  # fmt: skip


def problems_in(text: str) -> list[Problem]:
    file, document = load(ModuleFile, text.encode(), "module.yaml")
    return problems_at(document, check_module(file))


def test_the_sample_is_sound() -> None:
    assert [each.say("en") for each in problems_in(MODULE)] == []
    assert lint_module(*load(ModuleFile, MODULE.encode(), "module.yaml")) == []


PLAN = MODULE[MODULE.index("      starts: set_up") : MODULE.index("      yellow: 10")]


@pytest.mark.parametrize(
    "left_out",
    ["      done: closed_on\n", PLAN, ", once_per: number", ", highest_per: number"],
)
def test_some_may_be_left_out(left_out: str) -> None:
    assert left_out in MODULE
    assert problems_in(MODULE.replace(left_out, "", 1)) == []


@pytest.mark.parametrize(("old", "new", "codes"), EVERY)
def test_a_fault_is_told_where_it_stands(old: str, new: str, codes: list[str]) -> None:
    assert old in MODULE
    problems = problems_in(MODULE.replace(old, new, 1))
    assert [each.message.code for each in problems] == codes
    assert all(each.place.line and each.say("zh") and each.say("en") for each in problems)


PLACES = [
    ("refers_to: nowhere", "refers_to: tasks", "nowhere"),
    ("dated_by: due", "dated_by: set_up", "due\n    checks"),
    ("by: [adjudicator], shared", "by: [admin], shared", "adjudicator"),
    ("at_most: 2 * size", "at_most: 2 * planned", "2 * size"),
    ("values: {large: 3, small: 1, huge: 9}", "values: {large: 3, small: 1}", "9}"),
    ("{field: held, in: [three]}", "{field: held, is: 3}", "in: [three]"),
    ("all: [{field: light, in: [pink]}]", "all: [{field: light, in: [green, blue]}]", "pink"),
    ("{over: sample.none, count: true", "{over: sample.tasks, count: true", "sample.none"),
]


@pytest.mark.parametrize(("new", "old", "mark"), PLACES)
def test_the_place_is_that_of_the_word(new: str, old: str, mark: str) -> None:
    text = MODULE.replace(old, new, 1)
    before = text[: text.index(mark)].split("\n")
    places = {(each.place.line, each.place.column) for each in problems_in(text)}
    assert (len(before), len(before[-1]) + 1) in places


def test_what_a_name_may_be_is_told() -> None:
    (problem,) = problems_in(MODULE.replace("not_before: set_up", "not_before: number"))
    assert problem.say("en").startswith(
        "module.yaml:17:69: 'number' is no field that can stand here (Date)"
    )
    assert "set_up, closed_on" in problem.say("zh")
