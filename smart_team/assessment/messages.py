"""Every sentence that can be said of a file with units or answers. Codes are stable."""

from smart_team.errors import message as _m

# Any file
FILE_MISSING = _m(
    "T101",
    "没有这个文件",
    "there is no such file",
    "核对路径和文件名",
    "check the path and the name",
)
IS_DIRECTORY = _m(
    "T102",
    "这是文件夹,不是文件",
    "this is a folder, not a file",
    "写出文件夹中的文件名",
    "name a file in it",
)
NOT_A_FILE = _m(
    "T103",
    "这不是普通文件",
    "this is not a regular file",
    "先存成文件",
    "save it as a file first",
)
UNREADABLE = _m(
    "T104",
    "读不到({detail})",
    "it cannot be read ({detail})",
    "检查路径和权限",
    "check the path and its permissions",
)
EMPTY_FILE = _m(
    "T105",
    "文件是空的",
    "the file is empty",
    "填入内容,或换一个文件",
    "fill it in, or take another file",
)
TOO_LARGE = _m(
    "T106",
    "文件有 {size} 字节,上限 {limit}",
    "the file has {size} bytes, more than {limit}",
    "分成几个文件",
    "split it",
)
WRONG_SUFFIX = _m(
    "T107",
    "不认识后缀“{suffix}”",
    "the suffix '{suffix}' is not known",
    "可用:{known}",
    "use one of: {known}",
)
STOPPED = _m(
    "T108",
    "问题已满 {limit} 处,余下未读",
    "{limit} problems were found; the rest was not read",
    "先改正以上各处",
    "mend these first",
)

# Text files
UTF16 = _m(
    "T111",
    "文件是 UTF-16 编码",
    "the file is in UTF-16",
    "另存为 UTF-8(Excel 中选“CSV UTF-8”)",
    "save it as UTF-8 (in Excel: 'CSV UTF-8')",
)
BAD_ENCODING = _m(
    "T112",
    "第 {offset} 字节(0x{byte})起既不是 UTF-8 也不是 GB18030",
    "from byte {offset} (0x{byte}) on it is neither UTF-8 nor GB18030",
    "另存为 UTF-8",
    "save it as UTF-8",
)
NUL_BYTE = _m(
    "T113",
    "有空字符(NUL)",
    "it holds a NUL character",
    "另存为 UTF-8 文本",
    "save it as UTF-8 text",
)
LINE_TOO_LONG = _m(
    "T114",
    "这一行或其中一格超过 {limit} 个字符",
    "the line, or a cell of it, has more than {limit} characters",
    "检查引号是否成对、换行是否缺失",
    "look for an unpaired quotation mark or a missing line break",
)
BAD_CSV = _m(
    "T115",
    "不是规范的 CSV({detail})",
    "not well-formed CSV ({detail})",
    "检查引号和逗号",
    "check quotation marks and commas",
)

# Tables
NO_HEADER = _m(
    "T121",
    "没有表头",
    "there is no header row",
    "第一行写:{wanted}",
    "begin with the row: {wanted}",
)
UNKNOWN_COLUMN = _m(
    "T122",
    "多出一列“{column}”",
    "the column '{column}' is not known",
    "删去它,只用:{wanted}",
    "delete it; the columns are: {wanted}",
)
MISSING_COLUMN = _m(
    "T123",
    "缺少“{column}”列",
    "the column '{column}' is missing",
    "补上这一列,表头为:{wanted}",
    "add it; the columns are: {wanted}",
)
REPEATED_COLUMN = _m(
    "T124",
    "“{column}”列出现了两次",
    "the column '{column}' stands there twice",
    "只留一列",
    "keep one of them",
)
STRAY_CELL = _m(
    "T125",
    "表头之外有内容“{value}”",
    "'{value}' stands outside the columns",
    "删去它,或检查逗号",
    "delete it, or check the commas",
)
SHORT_ROW = _m(
    "T126",
    "这一行只有 {found} 格,应有 {wanted} 格",
    "the row has {found} cells where {wanted} are due",
    "补齐逗号",
    "add the missing commas",
)
EMPTY_CELL = _m(
    "T127",
    "“{column}”没有填",
    "'{column}' is empty",
    "填上,或把整行清空",
    "fill it in, or clear the whole row",
)
DATE_CELL = _m(
    "T128",
    "这一格是日期或时间({value})",
    "the cell is a date or a time ({value})",
    "把单元格格式改为“常规”后重填",
    "set its format to General and type the value again",
)
DISTRICT_MISSING = _m(
    "T129",
    "区级单位“{unit}”没有写所在区",
    "the district unit '{unit}' names no district",
    "填写 district",
    "fill in district",
)
DISTRICT_UNWANTED = _m(
    "T130",
    "市级单位“{unit}”写了所在区“{district}”",
    "the city unit '{unit}' names the district '{district}'",
    "清空 district,或把 level 改为 district",
    "clear district, or set level to district",
)

# Answers as JSON Lines
BAD_JSON = _m(
    "T141",
    "不是规范的 JSON({detail})",
    "not well-formed JSON ({detail})",
    '每行写一个单位:{{"unit": …, "answers": {{…}}}}',
    'write one unit a line: {{"unit": …, "answers": {{…}}}}',
)
NOT_AN_OBJECT = _m(
    "T142",
    "这一行不是 {{…}}",
    "the line is not an object",
    '每行写一个单位:{{"unit": …, "answers": {{…}}}}',
    'write one unit a line: {{"unit": …, "answers": {{…}}}}',
)
DUPLICATE_KEY = _m(
    "T143",
    "键“{key}”写了两次",
    "the key '{key}' is given twice",
    "只留一个",
    "keep one of them",
)
UNKNOWN_KEY = _m(
    "T144",
    "不认识键“{key}”",
    "the key '{key}' is not known",
    "可用:{known}",
    "use one of: {known}",
)
WRONG_VALUE = _m(
    "T145",
    "“{key}”应是{wanted}",
    "'{key}' must be {wanted}",
    "改成{wanted}",
    "write {wanted}",
)
UNIT_TWICE = _m(
    "T146",
    "单位“{unit}”出现了两次,先前在第 {first} 行",
    "the unit '{unit}' stands there twice, first in row {first}",
    "合并成一行",
    "put them into one row",
)
NESTED_TOO_DEEP = _m(
    "T147",
    "嵌套太深",
    "it nests too deep",
    '按格式改写:{{"unit": …, "answers": {{…}}}}',
    'write it as {{"unit": …, "answers": {{…}}}}',
)

# Workbooks
NOT_A_WORKBOOK = _m(
    "T161",
    "不是 xlsx 工作簿({detail})",
    "not an xlsx workbook ({detail})",
    "用 Excel 或 WPS 另存为 .xlsx",
    "save it as .xlsx in a spreadsheet program",
)
OLD_WORKBOOK = _m(
    "T162",
    "这是旧版 .xls 工作簿",
    "this is an old .xls workbook",
    "另存为 .xlsx",
    "save it as .xlsx",
)
ENCRYPTED_WORKBOOK = _m(
    "T163",
    "工作簿已加密",
    "the workbook is encrypted",
    "取消打开密码后再存",
    "remove the password and save it again",
)
BROKEN_WORKBOOK = _m(
    "T164",
    "工作簿已损坏({detail})",
    "the workbook is damaged ({detail})",
    "打开后另存一份",
    "open it and save it anew",
)
TOO_MANY_PARTS = _m(
    "T165",
    "工作簿内有 {found} 个部件,上限 {limit}",
    "the workbook has {found} parts, more than {limit}",
    "把数据复制到新工作簿",
    "copy the data into a new workbook",
)
INFLATES_TOO_MUCH = _m(
    "T166",
    "工作簿解压后有 {size} 字节,上限 {limit}",
    "the workbook unpacks to {size} bytes, more than {limit}",
    "删去图片、多余的表和格式",
    "delete pictures, unused sheets and formatting",
)
LYING_SIZE = _m(
    "T167",
    "部件 {part} 的大小与声明不符",
    "the part {part} is not of the size it declares",
    "打开后另存一份",
    "open it and save it anew",
)
PACKED_TOO_TIGHT = _m(
    "T168",
    "部件 {part} 压缩了 {ratio} 倍,上限 {limit} 倍",
    "the part {part} is packed {ratio} times, more than {limit}",
    "把数据复制到新工作簿",
    "copy the data into a new workbook",
)
DOCTYPE = _m(
    "T169",
    "部件 {part} 含有 DOCTYPE 声明",
    "the part {part} holds a DOCTYPE",
    "用 Excel 或 WPS 另存一份",
    "save it anew in a spreadsheet program",
)
FAR_CELL = _m(
    "T170",
    "表格占到 {rows} 行 {columns} 列,全部工作表合计上限 {limit} 格",
    "a sheet spans {rows} rows and {columns} columns; all sheets may span {limit} cells",
    "删去数据以外的行、列和格式",
    "delete unused rows, columns and formatting",
)
TEXT_FLOOD = _m(
    "T171",
    "单元格文字合计超过 {limit} 个字符",
    "the cells hold more than {limit} characters together",
    "删去重复的长文字",
    "delete long texts that repeat",
)
NO_RESULT = _m(
    "T172",
    "单元格 {cell} 的公式没有计算结果",
    "the formula in {cell} has no result stored",
    "用 Excel 或 WPS 打开后保存",
    "open it in a spreadsheet program and save it",
)
NO_SHEET = _m(
    "T173",
    "没有一张可见工作表的表头含有:{wanted}",
    "no visible sheet has the header: {wanted}",
    "在一张工作表的第一行写上这些列名",
    "write these column names into the first row of one sheet",
)
SEVERAL_SHEETS = _m(
    "T174",
    "有几张工作表都是这样的表头:{sheets}",
    "several sheets have this header: {sheets}",
    "只留一张,其余隐藏或删去",
    "keep one; hide or delete the others",
)
MANY_CELLS = _m(
    "T175",
    "工作簿的单元格多于 {limit} 个",
    "the workbook has more than {limit} cells",
    "分成几个文件",
    "split it",
)

# Answers as Parquet
NOT_PARQUET = _m(
    "T181",
    "不是可读的 Parquet 文件({detail})",
    "not a readable Parquet file ({detail})",
    "重新导出",
    "export it again",
)
TOO_MANY_CELLS = _m(
    "T182",
    "有 {rows} 行 {columns} 列,上限 {limit} 格",
    "it has {rows} rows and {columns} columns, more than {limit} cells",
    "分成几个文件",
    "split it",
)
COLUMN_TYPE = _m(
    "T183",
    "不能读取类型 {type}",
    "the type {type} cannot be read",
    "用整数、布尔、decimal128、双精度或文本",
    "use integers, booleans, decimal128, doubles or text",
)
COLUMN_NAME = _m(
    "T184",
    "列名“{column}”不是“指标.字段”",
    "the column name '{column}' is not 'indicator.field'",
    "写成 A8.numerator 这样;指标有:{known}",
    "write it like A8.numerator; indicators: {known}",
)

OBJECTION = _m(
    "T901",
    "答案自相矛盾:{what}",
    "the answer contradicts itself: {what}",
    "核对后改正",
    "check and mend it",
)
