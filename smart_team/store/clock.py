"""Times and ids as the store keeps them."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

_FORMAT = "%Y-%m-%dT%H:%M:%S.%fZ"


def stamp(instant: datetime) -> str:
    """Return an aware time as UTC text with microseconds; such texts sort as the times do."""
    if instant.tzinfo is None:
        message = "a time without its zone cannot be kept"
        raise ValueError(message)
    return instant.astimezone(UTC).strftime(_FORMAT)


def instant_of(text: str) -> datetime:
    """Return the time that :func:`stamp` wrote."""
    return datetime.fromisoformat(text)


def new_id(instant: datetime) -> str:
    """Return a new id: 12 hex digits of milliseconds, so that ids sort by age, then 80 bits."""
    return f"{int(instant.timestamp() * 1000):012x}{secrets.token_hex(10)}"
