"""Every sentence of the findings, in Chinese and in English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smart_team.errors import Text

# Joints
THEN: Final = Text(";", "; ")
AND: Final = Text("、", ", ")
TITLE: Final = Text("{title}:{line}", "{title}: {line}")
TITLE_OF_NUMBERS: Final = Text("{title} {line}", "{title}: {line}")

# Results: the points come last
EARNED: Final = Text("{points} 分", "{points} points")
EQUALS: Final = Text("{sum} = {points} 分", "{sum} = {points} points")
ALONE: Final = Text("{sum} 分", "{sum} points")
ROUNDED: Final = Text(
    "{sum} = {exact},四舍五入到 {places} 位得 {points} 分",
    "{sum} = {exact}, rounded to {places} places: {points} points",
)
ROUNDED_WHOLE: Final = Text(
    "{sum} = {exact},四舍五入到整数得 {points} 分",
    "{sum} = {exact}, rounded to a whole number: {points} points",
)
ABOVE: Final = Text(
    "{sum} = {exact},超过满分 {limit},取 {points} 分",
    "{sum} = {exact}, above the full marks of {limit}, taken as {points} points",
)
BELOW: Final = Text(
    "{sum} = {exact},不低于 {limit},取 {points} 分",
    "{sum} = {exact}, not below {limit}, taken as {points} points",
)
OVER_MAX_TOTAL: Final = Text(
    "{sum} = {exact},总分至多 {limit},取 {points} 分",
    "{sum} = {exact}, the total is at most {limit}, taken as {points} points",
)

# Blank and not applicable
BLANK: Final = Text("未填,得 0 分", "not answered, 0 points")
LEFT_OUT: Final = Text(
    "不适用({reason}),不计入,同级其余指标按比例折算",
    "not applicable ({reason}): left out, and the others beside it are rescaled",
)
NA_FULL: Final = Text(
    "不适用({reason});本标准对不适用的指标按满分计 {points} 分",
    "not applicable ({reason}); this rubric then gives the full marks, {points} points",
)
NA_ZERO: Final = Text(
    "不适用({reason});本标准对不适用的指标计 {points} 分",
    "not applicable ({reason}); this rubric then gives {points} points",
)
OUTSIDE: Final = Text("不适用({reason})", "not applicable ({reason})")
GRANTED: Final = Text("经审核机关同意", "granted by the reviewing office")
SELECTED: Final = Text(
    "{owner}只适用于{key}为{wanted}的单位,本单位为{own}",
    "{owner} is for units whose {key} is {wanted}; this unit's is {own}",
)
EXCEPTED: Final = Text("{owner}的适用范围除去了本单位 {own}", "{owner} leaves out this unit, {own}")
OWNER_RUBRIC: Final = Text("本标准", "the rubric")
OWNER_DIMENSION: Final = Text("维度“{title}”", "the dimension '{title}'")
OWNER_ITEM: Final = Text("本项", "this item")
KEYS: Final[Mapping[str, Text]] = {
    "kind": Text("类别", "kind"),
    "level": Text("层级", "level"),
    "district": Text("所在区", "district"),
    "unit": Text("代码", "code"),
}
VALUES: Final[Mapping[str, Text]] = {
    "commission": Text("政法委", "political-legal commission"),
    "court": Text("法院", "court"),
    "procuratorate": Text("检察院", "procuratorate"),
    "police": Text("公安", "police"),
    "justice": Text("司法行政", "justice bureau"),
    "city": Text("市级", "city"),
    "district": Text("区级", "district"),
    "": Text("空", "empty"),
}
EMPTY: Final = Text("分母为 0", "the denominator is 0")
SMALL: Final = Text(
    "分母 {denominator} 小于 {least}", "the denominator {denominator} is below {least}"
)
THIN_FULL: Final = Text(
    "{reason},按满分计 {points} 分", "{reason}: the full marks, {points} points"
)
THIN_ZERO: Final = Text("{reason},计 {points} 分", "{reason}: {points} points")

# Item types
TRUE: Final = Text("有,得 {points} 分", "yes, {points} points")
FALSE: Final = Text("无,得 {points} 分", "no, {points} points")
LEVEL: Final = Text("评为“{level}”,得 {points} 分", "level '{level}', {points} points")
NO_CHECKS: Final = Text("一项未勾选,得 {points} 分", "nothing checked, {points} points")
MANUAL: Final = Text("评分人评 {points} 分", "the reviewer's score, {points} points")
PANEL: Final = Text("评估组合并得 {points} 分", "the panel's combined result, {points} points")
PANEL_NA: Final = Text("评估组过半数认定", "so held by more than half of the panel")
PANEL_OPEN: Final = Text(
    "评估组尚未认定,暂计 {points} 分", "not settled by the panel, {points} points so far"
)
PANEL_BREACH: Final = Text(
    "评估组过半数认定触犯;{effect}", "breached, as more than half of the panel holds; {effect}"
)
PANEL_NO_BREACH: Final = Text(
    "评估组未过半数认定触犯", "not breached, as no more than half of the panel holds it to be"
)
TAKEN_AS: Final = Text("{sum} = {exact},取 {taken}", "{sum} = {exact}, taken as {taken}")
TIER: Final = Text("{tests},得 {points} 分", "{tests}: {points} points")
NO_TIER: Final = Text(
    "{tests},最后一档也不成立,得 {points} 分", "{tests}, so no tier holds: {points} points"
)
FLAT_FIRST: Final = Text(
    "{x} ≤ {at},取首个折点,得 {points} 分", "{x} ≤ {at}, the first corner: {points} points"
)
FLAT_LAST: Final = Text(
    "{x} ≥ {at},取最后折点,得 {points} 分", "{x} ≥ {at}, the last corner: {points} points"
)
BETWEEN: Final = Text(
    "在折点 {from_at}({from_points} 分)与 {to_at}({to_points} 分)之间",
    "between the corners {from_at} ({from_points} points) and {to_at} ({to_points} points)",
)
BETTER: Final[Mapping[str, Text]] = {
    "high": Text(
        "同组比较 {compared} 家,{better} 家更高,第 {place} 名",
        "{compared} compared in the group, {better} higher: place {place}",
    ),
    "low": Text(
        "同组比较 {compared} 家,{better} 家更低,第 {place} 名",
        "{compared} compared in the group, {better} lower: place {place}",
    ),
}
TIED: Final = Text("(与另 {tied} 家并列)", " (tied with {tied} more)")
PLACE_TO: Final = Text("前 {to} 名得 {points} 分", "down to place {to}: {points} points")
BEYOND: Final = Text("第 {to} 名以后得 {points} 分", "beyond place {to}: {points} points")
NO_EVENTS: Final = Text("没有发生,计 {points} 分", "none happened, {points} points")
CAPPED: Final = Text("{sum} = {exact},至多 {limit},取 {limit}", "{sum} = {exact}, at most {limit}")
TOGETHER_CAPPED: Final = Text(
    "合计 {sum},至多 {limit},取 {limit}", "together {sum}, at most {limit}"
)
TOGETHER: Final = Text("合计 {sum}", "together {sum}")
COUNTS_AS: Final = Text("计 {points} 分", "counts as {points} points")
UNRESOLVED: Final = Text(
    "{sum};其中 {division} 除数为 0,无法计算,得 {points} 分",
    "{sum}; in it {division} divides by zero: unresolved, {points} points",
)
CONDITION: Final = Text(
    "(若 {test} 则 {then} 否则 {otherwise})", "({then} if {test} else {otherwise})"
)
WORDS: Final[Mapping[str, Text]] = {
    "and": Text(" 且 ", " and "),
    "or": Text(" 或 ", " or "),
    "not": Text("非 ", "not "),
}
PLUGIN: Final = Text("{said};得 {points} 分", "{said}; {points} points")
PLUGIN_ROUNDED: Final = Text(
    "{said};{exact} 四舍五入到 {places} 位得 {points} 分",
    "{said}; {exact} rounded to {places} places: {points} points",
)
NOT_BREACHED: Final = Text("未触发,不影响结果", "not breached, no effect")
BREACHED: Final = Text("已触发,{effect}", "breached: {effect}")
EFFECTS: Final[Mapping[str, Text]] = {
    "zero": Text("总分记 0", "the total becomes 0"),
    "cap": Text("总分至多 {cap}", "the total is at most {cap}"),
    "fail": Text("定为最低等次", "the lowest grade"),
    "no_top": Text("不得评最高等次", "not the best grade"),
    "hold": Text("结果暂缓公布", "the result is withheld"),
}

# Total, grade, rank
DIMENSION: Final = Text("维度“{title}”", "Dimension '{title}'")
BASE: Final = Text("基础分 B", "Base B")
ABSENT: Final = Text("全部不适用,不计入", "nothing applies: left out")
SUM: Final = Text("S = {sum}", "S = {sum}")
WEIGHTS: Final = Text("A = {applicable},N = {full}", "A = {applicable}, N = {full}")
WITHOUT: Final = Text("不适用:{gone}", "not applicable: {gone}")
SCALED: Final = Text(
    "S·N/A = {sum} × {full} ÷ {applicable}", "S·N/A = {sum} × {full} ÷ {applicable}"
)
BONUSES: Final = Text("加分 b", "Bonuses b")
PENALTIES: Final = Text("减分 p", "Penalties p")
NONE: Final = Text("无,{points} 分", "none, {points} points")
SIDE_CAPPED: Final = Text(
    "{sum},至多 {limit},取 {points} 分", "{sum}, at most {limit}, taken as {points} points"
)
ADJUSTED: Final = Text("B + b − p", "B + b − p")
REDLINE: Final = Text("一票否决“{title}”", "Redline '{title}'")
TO_TOTAL: Final = Text(
    "{effect}:总分由 {before} 变为 {points} 分",
    "{effect}: the total goes from {before} to {points} points",
)
NO_BREACH: Final = Text("一票否决:均未触发", "Redlines: none breached")
BOUND: Final = Text("总分上限", "The most that the total may be")
WITHIN_BOUND: Final = Text(
    "{limit} 分,{points} 分未超过", "{limit} points, which {points} points do not exceed"
)
BEYOND_BOUND: Final = Text(
    "{limit} 分,总分由 {before} 降为 {points} 分",
    "{limit} points: the total goes from {before} down to {points} points",
)
TOTAL: Final = Text("总分", "Total")
TOTAL_SHOWN: Final = Text("{points} 分(显示为 {shown})", "{points} points (shown as {shown})")
NOT_RATED: Final = Text(
    "全部指标不适用,不参评:无总分、等次和名次",
    "Nothing applies, so not rated: no total, grade or rank",
)
HELD: Final = Text(
    "结果暂缓:总分保留,不定等次、不排名次", "Withheld: the total is kept, without grade or rank"
)
GRADE: Final = Text("等次", "Grade")
FROM_LINE: Final = Text("{total} ≥ {line}({grade})", "{total} ≥ {line} ({grade})")
UNDER_LINE: Final = Text("{total} < {line}({grade})", "{total} < {line} ({grade})")
NO_GRADE: Final = Text("无等次", "no grade")
LOWEST: Final = Text("一票否决定为最低等次", "a redline gives the lowest grade")
NO_TOP: Final = Text("一票否决不得评最高等次", "a redline bars the best grade")
OVER_QUOTA: Final = Text("名额所限顺降一等", "one lower by the quota")
GRADED: Final = Text("评为“{grade}”", "graded '{grade}'")
QUOTA: Final = Text(
    "“{grade}”名额:同组参评 {rated} 家 × {share} = {exact},取整得 {allowed} 家",
    "Places for '{grade}': rated in the group {rated} × {share} = {exact}, "
    "rounded down to {allowed}",
)
AT_LEAST_ONE: Final = Text(",至少 1 家", ", at least 1")
NO_CANDIDATE: Final = Text("本单位不在候选之列", "this unit is no candidate")
CANDIDATE: Final = Text(
    "候选 {candidates} 家,{better} 家在前,同分 {same} 家(含本单位)",
    "candidates {candidates}, before this unit {better}, equal with it included {same}",
)
WITHIN: Final = Text("在名额之内", "within the quota")
TIE_WITHIN: Final = Text("同分跨过名额线,一并评入", "the tie crosses the quota and is taken whole")
BEYOND_QUOTA: Final = Text("超出名额", "beyond the quota")
TIE_BEYOND: Final = Text(
    "同分跨过名额线,一并不评入", "the tie crosses the quota and is left out whole"
)
RANK: Final = Text("名次", "Rank")
RANKED: Final = Text("第 {rank} 名/{rated}", "{rank} of {rated}")
RANK_TIED: Final = Text("(与另 {tied} 家并列)", " (tied with {tied} more)")
DENSE: Final = Text("并列不占后面的名次", "ties take no later rank")
GROUP: Final = Text("同类组 {group}", "peer group {group}")
OTHER_GROUP: Final = Text("其他", "other")
