"""``smart-team cycle``: cycles from the command line, by the rights of a person who is named."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text as Line
from sqlalchemy import select

from smart_team.assessment.bulk_ledgers import part_shelf
from smart_team.assessment.cycles import open_cycle
from smart_team.assessment.opening import Opening
from smart_team.assessment.platform import open_platform
from smart_team.assessment.recounting import recount_stage
from smart_team.assessment.seating import seat_stage
from smart_team.assessment.views.cycles import CycleNamed, CycleView, cycle_view, cycles_list
from smart_team.assessment.views.pages import Span
from smart_team.assessment.windows import load_calendar
from smart_team.cli import cycle_messages as m
from smart_team.cli.acting import By, Named, acting
from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import settings
from smart_team.errors import Lang, Problem, UsageError
from smart_team.ledger.periods import Period
from smart_team.people.accounts import require_login
from smart_team.store.database import reading
from smart_team.store.gate import Work
from smart_team.store.tables import units as units_table

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="评估周期:开启、查看、安排评估员 · Cycles: open, look, seat inspectors",
)
ALL = "all"


@app.command("list", epilog="smart-team cycle list --by wang.mei")
def list_cycles(by: By, lang: LangOption = LangChoice.zh) -> None:
    """列出这个人看得到的周期 · List the cycles that this person may see."""
    said = lang_of(lang)
    with refusing(said), acting(by) as named:
        found = _every_cycle(named)
    heads = (
        ("编号", "名称", "模块", "开启") if said == "zh" else ("id", "title", "module", "opened")
    )
    table = Table(*heads)
    for cycle in found:
        table.add_row(*map(Line, (cycle.id, cycle.title, cycle.module, cycle.opened_at[:10])))
    output().print(table)


@app.command(epilog="smart-team cycle show 0199… --by wang.mei")
def show(
    cycle: Annotated[str, typer.Argument(help="周期编号 · the cycle's id")],
    by: By,
    lang: LangOption = LangChoice.zh,
) -> None:
    """查看一个周期的各环节,以及各单位办到哪一步 · Show a cycle's stages and where units stand."""
    said = lang_of(lang)
    with refusing(said), acting(by) as named:
        library = open_platform(parts=part_shelf(settings())).library()
        with reading(named.gate.engine) as connection:
            found = cycle_view(connection, named.principal, cycle, library)
    screen = output()
    screen.print(Line(f"{found.named.title}  {found.named.module}  {found.procedure.version}"))
    screen.print(_stages(found, said))


@app.command(
    "open",
    epilog="smart-team cycle open education_rectification --title 2026 --by wang.mei --units all "
    "--starts education_rectification.study=2026-03-02 …",
)
def open_(
    module: Annotated[str, typer.Argument(help="模块 · the module")],
    by: By,
    title: Annotated[str, typer.Option(help="名称 · the title")],
    starts: Annotated[
        list[str], typer.Option(help="标准=开始日期,每个环节一次 · RUBRIC=DATE, once a stage")
    ],
    units: Annotated[str, typer.Option(help="all 或逗号分隔的代码 · all, or codes")] = ALL,
    first: Annotated[
        str | None, typer.Option(help="数据时期的第一天 · first day that metrics count")
    ] = None,
    last: Annotated[
        str | None, typer.Option(help="数据时期的最后一天 · last day that metrics count")
    ] = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """开启一个周期:钉住办法和标准,给每个单位每个环节一份填报.

    Open a cycle: pin its procedure and rubrics, and give each unit a submission per stage.
    """
    said = lang_of(lang)
    with refusing(said):
        days, platform = dict(map(_start, starts)), open_platform(parts=part_shelf(settings()))
        period = _period(first, last)
        with acting(by) as named:

            def job(work: Work) -> str:
                opening = Opening(title, module, days, _codes(work, units), period=period)
                calendar = load_calendar(work.connection)
                return open_cycle(work, named.principal, opening, platform, calendar)

            id_ = named.gate.write(named.act("open_cycle"), job)
    output().print(f"已开启周期 {id_}" if said == "zh" else f"Opened the cycle {id_}")


@app.command(epilog="smart-team cycle seat 0199… review --by wang.mei")
def seat(
    stage: Annotated[str, typer.Argument(help="环节编号,见 show · the stage's id, as shown")],
    step: Annotated[str, typer.Argument(help="步骤,如 review · the step")],
    by: By,
    inspector: Annotated[
        list[str] | None,
        typer.Option(help="评估员登录名,可多次;不写则从全部现任中选 · inspectors, by login"),
    ] = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """为一个环节的全部单位安排评估员,均匀分配并回避本单位 · Seat inspectors for a whole stage."""
    said = lang_of(lang)

    def job(work: Work) -> int:
        persons = [require_login(work, each) for each in inspector] if inspector else None
        return seat_stage(work, named.principal, stage, step, persons)

    with refusing(said), acting(by) as named:
        count = named.gate.write(named.act("panel_members"), job)
    line = (
        f"给 {count} 份填报安排了评估员" if said == "zh" else f"Seats filled of {count} submissions"
    )
    output().print(line)


@app.command(epilog="smart-team cycle count 0199… --by wang.mei")
def count(
    stage: Annotated[str, typer.Argument(help="环节编号,见 show · the stage's id, as shown")],
    by: By,
    lang: LangOption = LangChoice.zh,
) -> None:
    """按台账现状重新统计一个环节的数据项,已公示的不变 · Count a stage's metrics anew."""
    said = lang_of(lang)
    with refusing(said), acting(by) as named:
        library = open_platform(parts=part_shelf(settings())).library()
        changed = named.gate.write(
            named.act("count_metrics"),
            lambda work: recount_stage(work, named.principal, stage, library),
        )
    line = f"{changed} 份填报的数据有变化" if said == "zh" else f"{changed} submissions changed"
    output().print(line)


def _every_cycle(named: Named) -> list[CycleNamed]:
    found: list[CycleNamed] = []
    after: str | None = None
    with reading(named.gate.engine) as connection:
        while True:
            page = cycles_list(connection, named.principal, Span(after=after))
            found += page.items
            if page.next is None:
                return found
            after = page.next


def _start(given: str) -> tuple[str, date]:
    rubric, _, day = given.partition("=")
    try:
        return rubric.strip(), date.fromisoformat(day.strip())
    except ValueError:
        raise UsageError([Problem(m.BAD_START, values={"given": given})]) from None


def _period(first: str | None, last: str | None) -> Period | None:
    """Return the period that was said; None where it is left to the cycle's first day."""
    if first is None and last is None:
        return None
    try:
        return Period(date.fromisoformat(first or ""), date.fromisoformat(last or ""))
    except ValueError:
        given = f"{first or '?'}, {last or '?'}"
        raise UsageError([Problem(m.BAD_DAYS, values={"given": given})]) from None


def _codes(work: Work, units: str) -> Sequence[str]:
    if units != ALL:
        return [code.strip() for code in units.split(",") if code.strip()]
    query = select(units_table.c.code).order_by(units_table.c.code)
    return list(work.connection.execute(query).scalars())


def _stages(found: CycleView, said: Lang) -> Table:
    heads = ("环节", "编号", "开始", "各步单位数", "已发布")
    table = Table(
        *(heads if said == "zh" else ("stage", "id", "starts", "units by step", "published"))
    )
    for stage in found.stages:
        states = "\n".join(f"{state} {count}" for state, count in sorted(stage.states.items()))
        cells = (stage.title.say(said), stage.id, stage.starts_on, states, stage.publication or "")
        table.add_row(*map(Line, cells))
    return table
