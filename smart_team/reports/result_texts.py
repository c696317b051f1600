"""Results as JSON and as CSV."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

from smart_team.assessment.formula_text import neutralise
from smart_team.errors import Lang
from smart_team.reports.replacing import replacing
from smart_team.reports.result_table import Column, Result, Results, columns
from smart_team.scoring.units import Unit


def write_json(path: Path, results: Results, _lang: Lang) -> None:
    """Write exactly the results, for people to read as well."""
    with replacing(path) as stream:
        stream.write(json.dumps(results.data, ensure_ascii=False, indent=2).encode())
        stream.write(b"\n")


def write_csv(path: Path, results: Results, _lang: Lang) -> None:
    """Write the flat table as UTF-8 with the mark by which spreadsheet programs know it.

    Text that such a program would take for a formula gets an apostrophe; numbers stay numbers.
    """
    table = columns(results.plan)
    with replacing(path) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", newline="", write_through=True)
        writer = csv.writer(text)
        writer.writerow([column.name for column in table])
        for unit, result in results.rows():
            writer.writerow([_cell(column, unit, result) for column in table])
        text.detach()


def _cell(column: Column, unit: Unit, result: Result) -> str:
    value = column.value(unit, result)
    if value is None:
        return ""
    if column.kind == "text":
        return neutralise(str(value))
    return str(value).lower() if column.kind == "truth" else str(value)
