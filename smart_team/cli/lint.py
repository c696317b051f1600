"""``smart-team lint``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.text import Text as Line

from smart_team.assessment.linting import lint_paths
from smart_team.cli.console import FINDINGS, LangChoice, LangOption, lang_of, output, refusing

app = typer.Typer()


@app.command(epilog="smart-team lint rubrics  |  smart-team lint my_module/annual.yaml --lang en")
def lint(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹 · files or folders")],
    lang: LangOption = LangChoice.zh,
) -> None:
    """检查评估标准、模块、办法和案例,逐条说明位置和改法;有问题则退出码为 1 · Check files."""
    said = lang_of(lang)
    with refusing(said):
        problems, files = lint_paths(paths)
    screen = output()
    for problem in problems:
        style = "red" if problem.message.severity == "error" else "yellow"
        screen.print(Line(problem.say(said), style=style))
    errors = sum(problem.message.severity == "error" for problem in problems)
    warnings = len(problems) - errors
    if said == "zh":
        screen.print(f"检查了 {files} 个文件:{errors} 处错误,{warnings} 处提醒")
    else:
        screen.print(f"{files} files checked: {errors} errors, {warnings} warnings")
    if problems:
        raise typer.Exit(FINDINGS)
