"""``smart-team score``."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from smart_team.assessment.answer_files import read_answers
from smart_team.assessment.platform import find_rubric
from smart_team.assessment.submission import check_submissions
from smart_team.assessment.unit_files import read_units
from smart_team.cli.console import LangChoice, LangOption, lang_of, notes, refusing
from smart_team.plugins import load_plugins
from smart_team.reports.result_files import check_result_path, write_results
from smart_team.scoring.engine import score as score_units
from smart_team.scoring.plan import compile_rubric
from smart_team.scoring.results import to_dict

app = typer.Typer()
EXAMPLES = """smart-team score education_rectification.study --units units.csv --answers a.jsonl\n
smart-team score my.yaml --units units.csv --answers a.xlsx --out result.xlsx\n
smart-team score my.yaml --units units.csv --answers a.csv --explain D03-court --lang en"""


@app.command(epilog=EXAMPLES)
def score(
    rubric: Annotated[str, typer.Argument(help="文件,或标准的编号 · a file, or a rubric's id")],
    units: Annotated[Path, typer.Option(help="单位表 · units (.csv, .xlsx)")],
    answers: Annotated[Path, typer.Option(help="答案 · answers (.jsonl, .csv, .xlsx, .parquet)")],
    out: Annotated[
        Path | None, typer.Option(help="结果文件 · results (.json, .csv, .xlsx, .parquet)")
    ] = None,
    explain: Annotated[
        str | None, typer.Option(metavar="UNIT", help="说明一个单位的每一分 · explain one unit")
    ] = None,
    lang: LangOption = LangChoice.zh,
) -> None:
    """按一份评估标准给各单位计分、定等、排名 · Score, grade and rank units by a rubric.

    不写 --out 时,结果以 JSON 打印 · Without --out the results are printed as JSON.
    """
    said = lang_of(lang)
    with refusing(said), notes().status("计分…" if said == "zh" else "Scoring…"):
        if out is not None:
            check_result_path(out)
        plugins = load_plugins()
        plan = compile_rubric(find_rubric(rubric, plugins), plugins.scorers)
        listed = read_units(units)
        # Loaded only when asked for: scoring alone must not pay for the sentences.
        story = None if explain is None else import_module("smart_team.assessment.explanation")
        position = 0 if story is None else story.find_unit(listed, explain)
        given = read_answers(answers, plan, listed)
        check_submissions(plugins, plan, listed, given)
        scores = score_units(plan, listed, given)
        results = to_dict(scores)
        if out is not None:
            write_results(out, results, listed, plan, said)
    if story is not None:
        typer.echo(story.print_explanation(scores, given, position, said))
    elif out is None:
        typer.echo(json.dumps(results, ensure_ascii=False, indent=2))
