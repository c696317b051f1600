"""``smart-team modules``."""

from __future__ import annotations

import typer
from rich.table import Table

from smart_team.assessment.platform import open_platform
from smart_team.cli.console import LangChoice, LangOption, lang_of, output, refusing
from smart_team.errors import Text

app = typer.Typer()
KINDS = {
    "base": Text("基础", "base"),
    "x": Text("X", "X"),
    "composite": Text("总评", "composite"),
}


@app.command(epilog="smart-team modules  |  smart-team modules --lang en")
def modules(lang: LangOption = LangChoice.zh) -> None:
    """列出已登记的模块、评估标准及其内容哈希 · List modules, rubrics and their content hashes."""
    said = lang_of(lang)
    with refusing(said):
        platform = open_platform()
    table = Table("模块" if said == "zh" else "module", "", "", "", "sha256")
    for module in platform.catalog.modules:
        kind = KINDS[module.file.kind].say(said)
        table.add_row(module.id, kind, module.file.title.say(said), "", "")
        hashes = module.hashes()
        for part in module.parts():
            short = hashes[part.id].partition(":")[2][:12]
            table.add_row("", "", part.title.say(said), f"{part.id} {part.version}", short)
    output().print(table)
