"""The engine that the settings ask for: DuckDB in this process, or a Spark cluster."""

from __future__ import annotations

from contextlib import AbstractContextManager

from smart_team.errors import Problem
from smart_team.rollup import messages as m
from smart_team.rollup.engine import Engine, Limits


def open_engine(limits: Limits, cluster: str | None = None) -> AbstractContextManager[Engine]:
    """Give the engine of the Spark cluster at ``spark://host:port``, or DuckDB's without one.

    A cluster takes some ten seconds to begin with, and its workers must see the files under the
    same paths. Raises RecordsError.
    """
    if cluster is None:
        # Loaded at the first use, as half a second is more than most commands take.
        from smart_team.rollup.embedded import embedded  # noqa: PLC0415

        return embedded(limits)
    try:
        # Spark is there only where the package's extra "cluster" was installed.
        from smart_team.rollup.cluster import connected  # noqa: PLC0415
    except ModuleNotFoundError:
        raise m.RecordsError([Problem(m.NO_CLUSTER)]) from None
    return connected(cluster, limits)
