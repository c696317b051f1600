"""A copy from a backup: what had ended when the backup was taken back must not come to life."""

from __future__ import annotations

from sqlalchemy import delete, update

from smart_team.store.gate import Work
from smart_team.store.tables import access_tokens, pending_sign_ins, sessions, setup_links


def shut(work: Work) -> None:
    """End every session, access token and set-up link, and what is at the provider now.

    Any of them may have ended after the backup was made, which no longer shows. Passwords stay as
    they were then.
    """
    for table in (sessions, access_tokens):
        going = update(table).where(table.c.ended_at.is_(None))
        work.connection.execute(going.values(ended_at=work.at))
    waiting = update(setup_links).where(setup_links.c.used_at.is_(None))
    work.connection.execute(waiting.values(used_at=work.at))
    work.connection.execute(delete(pending_sign_ins))
