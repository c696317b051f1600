"""Every sentence that can be said of an evidence file. Codes are stable."""

from smart_team.errors import message as _m

# The name
NAME_EMPTY = _m(
    "E101",
    "没有文件名",
    "the file has no name",
    "给文件起个名字",
    "give it a name",
)
NAME_TOO_LONG = _m(
    "E102",
    "文件名有 {found} 个字符,上限 {limit}",
    "the file's name has {found} characters, more than {limit}",
    "改短文件名",
    "shorten the name",
)
NAME_INVISIBLE = _m(
    "E103",
    "文件名里有看不见的字符 {codepoint}",
    "the file's name holds the invisible character {codepoint}",
    "重新键入文件名",
    "type the name anew",
)
NAME_FORBIDDEN = _m(
    "E104",
    "文件名里不能有“{character}”",
    "a file's name must not hold '{character}'",
    '删去这些字符:/ \\ : * ? " < > |',
    'remove these characters: / \\ : * ? " < > |',
)
NAME_EDGE = _m(
    "E105",
    "文件名以空格或点开头或结尾",
    "the file's name begins or ends with a space or a dot",
    "删去首尾的空格和点",
    "remove spaces and dots from both ends",
)
NAME_RESERVED = _m(
    "E106",
    "“{stem}”是 Windows 的设备名,不能作文件名",
    "'{stem}' is a device of Windows and cannot name a file",
    "换一个文件名",
    "choose another name",
)
NAME_OF_PROGRAM = _m(
    "E107",
    "文件名里有程序或网页的后缀“{suffix}”",
    "the file's name holds '{suffix}', a suffix of programs or web pages",
    "删去这个后缀",
    "remove that suffix",
)

# The content
EMPTY = _m(
    "E111",
    "文件是空的",
    "the file is empty",
    "换一个有内容的文件",
    "take a file with content",
)
NOT_ALLOWED = _m(
    "E112",
    "不接受这种内容({found})",
    "this content is not accepted ({found})",
    "可用:{known}",
    "use one of: {known}",
)
WRONG_SUFFIX = _m(
    "E113",
    "内容是{kind},后缀却是“{suffix}”",
    "the content is of the kind {kind}, but the suffix is '{suffix}'",
    "后缀改为:{wanted}",
    "let the name end in: {wanted}",
)
BROKEN = _m(
    "E114",
    "{kind}已损坏({detail})",
    "broken content, kind {kind} ({detail})",
    "用原来的软件打开后另存一份",
    "open it in the program it came from and save it anew",
)
TWO_IN_ONE = _m(
    "E115",
    "{kind}里还藏着别的内容({detail})",
    "something else is hidden in it, kind {kind} ({detail})",
    "打开后另存一份,只留可见内容",
    "open it and save it anew, so that only what is seen is left",
)
ENCRYPTED = _m(
    "E116",
    "文件已加密或限制了权限,无法检查",
    "the file is encrypted or restricted and cannot be checked",
    "取消密码和权限限制后再存",
    "remove password and restrictions and save it again",
)
PDF_ACTION = _m(
    "E117",
    "PDF 里有脚本、动作或附件(/{action})",
    "the PDF holds a script, an action or an attachment (/{action})",
    "用“打印为 PDF”重新生成",
    "print it to a new PDF",
)
PDF_HIDDEN_OBJECTS = _m(
    "E118",
    "PDF 里有无法检查的对象(第 {offset} 字节)",
    "the PDF holds objects that cannot be checked (byte {offset})",
    "用“打印为 PDF”重新生成",
    "print it to a new PDF",
)
MACRO = _m(
    "E119",
    "文件里有宏({part})",
    "the file holds macros ({part})",
    "另存为不含宏的文件",
    "save it without macros",
)
FOREIGN_PART = _m(
    "E120",
    "文件里嵌入了不接受的内容({part})",
    "something that is not accepted is embedded in the file ({part})",
    "删去嵌入的对象,或换成图片",
    "remove the embedded object or make it a picture",
)
OUTSIDE_LINK = _m(
    "E121",
    "文件打开时会读取外部内容({target})",
    "the file would read from outside when opened ({target})",
    "断开外部链接后再存",
    "break its outside links and save it again",
)
TOO_MANY_PARTS = _m(
    "E122",
    "文件内有 {found} 个部件,上限 {limit}",
    "the file has {found} parts, more than {limit}",
    "分成几个文件",
    "split it",
)
INFLATES_TOO_MUCH = _m(
    "E123",
    "文件解压后有 {size} 字节,上限 {limit}",
    "the file unpacks to {size} bytes, more than {limit}",
    "分成几个文件,或压缩其中的图片",
    "split it, or make its pictures smaller",
)
PACKED_TOO_TIGHT = _m(
    "E124",
    "部件 {part} 压缩了 {ratio} 倍,上限 {limit} 倍",
    "the part {part} is packed {ratio} times, more than {limit}",
    "把内容复制到新文件",
    "copy the content into a new file",
)
MARKUP = _m(
    "E125",
    "文本像是网页、XML 或脚本({found})",
    "the text looks like a web page, XML or a script ({found})",
    "只留普通文字,或打印为 PDF",
    "leave plain text only, or print it to PDF",
)
NOT_TEXT = _m(
    "E126",
    "认不出这是什么文件(第 {offset} 字节不是 UTF-8 或 GB18030 文本)",
    "the kind of file is not known (byte {offset} is neither UTF-8 nor GB18030 text)",
    "可用:{known}",
    "use one of: {known}",
)

# Keeping it
TOO_LARGE = _m(
    "E131",
    "文件超过 {limit} 字节",
    "the file has more than {limit} bytes",
    "压缩图片,或分成几个文件",
    "make pictures smaller, or split it",
)
STORAGE_FULL = _m(
    "E132",
    "存储空间已满,没有保存({detail})",
    "the storage is full; nothing was kept ({detail})",
    "请管理员清理空间后重试",
    "let an administrator make room, then try again",
)
BAD_HASH = _m(
    "E133",
    "“{hash}”不是文件的散列值",
    "'{hash}' is not the hash of a file",
    "写成 sha256: 加 64 位小写十六进制数",
    "write sha256: and 64 lower-case hexadecimal digits",
)
MISSING = _m(
    "E134",
    "存储里没有文件 {hash}",
    "the file {hash} is not in the storage",
    "从备份恢复",
    "restore it from a backup",
)
ALTERED = _m(
    "E135",
    "存储里的文件 {hash} 与散列值不符",
    "the stored file {hash} no longer matches its hash",
    "查明原因,从备份恢复",
    "find out why and restore it from a backup",
)
UNREADABLE = _m(
    "E136",
    "存储里的文件 {hash} 读不到({detail})",
    "the stored file {hash} cannot be read ({detail})",
    "检查磁盘和权限",
    "check the disk and its permissions",
)

# Scanning it
SCANNER_DOWN = _m(
    "E141",
    "病毒扫描没有完成({detail}),文件未接受",
    "the virus scan did not finish ({detail}); the file was not accepted",
    "稍后重试;请管理员检查扫描服务",
    "try again later; let an administrator check the scanner",
)
INFECTED = _m(
    "E142",
    "病毒扫描发现 {found}",
    "the virus scan found {found}",
    "给本机杀毒后换一份文件",
    "clean your computer and take another copy",
)
BAD_ADDRESS = _m(
    "E143",
    "看不懂扫描服务的地址“{address}”",
    "the scanner's address '{address}' is not understood",
    "写成 unix:/路径 或 tcp:主机:端口",
    "write unix:/path or tcp:host:port",
)
