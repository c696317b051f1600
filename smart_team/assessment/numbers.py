"""Binary floating-point numbers of workbooks and Parquet files, as the decimals people typed."""

from __future__ import annotations

from decimal import Decimal

from smart_team.rubric.types import plain
from smart_team.scoring.parsing import RawNumber


def shown_number(value: float) -> RawNumber:
    """Return a number as a spreadsheet shows it: 15 significant digits, plainly written.

    ``0.1 + 0.2`` is 0.3 and 5.0 is 5; what is not finite comes out as a word that no field takes.
    """
    return plain_number(Decimal(f"{value:.15g}"))


def plain_number(value: Decimal) -> RawNumber:
    """Return a decimal plainly written, without zeros at its end and never ``-0``."""
    return RawNumber(plain(value) if value else "0")
