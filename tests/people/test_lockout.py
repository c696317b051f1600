"""Guesses: how many are evaluated, and that no stranger keeps somebody out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from smart_team.people.lockout import LIMITS, LONGEST, Failure, Lockout, decide

START = datetime(2026, 11, 24, 9, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
FREE = Lockout(allowed=True)

ACCOUNTS = ("approver", "clerk", "leader")
SOURCES = ("office", "home", "abroad")

moments = st.integers(0, 4000).map(lambda seconds: START + timedelta(seconds=seconds))
any_failure = st.builds(Failure, st.sampled_from(ACCOUNTS), st.sampled_from(SOURCES), moments)
histories = st.lists(st.tuples(any_failure, st.integers(1, 25)), max_size=12).map(
    lambda bursts: [each for each, times in bursts for _ in range(times)]
)


def failed(
    times: int, account: str = "approver", source: str = "abroad", at: datetime = START
) -> list[Failure]:
    return [Failure(account, source, at)] * times


def test_the_table() -> None:
    assert [(row.counted, row.at_most, row.within, row.spares_known) for row in LIMITS] == [
        ("account and source", 5, QUARTER, False),
        ("source", 20, QUARTER, True),
        ("account", 50, HOUR, True),
    ]
    assert LONGEST == HOUR


@pytest.mark.parametrize("known", [(), ("abroad",)])
def test_five_guesses_then_a_wait(known: tuple[str, ...]) -> None:
    def asked(times: int, later: timedelta) -> Lockout:
        return decide(failed(times), "approver", "abroad", START + later, known)

    assert asked(4, SECOND) == FREE
    assert asked(5, timedelta(0)) == Lockout(allowed=False, retry_after=900)
    assert asked(5, QUARTER - SECOND) == Lockout(allowed=False, retry_after=1)
    assert asked(5, QUARTER - timedelta(microseconds=1)) == Lockout(allowed=False, retry_after=1)
    assert asked(5, QUARTER) == FREE


def test_the_wait_is_until_the_fifth_last_is_old() -> None:
    failures = [Failure("approver", "abroad", START + timedelta(minutes=each)) for each in range(7)]
    late = START + timedelta(minutes=7)
    assert decide(failures[::-1], "approver", "abroad", late) == Lockout(
        allowed=False, retry_after=600
    )


def test_a_source_that_fails_for_many_accounts_is_slowed() -> None:
    failures = [each for number in range(10) for each in failed(2, f"account {number}")]
    now = START + timedelta(minutes=5)
    assert decide(failures, "approver", "abroad", now) == Lockout(allowed=False, retry_after=600)
    assert decide(failures[1:], "approver", "abroad", now) == FREE
    assert decide(failures, "approver", "office", now) == FREE
    assert decide(failures, "approver", "abroad", now, {"abroad"}) == FREE


def test_an_account_under_attack_from_everywhere() -> None:
    failures = [each for number in range(10) for each in failed(5, source=f"address {number}")]
    now = START + timedelta(minutes=20)
    assert decide(failures, "approver", "address 99", now) == Lockout(
        allowed=False, retry_after=2400
    )
    assert decide(failures[1:], "approver", "address 99", now) == FREE
    assert decide(failures, "approver", "office", now, {"office"}) == FREE
    assert decide(failures, "clerk", "address 99", now) == FREE
    assert decide(failures, "approver", "address 99", START + HOUR) == FREE


def test_slips_where_the_account_is_known_do_not_count_as_an_attack() -> None:
    failures = [each for number in range(10) for each in failed(5, source=f"desk {number}")]
    desks = {f"desk {number}" for number in range(10)}
    now = START + timedelta(minutes=20)
    assert decide(failures, "approver", "home", now, desks) == FREE
    assert decide(failures, "approver", "home", now, desks - {"desk 3"}) == FREE
    assert not decide(failures, "approver", "home", now).allowed


def test_the_longest_wait_is_told() -> None:
    everywhere = [each for number in range(9) for each in failed(5, source=f"address {number}")]
    failures = everywhere + failed(5, at=START + timedelta(minutes=1))
    wait = decide(failures, "approver", "abroad", START + timedelta(minutes=2))
    assert wait == Lockout(allowed=False, retry_after=58 * 60)


def test_an_unlock_is_told_by_leaving_failures_out() -> None:
    assert decide([], "approver", "abroad", START) == FREE


def test_a_clock_set_back_locks_nobody_out_for_good() -> None:
    failures = failed(5, at=START + timedelta(days=300))
    assert decide(failures, "approver", "abroad", START) == FREE
    near = failed(5, at=START + SECOND)
    assert decide(near, "approver", "abroad", START) == Lockout(allowed=False, retry_after=901)


def test_zones_do_not_matter() -> None:
    shanghai = (START + SECOND).astimezone(timezone(timedelta(hours=8)))
    assert decide(failed(5), "approver", "abroad", shanghai) == Lockout(
        allowed=False, retry_after=899
    )


guesses = st.lists(
    st.tuples(
        st.sampled_from(ACCOUNTS), st.sampled_from(SOURCES), st.integers(1, 30), st.integers(0, 700)
    ),
    max_size=25,
)


def evaluated(bursts: list[tuple[str, str, int, int]], known: dict[str, set[str]]) -> list[Failure]:
    """Guess wrongly, `times` at once and then after a pause; return what was evaluated."""
    now, failures = START, list[Failure]()
    for account, source, times, pause in bursts:
        for _ in range(times):
            if decide(failures, account, source, now, known.get(account, set())).allowed:
                failures.append(Failure(account, source, now))
        now += timedelta(seconds=pause)
    return failures


def most_within(times: list[datetime], window: timedelta) -> int:
    return max((sum(start <= at < start + window for at in times) for start in times), default=0)


@given(guesses, st.dictionaries(st.sampled_from(ACCOUNTS), st.sets(st.sampled_from(SOURCES))))
@example([("approver", "abroad", 100, 0)], {})
@example([(f"account {number}", "abroad", 5, 1) for number in range(30)], {})
@example([("approver", f"address {number}", 5, 30) for number in range(100)], {})
def test_no_window_holds_more_than_its_limit(
    bursts: list[tuple[str, str, int, int]], known: dict[str, set[str]]
) -> None:
    failures = evaluated(bursts, known)
    unknown = [each for each in failures if each.source not in known.get(each.account, set())]
    for account, source in {(each.account, each.source) for each in failures}:
        pair = [each.at for each in failures if (each.account, each.source) == (account, source)]
        assert most_within(pair, QUARTER) <= 5
    for source in {each.source for each in unknown}:
        assert most_within([each.at for each in unknown if each.source == source], QUARTER) <= 20
    for account in {each.account for each in unknown}:
        assert most_within([each.at for each in unknown if each.account == account], HOUR) <= 50


@pytest.mark.parametrize(
    ("bursts", "reached"),
    [
        ([("approver", "abroad", 100, 0)], 5),
        ([(f"account {number}", "abroad", 5, 1) for number in range(30)], 20),
        ([("approver", f"address {number}", 5, 30) for number in range(100)], 50),
    ],
)
def test_the_limits_are_reached(bursts: list[tuple[str, str, int, int]], reached: int) -> None:
    assert len(evaluated(bursts, {})) == reached


@given(histories, moments, st.sets(st.sampled_from(SOURCES)))
def test_the_owner_at_a_known_source_is_never_stopped_by_others(
    failures: list[Failure], now: datetime, known: set[str]
) -> None:
    strangers = [each for each in failures if (each.account, each.source) != ("approver", "office")]
    assert decide(strangers, "approver", "office", now, known | {"office"}) == FREE


@given(histories, histories, moments)
def test_others_change_nothing_at_a_known_source(
    failures: list[Failure], more: list[Failure], now: datetime
) -> None:
    strangers = [each for each in more if (each.account, each.source) != ("approver", "office")]
    alone = decide(failures, "approver", "office", now, {"office"})
    assert decide(failures + strangers, "approver", "office", now, {"office"}) == alone


@given(histories, moments, st.sets(st.sampled_from(SOURCES)))
def test_the_wait_is_as_long_as_told(
    failures: list[Failure], now: datetime, known: set[str]
) -> None:
    past = [each for each in failures if each.at <= now]
    told = decide(past, "approver", "abroad", now, known)
    assert told.allowed == (told.retry_after is None)
    wait = timedelta(seconds=told.retry_after or 0)
    assert decide(past, "approver", "abroad", now + wait, known).allowed
    if not told.allowed:
        assert timedelta(0) < wait <= HOUR
        assert not decide(past, "approver", "abroad", now + wait - SECOND, known).allowed


@given(histories, moments)
def test_older_failures_than_the_longest_do_not_matter(
    failures: list[Failure], now: datetime
) -> None:
    recent = [each for each in failures if each.at > now - LONGEST]
    assert decide(recent, "approver", "abroad", now) == decide(failures, "approver", "abroad", now)
