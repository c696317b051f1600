from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any

import pytest

from smart_team.assessment.calendars import import_days, put_day, remove_day
from smart_team.assessment.cycle_messages import AbsentError, ForbiddenError, RefusedError
from smart_team.assessment.views.calendar import CalendarView, calendar_view
from smart_team.errors import FileError
from smart_team.procedure.holidays import NamedDay
from smart_team.store.database import reading
from smart_team.store.tables import audit, holidays
from tests.assessment.world import World

NEW_YEAR, SUNDAY = date(2026, 1, 1), date(2026, 2, 15)
TWO_YEARS = "day,kind,name\n2026-01-01,off,元旦\n2026-10-01,off,国庆节\n2027-01-01,off,元旦\n"


def put(world: World, day: date, kind: Any, name: str = "春节", by: str = "admin") -> Any:
    job = partial(put_day, principal=world.who(by), day=day, named=NamedDay(kind, name))
    return world.write(job, by, "manage_calendar")


def remove(world: World, day: date) -> Any:
    return world.write(partial(remove_day, principal=world.who("admin"), day=day))


def take(world: World, text: str, by: str = "admin") -> Any:
    return world.write(partial(import_days, principal=world.who(by), text=text, file="2026.csv"))


def year(world: World, number: int = 2026, by: str = "leader") -> CalendarView:
    with reading(world.engine) as connection:
        return calendar_view(connection, world.who(by), number)


def test_a_day_is_entered_changed_and_taken_back(world: World) -> None:
    put(world, SUNDAY, "work")
    assert [(each.day, each.kind) for each in year(world).days] == [("2026-02-15", "work")]
    put(world, SUNDAY, "off", "除夕")
    assert [(each.kind, each.name) for each in year(world).days] == [("off", "除夕")]
    row = world.rows(audit)[-1]
    assert (row.object, row.result) == ("2026-02-15", "success")
    assert row.before != row.after
    remove(world, SUNDAY)
    assert year(world).days == ()
    with pytest.raises(AbsentError):
        remove(world, SUNDAY)


@pytest.mark.parametrize(
    ("day", "kind", "name", "code"),
    [
        (date(2026, 2, 17), "work", "春节", "C230"),
        (SUNDAY, "work", "", "C231"),
        (SUNDAY, "off", "长" * 41, "C231"),
        (SUNDAY, "off", "春\n节", "C231"),
    ],
)
def test_a_day_that_cannot_be_is_refused(
    world: World, day: date, kind: str, name: str, code: str
) -> None:
    with pytest.raises(RefusedError) as refusal:
        put(world, day, kind, name)
    assert refusal.value.problems[0].message.code == code
    assert world.rows(holidays) == []


@pytest.mark.parametrize("by", ["clerk-D01-court", "leader", "auditor", "author"])
def test_only_administrators_keep_the_calendar(world: World, by: str) -> None:
    with pytest.raises(ForbiddenError):
        put(world, SUNDAY, "off", by=by)
    with pytest.raises(ForbiddenError):
        take(world, TWO_YEARS, by)


def test_a_notice_replaces_its_years_and_no_other(world: World) -> None:
    put(world, SUNDAY, "off")
    put(world, date(2025, 1, 1), "off", "元旦")
    assert take(world, TWO_YEARS) == 2
    assert [each.day for each in year(world).days] == ["2026-01-01", "2026-10-01"]
    assert year(world).covered
    assert not year(world, 2027).covered
    assert year(world).years == (2025, 2026, 2027)


def test_a_wrong_file_enters_nothing(world: World) -> None:
    with pytest.raises(FileError) as refusal:
        take(world, "day,kind,name\n2026-02-30,off,春节\n2026-02-17,work,春节\n2026-02-16,off,\n")
    assert len(refusal.value.problems) == 3
    with pytest.raises(RefusedError):
        take(world, "day,kind,name\n")
    assert world.rows(holidays) == []
