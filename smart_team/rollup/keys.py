"""Where keys are found among the parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from smart_team.rollup.engine import Limits
from smart_team.rollup.layout import KEY, Layout
from smart_team.rollup.part import Part, split

_PLAIN: Final = """
SELECT key, filename FROM read_parquet($1, filename = true) SEMI JOIN asked USING (key)
"""
_CHANGES: Final = """
SELECT key, arg_max(gone, sequence) AS gone
FROM read_parquet($1) SEMI JOIN asked USING (key) GROUP BY key
"""


@dataclass(frozen=True, slots=True)
class Found:
    """Keys that parts hold: of records, and of what is gone; and the plain parts among those."""

    live: frozenset[str]
    gone: frozenset[str]
    touches: frozenset[str]


def find(keys: Any, parts: Sequence[Part], limits: Limits) -> Found:  # noqa: ANN401 - pyarrow is untyped
    """Look keys up, a column of text; what no part holds is in neither set."""
    if not parts or not len(keys):
        return Found(frozenset(), frozenset(), frozenset())
    # Loaded at the first use, as in `opening`.
    from smart_team.rollup.embedded import embedded  # noqa: PLC0415

    with embedded(limits) as duck:
        duck.connection.register("asked", pa.table({KEY: keys}))
        plain = [str(part.path) for part in parts if part.plain]
        changes = [str(part.path) for part in parts if not part.plain]
        first = duck.connection.execute(_PLAIN, [plain]).fetchall() if plain else []
        later = duck.connection.execute(_CHANGES, [changes]).fetchall() if changes else []
    gone = frozenset(key for key, is_gone in later if is_gone)
    live = frozenset(key for key, _ in first) | {key for key, is_gone in later if not is_gone}
    return Found(live - gone, gone, frozenset(Path(name).name for _, name in first))


def rows_of(layout: Layout, parts: Sequence[Part], keys: Sequence[str], limits: Limits) -> pa.Table:
    """Return the records that hold of some keys, with the layout's columns; raises RecordsError."""
    files = split(parts).files
    if not files or not keys:
        return layout.schema().empty_table()
    # Loaded at the first use, as in `opening`.
    from smart_team.rollup.embedded import embedded  # noqa: PLC0415
    from smart_team.rollup.expression import live, of_keys, sql_of  # noqa: PLC0415

    with embedded(limits) as duck:
        duck.connection.register("asked", pa.table({KEY: pa.array(keys, pa.string())}))
        query = of_keys(live(layout, frozenset(files)), "asked")
        return duck.run(sql_of(query, duck.dialect), files)
