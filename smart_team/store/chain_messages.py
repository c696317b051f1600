"""Every sentence that can be said of the audit chain, its keys and its heads. Codes are stable."""

from smart_team.errors import message as _m

# Records and their order
UNCHAINABLE = _m(
    "A201",
    "“{field}”不能记入审计:{why}",
    "'{field}' cannot be recorded in the audit: {why}",
    "只用文字、整数、真假和空值;小数写成文字",
    "use texts, whole numbers, truth values and nulls only; write decimals as text",
)
ALTERED = _m(
    "A202",
    "第 {number} 条审计记录的内容与它的哈希不符,记录被改动过",
    "the content of audit record {number} does not match its hash: it was altered",
    "停用数据库账号,用备份中的同一条记录对照,查明谁改动了什么",
    "close the database accounts, compare with the same record in a backup, find who changed what",
)
BROKEN_LINK = _m(
    "A203",
    "第 {number} 条审计记录接不上前一条:前一条被改写、删除,或此处插入过记录",
    "audit record {number} does not follow the one before it: that one was rewritten or removed, "
    "or a record was inserted here",
    "用备份对照此处前后的记录",
    "compare the records around it with a backup",
)
GAP = _m(
    "A204",
    "第 {number} 条审计记录之前缺第 {first} 至 {last} 条",
    "audit records {first} to {last} are missing before record {number}",
    "从备份找回缺少的记录,查明谁删除了它们",
    "take the missing records from a backup and find who removed them",
)
OUT_OF_ORDER = _m(
    "A205",
    "第 {number} 条审计记录排在第 {before} 条之后,编号重复或颠倒",
    "audit record {number} stands after record {before}: numbers are repeated or out of order",
    "用备份对照编号,查明谁插入或调换了记录",
    "compare the numbers with a backup and find who inserted or swapped records",
)
CLOCK_BACK = _m(
    "A206",
    "第 {number} 条审计记录的时间 {at} 早于先前的 {before}",
    "the time {at} of audit record {number} is before the earlier {before}",
    "检查服务器校时(NTP),查明谁调过时钟",
    "check the server's time service (NTP) and find who set the clock",
)
BAD_TIME = _m(
    "A207",
    "第 {number} 条审计记录的时间“{at}”不是 ISO 8601 的 UTC 时间",
    "the time '{at}' of audit record {number} is no ISO 8601 time in UTC",
    "用备份中的同一条记录对照",
    "compare it with the same record in a backup",
)

# Keys
NO_KEY = _m(
    "A208",
    "没有签名密钥",
    "there is no signing key",
    "从密钥备份放回;新安装请运行 smart-team init",
    "put it back from where keys are kept; for a new installation run smart-team init",
)
KEY_EXISTS = _m(
    "A209",
    "签名密钥已经有了,不会覆盖",
    "there is a signing key already; it is never overwritten",
    "继续用它;确需更换时先把旧密钥移到别处保存",
    "go on using it; to replace it, first move the old one to a safe place",
)
KEY_OPEN = _m(
    "A210",
    "签名密钥可被他人读取或改写(权限 {mode})",
    "the signing key can be read or changed by others (mode {mode})",
    "运行 chmod 600;若他人可能已读到,请更换密钥",
    "run chmod 600; if somebody may have read it, replace the key",
)
BAD_KEY = _m(
    "A211",
    "这不是 Ed25519 密钥的 PEM 文件",
    "this is not the PEM file of an Ed25519 key",
    "从密钥备份放回",
    "put it back from where keys are kept",
)
KEY_PAIR = _m(
    "A212",
    "公钥与同一文件夹中的签名密钥不成对",
    "the public key is not that of the signing key in the same folder",
    "从密钥备份放回成对的两个文件",
    "put both files back from where keys are kept",
)
UNUSABLE_FILE = _m(
    "A213",
    "文件不能读写({detail})",
    "the file cannot be read or written ({detail})",
    "检查权限和磁盘空间",
    "check permissions and free space",
)

# Signed heads
BAD_FILE = _m(
    "A214",
    "这不是完整的签名文件",
    "this is not a whole signed file",
    "从备份或公示材料中找回它",
    "take it from a backup or from a publication",
)
BAD_SIGNATURE = _m(
    "A215",
    "签名不成立(文件写的密钥是 {key},核对用的是 {expected})",
    "the signature does not hold (the file names the key {key}, it was checked with {expected})",
    "确认公钥是签名时的那一把;若是,此文件被改动过,以别处的副本为准",
    "make sure that the public key is that of the signing; if so this file was altered: "
    "trust copies kept elsewhere",
)
NOT_A_HEAD = _m(
    "A216",
    "签名的内容不是审计链的链头",
    "what is signed is no head of the audit chain",
    "把它移出 heads 文件夹",
    "move it out of the folder heads",
)
MISNAMED = _m(
    "A217",
    "文件名与内容不符:内容是 {day} 的 {reason} 链头",
    "the name does not fit: inside is the head of {day}, made for '{reason}'",
    "从备份找回原来的文件,查明谁替换了它",
    "take the original from a backup and find who replaced it",
)
SHORTER = _m(
    "A218",
    "审计链没有第 {number} 条,而 {day} 的链头签过它:末尾的记录被删除了",
    "the audit chain has no record {number}, which the head of {day} signed: "
    "its last records were removed",
    "从备份找回缺少的记录,查明谁删除了它们",
    "take the missing records from a backup and find who removed them",
)
DIFFERS = _m(
    "A219",
    "审计链第 {number} 条的哈希与 {day} 签过的链头不同:这条链被重建过",
    "the hash of audit record {number} differs from the head signed on {day}: "
    "the chain was rebuilt",
    "以签名时的备份为准,查明谁重写了审计记录",
    "trust the backup of that day and find who rewrote the audit",
)
