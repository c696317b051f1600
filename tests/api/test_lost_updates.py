"""Two who saw the same version: one is let through, the other is told, on every route."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.api.doers import CHANGES, version, versioned
from tests.api.line import Sent
from tests.api.town import Town

REMOVAL = "POST /records/{record}/removal"
"""What it has removed is not there any more, for whoever comes late either."""


def test_every_change_is_tried() -> None:
    assert set(CHANGES) == set(versioned())


@pytest.mark.parametrize("key", CHANGES)
def test_of_two_with_one_version_one_wins(town: Town, tmp_path: Path, key: str) -> None:
    doer = CHANGES[key]
    with town.aside(tmp_path):
        doer.ready(town)
        seen = version(town, key, doer.state)
        request = doer.sent(town, key, seen)
        before = town.rows("audit", "sessions")
        bare, stale, early = town.line.all(
            [without(request), doer.sent(town, key, seen + 1), doer.sent(town, key, seen + 2)]
        )
        assert (bare.status, stale.status, early.status) == (428, 412, 412), bare.text()
        assert (bare.code(), stale.code()) == ("Q103", early.code())
        assert town.rows("audit", "sessions") == before
        answers = town.line.all([request, request])
        late = 404 if key == REMOVAL else 412
        assert sorted(got.status for got in answers) == [doer.status, late], answers[0].text()
        assert version(town, key, doer.state) == seen + 1
        after = town.rows("audit", "sessions")
        assert town.line.ask(request).status == late
        assert town.rows("audit", "sessions") == after


def without(request: Sent) -> Sent:
    """Return a request as somebody sends it who does not say which version they saw."""
    kept = {name: value for name, value in request.headers.items() if name != "if-match"}
    return replace(request, headers=kept)


@pytest.mark.parametrize("said", ["*", '"1", "2"', 'W/"1"', "1", '"0"', '"-1"', '"1.0"', '"١"', ""])
def test_only_one_version_can_be_named(town: Town, said: str) -> None:
    key = "PUT /submissions/{submission}/draft"
    request = CHANGES[key].sent(town, key, 1)
    sent = replace(
        request, headers={**request.headers, "if-match": said.encode().decode("latin-1")}
    )
    answer = town.line.ask(sent)
    assert (answer.status, answer.code()) == (400, "Q104")
