"""The working calendar's CSV: read strictly, each problem with its line and fix."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.errors import FileError, Problem
from smart_team.procedure.calendar import DayKind
from smart_team.procedure.holidays import load_holidays

HEAD = "day,kind,name\n"
SOUND = HEAD + "2026-02-14,work,春节\n2026-02-16,off,春节\n"


def refused(text: str) -> tuple[Problem, ...]:
    with pytest.raises(FileError) as caught:
        load_holidays(text, "calendar.csv")
    return caught.value.problems


def found(text: str) -> list[tuple[str, int | None]]:
    return [(problem.message.code, problem.place.line) for problem in refused(text)]


@pytest.mark.parametrize(
    "text",
    [
        SOUND,
        "\ufeff" + SOUND,
        SOUND.replace("\n", "\r\n"),
        "# source\n\n" + SOUND,
        SOUND + '\n# more\n2026-01-04 , work,"元旦, 调休"\n',
    ],
)
def test_it_is_read(text: str) -> None:
    read = load_holidays(text)
    assert read[date(2026, 2, 14)] == "work"
    assert read[date(2026, 2, 16)] == "off"
    assert len(read) == 3 if "元旦" in text else 2


def test_a_header_alone_is_an_empty_calendar() -> None:
    assert load_holidays(HEAD) == {}


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("2026-02-16,off", "H102"),
        ("2026-02-16,off,春节,more", "H102"),
        ("2026/2/16,off,春节", "H103"),
        ("20260216,off,春节", "H103"),
        ("2026-W08-1,off,春节", "H103"),
        ("2026-02-30,off,春节", "H103"),
        ("２026-02-16,off,春节", "H103"),
        (",off,春节", "H103"),
        ("2026-02-16,Off,春节", "H104"),
        ("2026-02-16,,春节", "H104"),
        ("2026-02-16,off, ", "H105"),
        ("2026-02-14,off,春节", "H106"),
        ("2026-02-14,work,春节", "H106"),
        ("2026-02-13,work,春节", "H107"),
        ('2026-02-16,off,"春节', "H108"),
        ('2026-02-16,off,"春"节', "H108"),
    ],
)
def test_a_bad_line_is_named(line: str, code: str) -> None:
    assert found(f"# source\n{HEAD}2026-02-14,work,春节\n{line}\n") == [(code, 4)]


@pytest.mark.parametrize("text", ["", "\n# nothing\n", "day;kind;name\n", "Day,kind,name\n"])
def test_the_header_is_exact(text: str) -> None:
    assert [code for code, _ in found(text)] == ["H101"]


def test_all_problems_come_together_with_their_fix() -> None:
    problems = refused(f"{HEAD}x,y,\n2026-02-14,work,春节\n2026-02-14,work,春节\n")
    assert [problem.message.code for problem in problems] == ["H103", "H104", "H105", "H106"]
    twice = problems[-1]
    assert twice.say("en") == (
        "calendar.csv:4: 2026-02-14 is already on line 3. "
        "Fix: keep one line, the one the notice says [H106]"
    )
    assert "第 3 行" in twice.say("zh")
    assert all("{" not in problem.say(lang) for problem in problems for lang in ("zh", "en"))


def test_each_repetition_names_the_first_line() -> None:
    line = "2026-02-14,work,春节\n"
    assert [problem.values["first"] for problem in refused(HEAD + 3 * line)] == [2, 2]


kinds: st.SearchStrategy[DayKind] = st.sampled_from(("off", "work"))
calendars = st.dictionaries(st.dates(date(1992, 1, 1), date(2100, 12, 31)), kinds).map(
    lambda each: {day: kind if day.weekday() > 4 else "off" for day, kind in each.items()}
)


@given(calendars)
def test_what_is_written_is_read(calendar: dict[date, DayKind]) -> None:
    lines = "".join(f"{day},{kind},节日\n" for day, kind in calendar.items())
    assert load_holidays(HEAD + lines) == calendar
