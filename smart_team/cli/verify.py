"""``smart-team verify``."""

from __future__ import annotations

import typer
from rich.text import Text as Line

from smart_team.assessment.verification import verify as verify_all
from smart_team.cli.console import FINDINGS, LangChoice, LangOption, lang_of, output, refusing
from smart_team.cli.opening import existing, settings
from smart_team.errors import SHOWN_AT_MOST
from smart_team.plugins import load_plugins

app = typer.Typer()


@app.command(epilog="smart-team verify  |  smart-team verify --lang en")
def verify(lang: LangOption = LangChoice.zh) -> None:
    """核对审计链、签过的链头、各版答案、文件、材料和已发布的结果;有问题逐条列出,退出码为 1.

    Check audit chain, signed heads, revisions, documents, evidence, publications; exit 1 if wrong.
    """
    said = lang_of(lang)
    with refusing(said):
        chosen = settings()
        with existing(chosen) as engine:
            problems = verify_all(engine, chosen.data, load_plugins())
    screen = output()
    for problem in problems[:SHOWN_AT_MOST]:
        colour = "red" if problem.message.severity == "error" else "yellow"
        screen.print(Line(problem.say(said), style=colour))
    count = sum(problem.message.severity == "error" for problem in problems)
    if count:
        screen.print(f"查出 {count} 处问题" if said == "zh" else f"{count} problems found")
        raise typer.Exit(FINDINGS)
    screen.print("核对无误" if said == "zh" else "The store is sound")
