"""SYN-106 as a module with a procedure, and every unit's claim as the wire carries it.

A unit answers no redline, so two more bonus items bring what it answers itself to 106. Nothing is
left blank: a claim has an answer to every item, also to those that do not apply.
"""

from __future__ import annotations

import json
from copy import deepcopy
from typing import TYPE_CHECKING, Any, Final

from benchmarks.syn106 import Workload, build, scored, to_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.syn106 import Spec

UNITS: Final = 65
MODULE: Final = "benchmark"
RUBRIC: Final = "benchmark.syn106"
_MODULE_FILE: Final = """\
format: 1
id: benchmark
title: {zh: 合成基准, en: Synthetic benchmark}
kind: x
order: 900
summary: {zh: 合成数据, en: Synthetic data}
rubrics: [syn106]
"""
_PROCEDURE_FILE: Final = """\
format: 1
id: benchmark.procedure
version: "1.0"
title: {zh: 合成基准评估办法, en: Synthetic benchmark procedure}
illustrative: true
stages:
  - {rubric: benchmark.syn106, weight: 1}
steps:
  - {id: claim, title: 自评, by: clerk, due: 10, layer: self}
  - {id: sign_off, title: 审签, by: approver, due: 12, layer: self, returns_to: claim}
  - {id: preliminary, title: 初评, by: district, for: district, due: 17, layer: preliminary,
     returns_to: claim}
  - {id: review, title: 复评, by: inspector, due: 27, layer: review,
     panel: {size: 3, combine: median, blind: true}, returns_to: claim}
  - {id: rating, title: 定等, by: admin, due: 57, layer: final, returns_to: review}
"""
_MORE: Final = ("B03", "B04")


def workload() -> Workload:
    """Return the units and answers of SYN-106."""
    return build(UNITS)


def write_module(spec: Spec, folder: Path) -> Path:
    """Write the module's files; returns its folder."""
    module = folder / MODULE
    module.mkdir()
    files = {
        "module.yaml": _MODULE_FILE,
        "procedure.yaml": _PROCEDURE_FILE,
        "syn106.yaml": to_yaml(_with_more(spec)),
    }
    for name, text in files.items():
        (module / name).write_text(text, encoding="utf-8")
    return module


def claims(made: Workload) -> list[bytes]:
    """Return each unit's claim as a request's body, in the units' order."""
    items = [*scored(made.spec), *made.spec["adjustments"]["items"]]
    return [_body(made, items, position) for position in range(made.size)]


def _with_more(spec: Spec) -> Spec:
    changed = deepcopy(spec)
    listed = changed["adjustments"]["items"]
    listed += [{**deepcopy(listed[0]), "id": code, "title": f"bonus {code}"} for code in _MORE]
    return changed


def _body(made: Workload, items: list[Spec], position: int) -> bytes:
    answers = {item["id"]: _answer(made, item, position) for item in items}
    answers |= dict.fromkeys(_MORE, answers["B01"])
    return json.dumps({"answers": answers}).encode()


def _answer(made: Workload, item: Spec, position: int) -> dict[str, Any]:
    code = item["id"]
    fields = {
        name.removeprefix(f"{code}."): column[position].item()
        for name, column in made.columns.items()
        if name.startswith(f"{code}.")
    }
    match item["type"]:
        case "levels":
            return {"level": item["levels"][fields["level"]]["id"]}
        case "checklist":
            checked = [name.removeprefix("checked.") for name, said in fields.items() if said]
            return {"checked": checked}
        case "deduct" | "bonus" | "penalty":
            counts = {name.removeprefix("counts."): each for name, each in fields.items()}
            return {"counts": counts}
        case _ if "value" in fields:
            return {"value": fields["value"] / 1_000_000}
    return fields
