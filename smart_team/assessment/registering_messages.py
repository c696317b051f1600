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
UNIT_TAKEN = _m(
    "C236",
    "编码 {unit} 已登记给一家单位",
    "the code {unit} is a registered unit's already",
    "换一个编码;要修改那家单位,从列表里打开它",
    "take another code; to change that unit, open it from the list",
)
NO_PEOPLE = _m(
    "C238",
    "文件里没有一个人员",
    "there is nobody in the file",
    "每行写一个人:登录名、姓名、角色、单位、区县",
    "write one person a row: login, name, role, unit, district",
)
