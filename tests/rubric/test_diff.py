from __future__ import annotations

from smart_team.rubric.diff import ABOUT, Difference, FieldChange, differences
from smart_team.rubric.loader import parse_rubric
from smart_team.rubric.schema import Rubric

TEXT = """
format: 1
id: team.annual
version: "1"
title: {zh: 标准, en: Rubric}
illustrative: true
full_marks: 100
dimensions:
  - id: study
    title: 学习
    indicators:
      - {id: A1, title: 参学率, type: linear, input: ratio, points: 60}
  - id: work
    title: 工作
    indicators:
      - {id: B1, title: 件数, type: count, per: 2, points: 40}
adjustments:
  bonus_cap: 5
  items:
    - {id: J1, type: bonus, title: 经验, cap: 3, events: [{id: city, title: 市级, per: 1}]}
redlines:
  - {id: RL1, title: 造假, effect: fail}
grades: [{grade: 合格, at_least: 0}]
"""


def rubric(*changes: tuple[str, str]) -> Rubric:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return parse_rubric(text.encode())[0]


def changed(*changes: tuple[str, str]) -> list[Difference]:
    return differences(rubric(), rubric(*changes))


def test_the_same_content_differs_in_nothing() -> None:
    assert changed() == []
    assert changed(('version: "1"', 'version: "2"')) == []


def test_a_changed_field_says_what_it_was_and_is() -> None:
    (found,) = changed(("per: 2", "per: 4"))
    assert (found.id, found.title.say(), found.change) == ("B1", "件数", "changed")
    assert found.fields == (FieldChange("per", "2", "4"),)


def test_what_came_and_what_went() -> None:
    found = changed(("id: B1", "id: B2"), ("id: RL1", "id: RL2"))
    said = [(each.id, each.change) for each in found]
    assert said == [("B2", "added"), ("RL2", "added"), ("B1", "removed"), ("RL1", "removed")]


def test_the_rubric_itself_and_its_rows() -> None:
    whole, item = changed(
        ("bonus_cap: 5", "bonus_cap: 6"), ("title: 市级, per: 1", "title: 省级, per: 2")
    )
    assert (whole.id, whole.fields) == (ABOUT, (FieldChange("adjustments.bonus_cap", "5", "6"),))
    assert item.id == "J1"
    assert item.fields[0].before == "id: city, title: 市级, per: 1"
    assert item.fields[0].after == "id: city, title: 省级, per: 2"


def test_a_part_that_moves_says_from_where() -> None:
    line = "      - {id: B1, title: 件数, type: count, per: 2, points: 40}\n"
    kept = "      - {id: A1, title: 参学率, type: linear, input: ratio, points: 60}\n"
    text = TEXT.replace(line, "").replace("  - id: work\n    title: 工作\n    indicators:\n", "")
    after = parse_rubric(text.replace(kept, kept + line).encode())[0]
    found = {each.id: each for each in differences(rubric(), after)}
    assert found["work"].change == "removed"
    assert found["B1"].fields == (FieldChange("dimension", "work", "study"),)


def test_a_field_that_was_not_there() -> None:
    (found,) = changed(("title: 件数", "title: 件数, criteria: 以台账为准"))
    assert found.fields == (FieldChange("criteria", None, "以台账为准"),)


def test_what_is_yes_or_no_reads_as_authors_write_it() -> None:
    (found,) = changed(("title: 件数", "title: 件数, required: false"))
    assert found.fields == (FieldChange("required", "true", "false"),)
