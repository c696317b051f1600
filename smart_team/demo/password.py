"""The demo's one password: drawn anew for every run, shown once, kept nowhere."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Final

from smart_team.people.passwords import PROFILES, Profile, problems

PROFILE: Final = PROFILES["mlps3"]
_SIGNS: Final = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789")
"""What nobody misreads: without I, O, l, o, 0 and 1."""
_GROUPS: Final = 4
_IN_GROUP: Final = 4


def draw_password(logins: Iterable[str], profile: Profile = PROFILE) -> str:
    """Draw a password that the profile takes for each of these logins; about 90 bits."""
    known = list(logins)
    while True:
        drawn = "-".join(_group() for _ in range(_GROUPS))
        if not any(problems(profile, drawn, login) for login in known):
            return drawn


def _group() -> str:
    signs = "".join(_SIGNS)
    return "".join(secrets.choice(signs) for _ in range(_IN_GROUP))
