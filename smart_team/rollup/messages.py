"""What can be said of records that are kept in parts. Codes stay."""

from __future__ import annotations

from smart_team.errors import SmartTeamError
from smart_team.errors import message as _m


class RecordsError(SmartTeamError):
    """Records were refused or cannot be counted; nothing was changed."""


TAKEN = _m(
    "B101",
    "{count} 条记录的编号已有(如 {keys})",
    "{count} records have keys that are taken (such as {keys})",
    "换用新编号;要改已有的记录,请作更正",
    "give them new keys; to change what is there, correct it",
)
ABSENT = _m(
    "B102",
    "没有这些编号的记录:{count} 条(如 {keys})",
    "there are no records with {count} of these keys (such as {keys})",
    "核对编号;新记录请追加",
    "check the keys; append what is new",
)
REPEATED = _m(
    "B103",
    "{count} 个编号在同一批里出现多次(如 {keys})",
    "{count} keys stand in one batch more than once (such as {keys})",
    "每个编号只留一条",
    "keep one record of each",
)
LACKING = _m(
    "B104",
    "{count} 条记录没有“{column}”",
    "{count} records lack '{column}'",
    "补上后重试",
    "fill it in and try again",
)
OTHER_COLUMNS = _m(
    "B105",
    "记录的列不是台账所声明的:应为 {wanted}",
    "the records' columns are not those that the ledger declares: {wanted}",
    "按声明的列和类型提供",
    "give the columns as declared, with their types",
)
NO_CLUSTER = _m(
    "B106",
    "没有安装连接 Spark 集群所需的部件",
    "what it takes to use a Spark cluster is not installed",
    "安装 requirements/cluster.txt 和 Java,或不设 SMART_TEAM_CLUSTER_URL",
    "install requirements/cluster.txt and Java, or leave SMART_TEAM_CLUSTER_URL unset",
)
FAILED = _m(
    "B107",
    "汇总没有完成({detail})",
    "the roll-up did not come to its end ({detail})",
    "检查 SMART_TEAM_ROLLUP_MEMORY、磁盘空间和集群后重试",
    "check SMART_TEAM_ROLLUP_MEMORY, disk space and the cluster, then try again",
)
