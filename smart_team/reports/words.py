"""The words of tables for people: columns, kinds, statuses and item types."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smart_team.errors import Text

KINDS: Final[Mapping[str, Text]] = {
    "commission": Text("政法委", "Political-legal commission"),
    "court": Text("法院", "Court"),
    "procuratorate": Text("检察院", "Procuratorate"),
    "police": Text("公安", "Police"),
    "justice": Text("司法行政", "Justice bureau"),
}
LEVELS: Final[Mapping[str, Text]] = {
    "city": Text("市级", "City"),
    "district": Text("区级", "District"),
}
STATUSES: Final[Mapping[str, Text]] = {
    "rated": Text("已评定", "Rated"),
    "held": Text("暂缓", "Held"),
    "not_rated": Text("不参评", "Not rated"),
}
NOTES: Final[Mapping[str, Text]] = {
    "quota": Text("等次名额所限,顺降一等", "one grade lower by quota"),
}
NOT_APPLICABLE: Final = Text("不适用", "N/A")
OTHER: Final = Text("其他", "Other")
TYPES: Final[Mapping[str, Text]] = {
    "boolean": Text("有无", "Yes or no"),
    "levels": Text("分档", "Levels"),
    "checklist": Text("清单", "Checklist"),
    "tiers": Text("阶梯", "Tiers"),
    "linear": Text("线性", "Linear"),
    "piecewise": Text("折线", "Piecewise"),
    "count": Text("计数", "Count"),
    "deduct": Text("扣分", "Deduction"),
    "mix": Text("构成", "Mix"),
    "placing": Text("名次", "Placing"),
    "formula": Text("公式", "Formula"),
    "manual": Text("评分", "Reviewer's score"),
    "plugin": Text("插件", "Plugin"),
    "bonus": Text("加分", "Bonus"),
    "penalty": Text("减分", "Penalty"),
    "redline": Text("一票否决", "Redline"),
}
EFFECTS: Final[Mapping[str, Text]] = {
    "zero": Text("总分记 0", "the total becomes 0"),
    "cap": Text("总分至多 {cap}", "the total is at most {cap}"),
    "fail": Text("定为最低等次", "the lowest grade"),
    "no_top": Text("不得评最高等次", "not the best grade"),
    "hold": Text("结果暂缓公布", "the result is withheld"),
}
COLUMNS: Final[Mapping[str, tuple[Text, Text]]] = {
    "group": (
        Text("同类组", "Peer group"),
        Text("名次只在同类组内比较", "ranks compare units of one peer group"),
    ),
    "rank": (
        Text("名次", "Rank"),
        Text(
            "按六位小数的总分排;总分相同名次相同", "by the six-place total; equal totals share it"
        ),
    ),
    "unit": (Text("单位代码", "Code"), Text("单位表中的代码", "the code in the list of units")),
    "name": (Text("单位", "Unit"), Text("单位名称", "the unit's name")),
    "kind": (Text("类别", "Kind"), Text("所属条线", "the system it belongs to")),
    "level": (Text("层级", "Level"), Text("市级或区级", "city or district")),
    "district": (
        Text("所在区", "District"),
        Text("区级单位所在的区", "the district of a district unit"),
    ),
    "status": (
        Text("状态", "Status"),
        Text("暂缓和不参评的单位不排名次", "held and not rated units have no rank"),
    ),
    "total": (
        Text("总分", "Total"),
        Text(
            "显示两位小数;与邻近单位或等次线分不出时多显示几位",
            "two decimals are shown, more where a neighbour or a grade line would look equal",
        ),
    ),
    "grade": (
        Text("等次", "Grade"),
        Text("按六位小数的总分定", "follows the six-place total"),
    ),
    "redlines": (
        Text("一票否决", "Redlines"),
        Text("经核实触发的一票否决项", "redlines that were breached"),
    ),
    "notes": (Text("备注", "Notes"), Text("等次为何调整", "why a grade was changed")),
}
