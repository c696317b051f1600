"""Synthetic service records in parts: a year of a city's units, a part a month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benchmarks.records.layout import LAYOUT
from smart_team.rollup.part import Part
from smart_team.rollup.writing import write_plain

MONTHS: Final = 12
_SEED: Final = 90
_AT_ONCE: Final = 1 << 20
_KINDS: Final = ("commission", "court", "procuratorate", "police", "justice")
_UNITS: Final = pa.array([f"D{place:02d}-{kind}" for place in range(13) for kind in _KINDS])
_SORTS: Final = pa.array(["咨询", "求助", "调解", "宣传", "走访", "其他"])
_EPOCH: Final = date(1970, 1, 1)


def make(folder: Path, records: int) -> list[Part]:
    """Write so many records into a folder, which is made; equal numbers give equal records."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng([_SEED, records])
    parts = []
    for month in range(MONTHS):
        size = records // MONTHS + (month < records % MONTHS)
        parts.append(write_plain(folder, LAYOUT, month + 1, _batches(rng, month, size)))
    return parts


def _batches(rng: np.random.Generator, month: int, size: int) -> Iterator[pa.Table]:
    first = (date(2025, month + 1, 1) - _EPOCH).days
    after = (date(2025 + (month + 1) // 12, (month + 1) % 12 + 1, 1) - _EPOCH).days
    for done in range(0, size, _AT_ONCE):
        rows = min(_AT_ONCE, size - done)
        # The records of a unit stand together, as they do where an append was sorted.
        units = np.sort(rng.integers(0, len(_UNITS), rows))
        columns = [
            pa.array([f"S{month:02d}{number:010d}" for number in range(done, done + rows)]),
            _UNITS.take(pa.array(units)),
            pa.array(rng.integers(first, after, rows).astype(np.int32)).cast(pa.date32()),
            _SORTS.take(pa.array(rng.integers(0, len(_SORTS), rows))),
            _decimals(rng.integers(0, 50, rows), 0),
            _decimals(rng.integers(0, 8_000_000, rows), 6),
        ]
        yield pa.table(columns, schema=LAYOUT.schema())


def _decimals(units: Any, places: int) -> pa.Array:  # noqa: ANN401 - an array of int64, none below 0
    """Return whole numbers as decimals of 18 digits: two words each, the higher one 0."""
    words = np.zeros((len(units), 2), dtype=np.int64)
    words[:, 0] = units
    return pa.Array.from_buffers(pa.decimal128(18, places), len(units), [None, pa.py_buffer(words)])
