"""The API's description, completed: what each operation answers and needs by its declaration.

FastAPI finds out parameters, bodies and what an answer holds. The rest follows from how a route
declares its action, and is added here for all routes alike: every refusal that can occur, the
headers of every answer, who may call, examples, and a word on each tag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter
from fastapi.routing import APIRoute

from smart_team_api.asking import Acting, Changing, Declaration, Guest, declared
from smart_team_api.callers import COOKIE, CSRF_HEADER
from smart_team_api.describing_texts import BODIES, HEADERS, STATUSES, TAGS
from smart_team_api.illustrating import Schema, illustrate
from smart_team_api.problems import MEDIA
from smart_team_api.refusals import REFUSALS
from smart_team_api.schemas.problems import ProblemDocument
from smart_team_api.wire import NUMBER

Described = dict[str, Any]
_JSON: Final = "application/json"
_FILE: Final = "application/octet-stream"
_SCHEMAS: Final = "#/components/schemas/"
_NULL: Final = {"type": "null"}
_FASTAPI: Final = ("HTTPValidationError", "ValidationError")
_BESIDE: Final[Mapping[int, str]] = {
    401: "WWW-Authenticate",
    429: "Retry-After",
    503: "Retry-After",
    507: "Retry-After",
}
"""The header that comes with a status."""
SECURITY: Final[Mapping[str, Schema]] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "页面登录的会话 · a session of the pages",
    },
    "form": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": "会话的防伪令牌,修改时要带 · the session's CSRF token, for changes",
    },
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "访问令牌,不超出其范围 · an access token, within its scopes",
    },
}
_VERSION: Final = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "description": "读取时得到的 ETag · the ETag that was read",
    "schema": HEADERS["ETag"]["schema"],
    "example": HEADERS["ETag"]["example"],
}
_KEY: Final = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "重试时用同一个值,只办一次 · the same value on a retry: it is done once",
    "schema": {"type": "string", "pattern": "^[!-~]{8,80}$"},
    "example": "0f6e1c1e-6c2c-4f0e-9d3f-0a4d3c2b1a00",
}


@dataclass(frozen=True, slots=True)
class _Operation:
    """One operation: what FastAPI says of it, and how its route declares itself."""

    said: Described
    declaration: Declaration
    path: str
    schemas: Mapping[str, Schema]

    @property
    def media(self) -> Mapping[str, Described]:
        """The bodies that it takes, by type."""
        found: Mapping[str, Described] = self.said.get("requestBody", {}).get("content", {})
        return found

    @property
    def queries(self) -> set[str]:
        """The names of its queries."""
        return {each["name"] for each in self.said.get("parameters", ()) if each["in"] == "query"}

    def complete(self) -> None:
        """Add all that follows from the declaration."""
        self.said["parameters"] = list(self._parameters())
        self.said["security"] = self._security()
        for type_, media in self.media.items():
            media["example"] = BODIES.get(type_) or illustrate(media["schema"], self.schemas)
        answers = self.said["responses"]
        refused = {str(status): _refusal(status) for status in sorted(self._statuses())}
        answers.pop("422", None)
        for answer in answers.values():
            self._complete_answer(answer)
        answers.update(refused)

    def _parameters(self) -> Iterator[Described]:
        for each in self.said.get("parameters", ()):
            if each["in"] != "header":
                yield each | {"schema": _without_null(each["schema"])}
        if isinstance(self.declaration, Changing):
            yield dict(_VERSION)
        if isinstance(self.declaration, Acting | Changing) and not self.declaration.secret:
            yield dict(_KEY)

    def _security(self) -> list[dict[str, list[str]]]:
        if isinstance(self.declaration, Guest):
            return []
        changes = isinstance(self.declaration, Acting | Changing)
        session: dict[str, list[str]] = {"session": [], "form": []} if changes else {"session": []}
        return [session] if self.declaration.action == "account" else [session, {"token": []}]

    def _statuses(self) -> set[int]:
        found = {503}
        match self.declaration:
            case Guest() if "session" in self.said["tags"]:
                found |= {401, 404, 429}
            case Guest():
                pass
            case declaration:
                found |= {401, 403} | ({429} if declaration.action == "account" else set())
        if isinstance(self.declaration, Acting | Changing):
            found |= {400, 404, 409, 413, 422}
        if isinstance(self.declaration, Changing):
            found |= {412, 428}
        return found | self._statuses_of_input()

    def _statuses_of_input(self) -> set[int]:
        found = {422} if "422" in self.said["responses"] else set[int]()
        if self.media:
            found |= {400, 413, 422}
        if _FILE in self.media:
            found.add(507)
        if "after" in self.queries:
            found.add(400)
        if "{" in self.path:
            found |= {404, 409}
        return found

    def _complete_answer(self, answer: Described) -> None:
        media = answer.get("content", {}).get(_JSON, {})
        answer |= {"description": self.said["summary"], "headers": _headers(NUMBER)}
        if not media.get("schema"):
            return
        media["example"] = illustrate(media["schema"], self.schemas)
        fields = self._fields(media["schema"])
        if fields.get("version", {}).get("type") == "integer":
            answer["headers"] |= _headers("ETag")
        if "location" in fields:
            answer["headers"] |= _headers("Location")

    def _fields(self, schema: Schema) -> Mapping[str, Schema]:
        named = self.schemas.get(schema.get("$ref", "").removeprefix(_SCHEMAS), schema)
        found: Mapping[str, Schema] = named.get("properties", {})
        return found


def describe(document: Described, prefix: str, routers: Iterable[APIRouter]) -> Described:
    """Complete FastAPI's document of the routes below a prefix, and return it."""
    components = document["components"]
    for name in _FASTAPI:
        components["schemas"].pop(name, None)
    refusal = ProblemDocument.model_json_schema(ref_template=f"{_SCHEMAS}{{model}}")
    components["schemas"] |= refusal.pop("$defs") | {ProblemDocument.__name__: refusal}
    components["securitySchemes"] = dict(SECURITY)
    components["headers"] = dict(HEADERS)
    components["responses"] = {f"Refused{status}": _answer(status) for status in STATUSES}
    for router in routers:
        for route in router.routes:
            declaration = declared(route)
            if isinstance(route, APIRoute) and declaration is not None:
                _complete(document, prefix + route.path, route, declaration)
    document["tags"] = [{"name": name, "description": said} for name, said in TAGS.items()]
    return document


def _complete(document: Described, path: str, route: APIRoute, declaration: Declaration) -> None:
    for method in route.methods or ():
        said = document["paths"][path][method.lower()]
        _Operation(said, declaration, path, document["components"]["schemas"]).complete()


def _answer(status: int) -> Described:
    names = (NUMBER, _BESIDE[status]) if status in _BESIDE else (NUMBER,)
    schema = {"$ref": f"{_SCHEMAS}{ProblemDocument.__name__}"}
    media = {"schema": schema, "example": REFUSALS[status]}
    return {
        "description": STATUSES[status],
        "headers": _headers(*names),
        "content": {MEDIA: media},
    }


def _refusal(status: int) -> Described:
    return {"$ref": f"#/components/responses/Refused{status}"}


def _headers(*names: str) -> Described:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _without_null(schema: Schema) -> Schema:
    """Return what a parameter may hold: nobody can send a null in an address."""
    options: list[Schema] = [each for each in schema.get("anyOf", ()) if each != _NULL]
    if len(options) != 1:
        return schema
    return {**{key: value for key, value in schema.items() if key != "anyOf"}, **options[0]}
