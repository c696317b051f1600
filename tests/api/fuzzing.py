"""Requests made up from the API's description, sent by everybody, checked against it."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import schemathesis
from schemathesis.checks import not_a_server_error
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    allow_header_conformance,
    content_type_conformance,
    missing_required_header,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)
from smart_team_api.app import PREFIX
from sqlalchemy import Table

from smart_team.store.record_tables import record_files, records
from smart_team.store.tables import (
    access_tokens,
    assignments,
    cycles,
    documents,
    evidence,
    jobs,
    notifications,
    people,
    publications,
    sessions,
    stages,
    submissions,
    units,
)
from tests.api.desk import Desk

ROLES: Final = (
    "clerk-D01-court",
    "approver-D01-court",
    "district-D01",
    "inspector-1",
    "adjudicator",
    "admin",
    "leader",
    "author",
    "auditor",
    "nobody",
)
"""One person of each role, and one without any."""
REFUSED: Final = ["400", "401", "403", "404", "405", "409", "412", "413", "422", "428", "429"]
"""Any of these turns down what does not fit the description: who asks, and how things stand, may
be looked at first."""
CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
    missing_required_header,
    unsupported_method,
    allow_header_conformance,
]
"""Left out: acceptance of all that fits, since much is refused as things stand; authorisation,
which has a table of its own; and what looks at sequences of requests."""
NAMED: Final[Mapping[str, tuple[Table, str]]] = {
    "submission": (submissions, "id"),
    "stage": (stages, "id"),
    "cycle": (cycles, "id"),
    "piece": (evidence, "id"),
    "publication": (publications, "id"),
    "rubric": (documents, "hash"),
    "code": (units, "code"),
    "job": (jobs, "id"),
    "notice": (notifications, "id"),
    "person": (people, "id"),
    "role": (assignments, "id"),
    "session": (sessions, "digest"),
    "token": (access_tokens, "id"),
    "record": (records, "id"),
    "file": (record_files, "id"),
}
"""What a part of an address may name."""
DECLARED: Final[Mapping[str, Sequence[str]]] = {
    "ledger": ("team.problems", "news.articles", "team.posts", "work.tasks"),
    "action": ("begin", "apply", "submit", "publish", "take", "nominate"),
}
"""What modules declare: ledgers, and actions of their flows."""
_AT_MOST: Final = 6


@dataclass
class Fuzz:
    """The API's operations over a desk, with addresses of what is there."""

    desk: Desk
    schema: Any = field(init=False)

    def __post_init__(self) -> None:
        config = SchemathesisConfig.from_dict(
            {
                "checks": {
                    "negative_data_rejection": {"expected-statuses": REFUSED},
                    "missing_required_header": {"expected-statuses": REFUSED},
                }
            }
        )
        document = with_ids(self.desk.app.openapi(), self.desk)
        self.schema = schemathesis.openapi.from_dict(document, config=config)

    def operations(self) -> Sequence[Any]:
        return [each.ok() for each in self.schema.get_all_operations()]

    def ask(self, case: Any, person: str | None) -> None:
        """Send one request as somebody, and check the answer."""
        if case.path.startswith((f"{PREFIX}/session", f"{PREFIX}/account", f"{PREFIX}/set-up")):
            self.desk.sessions.pop(person or "", None)
        headers = self.desk.headers(person)
        response = case.call(app=self.desk.app, base_url="https://testserver", headers=headers)
        case.validate_response(response, checks=CHECKS)


def with_ids(document: Mapping[str, Any], desk: Desk) -> dict[str, Any]:
    """Return the description with ids of what is there, so that requests get beyond a 404."""
    found = copy.deepcopy(dict(document))
    del found["components"]["securitySchemes"]
    for item in found["paths"].values():
        for said in item.values():
            del said["security"]
    for parameter in _path_parameters(found):
        ids = _named(parameter["name"], desk)
        if ids:
            parameter["schema"] = {"anyOf": [{"enum": ids}, parameter["schema"]]}
    return found


def _named(name: str, desk: Desk) -> Sequence[str]:
    """Return what a part of an address may name."""
    if name in DECLARED:
        return DECLARED[name]
    table, column = NAMED.get(name, (None, ""))
    rows = [] if table is None else desk.world.rows(table)
    return [getattr(row, column) for row in rows][:_AT_MOST]


def _path_parameters(document: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for item in document["paths"].values():
        for said in item.values():
            yield from (each for each in said["parameters"] if each["in"] == "path")
