"""What can be said of keeping, cutting and exporting the audit. Codes stay."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class AuditError(SmartTeamError):
    """Audit records were not removed or not exported; everything is as it was."""


TOO_YOUNG = _m(
    "A150",
    "{before} 之前的审计记录还没有保留满 {days} 天",
    "audit records of before {before} have not been kept for {days} days yet",
    "最多清理 {latest} 之前的记录",
    "remove those of before {latest} at most",
)
NOT_SOUND = _m(
    "A151",
    "审计链或链头有问题,一条记录也没有清理",
    "something is wrong with the audit chain or its heads; no record was removed",
    "先运行 smart-team verify,查明原因",
    "run smart-team verify first and find out why",
)
CHANGED = _m(
    "A152",
    "归档期间审计记录起了变化,一条也没有清理",
    "the audit changed while it was archived; no record was removed",
    "确认没有别人同时在清理,再做一次",
    "make sure that nobody else is removing records, then do it again",
)
BAD_CUT = _m(
    "A153",
    "审计清理到第 {number} 条的签名不成立:它被伪造或改动过",
    "the signature of the audit's cut at record {number} does not hold: it was forged or altered",
    "从备份找回被清理的记录,查明谁改动了它",
    "take the removed records from a backup and find who altered it",
)
ARCHIVE_DIFFERS = _m(
    "A154",
    "归档的审计记录与清理时记下的哈希不符",
    "the archived audit records do not match the hash that was noted when they were removed",
    "以别处保存的同一文件为准,查明谁改动了它",
    "trust a copy of the file kept elsewhere and find who altered it",
)
TAKEN = _m(
    "A155",
    "文件已存在,不会覆盖它",
    "the file exists; it is not overwritten",
    "换一个文件名,或把原来的移到别处",
    "choose another name, or move the old file elsewhere",
)
