"""Nothing personal gets into the log, whichever way it comes."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.stdlib import BoundLogger

from smart_team.observing.logs import Format, set_up
from smart_team.observing.privacy import PERSONAL, REMOVED, is_personal, without_personal_data

CANARY = "canary-3f9c1d"


@pytest.fixture
def lines() -> Iterator[Callable[[Format], tuple[BoundLogger, Callable[[], list[str]]]]]:
    """A log into memory; the process's own logging is put back afterwards."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()

    def begin(format_: Format) -> tuple[BoundLogger, Callable[[], list[str]]]:
        logger = set_up(format_, stream)
        return logger, lambda: stream.getvalue().splitlines()

    yield begin
    root.handlers[:] = before
    root.setLevel(level)
    for name in ("uvicorn.access", "httpx", "httpcore"):
        logging.getLogger(name).disabled = False


def test_an_event_is_one_line_of_json(lines: Any) -> None:
    logger, written = lines("json")
    logger.info("request", method="GET", route="/api/v1/units/{unit}", status=200, took=0.012)
    logger.warning("多行\n文字")
    first, second = map(json.loads, written())
    assert first["event"] == "request"
    assert (first["route"], first["status"], first["took"]) == ("/api/v1/units/{unit}", 200, 0.012)
    assert (first["level"], second["level"]) == ("info", "warning")
    assert first["at_time"].endswith("Z")
    assert second["event"] == "多行\n文字"


def test_a_person_at_a_screen_reads_lines(lines: Any) -> None:
    logger, written = lines("console")
    logger.info("started", port=8000, password=CANARY)
    (line,) = written()
    assert "started" in line
    assert "port=8000" in line
    assert CANARY not in line


@pytest.mark.parametrize("shape", ["{0}", "old_{0}", "X-{1}", "my{1}", "{2}", "{0}_of_person"])
def test_no_name_of_personal_data_passes(lines: Any, shape: str) -> None:
    logger, written = lines("json")
    for word in sorted(PERSONAL):
        key = shape.format(word, word.capitalize(), word.upper())
        logger.info("event", **{key: CANARY}, deep={"list": [{key: [CANARY]}], key: {"x": CANARY}})
        logger.bind(**{key: CANARY}).error("bound")
        assert [json.loads(line)[key] for line in written()[-2:]] == [REMOVED] * 2
    assert CANARY not in "".join(written())


@pytest.mark.parametrize(
    "key", ["event", "route", "status", "problem", "unit", "took", "at", "duty"]
)
def test_what_is_nobodys_passes(key: str) -> None:
    assert not is_personal(key)


@pytest.mark.parametrize("prefix", ["sts_", "stp_", "stl_", "stc_"])
def test_a_token_is_known_wherever_it_stands(lines: Any, prefix: str) -> None:
    logger, written = lines("json")
    token = prefix + "Zk3_x-" * 7
    event = f"asked for /links/{token}?a=1"
    logger.info(event, detail=[f"<{token}>"])
    (line,) = written()
    assert "Zk3" not in line
    assert line.count(REMOVED) == 2


def test_an_error_is_named_with_its_place_and_never_quoted(lines: Any) -> None:
    logger, written = lines("json")

    def inner() -> None:
        raise ValueError(CANARY)

    try:
        inner()
    except ValueError as error:
        logger.exception("broken")
        logger.warning("given", exc_info=error)
        logging.getLogger("other").exception("theirs %s", CANARY)
    found = [json.loads(line) for line in written()]
    assert [each["error"] for each in found] == ["ValueError"] * 3
    assert all(each["at"][-1].endswith(" inner") for each in found)
    assert CANARY not in "".join(written())


def test_what_others_log_comes_without_its_values(lines: Any) -> None:
    _, written = lines("json")
    logging.getLogger("uvicorn.error").info("Serving on %s", CANARY)
    logging.getLogger("sqlalchemy.engine").warning("%r", {"password": CANARY})
    logging.getLogger("lib").warning(ValueError(CANARY))
    logging.getLogger("lib").warning("extra", extra={"login": CANARY, "thing": CANARY})
    logging.getLogger("uvicorn.access").info("%s - GET /?login=%s", CANARY, CANARY)
    logging.getLogger("lib").debug("too fine")
    found = [json.loads(line) for line in written()]
    assert [each["event"] for each in found] == ["Serving on %s", "%r", "ValueError", "extra"]
    assert CANARY not in "".join(written())


def test_a_value_of_a_class_is_shown_by_its_name_alone(lines: Any) -> None:
    class Odd:
        def __repr__(self) -> str:
            return CANARY

    logger, written = lines("json")
    logger.info("event", thing=Odd(), raw=CANARY.encode(), many=[Odd()])
    found = json.loads(written()[0])
    assert (found["thing"], found["raw"], found["many"]) == ("Odd", "bytes", ["Odd"])


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "login", "userName", "x_token"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["event", "detail", "password"]), values, max_size=3))
def test_no_value_under_a_personal_key_is_left(event: dict[str, Any]) -> None:
    def check(found: Any) -> None:
        if isinstance(found, dict):
            for key, value in found.items():
                assert value == REMOVED if is_personal(key) else True
                check(value)
        if isinstance(found, list):
            for each in found:
                check(each)

    check(without_personal_data(None, "info", event))
