"""The content hash: what a rubric says, not how it is written."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from smart_team.rubric.canonical import canonical_json, content_hash, read_canonical
from smart_team.rubric.items import PluginScored
from smart_team.rubric.loader import load, parse_rubric
from smart_team.rubric.modules import ModuleFile
from smart_team.rubric.schema import Rubric
from smart_team.rubric.types import plain
from smart_team.rubric.yaml_text import read_document
from tests.naive.random_rubrics import random_case
from tests.rubric.samples import rubric

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    path
    for path in sorted([*ROOT.glob("rubrics/*/*.yaml"), *ROOT.glob("tests/rubrics/*/*.yaml")])
    if path.name not in {"module.yaml", "composite.yaml", "procedure.yaml"}
]


def _number(value: Decimal) -> tuple[str, str]:
    text = plain(value)
    return f"tag:yaml.org,2002:{'float' if '.' in text else 'int'}", text


class Dumper(yaml.SafeDumper):
    """Writes what the strict reader reads."""


Dumper.add_representer(Decimal, lambda dumper, value: dumper.represent_scalar(*_number(value)))
Dumper.add_representer(
    str, lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", value, style='"')
)
Dumper.ignore_aliases = lambda *_: True  # type: ignore[method-assign]


def hash_of(text: str) -> str:
    return content_hash(parse_rubric(text.encode())[0])


def turned(value: Any) -> Any:
    """Return the same content with the keys of every mapping in the opposite order."""
    if isinstance(value, dict):
        return {key: turned(each) for key, each in reversed(value.items())}
    return [turned(each) for each in value] if isinstance(value, list) else value


def rewritten(text: str) -> str:
    value = turned(read_document(text.encode(), "x.yaml").value)
    return str(yaml.dump(value, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=60))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}.{path.stem}")
def test_a_shipped_rubric_written_anew_keeps_its_hash(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert hash_of(rewritten(text)) == hash_of(text)


@pytest.mark.parametrize("seed", range(40))
def test_any_rubric_written_anew_keeps_its_hash(seed: int) -> None:
    text = random_case(seed).rubric_yaml
    assert hash_of(rewritten(text)) == hash_of(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("0.5", "0.50", True), ("1", "1.0", True), ("0", "-0.0", True), ("[1, a]", "[1.0, a]", True),
        ("0.5", '"0.5"', False), ("1", "true", False), ("1", "2", False), ("[1, 2]", "[2, 1]", False),
        ("{a: 1}", "{a: 1.0}", True), ("{a: 1}", "{a: '1'}", False),
    ],
)  # fmt: skip
def test_numbers_of_a_plugin_count_by_their_value(one: str, other: str, same: bool) -> None:  # noqa: FBT001
    first, second = (
        rubric(f"type: plugin, scorer: a.b, params: {{x: {raw}}}") for raw in (one, other)
    )
    assert (hash_of(first) == hash_of(second)) is same


def test_params_reach_the_scorer_as_they_are() -> None:
    loaded: Rubric = parse_rubric(
        rubric("type: plugin, scorer: a.b, params: {x: 0.5, y: [1]}").encode()
    )[0]
    (indicator,) = loaded.indicators()
    assert indicator.type == "plugin"
    assert indicator.params == {"x": Decimal("0.5"), "y": [1]}


RUBRICS = [
    path
    for path in sorted((ROOT / "rubrics").glob("*/*.yaml"))
    if path.stem not in {"module", "procedure", "composite"}
]


@pytest.mark.parametrize("path", RUBRICS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_what_was_pinned_reads_back_as_it_was(path: Path) -> None:
    rubric, _ = parse_rubric(path.read_bytes(), str(path))
    again = read_canonical(Rubric, canonical_json(rubric))
    assert canonical_json(again) == canonical_json(rubric)


@pytest.mark.parametrize("seed", range(50))
def test_random_rubrics_read_back_as_they_were(seed: int) -> None:
    rubric = Rubric.model_validate(random_case(seed).rubric)
    assert content_hash(read_canonical(Rubric, canonical_json(rubric))) == content_hash(rubric)


def test_a_plugins_parameters_read_back_with_their_numbers() -> None:
    params = {
        "steps": [1, "1", True, Decimal("0.5")],
        "deep": {"least": -3},
        "said": {"number": "nine"},
    }
    leaf = PluginScored.model_validate(
        {
            "type": "plugin",
            "id": "X",
            "title": "x",
            "points": Decimal(5),
            "scorer": "a.b",
            "params": params,
        }
    )
    assert read_canonical(PluginScored, canonical_json(leaf)).params == params


MODULES = sorted((ROOT / "rubrics").glob("*/module.yaml"))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.parent.name)
def test_a_module_reads_back_as_it_was(path: Path) -> None:
    """Conditions of its metrics name choices where others give numbers."""
    module, _ = load(ModuleFile, path.read_bytes(), str(path))
    again = read_canonical(ModuleFile, canonical_json(module))
    assert canonical_json(again) == canonical_json(module)
