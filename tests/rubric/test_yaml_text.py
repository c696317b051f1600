"""Strict YAML: what a careless or hostile file may hold, refused quickly and at its place."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.rubric.yaml_text import MAX_BYTES, read_document

PATHOLOGICAL = {
    "flow nesting": "[" * 2000,
    "flow mappings": "{a: " * 2000,
    "block nesting": "\n".join(f"{' ' * depth}a:" for depth in range(900)),
    "block sequences": "- " * 2000,
    "one long number": f"a: {'9' * (MAX_BYTES - 10)}",
    "one long line": f"a: {'x' * (MAX_BYTES - 10)}",
    "an open quote": f'"{"a" * (MAX_BYTES - 10)}',
    "control characters": "\x01" * (MAX_BYTES - 10),
    "one key often": "a: 1\n" * (MAX_BYTES // 5),
    "empty lists": f"a: [{'[],' * (MAX_BYTES // 4)}]",
    "many anchors": "- &a x\n" * 2000,
    "billion laughs": "a: &a [x]\n" + "".join(f"{c}: &{c} [*a, *a]\n" for c in "bcdefghij"),
    "no line ends": "{" + "a: {b: 1}, " * 2000,
}


@pytest.mark.parametrize("text", PATHOLOGICAL.values(), ids=PATHOLOGICAL)
def test_what_would_tie_up_a_parser_is_read_or_refused(text: str) -> None:
    document = read_document(text.encode(), "x.yaml")
    assert document.problems or isinstance(document.value, dict)


def test_the_level_that_is_too_deep_is_named() -> None:
    document = read_document("\n".join(f"{' ' * n}a:" for n in range(900)).encode(), "x.yaml")
    (problem,) = document.problems
    assert (problem.message.code, problem.place.line, problem.place.column) == ("Y111", 42, 42)


@pytest.mark.parametrize(
    "character",
    [
        "\x00",
        "\x07",
        "\x1b",
        "\x7f",
        "\x80",
        "\x85",
        "\x9f",
        "\u2028",
        "\u2029",
        "\ufeff",
        "\ufffe",
        "\uffff",
    ],
)
def test_control_characters_are_refused_as_they_are_and_as_escapes(character: str) -> None:
    document = read_document(f"a: 1\nb: x{character}y".encode(), "x.yaml")
    places = [(p.message.code, p.place.line, p.place.column) for p in document.problems]
    assert places == [("Y105", 2, 5)]
    escaped = read_document(f'a: 1\nb: "x\\u{ord(character):04x}"'.encode(), "x.yaml")
    assert [(p.message.code, p.place.line, p.place.column) for p in escaped.problems] == [
        ("Y105", 2, 4)
    ]


def test_rare_but_lawful_characters_are_kept() -> None:
    text = "𠮷\U0010fffd\ud7ff\xa0"
    assert read_document(f'a: "{text}\\n\\""'.encode(), "x.yaml").value == {"a": f'{text}\n"'}


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("true", True), ("false", False), ("0", 0), ("-0", 0), ("-0.0", 0), ("12", 12), ("-3", -3),
        ("0.50", Decimal("0.5")), ("999999999999.999999", Decimal("999999999999.999999")),
        ("text", "text"), ("'no'", "no"), ('"010"', "010"), ("'12:30:45'", "12:30:45"),
        ("2021年", "2021年"), ("A8", "A8"), ("'2021-04-01'", "2021-04-01"), ("first\n second", "first second"),
    ],
)  # fmt: skip
def test_plain_values_are_read_as_they_are_written(raw: str, value: object) -> None:
    document = read_document(f"a: {raw}".encode(), "x.yaml")
    assert not document.problems
    assert document.value == {"a": value}
    assert type(document.value["a"]) is type(value)


@pytest.mark.parametrize("sign", ["-0.0", "-0.000000"])
def test_zero_has_no_sign(sign: str) -> None:
    assert str(read_document(sign.encode(), "x.yaml").value) == "0"


def test_block_texts_keep_their_lines() -> None:
    document = read_document(b"a: |\n  one\n  two\nb: >\n  one\n  two\n", "x.yaml")
    assert document.value == {"a": "one\ntwo\n", "b": "one two\n"}


def test_a_question_mark_is_a_key_like_any_other() -> None:
    document = read_document(b'{"?": 1, "?": 2}', "x.yaml")
    assert [p.message.code for p in document.problems] == ["Y112"]


def test_long_keys_and_values_are_not_repeated_whole() -> None:
    key = "k" * 900
    document = read_document(f"{key}: 1\n{key}: 1{'_1' * 900}\n".encode(), "x.yaml")
    assert [p.message.code for p in document.problems] == ["Y112", "Y114"]
    assert all(len(p.say("en")) < 400 for p in document.problems)


def test_all_problems_of_a_text_come_together() -> None:
    text = "a: no\nb: 010\nc: &x 1\nd: !t 1\na: 1e3\ne:\n? [f]\n: 1\n"
    found = [
        (p.message.code, p.place.line) for p in read_document(text.encode(), "x.yaml").problems
    ]
    assert found == [
        ("Y114", 1), ("Y114", 2), ("Y109", 3), ("Y110", 4), ("Y112", 5), ("Y114", 5), ("Y115", 6),
        ("Y113", 7),
    ]  # fmt: skip


@given(
    st.text(max_size=40),
    st.sampled_from(["{}", "a: {}", 'a: "{}"', "a: '{}'", "- [{}]", "{}: 1", "a: |\n  {}"]),
)
def test_any_text_anywhere_is_read_or_refused_at_a_place(text: str, around: str) -> None:
    document = read_document(around.replace("{}", text).encode(errors="replace"), "x.yaml")
    assert document.problems or document.value is not None
    assert all(problem.place.line and problem.place.column for problem in document.problems)


MARKS = ":-?,[]{}&*!|>'\"%@`#~ \n"


@given(st.lists(st.sampled_from([*MARKS, "a", "b", "1", "0", "no", "---", "...", "\n  "])))
def test_any_yaml_punctuation_is_read_or_refused(tokens: list[str]) -> None:
    document = read_document("".join(tokens).encode(), "x.yaml")
    assert document.problems or document.value is not None
