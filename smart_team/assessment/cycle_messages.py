"""What the work of a cycle refuses, in words."""

from __future__ import annotations

from collections.abc import Mapping

from smart_team.errors import SmartTeamError, Text
from smart_team.errors import message as _m


class RefusedError(SmartTeamError):
    """It cannot be done like this."""


class UnfitError(RefusedError):
    """What was asked for holds a value that nothing can be found by."""


class AbsentError(SmartTeamError):
    """It is not there, or not for this person; the two are never told apart."""


class ForbiddenError(SmartTeamError):
    """It may be seen by the person who asks, but not be done by them now."""


ABSENT = _m(
    "C101",
    "没有这项内容",
    "there is no such thing",
    "核对链接;需要权限时请联系管理员",
    "check the link; ask an administrator if you need access",
)
FORBIDDEN = _m(
    "C102",
    "您现在不能进行“{action}”(当前环节:{state})",
    "you cannot do '{action}' now (it stands at '{state}')",
    "看这项内容现在可以做什么;角色不对时请联系管理员",
    "see what can be done with it now; ask an administrator if your role is wrong",
)
VERSION_TAKEN = _m(
    "C103",
    "{name} 的版本 {version} 已在使用,内容不同",
    "version {version} of {name} is in use with other content",
    "改动后换一个版本号",
    "give what you changed a new version",
)
ALTERED = _m(
    "C104",
    "存档文件与其校验值 {hash} 不符",
    "a kept document does not agree with its hash {hash}",
    "从备份恢复,并运行 smart-team verify",
    "restore a backup, then run smart-team verify",
)
NO_REASON = _m(
    "C105",
    "没有写明理由",
    "no reason is given",
    "写明理由;它会留存并显示给对方",
    "give the reason; it is kept and shown",
)
NO_PROCEDURE = _m(
    "C106",
    "模块 {module} 没有评估办法",
    "the module {module} has no procedure",
    "为它写 procedure.yaml",
    "write its procedure.yaml",
)
NO_UNITS = _m(
    "C107",
    "没有选定单位",
    "no units are named",
    "至少选定一家单位",
    "name at least one unit",
)
UNKNOWN_UNITS = _m(
    "C108",
    "没有登记的单位:{units}",
    "unknown units: {units}",
    "先登记单位,或改正代码",
    "register the units first, or mend their codes",
)
NO_START = _m(
    "C109",
    "没有给出这些环节的开始日期:{stages}",
    "no day to start is given for: {stages}",
    "为每个环节给出开始日期",
    "give each stage its day",
)
BARRED = _m(
    "C110",
    "职责分离:{why}",
    "separation of duties: {why}",
    "请另一位有权的人办理",
    "somebody else who may do it has to",
)
REVIEW_REASON = _m(
    "C111",
    "改动的指标没有写明理由:{items}",
    "no reason is given for: {items}",
    "为每处改动写明理由",
    "give the reason of every change",
)
NOT_ANSWERED_BY = _m(
    "C112",
    "指标 {items} 不由填报单位填报",
    "not the unit's to answer: {items}",
    "删去这些答案",
    "leave these answers out",
)
NOT_WISHED_FOR = _m(
    "C200",
    "指标 {items} 不能申请不适用,也不是可提异议的数据项",
    "neither the unit's own nor a metric's, so nothing to ask the reviewers for: {items}",
    "删去这些申请",
    "leave these requests out",
)
WISH_REASON = _m(
    "C201",
    "申请不适用或提出异议没有写明理由:{items}",
    "no reason is given for the request about: {items}",
    "写明理由,或取消申请",
    "give the reason, or take the request back",
)
NO_DAY = _m(
    "C202",
    "“{given}”不是日期",
    "'{given}' is no date",
    "写成 2026-03-02 的样子",
    "write it like 2026-03-02",
)
APPEAL_TWICE = _m(
    "C113",
    "指标 {item} 已经申诉过",
    "{item} has been appealed already",
    "每项只能申诉一次",
    "each item can be appealed once",
)
TOO_LATE = _m(
    "C114",
    "期限已过({due})",
    "the window has closed ({due})",
    "期限以服务器收到的时间为准",
    "the time at which the server received it counts",
)
NOT_ONCE = _m(
    "C115",
    "单位 {unit} 在结果中出现 {times} 次",
    "the unit {unit} is in the result {times} times",
    "每家单位必须恰好一次;核对周期的单位名单",
    "each unit must be there exactly once; check the cycle's units",
)
RECOUNT_DIFFERS = _m(
    "C116",
    "单位 {unit} 的独立复算结果不同",
    "the independent recount of {unit} comes out otherwise",
    "不要发布;运行 smart-team verify,并把结果交给开发者",
    "do not publish; run smart-team verify and tell the developers",
)
HELD = _m(
    "C117",
    "单位 {unit} 的结果暂缓,尚未解除",
    "the result of {unit} is held and has not been cleared",
    "查清后由复评或复核解除该红线",
    "clear the redline by review or appeal once it is settled",
)
UNRESOLVED = _m(
    "C118",
    "单位 {unit} 的指标 {item} 尚未确定",
    "{item} of {unit} is unresolved",
    "补齐答案或认定不适用",
    "complete the answer or grant that it does not apply",
)
BAD_SIGNATURE = _m(
    "C119",
    "发布的结果 {publication} 签名不符",
    "the signature of the publication {publication} does not hold",
    "结果被改动过;从备份恢复并查明原因",
    "it has been altered; restore a backup and find out why",
)
COMPUTES_OTHERWISE = _m(
    "C120",
    "发布的结果 {publication} 重新计算后不同",
    "the publication {publication} comes out otherwise when computed anew",
    "核对插件和程序版本;从备份恢复",
    "compare the versions of plugins and program; restore a backup",
)
NOT_PUBLISHED = _m(
    "C130",
    "这一环节的结果还没有发布",
    "the result of this stage is not published yet",
    "先由市级管理员定等发布",
    "an administrator publishes it first",
)
NOT_AT_RATING = _m(
    "C131",
    "单位 {unit} 还在“{state}”,没有到定等",
    "the unit {unit} stands at '{state}', not at its rating",
    "等它办完前面的步骤,或请有关人员办理",
    "wait until it has come through the steps before, or ask who acts there",
)
NOTHING_CHANGED = _m(
    "C132",
    "重新计算的结果与第 {number} 次发布的完全相同",
    "computed anew, the result is the one published as number {number}",
    "先更正答案或验收补课,再发布更正",
    "amend an answer or accept a rework first",
)
OTHER_PLUGINS = _m(
    "C133",
    "发布的结果 {publication} 由另外的插件算出({plugins}),现在装的不能重算它;签名和哈希照常核对",
    "the publication {publication} was computed with other plugins ({plugins}): those installed now"
    " cannot recompute it; its signature and hashes are checked as ever",
    "结果没有损坏,无须处理;要重算,装上当时的插件再核对",
    "it is not damaged, nothing need be done; to recompute it, install the plugins of that time",
    severity="warning",
)
BROKEN_CHAIN = _m(
    "C134",
    "更正 {publication} 与它所更正的那次发布对不上",
    "the correction {publication} does not agree with the publication that it corrects",
    "从备份恢复并查明原因",
    "restore a backup and find out why",
)
COMPOSITION_SIGNATURE = _m(
    "C135",
    "模块总评 {composition} 的签名不符",
    "the signature of the composition {composition} does not hold",
    "结果被改动过;从备份恢复并查明原因",
    "it has been altered; restore a backup and find out why",
)
COMPOSED_OTHERWISE = _m(
    "C136",
    "模块总评 {composition} 与各环节发布的结果对不上",
    "the composition {composition} does not follow from the stages' published results",
    "从备份恢复并查明原因",
    "restore a backup and find out why",
)
COMPOSITION_DIFFERS = _m(
    "C137",
    "单位 {unit} 的模块总评独立复算结果不同",
    "the independent recount of the composed result of {unit} comes out otherwise",
    "不要发布;运行 smart-team verify,并把结果交给开发者",
    "do not publish; run smart-team verify and tell the developers",
)
NO_SEATS = _m(
    "C138",
    "单位 {unit} 的“{step}”没有评估员席位",
    "the step '{step}' of {unit} has no seats for inspectors",
    "选由评估员办理的步骤",
    "name a step at which inspectors act",
)
NO_INSPECTORS = _m(
    "C139",
    "不是现任评估员:{persons}",
    "no inspectors today: {persons}",
    "改选现任评估员,或先任命",
    "choose persons who are inspectors now, or appoint them first",
)
OWN_UNITS = _m(
    "C140",
    "单位 {unit} 是这些人现在或曾任职的单位:{persons}",
    "{unit} is a unit, of now or before, of: {persons}",
    "改选与该单位无关的评估员",
    "choose inspectors who have nothing to do with the unit",
)
TOO_FEW_SEATS = _m(
    "C141",
    "单位 {unit} 的“{step}”需要 {size} 名评估员,只有 {found} 名",
    "the step '{step}' of {unit} needs {size} inspectors; there are {found}",
    "增加评估员",
    "add inspectors",
)
HAS_WRITTEN = _m(
    "C142",
    "这些人已经评过或确认过,不能撤换:{persons}",
    "these have written or confirmed already and keep their seats: {persons}",
    "保留他们的席位",
    "leave them their seats",
)
OWN_RUBRIC = Text("上传标准的人不能用它开启周期", "who uploaded a rubric cannot open a cycle by it")
BARS: Mapping[str, Text] = {
    "signed_own": Text("提交的人不能审签", "who submitted cannot sign"),
    "own_unit": Text(
        "不能评判本单位或曾任职的单位",
        "nobody judges a unit of theirs, of now or before",
    ),
    "reviewed": Text(
        "评分的人不能裁决申诉,也不能更正",
        "who reviewed can neither decide the appeal nor correct the result",
    ),
}
"""Each separation of duties that the policy names, in words."""
