"""The plugin manager: one door for all, and a broken plugin named."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from smart_team_plugins.education_rectification import check_submission
from smart_team_plugins.grid_officers import SteadyMonths

import smart_team
from smart_team import Objection, Text, hookimpl
from smart_team.assessment.cases import differences
from smart_team.assessment.platform import open_platform
from smart_team.errors import PluginError
from smart_team.plugins import DEFAULT_PLUGINS, load_plugins
from smart_team.rubric.modules import Case
from smart_team.settings import Settings
from tests.scoring.helpers import plan_of

ROOT = Path(__file__).resolve().parents[2]
PARAMS = {"per_officer": 1, "months": 12, "burst": 2}


def plugin(name: str, **hooks: Any) -> ModuleType:
    module = ModuleType(name)
    for hook, function in hooks.items():
        setattr(module, hook, hookimpl(function))
    return module


def refusal(*extra: object) -> str:
    with pytest.raises(PluginError) as caught:
        load_plugins(extra)
    assert caught.value.say("zh")
    return f"{caught.value.problems[0].message.code} {caught.value.say('en')}"


def nothing() -> list[Path]:
    return []


def raises() -> list[Path]:
    raise RuntimeError("broken")


def test_a_scorer_may_say_what_its_inputs_are_called() -> None:
    scorer = SteadyMonths()
    titles = scorer.titles(PARAMS)
    assert set(titles) == set(scorer.inputs(PARAMS))
    assert titles["m12"] == Text("12 月纪实", "Month 12")


def test_base_and_x_modules_come_through_one_door() -> None:
    plugins = load_plugins()
    assert set(plugins.names()) >= set(DEFAULT_PLUGINS)
    assert len(plugins.modules) == 12
    assert list(plugins.scorers) == ["grid_officers.steady_months"]
    hashes = plugins.hashes()
    assert set(hashes) == set(plugins.names())
    assert all(value.startswith("sha256:") for value in hashes.values())
    assert hashes == load_plugins().hashes()


def test_two_managers_know_nothing_of_each_other() -> None:
    extra = plugin("extra", register_modules=nothing)
    assert "extra" in load_plugins([extra]).names()
    assert "extra" not in load_plugins().names()
    assert load_plugins([SimpleNamespace()]).hashes()


@pytest.mark.parametrize(
    ("hooks", "code"),
    [
        ({"register_modules": raises}, "P101"),
        ({"register_modules": lambda: None}, "P102"),
        ({"register_modules": lambda: ["text"]}, "P102"),
        ({"register_scorers": lambda: [3]}, "P102"),
        ({"register_scorers": lambda: [SteadyMonths()]}, "P103"),
        ({"register_nothing": nothing}, "P104"),
    ],
)
def test_a_broken_plugin_is_named_and_start_up_refused(hooks: Mapping[str, Any], code: str) -> None:
    said = refusal(plugin("culprit", **hooks))
    assert said.startswith(code)
    assert "culprit" in said or code == "P103"


def test_the_same_plugin_twice_is_refused() -> None:
    extra = plugin("twice", register_modules=nothing)
    assert refusal(extra, extra).startswith("P101")


def test_objections_of_all_plugins_count_in_order() -> None:
    def object_to(rubric: str) -> list[Objection]:
        return [Objection("Z", Text(rubric)), Objection("A", Text(rubric))]

    plugins = load_plugins([plugin("strict", check_submission=object_to)])
    found = plugins.objections("some.rubric", {})
    assert [each.indicator for each in found] == ["A", "Z"]


def test_settings_name_further_modules(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "module.yaml").write_text(
        "format: 1\nid: mine\ntitle: 我的\nkind: x\norder: 5\nsummary: 空\n", encoding="utf-8"
    )
    plugins = load_plugins(settings=Settings(modules=[tmp_path]))
    assert open_platform(plugins).catalog.modules[0].id == "mine"


def test_exported_names_are_all_there() -> None:
    assert all(getattr(smart_team, name) is not None for name in smart_team.__all__)
    with pytest.raises(AttributeError):
        _ = smart_team.nothing


@pytest.mark.parametrize(
    ("params", "word"),
    [
        ({**PARAMS, "months": 0}, "months"),
        ({**PARAMS, "burst": 0}, "burst"),
        ({"months": 12, "burst": 2}, "per_officer"),
        ({**PARAMS, "more": 1}, "more"),
    ],
)
def test_steady_months_refuses_other_params(params: dict[str, Any], word: str) -> None:
    with pytest.raises(ValueError, match=word):
        SteadyMonths().inputs(params)


def test_a_rush_does_not_stand_in_for_steady_work() -> None:
    scorer = SteadyMonths()
    names = list(scorer.inputs(PARAMS))
    steady = {name: Fraction(10) for name in names}
    rush = {**dict.fromkeys(names, Fraction(0)), "officers": Fraction(10), "m12": Fraction(120)}
    full = Fraction(12)
    assert scorer.score(full, PARAMS, steady) == 12
    assert scorer.score(full, PARAMS, rush) == 0
    assert "12/12" in scorer.explain(full, PARAMS, steady, "zh")
    assert "0 of 12" in scorer.explain(full, PARAMS, rush, "en")
    odd = {**PARAMS, "months": 3, "burst": 1}
    uneven = {"officers": Fraction(1), "m01": Fraction(1), "m02": Fraction(2), "m03": Fraction(9)}
    assert scorer.score(full, odd, uneven) == 12


def test_the_knowledge_test_may_not_contradict_itself() -> None:
    rubric = "education_rectification.study"

    def objections(due: int, sat: int, passed: int) -> list[Objection]:
        fields = {"inputs.due": due, "inputs.sat": sat, "inputs.passed": passed}
        answer = {name: Fraction(value) for name, value in fields.items()}
        return check_submission(rubric, {"A9": answer})

    assert objections(3, 2, 1) == []
    assert len(objections(3, 4, 1)) == len(objections(3, 2, 3)) == 1
    assert check_submission("other", {}) == check_submission(rubric, {}) == []


def test_a_golden_case_says_what_differs() -> None:
    plan = plan_of("id: B, title: t, type: boolean, points: 10")
    expect = {
        "total": 1, "status": "held", "grade": "优秀", "rank": 2, "notes": ["quota"], "redlines": ["X"],
        "dimensions": {"d1": 2}, "indicators": {"B": {"points": 3, "status": "na"}},
        "lacks": ["total", "d1"],
    }  # fmt: skip
    unit = {"answers": {"B": {"value": True}}, "expect": expect, "granted_na": []}
    case = Case.model_validate({"name": "都不对", "units": [unit]})
    lines = differences(case, plan)
    assert len(lines) == 11
    assert "D01-court: total: 1.000000 expected, 100.000000 found" in lines
