"""The audit chain: known answers, and every way to tamper with one is found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any

import pytest
import rfc8785
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from smart_team.store import chain_messages as m
from smart_team.store.chain import (
    GENESIS,
    KEPT_AT_MOST,
    START,
    Anchor,
    ChainError,
    Head,
    Row,
    _sm3,
    canonical,
    check,
    link,
)

DAWN = datetime(2026, 11, 24, tzinfo=UTC)

texts = st.text(st.characters(codec="utf-8"), max_size=8)
leaves = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | texts
values = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
contents = st.fixed_dictionaries(
    {"actor": texts, "behalf": st.none() | texts, "count": st.integers(0, 9), "detail": values}
)


def chain(many: list[dict[str, Any]], start: Anchor = START) -> list[Row]:
    rows: list[Row] = []
    previous = start.hash
    for number, content in enumerate(many, start.number + 1):
        at = (DAWN + timedelta(seconds=number)).isoformat()
        record = {**content, "number": number, "at": at}
        own = link(previous, record)
        rows.append((number, previous, own, record))
        previous = own
    return rows


chains = st.lists(contents, min_size=1, max_size=8).map(chain)


def plain_chain(length: int) -> list[Row]:
    return chain([{"actor": f"u{number}"} for number in range(length)])


def codes(rows: list[Row], start: Anchor = START) -> list[tuple[str, object]]:
    return [(each.message.code, each.values["number"]) for each in check(rows, start).problems]


def stands(rows: list[Row], head: Head) -> bool:
    """Whether a chain passes both its check and the comparison with a head signed before."""
    hashes = {number: own for number, _, own, _ in rows}
    return check(rows).found == 0 and hashes.get(head.number) == head.hash


def head_of(rows: list[Row]) -> Head:
    return Head(rows[-1][0], rows[-1][2], str(rows[-1][3]["at"]))


@pytest.mark.parametrize(
    ("content", "digest"),
    [
        # GB/T 32905-2016, appendix A
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_as_the_standard_gives_it(content: bytes, digest: str) -> None:
    assert _sm3(content) == digest


def test_a_link_is_sm3_over_the_hash_before_and_the_canonical_record() -> None:
    record = {"number": 1, "actor": "李", "ok": True, "behalf": None}
    written = '{"actor":"李","behalf":null,"number":1,"ok":true}'.encode()
    assert canonical(record) == written
    assert link(GENESIS, record) == "sm3:" + _sm3(b"sm3:" + b"0" * 64 + b"\n" + written)
    # The same from another implementation, OpenSSL's command `dgst -sm3`.
    assert link(GENESIS, record) == (
        "sm3:c4d5c5a2fd56b0969e7dad2caac1e74bac5babc2c4e426510a3d4bc2c9cece96"
    )


def test_keys_stand_in_the_order_of_rfc_8785() -> None:
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\x80", "\u00f6"]
    written = canonical({key: number for number, key in enumerate(keys)}).decode()
    assert list(json.loads(written)) == ["\r", "1", "\x80", "ö", "€", "😀", "\ufb33"]


@given(st.dictionaries(texts, values, max_size=5))
def test_the_canonical_text_is_that_of_the_reference_and_reads_back(record: dict[str, Any]) -> None:
    assert canonical(record) == rfc8785.dumps(record)
    assert json.loads(canonical(record)) == record


def test_what_reads_back_alike_is_written_alike() -> None:
    class Result(StrEnum):
        DONE = "success"

    given_as = {"result": Result.DONE, "ids": ("a", "b"), "more": MappingProxyType({"k": 1})}
    stored = {"result": "success", "ids": ["a", "b"], "more": {"k": 1}}
    assert canonical(MappingProxyType(given_as)) == canonical(stored)


def deep(levels: int) -> object:
    return [] if levels == 0 else [deep(levels - 1)]


@pytest.mark.parametrize(
    ("record", "field"),
    [
        ({"score": 1.0}, "score"),
        ({"detail": {"scores": ["1.0", float("nan")]}}, "detail.scores[1]"),
        ({"content": b"raw"}, "content"),
        ({"at": DAWN}, "at"),
        ({"detail": {1: "a"}}, "detail.1"),
        ({"detail": {"a", "b"}}, "detail"),
        ({"detail": deep(100)}, "detail" + "[0]" * 20),
        ({"count": 2**53}, "the whole of it"),
        ({"actor": "\ud800"}, "the whole of it"),
        ({"\ud800": "a"}, "the whole of it"),
    ],
    ids=[
        "float",
        "nan in a list",
        "bytes",
        "datetime",
        "number as key",
        "set",
        "depth",
        "2^53",
        "surrogate",
        "surrogate key",
    ],
)
def test_what_has_no_canonical_form_is_refused(record: dict[str, object], field: str) -> None:
    with pytest.raises(ChainError) as refused:
        link(GENESIS, record)
    (problem,) = refused.value.problems
    assert problem.message is m.UNCHAINABLE
    assert f"'{field}' cannot be recorded" in problem.what("en")
    assert problem.what("zh") != problem.what("en")


@given(chains)
def test_a_chain_left_alone_is_sound(rows: list[Row]) -> None:
    report = check(rows)
    assert (report.checked, report.found, report.problems) == (len(rows), 0, ())
    assert report.head == head_of(rows)


@given(chains, st.data())
def test_a_check_may_start_at_any_trusted_record(rows: list[Row], data: st.DataObject) -> None:
    cut = data.draw(st.integers(1, len(rows)))
    anchor = head_of(rows[:cut])
    assert check(rows[cut:], anchor).found == 0
    assert check(rows[cut:], anchor).head == head_of(rows)


def test_an_empty_chain_ends_where_it_starts() -> None:
    assert check([]).head == Head(0, GENESIS)


def test_each_problem_names_its_record() -> None:
    rows = plain_chain(6)
    number, previous, own, record = rows[2]
    altered = [*rows[:2], (number, previous, own, {**record, "actor": "x"}), *rows[3:]]
    assert codes(altered) == [("A202", 3)]
    forged = link(previous, {**record, "actor": "x"})
    rehashed = [*rows[:2], (number, previous, forged, {**record, "actor": "x"}), *rows[3:]]
    assert codes(rehashed) == [("A203", 4)]
    assert codes(rows[:2] + rows[3:]) == [("A204", 4), ("A203", 4)]
    assert codes(rows[1:]) == [("A204", 2), ("A203", 2)]
    assert codes([*rows[:3], rows[2], *rows[3:]]) == [("A205", 3), ("A203", 3)]
    problem = check(altered).problems[0]
    assert problem.say("en").startswith("audit record 3: the content of audit record 3 does not")
    assert problem.say("zh").startswith("第 3 条审计记录: 第 3 条审计记录的内容与它的哈希不符")


def test_a_gap_says_which_records_are_missing() -> None:
    rows = plain_chain(6)
    gap = check(rows[:2] + rows[4:]).problems[0]
    assert gap.what("en") == "audit records 3 to 4 are missing before record 5"


def test_a_wrong_anchor_is_told() -> None:
    rows = plain_chain(4)
    assert codes(rows[2:], Anchor(2, GENESIS)) == [("A203", 3)]
    assert codes(rows[2:], Anchor(1, rows[1][2])) == [("A204", 3)]


def timed(moments: list[object]) -> list[Row]:
    rows: list[Row] = []
    previous = GENESIS
    for number, at in enumerate(moments, 1):
        record = {"at": at} if at != "absent" else {}
        own = link(previous, record)
        rows.append((number, previous, own, record))
        previous = own
    return rows


def seconds(*offsets: int) -> list[object]:
    return [(DAWN + timedelta(seconds=offset)).isoformat() for offset in offsets]


@pytest.mark.parametrize(
    ("offsets", "told"),
    [
        ((0, 1, 1, 2), []),
        ((10, 5, 10), []),  # two servers' clocks
        ((10, 4, 11), [2]),
        ((100, 0, 1, 2, 101, 102), [2]),  # told once, not while the clock catches up
        ((100, 50, 51, 20, 21, 200), [2, 4]),
        ((10, 7, 4, 1), [3]),  # small steps add up
    ],
)
def test_a_clock_that_goes_back(offsets: tuple[int, ...], told: list[int]) -> None:
    assert codes(timed(seconds(*offsets))) == [("A206", number) for number in told]


def test_the_clock_is_compared_with_the_anchor_and_with_a_given_tolerance() -> None:
    rows = timed(seconds(0, 1))
    late = Anchor(0, GENESIS, (DAWN + timedelta(hours=1)).isoformat())
    assert codes(rows, late) == [("A206", 1)]
    assert check(rows, late, timedelta(hours=1)).found == 0


@pytest.mark.parametrize(
    "at",
    ["absent", None, 20261124, "", "yesterday", "2026-11-24T08:00:00", "2026-11-24T08:00:00+08:00"],
)
def test_a_time_that_is_not_utc_is_told(at: object) -> None:
    good = "2026-11-24T00:00:00.000000Z"
    assert codes(timed([good, at, good])) == [("A207", 2)]


def test_records_that_have_no_canonical_form_are_altered_ones() -> None:
    rows = plain_chain(3)
    number, previous, own, record = rows[1]
    for bad in (1.5, b"blob", "\ud800", deep(100), float("nan")):
        assert codes([rows[0], (number, previous, own, {**record, "actor": bad}), rows[2]]) == [
            ("A202", 2)
        ]


def test_very_many_problems_are_counted() -> None:
    rows = [
        (number, previous, GENESIS, record)
        for number, previous, _, record in plain_chain(KEPT_AT_MOST + 5)
    ]
    report = check(rows)
    assert report.found > len(report.problems) == KEPT_AT_MOST


Edit = Callable[[list[Row], Any], list[Row]]


def at(rows: list[Row], data: Any) -> int:
    return int(data.draw(st.integers(0, len(rows) - 1), label="at"))


def update_field(rows: list[Row], data: Any) -> list[Row]:
    """One field of the content: another value, another field, or none."""
    where = at(rows, data)
    number, previous, own, record = rows[where]
    changed = dict(record)
    name = data.draw(st.sampled_from(sorted(record)) | texts, label="field")
    if name in changed and data.draw(st.booleans(), label="drop"):
        del changed[name]
    else:
        changed[name] = data.draw(values, label="value")
    assume(canonical(changed) != canonical(record))
    return [*rows[:where], (number, previous, own, changed), *rows[where + 1 :]]


def update_field_and_hash(rows: list[Row], data: Any) -> list[Row]:
    where = at(rows, data)
    number, previous, _, record = update_field(rows[where : where + 1], data)[0]
    return [*rows[:where], (number, previous, link(previous, record), record), *rows[where + 1 :]]


def update_column(rows: list[Row], data: Any) -> list[Row]:
    where = at(rows, data)
    number, previous, own, record = rows[where]
    other = data.draw(
        st.sampled_from([GENESIS, "", *(row[2] for row in rows)]) | texts, label="hash"
    )
    column = data.draw(st.sampled_from(["number", "previous", "own"]), label="column")
    changed = {
        "number": (
            number + data.draw(st.sampled_from([-1, 1, 7]), label="by"),
            previous,
            own,
            record,
        ),
        "previous": (number, other, own, record),
        "own": (number, previous, other, record),
    }[column]
    assume(changed != rows[where])
    return [*rows[:where], changed, *rows[where + 1 :]]


def delete(rows: list[Row], data: Any) -> list[Row]:
    """One record, its number left open or closed up, the next one tied to the one before."""
    where = at(rows, data)
    left = rows[:where] + rows[where + 1 :]
    if data.draw(st.booleans(), label="renumber"):
        left = [(number, *row[1:]) for number, row in enumerate(left, 1)]
    if where < len(left) and data.draw(st.booleans(), label="tie"):
        number, _, own, record = left[where]
        left[where] = (number, left[where - 1][2] if where else GENESIS, own, record)
    return left


def insert(rows: list[Row], data: Any) -> list[Row]:
    """A forged record with a true hash over the one before, the rest renumbered or not."""
    where = int(data.draw(st.integers(0, len(rows) - 1), label="at"))
    number, previous = rows[where][0], rows[where][1]
    record = {**data.draw(contents, label="forged"), "number": number, "at": rows[where][3]["at"]}
    own = link(previous, record)
    rest = rows[where:]
    if data.draw(st.booleans(), label="renumber"):
        rest = [(each + 1, *row) for each, *row in rest]  # type: ignore[misc]
    return [*rows[:where], (number, previous, own, record), *rest]


def swap(rows: list[Row], data: Any) -> list[Row]:
    """Two whole records, or their contents alone, or all but their numbers."""
    assume(len(rows) > 1)
    one = int(data.draw(st.integers(0, len(rows) - 2), label="one"))
    two = int(data.draw(st.integers(one + 1, len(rows) - 1), label="two"))
    first = data.draw(st.sampled_from([0, 1, 2, 3]), label="columns kept")
    changed = list(rows)
    changed[one] = (*rows[one][:first], *rows[two][first:])  # type: ignore[assignment]
    changed[two] = (*rows[two][:first], *rows[one][first:])  # type: ignore[assignment]
    return changed


def truncate(rows: list[Row], data: Any) -> list[Row]:
    return rows[: at(rows, data)]


def rebuild(rows: list[Row], data: Any) -> list[Row]:
    """A change, a removal or an insertion with every later hash computed anew."""
    tamper = data.draw(st.sampled_from([update_field, delete, insert]), label="tamper")
    previous = GENESIS
    made: list[Row] = []
    for number, (_, _, _, record) in enumerate(tamper(rows, data), 1):
        renumbered = {**record, "number": number}
        own = link(previous, renumbered)
        made.append((number, previous, own, renumbered))
        previous = own
    # To repeat the last record after itself is to go on, not to tamper.
    assume([canonical(row[3]) for row in made[: len(rows)]] != [canonical(row[3]) for row in rows])
    return made


EDITS: list[Edit] = [
    update_field,
    update_field_and_hash,
    update_column,
    delete,
    insert,
    swap,
    truncate,
    rebuild,
]


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.__name__)
@settings(max_examples=100, deadline=None)
@given(chains, st.data())
def test_any_tampering_is_found(edit: Edit, rows: list[Row], data: st.DataObject) -> None:
    head = head_of(rows)
    assert stands(rows, head)
    assert not stands(edit(rows, data), head)


@pytest.mark.parametrize(
    "edit", [update_field, update_column, delete, insert, swap], ids=lambda edit: edit.__name__
)
@settings(max_examples=100, deadline=None)
@given(chains, st.lists(contents, min_size=1, max_size=3), st.data())
def test_before_the_end_no_head_is_needed(
    edit: Edit, rows: list[Row], later: list[dict[str, Any]], data: st.DataObject
) -> None:
    whole = rows + chain(later, head_of(rows))
    tampered = edit(rows, data)
    assert check([*tampered, *whole[len(rows) :]]).found
