from __future__ import annotations

from pathlib import Path

import pytest

from smart_team.errors import RubricError
from smart_team.procedure.loader import load_procedure

HEAD = """format: 1
id: sample.procedure
version: "1"
title: 样例
stages:
  - {rubric: sample.annual, weight: 1}
steps:
"""
CLAIM = "{id: claim, title: 自评, by: clerk, layer: self"
SIGN = "  - {id: sign, title: 审签, by: approver, layer: self}\n"
REWORK = "  - {id: rework, title: 补课, by: clerk, rework: {below: 60, cap: 79.99, days: 10}}\n"
EVERYBODY = ", ".join(
    f"{kind}/{level}"
    for kind in ("commission", "court", "procuratorate", "police", "justice")
    for level in ("city", "district")
)


def refusals(folder: Path, steps: str) -> list[tuple[str, int | None, object]]:
    file = folder / "procedure.yaml"
    file.write_text(HEAD + steps, encoding="utf-8")
    with pytest.raises(RubricError) as caught:
        load_procedure(file, ["sample.annual"])
    return [
        (each.message.code, each.place.line, each.values.get("cases"))
        for each in caught.value.problems
    ]


@pytest.mark.parametrize(
    ("steps", "line", "lacking"),
    [
        (SIGN, 8, EVERYBODY),
        (SIGN + REWORK, 8, EVERYBODY),
        (
            f"  - {CLAIM}, for: court}}\n" + SIGN,
            8,
            ", ".join(each for each in EVERYBODY.split(", ") if not each.startswith("court")),
        ),
        (
            SIGN + f"  - {CLAIM}, for: district}}\n",
            9,
            ", ".join(each for each in EVERYBODY.split(", ") if each.endswith("city")),
        ),
        (f"  - {CLAIM}, sample: 0.5}}\n" + SIGN, 8, EVERYBODY),
    ],
    ids=["no claim", "a rework is no claim", "courts alone", "districts alone", "those drawn"],
)
def test_a_procedure_in_which_a_unit_cannot_begin_is_refused_where_it_says_so(
    tmp_path: Path, steps: str, line: int, lacking: str
) -> None:
    assert refusals(tmp_path, steps) == [("C143", line, lacking)]


def test_claims_that_together_concern_everybody_are_enough(tmp_path: Path) -> None:
    steps = f"  - {CLAIM}, for: city}}\n  - {CLAIM.replace('claim', 'other')}, for: district}}\n"
    file = tmp_path / "procedure.yaml"
    file.write_text(HEAD + steps + SIGN, encoding="utf-8")
    assert len(load_procedure(file, ["sample.annual"]).steps) == 3
