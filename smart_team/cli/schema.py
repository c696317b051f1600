"""``smart-team schema``."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer
from pydantic import BaseModel

from smart_team.procedure.schema import Procedure
from smart_team.rubric.json_schema import json_schema
from smart_team.rubric.modules import CaseFile, Composite, ModuleFile
from smart_team.rubric.schema import Rubric

app = typer.Typer()


class Kind(StrEnum):
    """The kinds of YAML file."""

    rubric = "rubric"
    module = "module"
    procedure = "procedure"
    composite = "composite"
    cases = "cases"


MODELS: dict[Kind, type[BaseModel]] = {
    Kind.rubric: Rubric,
    Kind.module: ModuleFile,
    Kind.procedure: Procedure,
    Kind.composite: Composite,
    Kind.cases: CaseFile,
}


@app.command(epilog="smart-team schema rubric > rubric.schema.json")
def schema(
    kind: Annotated[Kind, typer.Argument(help="文件种类 · the kind of file")] = Kind.rubric,
) -> None:
    """打印 YAML 文件的 JSON Schema,供编辑器提示和检查 · Print the JSON Schema of a file kind."""
    typer.echo(json.dumps(json_schema(kind.value, MODELS[kind]), ensure_ascii=False, indent=2))
