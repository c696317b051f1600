"""The loader on any bytes, and what the content hash depends on."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smart_team.errors import RubricError
from smart_team.rubric.canonical import canonical_json, content_hash
from smart_team.rubric.loader import ITEM_TYPES, parse_rubric
from smart_team.rubric.types import plain
from tests.naive.random_rubrics import random_case
from tests.rubric.samples import SOUND


@given(st.binary(max_size=300))
def test_any_bytes_are_loaded_or_refused_with_a_place(data: bytes) -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(data)
    assert all(problem.place.line for problem in caught.value.problems)


@given(st.integers(0, len(SOUND) - 1), st.sampled_from(list("{}[]:,&*!|>'\"%@`#-? \n01ae~")))
@settings(max_examples=300)
def test_one_wrong_character_is_loaded_or_refused(position: int, character: str) -> None:
    text = SOUND[:position] + character + SOUND[position + 1 :]
    try:
        parse_rubric(text.encode())
    except RubricError as error:
        assert error.problems


def test_comments_and_layout_do_not_change_the_hash() -> None:
    first = parse_rubric(SOUND.encode())[0]
    second = parse_rubric(
        ("# a comment\n" + SOUND.replace("points: 20", "points:   20.0")).encode()
    )[0]
    assert content_hash(first) == content_hash(second)


@pytest.mark.parametrize(("old", "new"), [("版本", "版本"), ("样例", "样品"), ('"1"', '"2"')])
def test_content_changes_the_hash(old: str, new: str) -> None:
    changed = parse_rubric(SOUND.replace(old, new).encode())[0]
    same = content_hash(changed) == content_hash(parse_rubric(SOUND.encode())[0])
    assert same == (old == new)


@pytest.mark.parametrize("seed", range(60))
def test_every_number_counts_in_the_hash(seed: int) -> None:
    text = random_case(seed).rubric_yaml
    rubric = parse_rubric(text.encode())[0]
    numbers = list(re.finditer(r"points: (\d+(?:\.\d+)?)", text))
    chosen = numbers[seed % len(numbers)]
    changed = f"{text[: chosen.start(1)]}7{chosen.group(1)}{text[chosen.end(1) :]}"
    try:
        other = parse_rubric(changed.encode())[0]
    except RubricError:
        return
    assert content_hash(other) != content_hash(rubric)


def test_canonical_json_is_json_with_sorted_keys() -> None:
    content = json.loads(canonical_json(parse_rubric(SOUND.encode())[0]))
    assert list(content) == sorted(content)
    assert content["full_marks"] == plain(parse_rubric(SOUND.encode())[0].full_marks) == "20"


def test_every_item_type_is_known_by_its_name() -> None:
    assert list(ITEM_TYPES) == [
        "boolean", "levels", "checklist", "tiers", "linear", "piecewise", "count", "deduct", "mix",
        "placing", "formula", "manual", "plugin",
    ]  # fmt: skip
