from __future__ import annotations

from smart_team.demo.streams import Stream, clamp


def test_a_stream_repeats_its_draws_for_ever() -> None:
    stream = Stream("2021", "D03-court", "team.annual", "M1.1")
    assert [stream.below(1_000) for _ in range(4)] == [76, 267, 923, 429]
    assert stream.deviation() == 80


def test_draws_stay_where_they_belong() -> None:
    stream = Stream("bounds")
    assert {stream.between(3, 5) for _ in range(200)} == {3, 4, 5}
    assert {stream.part(10, 9_950) for _ in range(500)} == {9, 10}
    assert all(abs(stream.deviation()) <= 6_000 for _ in range(500))
    assert not any(stream.chance(0) for _ in range(100))
    assert all(stream.chance(10_000) for _ in range(100))


def test_deviations_are_near_to_normal() -> None:
    stream = Stream("normal")
    drawn = [stream.deviation() for _ in range(4_000)]
    assert abs(sum(drawn)) < 80 * len(drawn)
    assert 0.64 < sum(abs(each) < 1_000 for each in drawn) / len(drawn) < 0.72


def test_clamp_holds_a_value() -> None:
    assert [clamp(-1), clamp(7), clamp(10_001)] == [0, 7, 10_000]
