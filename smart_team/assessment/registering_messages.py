"""What registering refuses, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

UNIT_TWICE = _m(
    "C180",
    "单位 {unit} 出现了不止一次",
    "the unit {unit} comes more than once",
    "每家单位只写一次",
    "name each unit once",
)
UNKNOWN_RUBRIC = _m(
    "C181",
    "没有编号为 {rubric}、校验值为 {hash} 的评估标准",
    "there is no rubric {rubric} with the hash {hash}",
    "先由作者上传,再按校验值选用",
    "an author uploads it first; then name its hash",
)
