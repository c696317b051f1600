"""``smart-team user``: people and their roles, by who holds the machine.

This is how the first administrator comes to be; later ones manage people in the service.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast

import typer
from rich.table import Table
from rich.text import Text as Line
from sqlalchemy import select

from smart_team.cli import user_access
from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import by_hand, existing, now, settings, writer
from smart_team.errors import Lang, Problem
from smart_team.people import accounts
from smart_team.people import messages as m
from smart_team.people.register import Held, Person, every_person, read_people
from smart_team.procedure.calendar import shanghai_day
from smart_team.rubric.types import Role
from smart_team.store.database import reading
from smart_team.store.gate import Work
from smart_team.store.migrate import check
from smart_team.store.tables import assignments, people

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="人员、任职和登录 · People, their roles and how they sign in",
)
Login = Annotated[str, typer.Argument(help="登录名 · login")]
RoleOption = Annotated[str, typer.Option("--role", help="角色,如 admin、clerk · role")]
Unit = Annotated[str | None, typer.Option(help="单位代码,单位的角色要写 · code of the unit")]
District = Annotated[str | None, typer.Option(help="区代码,区的角色要写 · code of the district")]
From = Annotated[
    datetime | None,
    typer.Option("--from", formats=["%Y-%m-%d"], help="从哪天起,默认今天 · first day"),
]
Until = Annotated[
    datetime | None,
    typer.Option("--until", formats=["%Y-%m-%d"], help="到哪天止,默认不限 · last day"),
]


@app.command(epilog="smart-team user add wang.mei --name 王梅 --role admin")
def add(
    login: Login,
    name: Annotated[str, typer.Option(help="姓名 · name")],
    role: Annotated[str | None, typer.Option("--role", help="角色,可不写 · role")] = None,
    unit: Unit = None,
    district: District = None,
    first: From = None,
    last: Until = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """添加一个人,可同时给一个角色;再用 link 发设置链接 · Add a person, and a role if one is named.

    没有默认密码 · There is no default password: send a link made by `smart-team user link`.
    """
    said, reach, days = lang_of(lang), (unit, district), _days(first, last)

    def job(work: Work) -> str:
        person = accounts.add_person(work, login, name)
        if role is not None:
            accounts.assign(work, person, cast(Role, role), reach, *days)
        return person

    with refusing(said), writer(settings()) as gate:
        person = gate.write(by_hand("add_person"), job)
    if said == "zh":
        output().print(f"已添加 {login}(编号 {person});下一步:smart-team user link {login}")
    else:
        output().print(f"Added {login} (id {person}); next: smart-team user link {login}")


@app.command(epilog="smart-team user assign wang.mei --role clerk --unit D03-court")
def assign(
    login: Login,
    role: RoleOption,
    unit: Unit = None,
    district: District = None,
    first: From = None,
    last: Until = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """给一个人一个角色;admin 和 auditor 不能是同一人 · Give a person a role."""
    said, reach, days = lang_of(lang), (unit, district), _days(first, last)

    def job(work: Work) -> None:
        person = accounts.require_login(work, login)
        accounts.assign(work, person, cast(Role, role), reach, *days)

    with refusing(said), writer(settings()) as gate:
        gate.write(by_hand("assign"), job)
    output().print(f"{login}:已任 {role}" if said == "zh" else f"{login} is now {role}")


@app.command(epilog="smart-team user end wang.mei --role clerk --unit D03-court --last 2026-03-31")
def end(
    login: Login,
    role: RoleOption,
    unit: Unit = None,
    district: District = None,
    last: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="最后一天,含当日,默认今天 · the last day"),
    ] = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """结束一项任职;要立即收回请用 disable · End a role; to take it back at once, disable."""
    said = lang_of(lang)
    day = _today() if last is None else last.date()

    def job(work: Work) -> None:
        person = accounts.require_login(work, login)
        accounts.end_assignment(work, _held(work, person, role, (unit, district)), day)

    with refusing(said), writer(settings()) as gate:
        gate.write(by_hand("end_assignment"), job)
    if said == "zh":
        output().print(f"{login}:{role} 到 {day} 为止")
    else:
        output().print(f"{login} is {role} until {day}")


@app.command("list", epilog="smart-team user list --lang en")
def list_people(lang: LangOption = LangChoice.zh) -> None:
    """列出全部人员和任职 · List everybody and what they are assigned to."""
    said = lang_of(lang)
    with refusing(said), existing(settings()) as engine:
        check(engine)
        with reading(engine) as connection:
            found = read_people(connection, every_person().order_by(people.c.login))
    heads = (
        ("登录名", "姓名", "状态", "任职") if said == "zh" else ("login", "name", "state", "roles")
    )
    table = Table(*heads)
    for person in found:
        roles = "\n".join(_say(each) for each in person.assignments)
        cells = (person.login, person.name, _state(person, said), roles)
        table.add_row(*map(Line, cells))
    output().print(table)


def _days(first: datetime | None, last: datetime | None) -> tuple[date, date | None]:
    return (first.date() if first else _today()), (last.date() if last else None)


def _today() -> date:
    return shanghai_day(now())


def _held(work: Work, person: str, role: str, reach: tuple[str | None, str | None]) -> str:
    """Return the assignment that is meant: the latest of this role with this reach."""
    column = assignments.c
    same = (column.person == person) & (column.role == role)
    there = column.unit.is_not_distinct_from(reach[0]) & column.district.is_not_distinct_from(
        reach[1]
    )
    query = select(column.id).where(same, there).order_by(column.from_day.desc(), column.id.desc())
    found = work.connection.execute(query.limit(1)).scalar()
    if found is None:
        raise m.PeopleError([Problem(m.UNKNOWN_ASSIGNMENT)])
    return str(found)


def _say(held: Held) -> str:
    where = held.unit or held.district or ""
    return f"{held.role} {where} {held.from_day}–{held.until_day or ''}".replace("  ", " ")


def _state(person: Person, lang: Lang) -> str:
    zh = lang == "zh"
    if person.disabled_at:
        return "已停用" if zh else "disabled"
    if not person.has_password:
        return "未设密码" if zh else "no password"
    factor = person.second_factor
    return ("已绑验证器" if factor else "正常") if zh else ("two factors" if factor else "active")


app.command("link", epilog="smart-team user link wang.mei --hours 48")(user_access.link)
app.command("disable", epilog="smart-team user disable wang.mei")(user_access.disable)
app.command("enable", epilog="smart-team user enable wang.mei")(user_access.enable)
app.command("unlock", epilog="smart-team user unlock wang.mei")(user_access.unlock)
app.command("reset-second-factor", epilog="smart-team user reset-second-factor wang.mei")(
    user_access.reset_second_factor
)
