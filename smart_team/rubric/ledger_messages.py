"""Every sentence about declarations of ledgers and metrics. Codes are stable."""

from smart_team.errors import message as _m

NO_SUCH_FIELD = _m(
    "G401",
    "“{field}”不是此处可用的字段(要{wanted})",
    "'{field}' is no field that can stand here ({wanted})",
    "可用:{known}",
    "use one of: {known}",
)
NOT_REQUIRED = _m(
    "G402",
    "此处的字段“{field}”可以不填",
    "the field '{field}' named here may be left empty",
    "给“{field}”写 required: true",
    "write required: true in '{field}'",
)
NO_SUCH_LEDGER = _m(
    "G403",
    "没有台账“{ledger}”",
    "there is no ledger '{ledger}'",
    "可用:{known}",
    "use one of: {known}",
)
KEY_NOT_SINGLE = _m(
    "G404",
    "台账“{ledger}”的记录不能由一个字段指明",
    "the records of the ledger '{ledger}' cannot be named by one field",
    "那个台账的 key 只写一个字段,不写 per",
    "give that ledger a key of one field and no per",
)
REFERS_ELSEWHERE = _m(
    "G405",
    "字段“{field}”没有指回本台账",
    "the field '{field}' does not refer to this ledger",
    "给它写 refers_to: {ledger}",
    "write refers_to: {ledger} in it",
)
RESERVED_NAME = _m(
    "G406",
    "“{name}”是系统自用的名称",
    "the name '{name}' has a meaning of its own",
    "换一个名称",
    "choose another name",
)
UNREACHABLE_STATE = _m(
    "G407",
    "没有动作能到状态“{state}”",
    "no action leads to the state '{state}'",
    "补上到它的动作,或删去它",
    "add an action that leads there or delete the state",
)
FLOW_AND_CONFIRM = _m(
    "G408",
    "flow 与 confirm 不能同写",
    "flow and confirm do not go together",
    "把确认写成流程中的动作,或删去 flow",
    "make confirming an action of the flow, or delete the flow",
)
BULK_WITHOUT = _m(
    "G409",
    "bulk 台账不能有“{field}”",
    "a bulk ledger takes no '{field}'",
    "删去它,或删去 bulk",
    "delete it or delete bulk",
)
EXACTLY_ONE = _m(
    "G410",
    "此处要恰好写一个,写了 {found} 个",
    "exactly one is wanted here, {found} are written",
    "只写其中一个:{known}",
    "write one of: {known}",
)
TEST_DOES_NOT_FIT = _m(
    "G411",
    "“{test}”不能用于“{field}”",
    "'{test}' cannot be asked of '{field}'",
    "可用:{known}",
    "use one of: {known}",
)
VALUES_INCOMPLETE = _m(
    "G412",
    "values 没有写 {missing}",
    "values leave out {missing}",
    "写出每个选项各值多少,不值分的写 0",
    "say what each is worth, 0 where it is nothing",
)
VALUES_NEEDED = _m(
    "G413",
    "合计“{field}”要有 values",
    "the sum of '{field}' needs values",
    "用 values 写出每个选项各值多少",
    "say in values what each is worth",
)
WHOSE_NEEDED = _m(
    "G414",
    "“{ledger}”是市级的台账,不知道记录算谁的",
    "'{ledger}' is the city's ledger: it is not said for whom its records count",
    "用 whose 写出一个单位字段",
    "name a unit field in whose",
)
KEY_NEEDED = _m(
    "G415",
    "没有 per 的台账要有 key",
    "a ledger without per needs a key",
    "写出 key,或写 per",
    "write a key, or per",
)
PLAN_TOGETHER = _m(
    "G416",
    "progress、plan、starts 要同时写",
    "progress, plan and starts go together",
    "三个都写,或都不写",
    "write all three or none",
)
NO_SUCH_METRIC = _m(
    "G417",
    "没有数据项“{metric}”",
    "there is no metric '{metric}'",
    "可用:{known}",
    "use one of: {known}",
)
METRIC_SHAPE = _m(
    "G418",
    "{type} 题不能取“{metric}”:它给的是 {found}",
    "an item of type {type} cannot take '{metric}', which gives {found}",
    "改取写 {wanted} 的数据项",
    "take a metric with {wanted}",
)
PART_NAMES = _m(
    "G419",
    "数据项“{metric}”给的是 {found},此题要的是 {wanted}",
    "the metric '{metric}' gives {found}, the item takes {wanted}",
    "让两边的名称恰好一致",
    "give both exactly the same names",
)
NOT_OVER_BULK = _m(
    "G420",
    "bulk 台账的记录不逐条读取，不能按“{what}”计数",
    "records of a bulk ledger are not read one by one: '{what}' cannot be counted over it",
    "改用 count、sum、distinct 和按字段的条件，或删去 bulk",
    "take count, sum, distinct and conditions on its fields, or delete bulk",
)
