"""A program that migrates a database and stands still before one of its statements, to be killed."""

from __future__ import annotations

import sys
import time

from sqlalchemy import event

from smart_team.store.database import open_engine
from smart_team.store.migrate import migrate


def main(url: str, statement: str) -> None:
    """Migrate; print a line and wait before the n-th statement that changes the structure."""
    engine, left = open_engine(url), int(statement)

    @event.listens_for(engine, "before_cursor_execute")
    def _count(*given: object) -> None:
        nonlocal left
        left -= str(given[2]).lstrip().startswith(("CREATE", "ALTER", "INSERT", "DROP", "UPDATE"))
        if left == 0:
            print("here", flush=True)  # noqa: T201 - its reader is the test
            time.sleep(600)

    migrate(engine)
    engine.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
