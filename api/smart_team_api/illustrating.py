"""Examples of answers, made from their schemas: one example for each name of a field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

Schema = Mapping[str, Any]
UNKNOWN: Final = "…"
"""Stands for a text that has no example; a test finds it."""
_PREFIX: Final = "#/components/schemas/"
_ID: Final = "0196a3f0c1d27000a1b2c3d4e5f60718"
_HASH: Final = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
_CHAIN: Final = "sm3:66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
_SIGNATURE: Final = "pPqK0b3mE7cS…"
_TITLE: Final = "2026 年度评估"

TEXTS: Final[Mapping[str, str]] = {
    "action": "sign",
    "actor": _ID,
    "acts": "begin",
    "adjustments": "3.000000",
    "after": "preliminary",
    "answers": "A8",
    "before": "sign_off",
    "behalf": "D03",
    "by": _ID,
    "choices": "self_check",
    "code": "C131",
    "codes": "7KQ2-M9XD",
    "csrf": "stf_4nB0…",
    "cycle": _ID,
    "dated": "2026-02-27",
    "day": "2026-02-17",
    "decided_by": _ID,
    "decision": "upheld",
    "definition": _HASH,
    "detail": "重新载入,核对后再保存",
    "dimensions": "84.000000",
    "district": "D03",
    "en": "Study and education stage",
    "engine": "0.1.0",
    "fields": "number",
    "files": "proof",
    "first": "2025-01-01",
    "fix": "等它办完前面的步骤,或请有关人员办理",
    "from_day": "2026-01-01",
    "full": "14.000000",
    "grade": "优秀",
    "granted_na": "A4",
    "ground": "签到表第二页已补",
    "group": "district/court",
    "hash": _HASH,
    "id": _ID,
    "indicator": "A8",
    "inputs": "492",
    "item": "A8",
    "items": "A8",
    "job": _ID,
    "key": "b1946ac92492d234",
    "kind": "court",
    "last": "2025-12-31",
    "layer": "self",
    "ledger": "team.problems",
    "level": "district",
    "light": "green",
    "line": "492 ÷ 500 = 0.984000 ≥ 0.98,得满分 14 分",
    "link": "https://smart-team.example/set-up#stl_…",
    "location": f"/api/v1/jobs/{_ID}",
    "login": "clerk.d03-court",
    "lost": "2.000000",
    "made_by": _ID,
    "mail": "clerk@smart-team.example",
    "mean": "86.412500",
    "metric": "team.training_days",
    "missing": "A11",
    "missing_evidence": "A8",
    "module": "education_rectification",
    "name": "示例市丙区人民法院",
    "next": _ID,
    "notes": "quota",
    "object": _ID,
    "of": "unit",
    "opened_by": _ID,
    "parts": "numerator",
    "pem": "-----BEGIN PUBLIC KEY-----\n…\n-----END PUBLIC KEY-----\n",
    "person": _ID,
    "place": "answers/A8",
    "plugins": _HASH,
    "points": "12.000000",
    "previous": _CHAIN,
    "procedure": _HASH,
    "publication": _ID,
    "reason": "A8 的签到表缺第二页,请补",
    "reasons": "签到表为 480 人",
    "redlines": "RL1",
    "reference": "示例第 8 条",
    "result": "success",
    "role": "clerk",
    "rubric": _HASH,
    "rubric_id": "education_rectification.study",
    "rubric_version": "2021.1",
    "rubrics": "education_rectification.study",
    "secret": "JBSWY3DPEHPK3PXP",
    "sha256": _HASH.removeprefix("sha256:"),
    "signature": _SIGNATURE,
    "sort": "turn",
    "source": "10.1.2.3",
    "stage": _ID,
    "starts_on": "2026-03-02",
    "state": "sign_off",
    "status": "scored",
    "step": "self_assessment",
    "subject": "unit",
    "submission": _ID,
    "text": "示例市丙区人民法院的材料等您审签",
    "title": _TITLE,
    "token": "stp_…",
    "total": "92.500000",
    "type": "urn:smart-team:problem:C131",
    "unit": "D03-court",
    "unit_name": "示例市丙区人民法院",
    "unplaced": "A4",
    "until_day": "2026-06-30",
    "uri": "otpauth://totp/智慧队建:clerk.d03-court?secret=JBSWY3DPEHPK3PXP",
    "values": "2026-1",
    "value": "492",
    "version": "2021.1",
    "weight": "0.5",
    "what": "单位 D03-court 还在“review”,没有到定等",
    "why": "on_plan",
    "wishes": "本单位无此项职责",
    "zh": "学习教育环节评估标准",
}
"""A text for each name of a field; times and enumerations need none."""
KEYS: Final[Mapping[str, str]] = {
    "answers": "A8",
    "adjustments": "J1",
    "dimensions": "attendance",
    "districts": "D03",
    "indicators": "A8",
    "inputs": "numerator",
    "kinds": "court",
    "plugins": "smart_team.modules.team",
    "reasons": "A8",
    "states": "sign_off",
}
"""A key for each name of a mapping."""
_TIME: Final = "2026-03-02T01:00:00.000000Z"
_TIMES: Final = ("at", "time")


def illustrate(schema: Schema, schemas: Mapping[str, Schema], name: str = "") -> Any:  # noqa: ANN401 - whatever the schema describes
    """Return an example that fits a schema; `schemas` holds what it may refer to.

    A schema's own example is taken where there is one.
    """
    if "$ref" in schema:
        return illustrate(schemas[schema["$ref"].removeprefix(_PREFIX)], schemas, name)
    if "anyOf" in schema:
        return illustrate(schema["anyOf"][0], schemas, name)
    given = [*schema.get("examples", ()), *schema.get("enum", ())]
    if "const" in schema or given:
        return schema["const"] if "const" in schema else given[0]
    return _of_type(schema, schemas, name)


def _of_type(schema: Schema, schemas: Mapping[str, Schema], name: str) -> Any:  # noqa: ANN401 - as above
    match schema.get("type"):
        case "object":
            return _object(schema, schemas, name)
        case "array":
            return [illustrate(schema["items"], schemas, name)]
        case "integer":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case _:
            return _text(name)


def _object(schema: Schema, schemas: Mapping[str, Schema], name: str) -> dict[str, Any]:
    inside = schema.get("properties")
    if inside:
        return {key: illustrate(each, schemas, key) for key, each in inside.items()}
    below = schema.get("additionalProperties")
    if isinstance(below, Mapping) and name in KEYS:
        return {KEYS[name]: illustrate(below, schemas, name)}
    return {}


def _text(name: str) -> str:
    return TEXTS.get(name, _TIME if name.endswith(_TIMES) else UNKNOWN)
