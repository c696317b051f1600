"""How many guesses of a password or a code are evaluated before somebody has to wait.

==================  ==========  =========  ==================================
failures counted    at most     within     stops
==================  ==========  =========  ==================================
account and source  5           15 min     that account at that source
source              20          15 min     that source, but for accounts known there
account             50          1 hour     that account at sources not known for it
==================  ==========  =========  ==================================

A source is known for an account that has signed in there before. The last row counts failures at
unknown sources alone. So nothing done elsewhere, or to other accounts, ever stops somebody where
they usually sign in: a stranger cannot keep an approver out on the last day. The price: in a place
that is stopped, a colleague may learn which accounts have signed in from there.

An account is the login as typed, folded, whether or not it exists: nothing can be told from a
refusal. A source is what the caller takes as one: an address, or better a device's own cookie.

The caller records a guess as a failure before it is evaluated, in the transaction that asked
:func:`decide`, and takes it back when it was right: then the limits also hold for guesses made at
once. An administrator's unlock is told by leaving out the account's earlier failures.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Counted = Literal["account and source", "source", "account"]


@dataclass(frozen=True, slots=True)
class Limit:
    """One row of the table; `spares_known`: it does not stop an account where it is known."""

    counted: Counted
    at_most: int
    within: timedelta
    spares_known: bool


LIMITS: Final = (
    Limit("account and source", 5, timedelta(minutes=15), spares_known=False),
    Limit("source", 20, timedelta(minutes=15), spares_known=True),
    Limit("account", 50, timedelta(hours=1), spares_known=True),
)
LONGEST: Final = max(limit.within for limit in LIMITS)
"""How far back failures matter."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A guess that was wrong; `at` has its zone."""

    account: str
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Lockout:
    """Whether a guess may be evaluated now, and if not, in how many seconds."""

    allowed: bool
    retry_after: int | None = None


def decide(
    failures: Iterable[Failure],
    account: str,
    source: str,
    now: datetime,
    known_sources: Collection[str] = (),
) -> Lockout:
    """Return whether a guess at an account from a source may be evaluated.

    `failures` are at least those of the account or the source of the last :data:`LONGEST`, in any
    order; `known_sources` are the sources that the account has signed in from.
    """
    recent = list(failures)
    waits = [
        _wait(limit, _counted(limit, recent, account, source, known_sources), now)
        for limit in LIMITS
        if not (limit.spares_known and source in known_sources)
    ]
    longest = max(waits)
    return Lockout(allowed=True) if longest <= 0 else Lockout(allowed=False, retry_after=longest)


def _counted(
    limit: Limit,
    failures: list[Failure],
    account: str,
    source: str,
    known_sources: Collection[str],
) -> list[datetime]:
    """Return when the failures that a limit counts happened."""
    match limit.counted:
        case "account and source":
            found = [each for each in failures if (each.account, each.source) == (account, source)]
        case "source":
            found = [each for each in failures if each.source == source]
        case "account":
            own = [each for each in failures if each.account == account]
            found = [each for each in own if each.source not in known_sources]
    return [each.at for each in found]


def _wait(limit: Limit, times: list[datetime], now: datetime) -> int:
    """Return the seconds, rounded up, until fewer failures than the limit are recent; or 0."""
    # A clock that was set back leaves failures in the future: those soon to come count too, those
    # far off would keep people out for good.
    recent = sorted(at for at in times if abs(now - at) < limit.within)
    if len(recent) < limit.at_most:
        return 0
    free = recent[-limit.at_most] + limit.within
    return -((now - free) // timedelta(seconds=1))
