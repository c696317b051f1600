"""Every problem that the program can name is in docs/problems.md, in its own words."""

from __future__ import annotations

from pathlib import Path

import pytest

from smart_team.errors import Message
from tests.messages import MESSAGES

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "problems.md").read_text(encoding="utf-8")
ROWS = {line.split(" | ")[0].removeprefix("| "): line for line in PAGE.splitlines() if "|" in line}


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.code)
def test_it_is_documented(message: Message) -> None:
    row = ROWS[message.code].replace("\\|", "|")
    texts = (message.what.zh, message.what.en, message.fix.zh, message.fix.en)
    assert [text for text in texts if text is None or text not in row] == []
    assert f"| {message.severity} |" in row


def test_codes_are_told_apart() -> None:
    codes = [message.code for message in MESSAGES]
    assert sorted(codes) == sorted(set(codes))


def test_nothing_else_is_documented() -> None:
    known = {message.code for message in MESSAGES}
    documented = {code for code in ROWS if code[1:].isdigit()}
    assert documented == known
