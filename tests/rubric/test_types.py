"""The small types: numbers in plain notation, texts in one or two languages."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from smart_team.errors import Text
from smart_team.rubric.types import Bilingual, Number, Words, plain

NUMBER: TypeAdapter[Decimal] = TypeAdapter(Number)
WORDS: TypeAdapter[Bilingual] = TypeAdapter(Words)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("0.50", "0.5"),
        ("14", "14"),
        ("100", "100"),
        ("1E+2", "100"),
        ("-2.500", "-2.5"),
        ("0.000001", "0.000001"),
    ],
)
def test_numbers_are_written_plainly(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text
    assert NUMBER.dump_python(Decimal(value)) == text


@pytest.mark.parametrize("value", [True, False, "1", 0.5, None, [1]])
def test_nothing_else_is_a_number(value: object) -> None:
    with pytest.raises(ValidationError):
        NUMBER.validate_python(value)


def test_whole_numbers_are_decimals_too() -> None:
    assert NUMBER.validate_python(3) == Decimal(3)


def test_a_plain_text_is_chinese() -> None:
    words = WORDS.validate_python("参学率")
    assert words == Bilingual(zh="参学率")
    assert words.say("en") == "参学率"
    assert words.text() == Text("参学率")


def test_a_text_in_both_languages_is_said_in_each() -> None:
    words = WORDS.validate_python({"zh": "参学率", "en": "Attendance"})
    assert [words.say("zh"), words.say("en")] == ["参学率", "Attendance"]
