"""The two cookies of a session: its own secret, and the token that our pages put into forms."""

from __future__ import annotations

from typing import Final

from fastapi import Response

from smart_team.people.sessions import LONGEST
from smart_team_api.callers import COOKIE

CSRF_COOKIE: Final = f"{COOKIE}-form"


def set_cookies(response: Response, session: str, csrf: str) -> None:
    """Give a new session to the browser: for this host, over TLS, and for no script to read.

    ``Lax``, because who comes back from single sign-on comes from another site; changes need the
    form's token anyway.
    """
    for name, value in ((COOKIE, session), (CSRF_COOKIE, csrf)):
        response.set_cookie(
            name,
            value,
            max_age=int(LONGEST.total_seconds()),
            path="/",
            secure=True,
            httponly=True,
            samesite="lax",
        )


def clear_cookies(response: Response) -> None:
    """Take the session back from the browser."""
    for name in (COOKIE, CSRF_COOKIE):
        response.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")
