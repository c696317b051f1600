"""How answers look on the wire."""

from __future__ import annotations

from fastapi import Response
from fastapi.responses import JSONResponse

from smart_team_api.repeats import Answer
from smart_team_api.versions import etag


def respond(answer: Answer) -> Response:
    """Return an answer as JSON, with its version as ETag and the address of what is new."""
    headers = {}
    if answer.version is not None:
        headers["ETag"] = etag(answer.version)
    if "location" in answer.body:
        headers["Location"] = str(answer.body["location"])
    return JSONResponse(dict(answer.body), answer.status, headers)
