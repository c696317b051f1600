"""Results to a file: JSON, CSV, a workbook or Parquet, by suffix."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from smart_team.assessment.formats import handler
from smart_team.errors import Lang
from smart_team.reports import messages as m
from smart_team.reports.result_table import Results
from smart_team.scoring.plan import Plan
from smart_team.scoring.units import Units

_WRITERS: Final = {
    ".json": "smart_team.reports.result_texts:write_json",
    ".csv": "smart_team.reports.result_texts:write_csv",
    ".xlsx": "smart_team.reports.result_workbook:write_results",
    ".parquet": "smart_team.reports.result_parquet:write_parquet",
}


def check_result_path(path: Path | str) -> None:
    """Refuse a suffix that no writer knows, before anything is computed; raises FileError."""
    _writer(Path(path))


def write_results(
    path: Path | str,
    results: dict[str, Any],
    units: Units,
    plan: Plan,
    lang: Lang = "zh",
    mark: str | None = None,
) -> None:
    """Write the results of :func:`smart_team.scoring.results.to_dict` in the format of the suffix.

    `lang` is the language of a workbook's words; the other formats have none. `mark` stands above
    everything in a workbook, such as that its data are synthetic. The file is replaced
    as a whole or left as it was. Raises :class:`~smart_team.errors.FileError`.
    """
    path = Path(path)
    _writer(path)(path, Results(results, units, plan, mark), lang)


def _writer(path: Path) -> Any:  # noqa: ANN401
    return handler(path, _WRITERS, m.WRONG_SUFFIX)
