"""Every sentence that scoring can say of units, answers and scorers. Codes are stable."""

from smart_team.errors import message as _m

# Answers
UNKNOWN_UNIT = _m(
    "A101",
    "单位表里没有单位“{unit}”",
    "the unit '{unit}' is not among the units",
    "核对单位代码",
    "check the unit's code",
)
UNKNOWN_INDICATOR = _m(
    "A102",
    "本标准没有指标“{indicator}”",
    "the rubric has no indicator '{indicator}'",
    "核对指标编号,可用:{known}",
    "check the id; known: {known}",
)
UNKNOWN_FIELD = _m(
    "A103",
    "指标“{indicator}”没有“{field}”这一项",
    "the indicator '{indicator}' has no field '{field}'",
    "可用:{known}",
    "use one of: {known}",
)
DUPLICATE_ANSWER = _m(
    "A104",
    "这一项填了两次",
    "this answer is given twice",
    "只留一行",
    "keep one of them",
)
NOT_A_NUMBER = _m(
    "A105",
    "“{value}”不是规范的数",
    "'{value}' is not a plainly written number",
    "写成 12 或 0.5 这样:半角数字,小数点前至多 12 位、后至多 6 位,不用指数和千分位",
    "write it like 12 or 0.5: ASCII digits, at most 12 before the point and 6 after, "
    "no exponent, no separators",
)
NOT_A_COUNT = _m(
    "A106",
    "“{value}”不是从 0 起的整数",
    "'{value}' is not a whole number from 0",
    "填写件数、人数等整数",
    "write a whole number",
)
NEGATIVE = _m(
    "A107",
    "“{value}”不能为负",
    "'{value}' must not be negative",
    "填 0 或正数",
    "write 0 or more",
)
NOT_A_TRUTH = _m(
    "A108",
    "“{value}”不是 true 或 false",
    "'{value}' is neither true nor false",
    "填 true 或 false",
    "write true or false",
)
NOT_A_CHOICE = _m(
    "A109",
    "“{value}”不在可选之列",
    "'{value}' is not one of the choices",
    "可用:{known}",
    "use one of: {known}",
)
SCORE_RANGE = _m(
    "A110",
    "评分 {value} 不在 0 到 {points} 之间",
    "the score {value} is not within 0 to {points}",
    "改到 0 与满分之间",
    "keep it between 0 and the full marks",
)
SCORE_PLACES = _m(
    "A111",
    "评分 {value} 的小数位多于 {decimals} 位",
    "the score {value} has more than {decimals} decimal places",
    "减少小数位",
    "use fewer places",
)
INCOMPLETE = _m(
    "A112",
    "缺少“{field}”",
    "'{field}' is missing",
    "补上,或整题留空",
    "add it, or leave the whole answer blank",
)
ABOVE_BOUND = _m(
    "A113",
    "{value} 超过本题上界 {bound}",
    "{value} is above the indicator's bound {bound}",
    "核对分子、分母或数值",
    "check the numerator, the denominator or the value",
)
NA_FALSE = _m(
    "A114",
    "na 只能写 true",
    "na can only be true",
    "没有批准不适用就删去这一行",
    "delete the row if not-applicable was not granted",
)
NOT_GRANTABLE = _m(
    "A115",
    "“{indicator}”是加减分或一票否决,不能批准不适用",
    "'{indicator}' is an adjustment or redline; not-applicable cannot be granted for it",
    "删去它",
    "delete it",
)
WRONG_SHAPE = _m(
    "A116",
    "此处应是{wanted}",
    "{wanted} is wanted here",
    "改成{wanted}",
    "write {wanted}",
)

# Scorers
SCORER_RAISED = _m(
    "S101",
    "计分插件“{scorer}”出错:{detail}",
    "the scorer '{scorer}' failed: {detail}",
    "把这一行发给插件作者",
    "send this line to the plugin's author",
)
SCORER_RESULT = _m(
    "S102",
    "计分插件“{scorer}”给出 {value},应是 0 到 {points} 之间的精确数",
    "the scorer '{scorer}' returned {value}, an exact number within 0 to {points} is due",
    "把这一行发给插件作者",
    "send this line to the plugin's author",
)

# Units
DUPLICATE_UNIT = _m(
    "U101",
    "单位代码“{unit}”重复",
    "the unit '{unit}' is listed twice",
    "每个单位只列一次",
    "list each unit once",
)
BAD_UNIT = _m(
    "U102",
    "“{column}”的值“{value}”不对",
    "the value '{value}' of '{column}' is not right",
    "可用:{known}",
    "use: {known}",
)
NO_UNITS = _m("U103", "没有任何单位", "there are no units", "补上单位", "add units")
