"""Every sentence that can be said of a file to be written. Codes are stable."""

from smart_team.errors import message as _m

# Writing
WRONG_SUFFIX = _m(
    "W101",
    "不会写后缀“{suffix}”的文件",
    "files with the suffix '{suffix}' cannot be written",
    "可用:{known}",
    "use one of: {known}",
)
IS_DIRECTORY = _m(
    "W102",
    "这是文件夹,不是文件",
    "this is a folder, not a file",
    "写出文件夹中的文件名",
    "name a file in it",
)
NOT_A_FILE = _m(
    "W103",
    "这不是普通文件,不能替换",
    "this is not a regular file and cannot be replaced",
    "换一个文件名",
    "take another name",
)
NO_FOLDER = _m(
    "W104",
    "没有文件夹“{folder}”",
    "there is no folder '{folder}'",
    "先建文件夹,或换一个路径",
    "make it first, or take another path",
)
UNWRITABLE = _m(
    "W105",
    "写不进去({detail})",
    "it cannot be written ({detail})",
    "检查权限和磁盘空间",
    "check permissions and free space",
)
TOO_MANY_ROWS = _m(
    "W106",
    "表“{sheet}”有 {rows} 行 {columns} 列,Excel 只能放 {most_rows} 行 {most_columns} 列",
    "the sheet '{sheet}' has {rows} rows and {columns} columns; Excel takes {most_rows} rows and "
    "{most_columns} columns",
    "改写 .csv 或 .parquet",
    "write .csv or .parquet instead",
)
