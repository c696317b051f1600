"""Parquet columns as the whole numbers that answer columns hold, exactly or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from smart_team.assessment.numbers import plain_number, shown_number
from smart_team.scoring.fixed import MILLION
from smart_team.scoring.layout import FieldKind
from smart_team.scoring.parsing import RawNumber
from smart_team.scoring.units import Flags

Bulk = tuple[NDArray[np.int64], Flags]
"""What a field's column holds for each row, and for which rows that is exact."""

_MOST: Final = 10**12
"""Whole numbers below this fit any field, also as millionths."""
_EXACT_DOUBLES: Final = 10**15
_PRECISION: Final = 38


def known_type(kind: Any) -> bool:  # noqa: ANN401
    """Whether columns of this type can be read.

    Single precision is refused: it has too few digits for what people typed.
    """
    types = pa.types
    if types.is_dictionary(kind):
        return known_type(kind.value_type)
    tests = (types.is_integer, types.is_boolean, types.is_decimal, types.is_float64)
    texts = (types.is_string, types.is_large_string, types.is_null)
    return any(test(kind) for test in (*tests, *texts))


def in_bulk(column: Any, kind: FieldKind) -> Bulk:  # noqa: ANN401
    """Return the values of a pyarrow array that can be taken at once for a field of this kind.

    Truths go only into fields of truth, and numbers only into fields of numbers.
    """
    types, found = pa.types, column.type
    if types.is_boolean(found) and kind in {"truth", "check"}:
        values, fit = _filled(column, pa.int64()), _valid(column)
    elif types.is_integer(found) and kind in {"count", "decimal"}:
        values, fit = _integers(column, MILLION if kind == "decimal" else 1)
    elif types.is_float64(found) and kind in {"count", "decimal"}:
        values, fit = _narrowed(*_doubles(column), kind)
    elif types.is_decimal128(found) and kind in {"count", "decimal"}:
        values, fit = _narrowed(*_decimals(column), kind)
    else:
        values, fit = _none(column)
    return values, fit


def one_by_one(column: Any) -> Iterator[object]:  # noqa: ANN401
    """Yield each value as text, truth, number as text, or None."""
    if pa.types.is_dictionary(column.type):
        texts = list(one_by_one(column.dictionary))
        indices = column.indices.to_pylist()
        yield from (None if index is None else texts[index] for index in indices)
    else:
        yield from map(_raw, column.to_pylist())


def _raw(value: object) -> object:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, float):
        return shown_number(value)
    if isinstance(value, Decimal):
        return plain_number(value)
    return value if value is None or isinstance(value, bool) else RawNumber(value)


def _valid(column: Any) -> Flags:  # noqa: ANN401
    return np.asarray(column.is_valid().to_numpy(zero_copy_only=False), np.bool_)


def _none(column: Any) -> Bulk:  # noqa: ANN401
    return np.zeros(len(column), np.int64), np.zeros(len(column), np.bool_)


def _filled(column: Any, kind: Any) -> NDArray[np.int64]:  # noqa: ANN401
    filled = column.cast(kind).fill_null(0)
    return np.asarray(filled.to_numpy(zero_copy_only=False))


def _integers(column: Any, factor: int) -> Bulk:  # noqa: ANN401
    if pa.types.is_uint64(column.type):
        return _none(column)
    values = _filled(column, pa.int64())
    fit = _valid(column) & (values > -_MOST) & (values < _MOST)
    return np.where(fit, values, 0) * factor, fit


def _doubles(column: Any) -> Bulk:  # noqa: ANN401
    """Return millionths; a double is exact if it is the nearest one to that many millionths."""
    values = _filled(column, pa.float64()).astype(np.float64)
    with np.errstate(over="ignore", invalid="ignore"):
        scaled = np.rint(values * MILLION)
        fit = _valid(column) & (np.abs(scaled) < _EXACT_DOUBLES) & (scaled / MILLION == values)
    return np.where(fit, scaled, 0).astype(np.int64), fit


def _decimals(column: Any) -> Bulk:  # noqa: ANN401
    """Return millionths of a decimal128 column, read straight from its 16-byte whole numbers."""
    try:
        scaled = column.cast(pa.decimal128(_PRECISION, 6))
    except pa.ArrowInvalid:
        return _none(column)
    words = np.frombuffer(scaled.buffers()[1], "<i8").reshape(-1, 2)
    low, high = words[scaled.offset : scaled.offset + len(scaled)].T
    fit = _valid(column) & (high == low >> 63) & (np.abs(low) < _MOST * MILLION)
    return np.where(fit, low, 0), fit


def _narrowed(values: NDArray[np.int64], fit: Flags, kind: FieldKind) -> Bulk:
    """Turn millionths into whole numbers where counts are wanted."""
    if kind == "decimal":
        return values, fit
    return values // MILLION, fit & (values % MILLION == 0)
