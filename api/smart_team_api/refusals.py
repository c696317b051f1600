"""One refusal for each status, as the description shows it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Final

from smart_team.assessment import cycle_messages as cycle
from smart_team.errors import Problem, SmartTeamError
from smart_team.people import messages as people
from smart_team.store import file_messages as files
from smart_team.store import messages as store
from smart_team.store.files import StorageFullError
from smart_team_api import messages as m
from smart_team_api.problems import response_to
from smart_team_api.statuses import status_of
from smart_team_api.strict_json import BODY_LIMIT

_SHOWN: Final[Sequence[SmartTeamError]] = (
    m.UnreadableError([Problem(m.BAD_JSON, values={"detail": "key 'answers' comes twice"})]),
    people.SignInError([Problem(people.NO_SESSION)]),
    cycle.ForbiddenError(
        [Problem(cycle.FORBIDDEN, values={"action": "sign", "state": "self_assessment"})]
    ),
    cycle.AbsentError([Problem(cycle.ABSENT)]),
    cycle.RefusedError(
        [Problem(cycle.NOT_AT_RATING, values={"unit": "D03-court", "state": "review"})]
    ),
    store.ConflictError([Problem(store.STALE, values={"seen": 6, "now": 7})]),
    m.TooLargeError([Problem(m.BODY_TOO_LARGE, values={"limit": BODY_LIMIT})]),
    m.InvalidError(
        [Problem(m.INVALID, values={"field": "body.answers", "detail": "Field required"})]
    ),
    m.VersionNeededError([Problem(m.NO_VERSION)]),
    people.LockedOutError([Problem(people.LOCKED_OUT, values={"seconds": 600})]),
    store.StoreError([Problem(store.UNAVAILABLE, values={"detail": "OperationalError"})]),
    StorageFullError([Problem(files.STORAGE_FULL, values={"detail": "No space left on device"})]),
)


def _document(error: SmartTeamError) -> Any:  # noqa: ANN401 - a JSON document
    return json.loads(bytes(response_to(error, "zh").body))


REFUSALS: Final[Mapping[int, Any]] = {status_of(error): _document(error) for error in _SHOWN}
"""A problem document by its status."""
