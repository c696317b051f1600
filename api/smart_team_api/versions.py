"""Versions on the wire: a strong ETag of one number, and If-Match that brings it back."""

from __future__ import annotations

import re
from typing import Final

from smart_team.errors import Problem
from smart_team_api import messages as m

_ETAG: Final = re.compile(r'"([1-9][0-9]{0,8})"')
_SHOWN: Final = 40


def etag(version: int) -> str:
    """Return a version as an ETag."""
    return f'"{version}"'


def version_of(if_match: str | None) -> int:
    """Return the version that a request was made for.

    Raises VersionNeededError where it names none, UnreadableError where it names anything else.
    """
    if if_match is None:
        raise m.VersionNeededError([Problem(m.NO_VERSION)])
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        values = {"given": if_match[:_SHOWN]}
        raise m.UnreadableError([Problem(m.BAD_VERSION, values=values)])
    return int(found[1])
