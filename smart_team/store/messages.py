"""What the store refuses, in words."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class StoreError(SmartTeamError):
    """The store cannot serve now; nothing was written."""


class ConflictError(SmartTeamError):
    """What was to be changed has been changed by somebody else."""


UNAVAILABLE = _m(
    "D101",
    "数据库现在不可用({detail}),没有写入任何内容",
    "the database cannot serve now ({detail}); nothing was written",
    "稍后重试;仍不行时请管理员检查磁盘空间和数据库",
    "try again soon; if it stays, an administrator should check disk space and the database",
)
CLOSED = _m(
    "D102",
    "系统正在停止,没有写入任何内容",
    "the system is stopping; nothing was written",
    "稍后重试",
    "try again soon",
)
STALE = _m(
    "D104",
    "内容已被他人更新(您看到的是第 {seen} 版,现为第 {now} 版)",
    "it has been changed by somebody else (you saw version {seen}; it is now {now})",
    "重新载入,核对后再保存",
    "load it again, compare, then save",
)
NOT_MIGRATED = _m(
    "D105",
    "数据库结构版本是 {found},本程序需要 {wanted}",
    "the database has the structure {found}; this program needs {wanted}",
    "先备份,再运行 smart-team migrate",
    "make a backup, then run smart-team migrate",
)
ONE_PROCESS = _m(
    "D106",
    "SQLite 只能由一个进程写",
    "SQLite is written by one process alone",
    "用一个进程,或改用 PostgreSQL(SMART_TEAM_DATABASE_URL)",
    "take one process, or PostgreSQL (SMART_TEAM_DATABASE_URL)",
)
