"""Records themselves, so many at a time."""

from __future__ import annotations

from collections.abc import Iterable

import pyarrow as pa

from smart_team.rollup.asking import Place, RollUp
from smart_team.rollup.engine import Limits
from smart_team.rollup.layout import Layout
from smart_team.rollup.part import Part, split


def newest_rows(
    layout: Layout,
    parts: Iterable[Part],
    asked: RollUp,
    limit: int,
    limits: Limits,
    after: Place | None = None,
) -> pa.Table:
    """Return up to `limit` of the records asked for, with the layout's columns, after a place.

    The newest day comes first, and those of a day stand by their keys. Of `asked` only counts
    which records are meant; parts without any of its days are not opened. Raises RecordsError.
    """
    files = split(parts, asked.since, asked.until).files
    if not files:
        return layout.schema().empty_table()
    # Loaded at the first use, as in `opening`.
    from smart_team.rollup.embedded import embedded  # noqa: PLC0415
    from smart_team.rollup.expression import newest, sql_of  # noqa: PLC0415

    with embedded(limits) as duck:
        query = newest(layout, asked, frozenset(files), after, limit)
        return duck.run(sql_of(query, duck.dialect), files)
