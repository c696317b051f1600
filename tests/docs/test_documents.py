"""The documents cannot drift: hooks, item types, fields, YAML blocks and commands are checked."""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import pytest

from smart_team import hookspecs
from smart_team.procedure import schema as procedure_schema
from smart_team.procedure.loader import load_procedure
from smart_team.procedure.schema import Procedure
from smart_team.rubric import items, ledgers, modules, schema, types
from smart_team.rubric.catalog import check_module, load_cases, load_composite
from smart_team.rubric.loader import ITEM_TYPES, load, load_rubric, read_file
from smart_team.rubric.modules import ModuleFile
from smart_team.rubric.types import Strict

ROOT = Path(__file__).resolve().parents[2]
AUTHOR = (ROOT / "docs" / "author.md").read_text(encoding="utf-8")
READMES = ("README.md", "README.zh-CN.md")
WITH_YAML = (*READMES, "docs/author.md", "docs/unit.md", "rubrics/README.md", "CONTRIBUTING.md")


class Block(NamedTuple):
    """A fenced block: where it stands, the words after the fence, what it holds."""

    place: str
    info: list[str]
    text: str


def blocks(name: str) -> Iterator[Block]:
    text = (ROOT / name).read_text(encoding="utf-8")
    for match in re.finditer(r"^```([^\n`]*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(f"{name}:{line}", match[1].split(), match[2])


def of_language(language: str) -> list[Block]:
    found = chain.from_iterable(blocks(name) for name in WITH_YAML)
    return [block for block in found if block.info[:1] == [language]]


def starts_a_file(block: Block) -> bool:
    lines = [line for line in block.text.splitlines() if not line.startswith("#")]
    return lines[0].startswith("format: 1")


def load_module_file(path: Path) -> object:
    file, _ = load(ModuleFile, read_file(path), str(path))
    assert [each.message.code for each in check_module(file)] == []
    return file


def load_whole_procedure(path: Path) -> object:
    named = load(Procedure, read_file(path), str(path))[0].weights()
    return load_procedure(path, named)


LOADERS: dict[str, Callable[[Path], object]] = {
    "rubric": load_rubric,
    "module": load_module_file,
    "procedure": load_whole_procedure,
    "composite": load_composite,
    "cases": load_cases,
}
WRAPPING = """\
format: 1
id: wrapped.annual
version: "1"
title: 包装
scaled: true
dimensions:
  - id: wrapped
    title: 包装
    indicators:
"""


def hook_signatures() -> list[str]:
    tree = ast.parse(Path(hookspecs.__file__).read_text(encoding="utf-8"))
    hooks = [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(d, ast.Name) and d.id == "hookspec" for d in node.decorator_list)
    ]
    for hook in hooks:
        hook.decorator_list, hook.body = [], []
    return [ast.unparse(hook).rstrip(":\n ") for hook in hooks]


def models() -> list[type[Strict]]:
    homes = (types, items, schema, ledgers, modules, procedure_schema)
    found = chain.from_iterable(vars(home).values() for home in homes)
    return [each for each in found if isinstance(each, type) and issubclass(each, Strict)]


def field_names() -> list[str]:
    return sorted(
        {field.alias or name for model in models() for name, field in model.model_fields.items()}
    )


@pytest.mark.parametrize("signature", hook_signatures())
def test_hooks_are_documented_with_their_signature(signature: str) -> None:
    assert signature in AUTHOR


def test_there_are_hooks() -> None:
    assert len(hook_signatures()) >= 3


@pytest.mark.parametrize("item_type", [*ITEM_TYPES, "bonus", "penalty", "redline"])
def test_item_types_are_documented(item_type: str) -> None:
    assert f"`{item_type}`" in AUTHOR


@pytest.mark.parametrize("item_type", ITEM_TYPES)
def test_item_types_have_an_example(item_type: str) -> None:
    examples = [each.text for each in of_language("yaml") if each.info[1:2] == ["indicator"]]
    assert any(f"type: {item_type}\n" in text for text in examples)


@pytest.mark.parametrize("field", field_names())
def test_fields_are_documented(field: str) -> None:
    assert f"`{field}`" in AUTHOR


@pytest.mark.parametrize("block", of_language("yaml"), ids=lambda block: block.place)
def test_yaml_is_what_it_says(block: Block, tmp_path: Path) -> None:
    kind = block.info[1] if len(block.info) > 1 else ""
    path = tmp_path / "block.yaml"
    if kind == "indicator":
        path.write_text(WRAPPING + indented(block.text), encoding="utf-8")
        load_rubric(path)
    elif starts_a_file(block):
        path.write_text(block.text, encoding="utf-8")
        kind = kind or known_kind(block)
        LOADERS[kind](path)


def indented(text: str) -> str:
    return "".join(f"      {line}\n" for line in text.splitlines())


def known_kind(block: Block) -> str:
    """Tell the kind of a block in rubrics/README.md, whose fences carry no second word."""
    keys = {"parts": "composite", "cases": "cases", "rubrics": "module", "steps": "procedure"}
    found = [kind for key, kind in keys.items() if re.search(rf"^{key}:", block.text, re.MULTILINE)]
    assert block.place.startswith("rubrics/"), "say the kind after ```yaml"
    return found[0]


def test_the_worked_example_is_what_is_printed(tmp_path: Path) -> None:
    units = "unit,name,kind,level,district\nD03-court,示例,court,district,D03\n"
    answers = (
        "unit,indicator,field,value\nD03-court,A8,numerator,492\nD03-court,A8,denominator,500\n"
    )
    (tmp_path / "units.csv").write_text(units, encoding="utf-8")
    (tmp_path / "answers.csv").write_text(answers, encoding="utf-8")
    files = "--units units.csv --answers answers.csv"
    command = f"smart-team score education_rectification.study {files} --explain D03-court"
    printed = run(f"{command} --lang zh", tmp_path)
    (line,) = (line for line in printed.splitlines() if line.startswith("A8 "))
    assert line.strip() in (ROOT / "docs" / "unit.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("readme", READMES)
def test_the_tour_can_be_taken(readme: str, tmp_path: Path) -> None:
    commands = 0
    for block in blocks(readme):
        if len(block.info) > 1 and "." in block.info[-1]:
            (tmp_path / block.info[-1]).write_text(block.text, encoding="utf-8")
        if block.info == ["sh"]:
            for line in block.text.splitlines():
                commands += line.startswith("smart-team ")
                run(line, tmp_path)
    assert commands >= 5


def run(line: str, folder: Path) -> str:
    """Run one line of a tour, if it is a command of ours; return what it printed."""
    program, *words = shlex.split(line, comments=True) or [""]
    if program != "smart-team":
        return ""
    done = subprocess.run(
        [sys.executable, "-m", "smart_team.cli", *words],
        cwd=folder,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = [target.partition("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)]
    missing = [t for t in targets if t and "://" not in t and not (ROOT / t).exists()]
    assert missing == []
