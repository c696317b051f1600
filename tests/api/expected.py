"""Who gets which answer, written by hand: nothing here is read from the policy.

A submission out of scope is 404, one that may be seen but not changed now 403. Whoever is let
through meets what comes after the policy: a version that is long gone (412), or what stands in
:data:`LET_THROUGH`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.api.rows import ROWS
from tests.api.town import WIDEST, Who

CITY = ("on the panel", "seat at another step", "none")
"""Relations of somebody whose role is for no unit and no district."""
IN_SIGHT: Mapping[str, tuple[str, ...]] = {
    "clerk": ("own unit",),
    "approver": ("own unit",),
    "district": ("same district",),
    "inspector": ("on the panel", "seat at another step"),
    "adjudicator": CITY,
    "admin": CITY,
    "leader": CITY,
    "auditor": CITY,
    "author": (),
}
"""From where each role sees the submission of D01-court."""
CLAIMING = ("self_assessment", "rework")
CORRECTING = ("feedback", "rework", "rework_check", "done")
UNIT_SAVES = "PUT draft, POST evidence, POST evidence/{piece}/uses, DELETE evidence/{piece}"
JUDGES = "PUT review, POST review/evidence, POST preview, POST confirm"
NOW: Mapping[tuple[str, str], Mapping[str, str]] = {
    ("clerk", "own unit"): {
        **dict.fromkeys(CLAIMING, f"{UNIT_SAVES}, POST preview, POST submit"),
        "sign_off": "POST withdraw",
    },
    ("approver", "own unit"): {
        "sign_off": "POST sign, POST return",
        "appeal": "POST appeals, POST appeals/evidence",
    },
    ("district", "same district"): {"preliminary": f"{JUDGES}, POST return"},
    ("inspector", "on the panel"): {
        "review": f"{JUDGES}, POST return",
        "on_site": JUDGES,
        "rework_check": "POST accept, POST return",
    },
    **{
        ("adjudicator", relation): {
            "appeal_decision": "POST appeals/{item}/decision",
            **dict.fromkeys(CORRECTING, "POST amendments"),
        }
        for relation in CITY
    },
    **{
        ("admin", relation): {
            "publicity": "POST announce",
            "rating": "POST return",
            "feedback": "POST send-feedback",
        }
        for relation in CITY
    },
}
"""What may be done to the submission, by role and relation and by where it stands."""
READ = ("GET", "GET scores", "GET evidence", "GET metrics/{item}")
AT_HOME = ("self_assessment", "sign_off")
"""Where what the unit attached is still its own and the auditor's."""
SEES_STAGE = {"adjudicator", "admin", "leader", "auditor"}
"""Who, without a unit, sees every submission of a stage."""
HOLDERS: Mapping[str, tuple[str, ...]] = {
    "read_people": ("admin", "auditor"),
    "manage_people": ("admin",),
    "manage_units": ("admin",),
    "manage_calendar": ("admin",),
    "move_dates": ("admin",),
    "count_metrics": ("admin",),
    "upload_rubric": ("author",),
    "open_cycle": ("admin",),
    "panel_members": ("admin",),
    "back_up": ("admin",),
    "read_audit": ("admin", "auditor"),
}
"""Which roles for the whole city may ask for what belongs to no unit."""
REACHES: Mapping[str, str] = {
    "read": "read registry results read_people read_audit jobs notices read_records",
    "write": "save submit withdraw sign appeal enter_records move_records",
    "review": "review confirm accept return decide amend",
    "publish": "announce publish send_feedback correct",
    "manage": "open_cycle move_dates count_metrics panel_members manage_units manage_calendar"
    " manage_people upload_rubric back_up",
}
"""How far a token of each scope reaches; none reaches to its person's own account."""
FIRST = {"POST /session/code", "DELETE /session", "GET /account"}
"""What is possible before the second factor was given."""
LET_THROUGH: Mapping[str, int] = {
    "POST /session": 401,
    "POST /session/code": 401,
    "POST /set-up": 401,
    "GET /session/oidc": 404,
    "GET /session/oidc/callback": 404,
    "PUT /account/password": 401,
    "POST /account/second-factor": 200,
    "POST /account/second-factor/confirmation": 422,
    "DELETE /account/sessions/{session}": 404,
    "POST /account/tokens": 201,
    "DELETE /account/tokens/{token}": 404,
    "POST /people": 422,
    "GET /people/{person}": 200,
    "POST /rubrics": 422,
    "POST /cycles": 409,
    "PUT /calendar/{day}": 409,
    "DELETE /calendar/{day}": 404,
    "GET /cycles/{cycle}/result": 404,
    "GET /submissions/{submission}/feedback": 409,
    "GET /submissions/{submission}/metrics/{item}": 404,
    "GET /results/{publication}": 404,
    "POST /stages/{stage}/publication": 409,
    "POST /stages/{stage}/corrections": 409,
    "POST /stages/{stage}/seats": 409,
    "GET /jobs/{job}": 404,
    "POST /backups": 202,
    "POST /verifications": 202,
    "POST /notifications/{notice}/read": 404,
    "GET /ledgers/{ledger}/merged": 404,
    "POST /ledgers/{ledger}/records": 422,
}
"""What stands behind the policy for whoever is let through; else 412 for a change, and 200."""


def expected(who: Who, key: str, state: str) -> int:
    """Return the status that somebody must get for a route in a state."""
    row = ROWS[key]
    through = LET_THROUGH.get(key, 412 if row.is_versioned else 200)
    reach = REACHES.get(who.scope or "", "")
    if who.scope is not None and row.action is not None and row.action not in reach.split():
        return 403
    match row.sort:
        case "guest" | "own" | "shared":
            return through
        case "citywide":
            holds = who.role in HOLDERS[row.action or ""] and who.relation in CITY
            return through if holds else 403
        case "stage":
            return _of_stage(who, key, state, through)
        case "submission":
            return _of_submission(who, key, state, through)
        case "record" | "entering":
            return _of_record(who, key, through)
        case "ledger":
            return through if _reads_records(who) else 404


def _of_submission(who: Who, key: str, state: str, through: int) -> int:
    if who.relation not in IN_SIGHT[who.role]:
        return 404
    if key == "GET /evidence/{piece}/content":
        early = state in AT_HOME and who.role not in {"clerk", "approver", "auditor"}
        return 404 if early else through
    method, path = key.split()
    asked = f"{method} {path.removeprefix('/submissions/{submission}').strip('/')}".strip()
    if asked in {*READ, "GET feedback"}:
        return through
    now = NOW.get((who.role, who.relation), {}).get(state, "")
    return through if asked in now.split(", ") else 403


RECORDS_IN_SIGHT: Mapping[str, tuple[str, ...]] = {**IN_SIGHT, "inspector": CITY}
"""From where each role sees the records of D01-court."""
ENTERERS = {"clerk", "district", "inspector", "admin"}
"""Who enters and changes the problems of a unit, in whose sight it is."""


def _of_record(who: Who, key: str, through: int) -> int:
    if who.relation not in RECORDS_IN_SIGHT[who.role]:
        return 404
    if key.startswith("GET"):
        return through
    if key.endswith("/vote"):
        return 403  # these records are not voted for
    movers = {"clerk"} if "/acts/" in key else ENTERERS
    return through if who.role in movers else 403


def _reads_records(who: Who) -> bool:
    match who.role:
        case "clerk" | "approver":
            return "unit" in who.relation
        case "district":
            return who.relation in {"same district", "other district"}
        case "author":
            return False
    return who.relation in CITY


def _of_stage(who: Who, key: str, state: str, through: int) -> int:
    """Of a stage everybody sees their part; to publish it, all of it must be seen."""
    whole = who.role in SEES_STAGE and who.relation in CITY
    match key:
        case "GET /cycles/{cycle}":
            return through if who.relation in CITY or _sees_some(who) else 404
        case "GET /stages/{stage}/ranking":
            return through if whole or _sees_some(who) else 404
    if not whole:
        return 404
    if who.role != "admin":
        return 403
    ready = key == "POST /stages/{stage}/publication" and state == "rating"
    return 202 if ready else through


def _sees_some(who: Who) -> bool:
    match who.role:
        case "clerk" | "approver":
            return "unit" in who.relation
        case "district":
            return "district" in who.relation and "unit" not in who.relation
        case "inspector":
            return who.relation in {"on the panel", "seat at another step"}
    return False


def hindered(person: str, key: str) -> int | None:
    """Return what somebody gets who is known but hindered; None where nothing is in the way."""
    row = ROWS[key]
    if row.sort == "guest":
        return None
    match person:
        case "stranger" | "disabled":
            return 401
        case "undone":
            return None if key in FIRST else 403
        case "expired":
            return None if row.action == "account" else 403
        case "nobody":
            return 403 if row.sort in {"shared", "citywide"} else None
    raise AssertionError(person)


def widest(role: str) -> str:
    """Return the relation in which a role reaches furthest."""
    return WIDEST.get(role, "none")
