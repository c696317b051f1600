"""What can be said of backups, of restoring them, and of a store that is checked. Codes stay."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class BackupError(SmartTeamError):
    """A backup could not be made or is not to be trusted; the target is as it was."""


# Making one
TAKEN = _m(
    "K101",
    "文件已存在,备份不会覆盖它",
    "the file exists; a backup never overwrites one",
    "换一个文件名",
    "choose another name",
)
NO_STORE = _m(
    "K102",
    "这里没有数据:数据文件夹或数据库还没有建立",
    "there is no store here: the data folder or the database has not been made",
    "核对 SMART_TEAM_DATA 和 SMART_TEAM_DATABASE_URL;新安装请运行 smart-team init",
    "check SMART_TEAM_DATA and SMART_TEAM_DATABASE_URL; if it is new, run smart-team init",
)
BAD_FILE = _m(
    "K103",
    "这个文件的名称或内容与它的哈希不符",
    "the name or the content of this file does not match its hash",
    "从以前的备份找回原文件,或把它移出文件夹并查明原因",
    "take the original from an earlier backup, or move it out of the folder and find out why",
)

# What an archive may be
NOT_WHOLE = _m(
    "K104",
    "备份文件不完整或被改动过:它的校验值不符",
    "the backup is not whole or was changed: its checksum does not hold",
    "换用另一份备份;拷贝来的请重新拷贝",
    "use another backup; if this is a copy, copy it again",
)
NOT_A_BACKUP = _m(
    "K105",
    "这不是本程序能读的备份({detail})",
    "this is no backup that this program can read ({detail})",
    "核对文件;较新版本所作的备份用较新的程序恢复",
    "check the file; restore what a newer program made with that program",
)
BAD_SIGNATURE = _m(
    "K106",
    "备份清单的签名不成立(签名密钥 {key},核对用的是 {expected})",
    "the signature of the backup's manifest does not hold (key {key}, checked with {expected})",
    "核对公钥是否属于作备份的安装;若是,这份备份被改动过,换用另一份",
    "make sure the public key is of the installation that made it; if so, use another backup",
)
BAD_ENTRY = _m(
    "K107",
    "备份中的“{name}”与清单不符",
    "'{name}' in the backup is not what the manifest says",
    "换用另一份备份",
    "use another backup",
)
UNKNOWN_STRUCTURE = _m(
    "K108",
    "备份的数据库结构是 {found},本程序只认得 {known}",
    "the backup has the database structure {found}; this program knows {known}",
    "用作备份时的版本或更新的程序恢复",
    "restore it with the program that made it, or a newer one",
)
BAD_ROW = _m(
    "K109",
    "备份中“{name}”第 {line} 行不是这张表的一行",
    "line {line} of '{name}' in the backup is no row of that table",
    "换用另一份备份",
    "use another backup",
)
MISFIT = _m(
    "K110",
    "备份的内容装不进一个空数据库({detail})",
    "what is in the backup does not fit into an empty database ({detail})",
    "换用另一份备份",
    "use another backup",
)
OTHER_HEAD = _m(
    "K111",
    "备份中审计链的末尾与清单不符",
    "the end of the audit chain in the backup is not the one in its manifest",
    "换用另一份备份",
    "use another backup",
)

# Where it may go
LIVE_FOLDER = _m(
    "K112",
    "数据文件夹里已有内容(如“{name}”),不会在它上面建立或恢复",
    "the data folder has content (such as '{name}'); nothing is made or restored over it",
    "换一个空文件夹;确要替换时先把原来的移到别处",
    "choose an empty folder; to replace it, first move the old one elsewhere",
)
LIVE_DATABASE = _m(
    "K113",
    "数据库里已有内容,不会在它上面建立或恢复",
    "the database has content; nothing is made or restored over it",
    "换一个空数据库;确要替换时先把原来的移到别处",
    "choose an empty database; to replace it, first move the old one elsewhere",
)

# A store that is checked
DAMAGED = _m(
    "K114",
    "数据库文件已损坏({detail})",
    "the database file is damaged ({detail})",
    "停止服务,保留原文件,从备份恢复到新文件夹",
    "stop the service, keep the file, restore a backup into a new folder",
)
DANGLING = _m(
    "K115",
    "“{table}”有 {count} 行指向不存在的“{parent}”",
    "{count} rows of '{table}' point to rows of '{parent}' that are not there",
    "用备份对照,查明谁改动了数据库",
    "compare with a backup and find who changed the database",
)
STATE = _m(
    "K116",
    "填报“{submission}”的环节是“{state}”,而它的流转记录到“{moved}”为止",
    "submission {submission} is in the state '{state}', but its moves end in '{moved}'",
    "用备份和审计记录对照,查明谁改动了它",
    "compare with a backup and the audit, and find who changed it",
)
MOVES = _m(
    "K117",
    "填报“{submission}”的第 {number} 条流转记录接不上前一条",
    "move {number} of submission {submission} does not follow the one before it",
    "用备份和审计记录对照,查明谁改动了它",
    "compare with a backup and the audit, and find who changed it",
)
REVISION = _m(
    "K118",
    "填报“{submission}”的一版答案({id})与它的哈希不符,被改动过",
    "a revision ({id}) of submission {submission} does not match its hash: it was altered",
    "从备份找回原来的内容,查明谁改动了它",
    "take the original from a backup and find who altered it",
)
DOCUMENT = _m(
    "K119",
    "文件“{name}”({version})与它的哈希不符,被改动过",
    "the document '{name}' ({version}) does not match its hash: it was altered",
    "从备份找回原来的内容,查明谁改动了它",
    "take the original from a backup and find who altered it",
)
RECORD = _m(
    "K122",
    "台账记录“{record}”与它最后一次的经过({id})不符,被改动过",
    "record {record} is not what its last revision ({id}) left: it was altered",
    "用备份和审计记录对照,查明谁改动了它",
    "compare with a backup and the audit, and find who changed it",
)
KEPT = _m(
    "K123",
    "“{table}”的一行({id})与它的哈希不符,被改动过",
    "a row ({id}) of '{table}' does not match its hash: it was altered",
    "从备份找回原来的内容,查明谁改动了它",
    "take the original from a backup and find who altered it",
)
NEWER = _m(
    "K121",
    "数据库结构 {found} 比本程序的 {wanted} 新",
    "the database's structure {found} is newer than this program's, {wanted}",
    "换用较新的程序",
    "use the newer program",
)
