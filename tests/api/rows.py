"""Every route by hand: what it asks of the policy, and a request that fits it.

The tests of what must hold for every route read this; a route without a row fails.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from smart_team.people.policy import Action

Sort = Literal[
    "submission", "stage", "record", "entering", "ledger", "citywide", "shared", "own", "guest"
]
"""What decides whether somebody may: the submission, all submissions of the stage, the record, the
unit for which one is entered, whether one reads any records, a role for the city, any role, oneself,
nothing.
"""
YAML = b"format: 1\n"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
ANSWERS: dict[str, Any] = {"A8": {"numerator": 492, "denominator": 500}}
REASON = {"reason": "签到表缺页"}
UNIT = {"name": "甲区法院", "kind": "court", "level": "district", "district": "D01"}


@dataclass(frozen=True)
class Row:
    """A route: its action in the policy (None for a guest's), and what a request of it holds."""

    sort: Sort
    action: Action | None
    body: Any = None
    content: bytes | None = None
    query: str = ""
    is_versioned: bool = False


def look(sort: Sort, action: Action, **more: Any) -> Row:
    return Row(sort, action, **more)


def act(sort: Sort, action: Action, body: Any = None, **more: Any) -> Row:
    return Row(sort, action, body, **more)


def change(sort: Sort, action: Action, body: Any = None, **more: Any) -> Row:
    return Row(sort, action, body, is_versioned=True, **more)


def guest(body: Any = None) -> Row:
    return Row("guest", None, body)


ROWS: Mapping[str, Row] = {
    "GET /openapi.json": look("shared", "registry"),
    "GET /health/live": guest(),
    "GET /health/ready": guest(),
    "POST /session": guest({"login": "nobody-here", "password": "wrong"}),
    "POST /session/code": act("own", "account", {"code": "000000"}),
    "DELETE /session": act("own", "account"),
    "POST /set-up": guest({"link": "stl_none", "password": "Orkan-9weit"}),
    "GET /session/oidc": guest(),
    "GET /session/oidc/callback": guest(),
    "GET /account": look("own", "account"),
    "PUT /account/password": act("own", "account", {"old": "x", "new": "Orkan-9weit"}),
    "POST /account/second-factor": act("own", "account"),
    "POST /account/second-factor/confirmation": act("own", "account", {"code": "000000"}),
    "GET /account/sessions": look("own", "account"),
    "DELETE /account/sessions/{session}": act("own", "account"),
    "DELETE /account/sessions": act("own", "account"),
    "GET /account/tokens": look("own", "account"),
    "POST /account/tokens": act("own", "account", {"name": "月报", "scopes": ["read"], "days": 9}),
    "DELETE /account/tokens/{token}": act("own", "account"),
    "GET /people": look("citywide", "read_people"),
    "POST /people": act("citywide", "manage_people", {"login": "author", "name": "王梅"}),
    "GET /people/{person}": look("citywide", "read_people"),
    "PUT /people/{person}/name": change("citywide", "manage_people", {"name": "王梅"}),
    "PUT /people/{person}/mail": change("citywide", "manage_people", {"mail": None}),
    "POST /people/{person}/roles": change(
        "citywide",
        "manage_people",
        {"role": "clerk", "unit": "D01-court", "from_day": "2026-03-02"},
    ),
    "POST /people/{person}/roles/{role}/end": change(
        "citywide", "manage_people", {"last_day": "2026-06-30"}
    ),
    "POST /people/{person}/disable": change("citywide", "manage_people"),
    "POST /people/{person}/enable": change("citywide", "manage_people"),
    "POST /people/{person}/unlock": change("citywide", "manage_people"),
    "POST /people/{person}/reset-second-factor": change("citywide", "manage_people"),
    "POST /people/{person}/end-sessions": change("citywide", "manage_people"),
    "POST /people/{person}/unlink": change("citywide", "manage_people"),
    "POST /people/{person}/set-up-link": change("citywide", "manage_people", {"hours": 24}),
    "GET /units": look("shared", "registry"),
    "GET /units/{code}": look("shared", "registry"),
    "POST /units": act("citywide", "manage_units", {"units": []}),
    "PUT /units/{code}": change("citywide", "manage_units", UNIT),
    "GET /districts": look("shared", "registry"),
    "GET /modules": look("shared", "registry"),
    "GET /rubrics": look("shared", "registry"),
    "GET /rubrics/{rubric}": look("shared", "registry"),
    "POST /rubrics": act("citywide", "upload_rubric", content=YAML),
    "GET /calendar": look("shared", "registry"),
    "PUT /calendar/{day}": act("citywide", "manage_calendar", {"kind": "work", "name": "春节"}),
    "DELETE /calendar/{day}": act("citywide", "manage_calendar"),
    "GET /cycles": look("own", "read"),
    "POST /cycles": act(
        "citywide",
        "open_cycle",
        {"title": "2026", "module": "none", "starts": {}, "units": ["D01-court"]},
    ),
    "GET /cycles/{cycle}": look("stage", "read"),
    "POST /cycles/{cycle}/dates": change(
        "citywide",
        "move_dates",
        {"stage": "none", "state": "none", "day": "2026-03-20", **REASON},
    ),
    "GET /cycles/{cycle}/result": look("shared", "results"),
    "GET /stages/{stage}/ranking": look("stage", "results"),
    "POST /stages/{stage}/seats": act("citywide", "panel_members", {"step": "none"}),
    "POST /stages/{stage}/metrics": act("citywide", "count_metrics"),
    "POST /stages/{stage}/publication": act("stage", "publish"),
    "POST /stages/{stage}/corrections": act("stage", "correct", REASON),
    "GET /submissions": look("own", "read"),
    "GET /submissions/{submission}": look("submission", "read"),
    "GET /submissions/{submission}/metrics/{item}": look("submission", "read"),
    "GET /submissions/{submission}/scores": look("submission", "read"),
    "POST /submissions/{submission}/preview": look("submission", "read", body={"answers": ANSWERS}),
    "GET /submissions/{submission}/feedback": look("submission", "read"),
    "PUT /submissions/{submission}/draft": change("submission", "save", {"answers": ANSWERS}),
    "PUT /submissions/{submission}/review": change(
        "submission", "review", {"answers": ANSWERS, "reasons": {"A8": "核对台账"}}
    ),
    "POST /submissions/{submission}/submit": change("submission", "submit"),
    "POST /submissions/{submission}/withdraw": change("submission", "withdraw"),
    "POST /submissions/{submission}/sign": change("submission", "sign"),
    "POST /submissions/{submission}/confirm": change("submission", "confirm"),
    "POST /submissions/{submission}/announce": change("submission", "announce"),
    "POST /submissions/{submission}/send-feedback": change("submission", "send_feedback"),
    "POST /submissions/{submission}/accept": change("submission", "accept"),
    "POST /submissions/{submission}/return": change("submission", "return", REASON),
    "POST /submissions/{submission}/amendments": change(
        "submission", "amend", {"item": "A8", "answer": ANSWERS["A8"], **REASON}
    ),
    "PUT /submissions/{submission}/panel": change(
        "citywide",
        "panel_members",
        {"step": "review", "persons": ["inspector-1", "inspector-2", "inspector-3"]},
    ),
    "POST /submissions/{submission}/appeals": change(
        "submission", "appeal", {"item": "A8", "ground": "材料已补"}
    ),
    "POST /submissions/{submission}/appeals/{item}/decision": change(
        "submission", "decide", {"decision": "rejected", **REASON}
    ),
    "GET /submissions/{submission}/evidence": look("submission", "read"),
    "POST /submissions/{submission}/evidence": change(
        "submission", "save", content=PNG, query="name=a.png&items=A8"
    ),
    "POST /submissions/{submission}/review/evidence": change(
        "submission", "review", content=PNG, query="name=a.png&items=A8"
    ),
    "POST /submissions/{submission}/appeals/evidence": change(
        "submission", "appeal", content=PNG, query="name=a.png&items=A8"
    ),
    "POST /submissions/{submission}/evidence/{piece}/uses": change(
        "submission", "save", {"items": ["A1"]}
    ),
    "DELETE /submissions/{submission}/evidence/{piece}": change("submission", "save"),
    "GET /evidence/{piece}/content": look("submission", "read"),
    "GET /ledgers": look("own", "read_records"),
    "GET /ledgers/{ledger}": look("ledger", "read_records"),
    "GET /ledgers/{ledger}/records": look("ledger", "read_records"),
    "GET /ledgers/{ledger}/merged": look("ledger", "read_records"),
    "POST /ledgers/{ledger}/records": act(
        "entering", "enter_records", {"unit": "D01-court", "values": {}}
    ),
    "GET /records/{record}": look("record", "read_records"),
    "PUT /records/{record}": change("record", "enter_records", {"values": {}}),
    "POST /records/{record}/removal": change("record", "enter_records", REASON),
    "POST /records/{record}/acts/{action}": change("record", "move_records", {"values": {}}),
    "POST /records/{record}/files": change(
        "record", "enter_records", content=PNG, query="field=proof&name=a.png"
    ),
    "DELETE /records/{record}/files/{file}": change("record", "enter_records"),
    "GET /records/{record}/files/{file}/content": look("record", "read_records"),
    "PUT /records/{record}/vote": act("record", "move_records"),
    "DELETE /records/{record}/vote": act("record", "move_records"),
    "GET /results": look("shared", "results"),
    "GET /results/key": look("shared", "results"),
    "GET /results/{publication}": look("shared", "results"),
    "GET /jobs": look("own", "jobs"),
    "GET /jobs/{job}": look("own", "jobs"),
    "POST /backups": act("citywide", "back_up"),
    "POST /verifications": act("citywide", "read_audit"),
    "GET /notifications": look("own", "notices"),
    "GET /notifications/unread": look("own", "notices"),
    "POST /notifications/{notice}/read": act("own", "notices"),
    "POST /notifications/read": act("own", "notices"),
    "GET /audit": look("citywide", "read_audit"),
}
