"""``smart-team demo``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn
from rich.table import Table

from smart_team.assessment.platform import open_platform
from smart_team.cli.console import LangChoice, LangOption, lang_of, notes, output, refusing
from smart_team.cli.demo_files import ranked, write_demo
from smart_team.cli.demo_service import demo_store, introduce, require_loopback, serve_demo
from smart_team.demo.files import MARK
from smart_team.demo.scoring import CityScores, score_city
from smart_team.errors import Lang, Text
from smart_team.scoring.fixed import parse_score, tell_apart

app = typer.Typer()
HEADER = (
    Text("同类组", "Peer group"),
    Text("名次", "Rank"),
    Text("单位", "Unit"),
    Text("总分", "Total"),
    Text("等次", "Grade"),
)
COLOURS = ("green", "cyan", "yellow", "red")
"""From the best grade down."""


@app.command(epilog="smart-team demo  |  smart-team demo --no-serve --out my-folder --lang en")
def demo(
    out: Annotated[Path, typer.Option(help="写到哪个文件夹 · the folder to write to")] = Path(
        "demo-output"
    ),
    serve: Annotated[bool, typer.Option(help="随后启动演示服务 · then serve the city")] = True,
    port: Annotated[int, typer.Option(help="端口 · the port", min=1, max=65535)] = 8000,
    host: Annotated[str, typer.Option(help="本机地址 · an address of this machine")] = "127.0.0.1",
    data: Annotated[
        Path | None, typer.Option(help="演示库放在哪 · where its store is, if it is to stay")
    ] = None,
    keep: Annotated[bool, typer.Option(help="沿用已有的演示库 · use the one there")] = False,
    lang: LangOption = LangChoice.zh,
) -> None:
    """为虚构的示例市 65 家单位计分、排名、写出文件,再启动一个演示服务(往年、评审中、自评中).

    Rank a synthetic city's 65 units under all modules, then serve the city with three cycles.
    """
    said = lang_of(lang)
    with refusing(said):
        require_loopback(host)
        platform = open_platform()
        total = len(platform.catalog.rubrics())
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed}/{task.total}"),
        )
        with Progress(*columns, console=notes(), transient=True) as progress:
            task = progress.add_task("", total=total)
            city = score_city(
                platform,
                lambda rubric: progress.update(task, advance=1, description=rubric.title.say(said)),
            )
            titles = {each.id: each.file.title.say(said) for each in platform.catalog.modules}
            paths = write_demo(out, city, titles, said)
    screen = output()
    screen.print(MARK)
    screen.print(_table(city, said))
    if said == "zh":
        screen.print(f"65 家单位、{total} 份标准;{len(paths)} 个文件写到 {out}/")
        screen.print(f"年度总表 {out}/year.xlsx;逐分说明 {paths[-1]}")
    else:
        screen.print(f"65 units, {total} rubrics; {len(paths)} files written to {out}/")
        screen.print(f"The year: {out}/year.xlsx; every point explained: {paths[-1]}")
    if serve:
        with refusing(said), demo_store(platform, data, said, keep=keep) as store:
            introduce(store, f"http://{host}:{port}", said)
            serve_demo(store, host, port)


def _table(city: CityScores, lang: Lang) -> Table:
    rules = city.year.plan.rubric
    grades = [band.grade for band in rules.grades]
    parts = [part.title.say(lang) for part in rules.parts]
    table = Table(*(title.say(lang) for title in HEADER), *parts, title=rules.title.say(lang))
    rows = list(ranked(city))
    before = None
    for row in rows:
        if before is not None and row["group"] != before:
            table.add_section()
        before = row["group"]
        near = [parse_score(each["total"]) for each in rows if each["group"] == row["group"]]
        table.add_row(
            row["group"],
            str(row["rank"] or "—"),
            row["name"],
            tell_apart(parse_score(row["total"]), near),
            row["grade"] or "—",
            *(_short(score) for score in row["parts"].values()),
            style=COLOURS[grades.index(row["grade"])] if row["grade"] else "dim",
        )
    return table


def _short(score: str | None) -> str:
    return "—" if score is None else tell_apart(parse_score(score), [])
