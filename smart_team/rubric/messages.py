"""Every sentence the rubric loader and the lint can say. Codes are stable."""

from functools import partial

from smart_team.errors import message as _m

_w = partial(_m, severity="warning")

# The YAML text itself
TOO_LARGE = _m(
    "Y101",
    "文件有 {size} 字节,超过 {limit} 字节",
    "the file has {size} bytes, more than {limit}",
    "拆成几个文件",
    "split it into several files",
)
NOT_UTF8 = _m(
    "Y102",
    "不是 UTF-8 文本(第 {offset} 字节)",
    "not UTF-8 text (byte {offset})",
    "用编辑器另存为 UTF-8",
    "save it as UTF-8 in your editor",
)
BYTE_ORDER_MARK = _m(
    "Y103",
    "文件开头有字节顺序标记(BOM)或是 UTF-16",
    "the file starts with a byte order mark, or is UTF-16",
    "另存为“UTF-8(无 BOM)”",
    "save it as UTF-8 without BOM",
)
TAB = _m("Y104", "用了制表符(Tab)", "a tab is used", "改用空格", "use spaces")
BAD_CHARACTER = _m(
    "Y105",
    "有不可见的控制字符 U+{codepoint}",
    "there is a control character U+{codepoint}",
    "删去它",
    "delete it",
)
BAD_YAML = _m(
    "Y106",
    "YAML 写法不成立({detail})",
    "this is not well-formed YAML ({detail})",
    "检查此处的缩进、冒号、引号和括号",
    "check indentation, colons, quotes and brackets here",
)
SEVERAL_DOCUMENTS = _m(
    "Y107",
    "一个文件里有两份文档",
    "there are two documents in one file",
    "删去“---”,每个文件只写一份",
    "delete the '---'; write one document per file",
)
EMPTY_FILE = _m("Y108", "文件是空的", "the file is empty", "写上内容", "write its content")
ALIAS = _m(
    "Y109",
    "用了锚点或别名(& 或 *)",
    "an anchor or alias (& or *) is used",
    "把内容写全;若是文字,请加引号",
    "write the content out; if it is text, quote it",
)
TAG = _m("Y110", "用了标签 {tag}", "the tag {tag} is used", "删去标签", "delete the tag")
TOO_DEEP = _m(
    "Y111",
    "嵌套超过 {limit} 层",
    "nested more than {limit} deep",
    "减少层次",
    "nest less deeply",
)
DUPLICATE_KEY = _m(
    "Y112",
    "“{key}”写了两次(先在第 {first} 行)",
    "'{key}' is written twice (first in line {first})",
    "只留一个",
    "keep one of them",
)
KEY_NOT_TEXT = _m(
    "Y113",
    "此处的键不是普通文字",
    "the key here is not plain text",
    "用普通文字作键",
    "use plain text as the key",
)
AMBIGUOUS_SCALAR = _m(
    "Y114",
    "“{raw}”含义不明:{why}",
    "'{raw}' is ambiguous: {why}",
    "是文字就加引号;是真假就写 true 或 false;是数就写成 12 或 0.5 这样",
    "quote it if it is text; write true or false for a truth value; write numbers like 12 or 0.5",
)
EMPTY_VALUE = _m(
    "Y115",
    "此处没有值",
    "there is no value here",
    "写上值,或删去这个键",
    "write a value or delete the key",
)
NUMBER_TOO_LONG = _m(
    "Y116",
    "数“{raw}”太长",
    "the number '{raw}' is too long",
    "小数点前至多 12 位,后至多 6 位",
    "use at most 12 digits before the point and 6 after",
)

# Shape and sense of a rubric, and of module, procedure and case files
MISSING = _m("R101", "缺少“{field}”", "'{field}' is missing", "补上“{field}”", "add '{field}'")
UNKNOWN_KEY = _m(
    "R102",
    "不认识“{field}”",
    "'{field}' is not known here",
    "可用:{known}",
    "use one of: {known}",
)
WRONG_KIND = _m(
    "R103",
    "此处应是{wanted}",
    "{wanted} is wanted here",
    "改成{wanted}",
    "write {wanted}",
)
NOT_ONE_OF = _m(
    "R104",
    "“{value}”不在可选之列",
    "'{value}' is not one of the choices",
    "可用:{known}",
    "use one of: {known}",
)
OUT_OF_RANGE = _m(
    "R105",
    "{value} 不在允许范围内",
    "{value} is out of range",
    "应{rule}",
    "it must be {rule}",
)
BAD_ID = _m(
    "R106",
    "编号“{value}”写法不对",
    "the id '{value}' is not well formed",
    "用字母开头,后接字母、数字、_、-、.,至多 64 个字符",
    "start with a letter, then letters, digits, _, -, ., at most 64 characters",
)
DUPLICATE_ID = _m(
    "R107",
    "编号“{id}”用了两次(先在第 {first} 行)",
    "the id '{id}' is used twice (first in line {first})",
    "换一个编号",
    "choose another id",
)
EMPTY_LIST = _m(
    "R108", "此处至少要有一项", "at least one entry is needed here", "补上一项", "add one"
)
SUBJECT = _m(
    "R109",
    "评估对象“{value}”不允许",
    "the subject '{value}' is not allowed",
    "本软件只评单位:写 unit 或 district_office",
    "this software assesses organisations only: write unit or district_office",
)
TOO_MANY_PLACES = _m(
    "R110",
    "{value} 的小数位多于本表的 {decimals} 位",
    "{value} has more than the rubric's {decimals} decimal places",
    "减少小数位,或把 decimals 调大(至多 4)",
    "use fewer places or raise decimals (at most 4)",
)
SUM_OF_POINTS = _m(
    "R111",
    "下级分值合计 {sum},与所标的 {declared} 不符",
    "the points below add up to {sum}, but {declared} is declared",
    "改正分值;若确要按比例折算,在表头写 scaled: true",
    "mend the points; if scaling is meant, write scaled: true at the top",
)
SUM_OF_PARTS = _m(
    "R112",
    "各项分值合计 {sum},应等于满分 {points}",
    "the items add up to {sum}, they must add up to the full marks {points}",
    "改正各项分值",
    "mend the items' points",
)
BEST_IS_NOT_FULL = _m(
    "R113",
    "最好一档是 {best} 分,应等于满分 {points}",
    "the best level has {best} points, it must have the full marks {points}",
    "把最好一档写成满分",
    "give the best level the full marks",
)
ABOVE_FULL = _m(
    "R114",
    "{value} 分超出 0 到满分 {points}",
    "{value} points are outside 0 to the full marks {points}",
    "改到 0 与满分之间",
    "keep it between 0 and the full marks",
)
TIERS_OUT_OF_ORDER = _m(
    "R115",
    "阶梯次序不对:应从最好一档起,界限与分值逐档严格变化",
    "the tiers are out of order: best first, limits and points strictly changing",
    "从最好一档排到最差一档",
    "list them from best to worst",
)
TIER_LIMIT = _m(
    "R116",
    "每一档只写 at_least 或 at_most 之一,全题一致",
    "each tier takes either at_least or at_most, the same throughout",
    "全部改用同一种",
    "use the same one in every tier",
)
NOT_RISING = _m(
    "R117",
    "“{field}”应逐行严格增大",
    "'{field}' must strictly rise from row to row",
    "按从小到大排列,不重复",
    "sort ascending, without repeats",
)
FLAT_LINE = _m(
    "R118",
    "zero_at 与 full_at 相同或缺少",
    "zero_at and full_at are the same, or one is missing",
    "写出两个不同的界限(输入为 ratio 时默认 0 和 1)",
    "write two different limits (0 and 1 by default for a ratio)",
)
GRADES_OUT_OF_ORDER = _m(
    "R119",
    "等次界限应从高到低严格递减,名称不重复",
    "grade limits must strictly fall, best first, with different names",
    "从最好的等次排起",
    "list the best grade first",
)
UNKNOWN_GRADE = _m(
    "R120",
    "等次“{grade}”不在 grades 之列",
    "the grade '{grade}' is not among grades",
    "可用:{known}",
    "use one of: {known}",
)
CAP_NEEDED = _m(
    "R121",
    "effect: cap 要有 cap,其他 effect 不能有",
    "effect: cap needs a cap, the other effects take none",
    "补上或删去 cap",
    "add or delete cap",
)
METRIC_NEEDED = _m(
    "R122",
    "answered_by: metric 与 metric 要同时写",
    "answered_by: metric and metric go together",
    "两个都写,或都不写",
    "write both or neither",
)
REVIEWER_ONLY = _m(
    "R123",
    "评分(manual)只能由评审人填",
    "a manual indicator is answered by reviewers only",
    "写 answered_by: reviewer",
    "write answered_by: reviewer",
)
NO_CHILDREN = _m(
    "R124",
    "这个维度下没有指标",
    "this dimension has no indicators",
    "补上 indicators 或 dimensions",
    "add indicators or dimensions",
)
SUM_TOO_LARGE = _m(
    "R125",
    "分值合计 {sum} 超过 {limit}",
    "the points add up to {sum}, more than {limit}",
    "减小分值",
    "use smaller points",
)
UNUSED_SETTING = _m(
    "R126",
    "“{field}”在此不起作用",
    "'{field}' has no effect here",
    "删去它",
    "delete it",
)
UNREADABLE_TOGETHER = _m(
    "R127",
    "等次配额要有 grades",
    "a quota needs grades",
    "补上 grades 或删去 quota",
    "add grades or delete quota",
)
WEIGHTS_DO_NOT_ADD_UP = _m(
    "R128",
    "权重合计 {sum},应恰为 1",
    "the weights add up to {sum}, they must add up to exactly 1",
    "改正权重",
    "mend the weights",
)

# Formulas
FORMULA_TOO_LONG = _m(
    "F101",
    "公式超过 {limit} 个字符",
    "the formula has more than {limit} characters",
    "缩短公式",
    "shorten it",
)
FORMULA_CHARACTER = _m(
    "F102",
    "公式中有不允许的字符“{character}”",
    "the formula has a character that is not allowed: '{character}'",
    "只用英文字母、数字、_ 和 + - * / ( ) , . < > = !",
    "use only ASCII letters, digits, _ and + - * / ( ) , . < > = !",
)
FORMULA_SYNTAX = _m(
    "F103",
    "公式写法不成立({detail})",
    "the formula is not well formed ({detail})",
    "检查括号和运算符",
    "check brackets and operators",
)
FORMULA_NODE = _m(
    "F104",
    "公式中不允许“{node}”",
    "'{node}' is not allowed in a formula",
    "只用 + - * /、比较、if else、and or not 和 min max abs",
    "use only + - * /, comparisons, if else, and or not, min max abs",
)
FORMULA_NAME = _m(
    "F105",
    "公式用了未声明的“{name}”",
    "the formula uses '{name}', which is not declared",
    "在 inputs 中声明,可用:{known}",
    "declare it in inputs; known: {known}",
)
FORMULA_NUMBER = _m(
    "F106",
    "公式中的数“{raw}”写法不对",
    "the number '{raw}' in the formula is not well written",
    "写成 12 或 0.5 这样",
    "write it like 12 or 0.5",
)
FORMULA_KIND = _m(
    "F107",
    "公式中{found}用在了要{wanted}的地方",
    "the formula uses {found} where {wanted} is needed",
    "数用于计算,比较用于 if 之后",
    "calculate with numbers; put comparisons after if",
)
FORMULA_DEPTH = _m(
    "F108",
    "公式嵌套超过 {limit} 层",
    "the formula nests more than {limit} deep",
    "简化公式",
    "simplify it",
)

# Advice
L_REFERENCE = _w(
    "L201",
    "“{id}”没有写依据(reference)",
    "'{id}' has no reference",
    "写出条款或出处,被扣分的单位要据此核对",
    "cite the clause; a unit that loses points will look it up",
)
L_DESCRIPTOR = _w(
    "L202",
    "“{id}”没有评分说明(criteria)",
    "'{id}' has no descriptor (criteria)",
    "写明什么情况得多少分、看什么材料",
    "say what earns which points and what is looked at",
)
L_UNREACHABLE_CAP = _w(
    "L203",
    "“{id}”的上限 {cap} 达不到:各项最多合计 {most}",
    "the cap {cap} of '{id}' can never be reached: its events give at most {most}",
    "降低上限或提高各项的 max",
    "lower the cap or raise the events' max",
)
L_UNREACHABLE_EVENT = _w(
    "L204",
    "“{id}”的 per {per} 大于 max {max},一次即到上限",
    "in '{id}' per {per} exceeds max {max}: one event already reaches it",
    "核对 per 与 max",
    "check per and max",
)
L_PERSONAL_DATA = _m(
    "L205",
    "“{id}”像是要收集个人信息({word})",
    "'{id}' looks like personal data ({word})",
    "只收件数、比例等汇总数,删去个人信息",
    "collect counts and ratios only; remove personal data",
)
L_CITIZENS = _m(
    "L206",
    "“{id}”像是在评公民或个人({word})",
    "'{id}' looks like scoring citizens or persons ({word})",
    "改评单位的工作,如办理及时率、反馈率",
    "assess the organisation's work instead, e.g. timeliness of handling",
)
L_OFFICIAL = _w(
    "L207",
    "没有写 illustrative: true,也没有写 reference",
    "neither illustrative: true nor a reference is given",
    "自拟的分值写 illustrative: true,官方的写明出处",
    "mark invented weights illustrative: true, cite the source of official ones",
)
L_GRADE_GAP = _w(
    "L208",
    "最低等次从 {at_least} 分起,低于此分的单位没有等次",
    "the last grade starts at {at_least}; units below it get no grade",
    "把最低等次写成 at_least: 0",
    "give the last grade at_least: 0",
)
L_FULL_FOR_EXCLUDED = _w(
    "L209",
    "applies_to 排除的单位按 na: {na} 仍会得分",
    "units that applies_to excludes are still scored under na: {na}",
    "改用 na: rescale",
    "use na: rescale",
)
L_LANGUAGE = _w(
    "L210",
    "“{id}”没有英文名",
    "'{id}' has no English title",
    "写成 {{zh: …, en: …}}",
    "write {{zh: …, en: …}}",
)
L_EVIDENCE = _w(
    "L211",
    "“{id}”由单位自填,却不要求佐证材料",
    "'{id}' is claimed by the unit but asks for no evidence",
    "写 evidence: {{required: true, hint: …}}",
    "write evidence: {{required: true, hint: …}}",
)
L_REDLINE_REFERENCE = _w(
    "L212",
    "一票否决“{id}”没有写依据(reference)",
    "the redline '{id}' has no reference",
    "写出依据,否决必须有据",
    "cite the rule; a veto needs one",
)
L_SMALL_CAP = _w(
    "L213",
    "总上限 {cap} 达不到:各项最多合计 {most}",
    "the overall cap {cap} can never be reached: the items give at most {most}",
    "核对 bonus_cap、penalty_cap",
    "check bonus_cap and penalty_cap",
)

# Modules and the catalog
M_NO_MODULE = _m(
    "M101",
    "没有模块“{module}”",
    "there is no module '{module}'",
    "可用:{known}",
    "use one of: {known}",
)
M_NO_RUBRIC = _m(
    "M102",
    "没有评估标准“{rubric}”",
    "there is no rubric '{rubric}'",
    "写文件路径,或用:{known}",
    "give a file, or use one of: {known}",
)
M_STRAY_FILE = _m(
    "M103",
    "module.yaml 没有提到文件 {name}",
    "module.yaml does not mention the file {name}",
    "在 rubrics 中列出它,或移走",
    "list it under rubrics or move it away",
)
M_FILE_MISSING = _m(
    "M104",
    "找不到文件 {name}",
    "the file {name} is not there",
    "补上文件,或从 module.yaml 删去",
    "add it or delete it from module.yaml",
)
M_ID_MISMATCH = _m(
    "M105",
    "编号应是“{wanted}”,写的是“{found}”",
    "the id must be '{wanted}', it is '{found}'",
    "改成“{wanted}”(模块名.文件名)",
    "write '{wanted}' (module.file)",
)
M_DUPLICATE_MODULE = _m(
    "M106",
    "模块“{module}”登记了两次",
    "the module '{module}' is registered twice",
    "给其中一个改名",
    "rename one of them",
)
M_UNKNOWN_STAGE = _m(
    "M107",
    "办法中的标准“{rubric}”不在本模块",
    "the procedure names the rubric '{rubric}', which this module has not",
    "可用:{known}",
    "use one of: {known}",
)
M_UNREADABLE = _m(
    "M108",
    "读不到 {name}({detail})",
    "{name} cannot be read ({detail})",
    "检查路径和权限",
    "check the path and its permissions",
)
M_NO_SCORER = _m(
    "M109",
    "没有登记计分插件“{scorer}”",
    "no scorer '{scorer}' is registered",
    "安装提供它的插件,可用:{known}",
    "install the plugin that brings it; known: {known}",
)
M_SCORER_REFUSED = _m(
    "M110",
    "计分插件“{scorer}”不接受这些参数({detail})",
    "the scorer '{scorer}' refuses these params ({detail})",
    "按插件说明改正 params",
    "mend params as the plugin's guide says",
)
