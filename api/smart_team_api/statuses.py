"""The HTTP status of each kind of refusal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import AnswersError, FileError, PluginError, RubricError, SmartTeamError
from smart_team.people import messages as people
from smart_team.store.files import StorageFullError
from smart_team.store.messages import ConflictError, StoreError
from smart_team.store.scanner import ScannerError
from smart_team.store.secret_messages import SealError
from smart_team_api import messages as m

STATUSES: Final[Sequence[tuple[type[SmartTeamError], int]]] = (
    (cycle.AbsentError, 404),
    (cycle.ForbiddenError, 403),
    (cycle.UnfitError, 422),
    (cycle.RefusedError, 409),
    (ConflictError, 412),
    (StoreError, 503),
    (StorageFullError, 507),
    (SealError, 503),
    (ScannerError, 503),
    (people.AbsentError, 404),
    (people.ForbiddenError, 403),
    (people.LockedOutError, 429),
    (people.SignInError, 401),
    (people.PeopleError, 422),
    (AnswersError, 422),
    (RubricError, 422),
    (FileError, 422),
    (PluginError, 500),
)
"""The status of each kind of refusal; the first that fits. A request's own errors name theirs."""


def status_of(error: SmartTeamError) -> int:
    """Return the HTTP status of a refusal."""
    if isinstance(error, m.RequestError):
        return error.status
    return next((status for kind, status in STATUSES if isinstance(error, kind)), 422)
