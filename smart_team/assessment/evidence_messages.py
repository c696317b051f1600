"""What can be said of evidence as it is attached, in words. Codes are stable."""

from __future__ import annotations

from smart_team.errors import message as _m

NO_ITEMS = _m(
    "E201",
    "没有写明佐证哪项指标",
    "no item is named that the file is evidence of",
    "至少选一项指标",
    "name at least one item",
)
UNKNOWN_ITEMS = _m(
    "E202",
    "评估标准里没有这些指标:{items}",
    "the rubric has no such items: {items}",
    "改正指标编码",
    "mend the items' ids",
)
NOT_OF_UNIT = _m(
    "E203",
    "指标 {items} 不由填报单位填报,不能由其附佐证材料",
    "not the unit's to answer, so not the unit's to give evidence of: {items}",
    "只为本单位填报的指标附材料",
    "attach files to the items that the unit answers",
)
ITEM_FULL = _m(
    "E204",
    "指标 {item} 的佐证材料超过 {limit} 份",
    "{item} would have more than {limit} files",
    "合并材料,或先撤下不用的",
    "join files, or withdraw those that are not needed",
)
TOO_MANY = _m(
    "E205",
    "佐证材料超过 {limit} 份",
    "there would be more than {limit} files",
    "合并材料,或先撤下不用的",
    "join files, or withdraw those that are not needed",
)
TOO_LARGE = _m(
    "E206",
    "佐证材料合计超过 {limit} 字节",
    "the files would have more than {limit} bytes together",
    "压缩图片,或先撤下不用的",
    "make pictures smaller, or withdraw what is not needed",
)
FUTURE = _m(
    "E207",
    "材料日期 {dated} 晚于今天({today})",
    "the file is dated {dated}, after today ({today})",
    "写材料形成的日期",
    "give the day on which it was made",
)
BACKWARDS = _m(
    "E208",
    "起始日期 {from_day} 晚于截止日期 {until_day}",
    "the period begins on {from_day} and ends before, on {until_day}",
    "对调或改正日期",
    "swap the days or mend them",
)
DATED_OTHERWISE = _m(
    "E209",
    "同一份材料已附上(“{name}”),日期不同",
    "the same file is there already as '{name}', with other days",
    "沿用原日期;日期有误时先撤下再附",
    "give the same days; if those are wrong, withdraw it and attach it anew",
)
ORPHAN = _m(
    "E210",
    "存储里的文件 {path} 没有任何登记",
    "nothing refers to the stored file {path}",
    "上传中断会留下这种文件;可保留,确认无用后再清理",
    "a broken upload leaves one; keep it, or remove it once it is surely not needed",
    severity="warning",
)
