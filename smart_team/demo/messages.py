"""What the demo refuses, in words. Codes are stable."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class DemoError(SmartTeamError):
    """The demo's store cannot be made or used there."""


HOLDS_ONE = _m(
    "X101",
    "这个文件夹里已有一个演示库",
    "the folder holds a demo already",
    "加 --keep 沿用它,或换一个空文件夹",
    "use it again with --keep, or choose an empty folder",
)
OTHER_VERSION = _m(
    "X102",
    "这个演示库不是本版本所建({found},本版本为 {wanted}),不能沿用",
    "this demo was not made by this version ({found}, not {wanted}) and cannot be used again",
    "换一个空文件夹,重新建一个",
    "choose an empty folder and make a new one",
)
NOT_HERE = _m(
    "X103",
    "演示只在本机提供,不在 {host}:它会打印口令",
    "the demo serves this machine alone, not {host}: it prints its password",
    "用 127.0.0.1;正式使用请建库(smart-team init)",
    "take 127.0.0.1; for real use make a store (smart-team init)",
)
