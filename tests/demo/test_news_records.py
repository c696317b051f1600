"""What the demo tells of team news: articles of four months in every state, alike each time."""

from __future__ import annotations

from datetime import date, timedelta

from smart_team.demo.city import city_units
from smart_team.demo.news_records import MONTHS, articles

TODAY = date(2026, 11, 25)


def test_articles_are_of_four_months_and_in_every_state() -> None:
    told = [each for unit in city_units() for each in articles(unit, TODAY)]
    assert {each.moves[-1].action if each.moves else None for each in told} == {
        None,
        "submit",
        "return",
        "resubmit",
        "publish",
    }
    days = {date.fromisoformat(each.values["happened_on"]) for each in told}
    assert TODAY - timedelta(days=30 * MONTHS) <= min(days) < TODAY - timedelta(days=90)
    assert max(days) < TODAY
    assert told == [each for unit in city_units() for each in articles(unit, TODAY)]


def test_no_unit_tells_the_same_twice() -> None:
    for unit in city_units():
        keys = [(e.values["title"], e.values["happened_on"]) for e in articles(unit, TODAY)]
        assert len(set(keys)) == len(keys)
