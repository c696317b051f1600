"""The words of the API's description: what it is, its tags, statuses and headers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from smart_team_api.problems import RETRY_SECONDS
from smart_team_api.wire import NUMBER

ABOUT: Final = """\
政法队伍评估的接口:周期、填报、评审、申诉、结果和审计。用页面登录得到的会话,或用访问令牌。
修改都要带读取时得到的 `ETag`(`If-Match`);办事带 `Idempotency-Key`,重试不会办两次。
小数按文字传送,不经过浮点数。拒绝都是 `application/problem+json`,代码见 `docs/problems.md`。

Assessment of political-legal teams: cycles, submissions, reviews, appeals, results, audit. Come
with a session of the pages or with an access token. Every change brings back the `ETag` that was
read as `If-Match`; acts bring an `Idempotency-Key`, and a retry does nothing twice. Decimals never
pass through floating point. Refusals are `application/problem+json` with stable codes.
"""
TAGS: Final[Mapping[str, str]] = {
    "description": "接口说明 · This description",
    "health": "运行状况 · Whether it runs and can serve",
    "session": "登录和退出 · Signing in and out",
    "account": "自己的账号 · One's own password, authenticator, sessions and tokens",
    "people": "人员管理 · People and their roles, for administrators",
    "calendar": "工作日历 · The working calendar",
    "registry": "单位、区县、模块和标准 · Units, districts, modules and rubrics",
    "cycles": "周期和环节 · Cycles and their stages, ranked tables",
    "submissions": "材料 · A submission's way from draft to rating",
    "evidence": "佐证 · Evidence files",
    "ledgers": "台账 · Ledgers and their records",
    "results": "结果 · Frozen, signed results and their corrections",
    "jobs": "后台任务 · Long work and how far it is",
    "notifications": "通知 · One's own inbox",
    "audit": "审计 · Every act, success, refusal and failure",
}
"""Every tag of a route; one that is missing here fails a test."""
STATUSES: Final[Mapping[int, str]] = {
    400: "请求无法读取 · The request cannot be read",
    401: "没有登录 · Nobody is signed in",
    403: "现在不能这样做 · This person may not do this now",
    404: "没有这项内容,或不在权限内 · It is not there, or not for this person",
    409: "现在的情形不允许 · As things stand it cannot be done",
    412: "已被他人更新 · It has been changed since it was read",
    413: "请求太大 · The request is too large",
    422: "内容不合要求 · What was sent does not hold what it should",
    428: "没有说明依据的版本 · If-Match is missing",
    429: "尝试太多,稍后再试 · Too many attempts: wait",
    503: "暂时不能服务,没有写入 · It cannot serve now; nothing was written",
    507: "存储空间已满,没有保存 · The storage is full; nothing was kept",
}
HEADERS: Final[Mapping[str, Mapping[str, Any]]] = {
    NUMBER: {
        "description": "请求编号 · the request's number",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "example": "0f6e1c1e6c2c4f0e9d3f0a4d3c2b1a00",
    },
    "ETag": {
        "description": "版本,修改时放进 If-Match · the version: send it back as If-Match",
        "schema": {"type": "string", "pattern": '^"[1-9][0-9]{0,8}"$'},
        "example": '"7"',
    },
    "Location": {
        "description": "新内容的地址 · where the new thing is",
        "schema": {"type": "string"},
        "example": "/api/v1/jobs/0196a3f0c1d27000a1b2c3d4e5f60718",
    },
    "Retry-After": {
        "description": "多少秒后重试 · seconds after which to try again",
        "schema": {"type": "integer", "minimum": 0},
        "example": RETRY_SECONDS,
    },
    "WWW-Authenticate": {
        "description": "如何登录 · how to sign in",
        "schema": {"const": "Bearer"},
        "example": "Bearer",
    },
}
BODIES: Final[Mapping[str, str]] = {
    "application/octet-stream": "(文件的字节 · the file's bytes)",
    "application/yaml": """\
format: 1
id: example.attendance
version: "2026.1"
title: {zh: 参学情况, en: Attendance}
illustrative: true
full_marks: 10
dimensions:
  - id: attendance
    title: {zh: 参学情况, en: Attendance}
    indicators:
      - id: A1
        title: {zh: 参学率, en: Attendance rate}
        type: linear
        input: ratio
        zero_at: 0.90
        full_at: 0.98
        points: 10
        answered_by: unit
        evidence: {required: true, hint: 汇总表}
grades: [{grade: 合格, at_least: 6}, {grade: 不合格, at_least: 0}]
""",
}
"""Examples of bodies that are no JSON."""
