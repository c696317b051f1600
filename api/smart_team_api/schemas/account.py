"""Signing in, and what a person does with their own account."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field

from smart_team.people.access import Scope
from smart_team_api.schemas.base import Given, Id, Line, Shown

Secret = Annotated[str, Field(min_length=1, max_length=1000)]
"""What nobody else may know, as it was typed."""


class SignInGiven(Given):
    """A login and its password."""

    login: Secret
    password: Secret

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"login": "clerk.d03-court", "password": "••••••••••"}]}
    )


class CodeGiven(Given):
    """A code of the authenticator, or a recovery code."""

    code: Secret

    model_config = ConfigDict(json_schema_extra={"examples": [{"code": "492 039"}]})


class SetUpGiven(Given):
    """The secret part of a set-up link, and the password that is chosen with it."""

    link: Secret
    password: Secret

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"link": "stl_…", "password": "••••••••••"}]}
    )


class PasswordGiven(Given):
    """The present password and the one to come."""

    old: Secret
    new: Secret

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"old": "••••••••••", "new": "••••••••••••"}]}
    )


class TokenGiven(Given):
    """An access token that is asked for: what it is for, how far it reaches, how long it holds."""

    name: Line
    scopes: Annotated[tuple[Scope, ...], Field(strict=False, min_length=1, max_length=5)]
    days: Annotated[int, Field(ge=1, le=366)]

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"name": "月报导出", "scopes": ["read"], "days": 90}]}
    )


class SignedInShown(Shown):
    """Who signed in, what must be done first, and the token that changes bring as a header."""

    person: str
    csrf: str
    second_factor_due: bool
    password_expired: bool


class AssignmentShown(Shown):
    """A role, for a unit, for a district, or for the city."""

    role: str
    unit: str | None
    district: str | None


class AccountShown(Shown):
    """The person who is signed in."""

    id: str
    login: str
    name: str
    assignments: list[AssignmentShown]
    second_factor: bool
    second_factor_due: bool
    password_at: str | None


class SessionShown(Shown):
    """One of a person's own sessions."""

    id: str
    source: str | None
    created_at: str
    seen_at: str
    second_factor: bool
    is_this: bool


class Sessions(Shown):
    """A person's open sessions, the newest first."""

    items: list[SessionShown]


class TokenShown(Shown):
    """One of a person's own access tokens; the token itself is never seen again."""

    id: str
    name: str
    scopes: list[Scope]
    created_at: str
    expires_at: str


class Tokens(Shown):
    """A person's access tokens that hold now."""

    items: list[TokenShown]


class NewToken(Shown):
    """A new access token: this is the one time that it is seen."""

    token: str


class Enrolment(Shown):
    """What an authenticator app takes: a secret, and the same as an address for a QR code."""

    secret: str
    uri: str


class RecoveryCodes(Shown):
    """Codes for the day the authenticator is lost: this is the one time that they are seen."""

    codes: list[str]


class Who(Shown):
    """Who it was."""

    person: Id
