"""The messages: unique codes, both languages, the same fields in both."""

from __future__ import annotations

import re

import pytest

from smart_team.errors import Message, Text
from tests.messages import MESSAGES


def fields(text: str) -> set[str]:
    return set(re.findall(r"(?<!\{)\{(\w+)\}", text))


def test_codes_are_unique() -> None:
    codes = [message.code for message in MESSAGES]
    assert len(codes) == len(set(codes)) > 80


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.code)
def test_both_languages_say_the_same(message: Message) -> None:
    for text in (message.what, message.fix):
        assert text.en
        assert fields(text.zh) == fields(text.en)


def test_a_text_without_english_is_said_in_chinese() -> None:
    assert Text("只有中文").say("en") == "只有中文"
