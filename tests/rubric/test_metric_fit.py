"""What modules take from each other: ledgers for their metrics, metrics for their items."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from smart_team.assessment.linting import lint_paths
from smart_team.errors import Problem, RubricError
from smart_team.rubric.catalog import load_catalog
from tests.rubric.ledger_samples import MODULE

OTHER = """\
format: 1
id: other
title: {zh: 另一个, en: Other}
kind: x
order: 910
summary: 一句话
rubrics: [annual]
metrics:
  - {id: visits, title: {zh: 走访, en: Visits}, measure: 次, source: 台账, amount: {over: sample.visits, count: true}}
"""
HEAD = """\
format: 1
id: other.annual
version: "1"
title: {zh: 另一个, en: Other}
illustrative: true
full_marks: 10
dimensions:
  - id: d
    title: {zh: 维度, en: Dimension}
    indicators:
"""
TWO = "[{id: red, title: 一, points: 10}, {id: large, title: 二, points: 0}]"
SIZES = "[{id: large, title: 大, %s}, {id: small, title: 小, %s}]"
ITEMS = [
    ("boolean", "", "sample.all_tasks", None),
    ("boolean", "", "sample.in_time", "G418"),
    ("count", "per: 1", "sample.all_tasks", None),
    ("count", "per: 1", "sample.parts", "G418"),
    ("linear", "zero_at: 0, full_at: 9", "other.visits", None),
    ("linear", "zero_at: 0, full_at: 9", "sample.in_time", "G418"),
    ("linear", "input: ratio", "sample.in_time", None),
    ("linear", "input: ratio", "sample.months", None),
    ("linear", "input: ratio", "sample.quarters", None),
    ("linear", "input: ratio", "sample.all_tasks", "G418"),
    ("levels", f"levels: {SIZES % ('points: 10', 'points: 0')}", "sample.sizes", None),
    ("levels", f"levels: {TWO}", "sample.sizes", "G419"),
    ("checklist", f"items: {SIZES % ('points: 6', 'points: 4')}", "sample.sizes", None),
    ("checklist", f"items: {TWO}", "sample.sizes", "G419"),
    ("deduct", f"events: {SIZES % ('per: 1', 'per: 2')}", "sample.sizes", None),
    ("deduct", "events: [{id: large, title: 大, per: 1}]", "sample.sizes", "G419"),
    ("mix", f"categories: {SIZES % ('share: 1', 'share: 0')}", "sample.sizes", None),
    ("mix", f"categories: {SIZES % ('share: 1', 'share: 0')}", "sample.parts", "G419"),
    ("formula", "inputs: [{id: large, title: 大}, {id: small, title: 小}], expression: large", "sample.sizes", None),
    ("formula", "inputs: [{id: year, title: 年}], expression: year", "sample.monthly", "G418"),
    ("plugin", "scorer: grid_officers.steady_months", "sample.monthly", None),
    ("plugin", "scorer: grid_officers.steady_months", "sample.all_tasks", "G418"),
    ("boolean", "", "sample.asked", None),
    ("boolean", "", "sample.nothing", "G417"),
]  # fmt: skip


@pytest.fixture
def folders(tmp_path: Path) -> Sequence[Path]:
    for name, text in {"sample": MODULE, "other": OTHER}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "module.yaml").write_text(text, encoding="utf-8")
    write(tmp_path / "other" / "annual.yaml", "boolean", "", "sample.all_tasks")
    return tmp_path / "sample", tmp_path / "other"


def write(path: Path, kind: str, rest: str, metric: str, tail: str = "") -> None:
    item = f"id: A, title: {{zh: 题, en: A}}, type: {kind}, points: 10, answered_by: metric"
    said = "criteria: 按数, reference: 第 1 条"
    item = ", ".join(part for part in (item, f"metric: {metric}", said, rest) if part)
    path.write_text(f"{HEAD}      - {{{item}}}\n{tail}", encoding="utf-8")


def problems_of(folders: Sequence[Path]) -> list[Problem]:
    try:
        load_catalog(folders)
    except RubricError as error:
        return list(error.problems)
    return []


@pytest.mark.parametrize(("kind", "rest", "metric", "code"), ITEMS)
def test_an_item_takes_what_fits_its_type(
    kind: str, rest: str, metric: str, code: str | None, folders: Sequence[Path]
) -> None:
    path = folders[1] / "annual.yaml"
    write(path, kind, rest, metric)
    problems = problems_of(folders)
    assert [each.message.code for each in problems] == ([] if code is None else [code])
    line = HEAD.count("\n") + 1
    assert all((each.place.file, each.place.line) == (str(path), line) for each in problems)
    assert all(metric in each.say("zh") and metric in each.say("en") for each in problems)


def test_a_bonus_takes_its_events(folders: Sequence[Path]) -> None:
    bonus = "adjustments: {items: [{id: J, title: 加, type: bonus, answered_by: metric, metric: %s, events: %s}]}\n"
    events = SIZES % ("per: 1", "per: 2")
    write(
        folders[1] / "annual.yaml",
        "boolean",
        "",
        "sample.all_tasks",
        bonus % ("sample.sizes", events),
    )
    assert not problems_of(folders)
    write(
        folders[1] / "annual.yaml",
        "boolean",
        "",
        "sample.all_tasks",
        bonus % ("sample.parts", events),
    )
    assert [each.message.code for each in problems_of(folders)] == ["G419"]


def test_a_composite_takes_them_too(folders: Sequence[Path]) -> None:
    path = folders[0] / "composite.yaml"
    path.write_text(
        "format: 1\nid: sample.composite\nversion: '1'\ntitle: 总\n"
        "parts: [{id: all, title: 全部, modules: [other], weight: 1}]\n"
        "adjustments: {items: [{id: J, title: 加, type: bonus, answered_by: metric, metric: other.none,"
        " events: [{id: a, title: 一, per: 1}]}]}\n",
        encoding="utf-8",
    )
    assert [(each.message.code, each.place.file) for each in problems_of(folders)] == [
        ("G417", str(path))
    ]


def test_a_split_whose_ledger_is_not_there_is_told_once(folders: Sequence[Path]) -> None:
    more = "{id: split, title: 分, measure: 件, source: 无, split: {by: a, amount: {over: none.none, count: true}}}"
    path = folders[1] / "module.yaml"
    path.write_text(f"{OTHER}  - {more}\n", encoding="utf-8")
    write(folders[1] / "annual.yaml", "plugin", "scorer: a.b", "other.split")
    assert [each.message.code for each in problems_of(folders)] == ["G403"]


def test_amounts_over_other_modules_are_checked_there(folders: Sequence[Path]) -> None:
    path = folders[1] / "module.yaml"
    for old, new, code in (
        ("over: sample.visits", "over: sample.none", "G403"),
        ("count: true", "sum: number", "G401"),
    ):
        path.write_text(OTHER.replace(old, new), encoding="utf-8")
        assert [(each.message.code, each.place.line) for each in problems_of(folders)] == [
            (code, 9)
        ]


def test_lint_looks_among_its_files_and_the_registered_modules(
    folders: Sequence[Path], tmp_path: Path
) -> None:
    rubric = folders[1] / "annual.yaml"
    problems, files = lint_paths([tmp_path])
    assert (problems, files) == ([], 3)
    problems, _ = lint_paths([rubric])
    assert [each.message.code for each in problems] == ["G417"]
    write(rubric, "boolean", "", "work.no_such")
    (folders[1] / "module.yaml").write_text(
        OTHER.replace("sample.visits", "work.tasks"), encoding="utf-8"
    )
    problems, _ = lint_paths([rubric])
    assert [each.message.code for each in problems] == ["G417"]
