"""A ledger as CSV, which an import reads as it reads the workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from smart_team.assessment.formula_text import neutralise
from smart_team.reports.ledger_cells import text_of
from smart_team.reports.ledger_workbook import Export, Kept
from smart_team.rubric.ledgers import AnyField, NumberField


def ledger_text(export: Export) -> str:
    """Return a ledger as CSV; text that starts like a formula has an apostrophe before it."""
    table = io.StringIO()
    if export.mark is not None:
        table.write(f"{export.mark}\n")
    writer = csv.writer(table, lineterminator="\n")
    columns = export.columns()
    writer.writerow([neutralise(title) for title, _ in columns])
    fields = [field for _, field in columns]
    writer.writerows(list(_cells(export, record, fields)) for record in export.records)
    return table.getvalue()


def _cells(export: Export, record: Kept, fields: list[AnyField | None]) -> Iterator[str]:
    for field in fields:
        if field is None:
            yield neutralise(export.units.label(record.unit))
        else:
            text = text_of(field, record.content.get(field.id), export.units, export.lang)
            yield text if isinstance(field, NumberField) else neutralise(text)
