"""What the command ``cycle`` refuses by itself. Codes stay."""

from __future__ import annotations

from smart_team.errors import message as _m

BAD_START = _m(
    "J120",
    "“{given}”不是 标准=日期",
    "'{given}' is no RUBRIC=DATE",
    "写成 education_rectification.study=2026-03-02,每个环节一次",
    "write education_rectification.study=2026-03-02, once for each stage",
)
BAD_DAYS = _m(
    "J121",
    "“{given}”不是一段日子",
    "'{given}' are no two days",
    "两个都写,如 --first 2025-01-01 --last 2025-12-31",
    "give both, such as --first 2025-01-01 --last 2025-12-31",
)
