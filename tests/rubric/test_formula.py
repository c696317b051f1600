"""Formulas: what is on the list, and the many things that are not."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.rubric.formula import FormulaRefusedError, Node, parse_formula

GOOD = [
    "a", "1", "0.5", "a + b", "a - b * 2", "-a", "+a", "(a)", "min(a, b)", "max(a, b, 3)", "abs(a)",
    "a / b if b > 0 else 0", "a if a < b and not b == 1 or a >= 2 else b", "a\n+ b",
    "a if a <= b else b", "a if a != b else b",
]  # fmt: skip
BAD = {
    "F101": ["(" * 50_000, "a" * 1001],
    "F102": [
        "[x for x in a]", "'s'", '"s"', "а + 1", "lambda: a", "a := 1", "a % b", "a @ b", "a ^ b",
        "a & b", "~a", "{a}", "a\\b", "f'{a}'", "`a`", "a;b", "a # b", "a[0]", "a: int", "ａ", "１",
        "a | b", "$a", "a?b", "a\tb", "a\u2028b",
    ],
    "F103": [
        "", "a +", "(a", "a)", "a)+(b", "a b", "a if b", "import os", "a = 1", "def f()", "1 +* 2",
        "a..b", "not", "(" * 300 + "a" + ")" * 300,
    ],
    "F104": [
        "a.b", "a.__class__", "a().b", "a.b.c", "a ** 2", "a // b", "open(a)", "eval(a)",
        "exec(a)", "__import__(a)", "getattr(a, b)", "abs(a, b)", "abs()", "min(a)", "max()",
        "min(*a)", "min(a, b, key=a)", "abs(**a)", "a(1)", "min(a, b)(1)", "min.x(a)", "(a, b)", "()",
        "a, b", "a if a < b < 1 else b", "a if a is b else b", "a if a in b else b",
        "a if a not in b else b", "a if a is not b else b", "(yield)", "a << 1", "a >> 1",
    ],
    "F105": ["c", "__builtins__", "os", "min", "abs + 1", "A"],
    "F106": ["1e3", "1_0", "0x1", "1j", "0b1", "0o7", "1if a > 0 else 2", "9" * 13, "0.1234567",
             "1.", ".5", "True", "None", "..."],
    "F107": ["a if a else b", "a < b", "a and b", "not a", "a or b", "(a < b) + 1", "-(a < b)",
             "a if not a else b", "min(a < b, 1)", "a if (a < b) < 1 else b"],
    "F108": ["- " * 60 + "a", "-(" * 45 + "a" + ")" * 45],
}  # fmt: skip


@pytest.mark.parametrize("expression", GOOD)
def test_what_is_on_the_list_is_parsed(expression: str) -> None:
    assert parse_formula(expression, ["a", "b"]).kind == "number"


@pytest.mark.parametrize(
    ("code", "expression"), [(code, each) for code, many in BAD.items() for each in many]
)
def test_what_is_not_on_the_list_is_refused(code: str, expression: str) -> None:
    with pytest.raises(FormulaRefusedError) as caught:
        parse_formula(expression, ["a", "b"])
    assert caught.value.message.code == code


def test_numbers_are_exact() -> None:
    assert parse_formula("0.1", []) == Node("const", value=Fraction(1, 10))


@given(st.text(max_size=60))
def test_any_text_is_parsed_or_refused(expression: str) -> None:
    try:
        parse_formula(expression, ["a", "b"])
    except FormulaRefusedError as error:
        assert error.message.code.startswith("F")
