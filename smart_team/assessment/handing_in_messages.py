"""What a claim lacks that cannot be handed in yet, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

BLANK = _m(
    "C190",
    "必填指标 {item}“{title}”还没有填",
    "{item} '{title}' has to be answered and is blank",
    "填写答案,没有可报的填零;认为不适用的,申请不适用",
    "answer it, by none where there is nothing to claim; or ask that it be granted not to apply",
)
UNPROVEN = _m(
    "C191",
    "指标 {item}“{title}”申报得分,没有附佐证材料",
    "{item} '{title}' claims points, and no evidence of it is shown",
    "附上材料,或把已附的材料用于这一项",
    "attach a file, or use one that is attached for it too",
)
