"""What the import of a ledger refuses, in words; every problem names its cell."""

from __future__ import annotations

from smart_team.errors import message as _m

NO_HEADER = _m(
    "G301",
    "没有一行像是台账“{ledger}”的表头",
    "no row looks like the header of the ledger '{ledger}'",
    "表头写这些栏目:{wanted};先导出空表再填最稳妥",
    "write these columns: {wanted}; filling an exported empty table is safest",
)
COLUMN_MISSING = _m(
    "G302",
    "表头缺少“{column}”,没有它认不出是哪条记录",
    "the header lacks '{column}', without which no record is told apart",
    "补上这一列",
    "add the column",
)
COLUMN_TWICE = _m(
    "G303",
    "“{column}”这一列出现了两次,先前在 {first}",
    "the column '{column}' stands there twice, first in {first}",
    "只留一列",
    "keep one of them",
)
COLUMN_UNKNOWN = _m(
    "G304",
    "台账没有“{column}”这一栏,而这一列有内容",
    "the ledger has no field '{column}', and the column is not empty",
    "删去这一列;可用的栏目:{wanted}",
    "delete the column; the fields are: {wanted}",
)
COLUMN_PERSONAL = _m(
    "G305",
    "“{column}”这一列像是个人信息(“{word}”),台账不收个人信息",
    "the column '{column}' looks like personal data ('{word}'), which no ledger takes",
    "整列删去后再导入,不要改名或藏到别的栏里",
    "delete the whole column; do not rename it or move it into another one",
)
COLUMN_FILES = _m(
    "G306",
    "“{column}”是附件,不能从表格导入",
    "'{column}' holds files, which no table can bring",
    "清空这一列;导入后在记录的页面上传附件",
    "empty the column; upload the files on the record's page afterwards",
)
STRAY = _m(
    "G307",
    "这一格有内容“{value}”,而表头没有这一列",
    "'{value}' stands where the header names no column",
    "删去它,或在表头写上栏目",
    "delete it, or name its column in the header",
)
ERROR_CELL = _m(
    "G308",
    "这一格的公式出错({value})",
    "the cell's formula failed ({value})",
    "改正公式,或直接填写数值",
    "mend the formula, or type the value",
)
IDENTITY = _m(
    "G309",
    "这一格像是身份证号,台账不收个人信息",
    "the cell looks like an identity number; no ledger takes personal data",
    "删去号码;需要指明事项时写编号,不写人",
    "delete the number; name the matter by its number, not a person",
)
MOBILE = _m(
    "G310",
    "这一格像是手机号,台账不收个人信息",
    "the cell looks like a mobile number; no ledger takes personal data",
    "删去号码;联系单位请写单位名称",
    "delete the number; name the unit instead",
)
UNIT_EMPTY = _m(
    "G311",
    "没有写单位",
    "no unit is named",
    "每行都写单位代码或全称,不要合并单元格",
    "write a unit's code or full name in every row; merge no cells",
)
UNIT_AMBIGUOUS = _m(
    "G312",
    "“{value}”可能是几家单位:{codes}",
    "'{value}' can mean several units: {codes}",
    "写单位代码",
    "write the unit's code",
)
RECORD_TWICE = _m(
    "G313",
    "与 {first} 是同一条记录",
    "this is the same record as in {first}",
    "只留一行",
    "keep one of the rows",
)
UNIT_TWICE = _m(
    "G314",
    "“{value}”与 {first} 的“{other}”是同一家单位(如旧名和新名),两行是同一条记录",
    "'{value}' and '{other}' in {first} are one unit (such as by its old and new name), and both "
    "rows one record",
    "只留一行,写现在的名称或代码",
    "keep one of the rows, by the unit's name of today or its code",
)
NOT_EDITABLE = _m(
    "G315",
    "这条记录现在是“{state}”,不能修改;表格里“{fields}”与记录不同",
    "the record stands at '{state}' and cannot be changed; the table differs in: {fields}",
    "改回与记录相同,或先按流程退回",
    "write what the record has, or have it returned first",
)
NO_ROWS = _m(
    "G316",
    "表头之下没有记录",
    "there is no record below the header",
    "每条记录写一行",
    "write one record a row",
)
MANY_ROWS = _m(
    "G317",
    "有 {rows} 行,一次至多导入 {limit} 行",
    "there are {rows} rows; one import takes {limit}",
    "分成几个文件",
    "split the file",
)
