"""Every sentence that can be said of a working calendar or a procedure. Codes are stable."""

from smart_team.errors import message as _m

HEADER = _m(
    "H101",
    "表头是“{found}”",
    "the header is '{found}'",
    "第一行写 {wanted},其上只可有以 # 开头的行",
    "write {wanted} as the first line, with nothing above it but lines that start with #",
)
COLUMNS = _m(
    "H102",
    "这一行有 {found} 格,应有 {wanted} 格",
    "this line has {found} cells, not {wanted}",
    "写成“日期,off 或 work,名称”;名称里有逗号的加引号",
    "write day, off or work, and name; put quotation marks around a name with a comma",
)
DAY = _m(
    "H103",
    "“{value}”不是日期",
    "'{value}' is not a day",
    "写成 2026-02-14 这样的日期",
    "write a day of the calendar such as 2026-02-14",
)
KIND = _m(
    "H104",
    "“{value}”既不是 off 也不是 work",
    "'{value}' is neither off nor work",
    "放假写 off,调休上班写 work",
    "write off for a day off, work for a weekend day that is worked",
)
NAME = _m(
    "H105",
    "{day} 没有名称",
    "{day} has no name",
    "写上节日名称,如“春节”",
    "write the holiday's name",
)
TWICE = _m(
    "H106",
    "{day} 在第 {first} 行已经写过",
    "{day} is already on line {first}",
    "对照通知,只留一行",
    "keep one line, the one the notice says",
)
NO_WEEKEND = _m(
    "H107",
    "{day} 是周一至周五,本来就上班",
    "{day} is between Monday and Friday and is worked anyway",
    "核对日期;只写改为上班的周六、周日",
    "check the day; write only the Saturdays and Sundays that are worked",
)
BAD_CSV = _m(
    "H108",
    "不是完整的 CSV({detail})",
    "this is not well-formed CSV ({detail})",
    "检查此处的引号",
    "check the quotation marks here",
)
NO_CLAIM = _m(
    "C143",
    "这些类别/层级的单位没有自评步骤:{cases}",
    "units of these kinds/levels have no step at which they assess themselves: {cases}",
    "加一个 by: clerk 的步骤,或去掉它的 for 和 sample",
    "add a step by: clerk, or leave out its for and sample",
)
