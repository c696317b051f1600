from __future__ import annotations

import pytest
from smart_team_api.messages import UnreadableError
from smart_team_api.strict_json import parse

from smart_team.scoring.parsing import RawNumber


def test_numbers_keep_their_digits() -> None:
    found = parse(b'{"a": 0.10, "b": 3, "c": 1e3, "d": -0.0}')
    assert found == {"a": "0.10", "b": 3, "c": "1e3", "d": "-0.0"}
    assert {name: type(value) for name, value in found.items()} == {
        "a": RawNumber,
        "b": int,
        "c": RawNumber,
        "d": RawNumber,
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"a": 1, "a": 1}', "comes twice"),
        (b'[{"x": {"a": 1, "a": 2}}]', "comes twice"),
        (b"NaN", "NaN is no number"),
        (b"-Infinity", "-Infinity is no number"),
        (b"[" * 10_000, "nested too deep"),
        (b'"\xff"', "not UTF-8"),
        (b'"\\ud800"', "half a surrogate"),
        (b"{'a': 1}", "property name"),
        (b"1" * 5000, "integer"),
        (b"", "Expecting value"),
    ],
)
def test_what_is_no_sound_json_is_refused(body: bytes, said: str) -> None:
    with pytest.raises(UnreadableError, match=said):
        parse(body)
