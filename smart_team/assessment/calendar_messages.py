"""What keeping the working calendar and moving dates refuse, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

WORKED_ANYWAY = _m(
    "C230",
    "{day} 是周一至周五,本来就上班",
    "{day} is between Monday and Friday and is worked anyway",
    "只把改为上班的周六、周日记为上班;不再放假的日子,撤下即可",
    "enter only Saturdays and Sundays that are worked; take back a day that is no longer off",
)
NO_DAY_NAME = _m(
    "C231",
    "{day} 没有名称,或名称超过 {longest} 字",
    "{day} has no name, or one of more than {longest} characters",
    "写上节日名称,如“春节”",
    "write the holiday's name",
)
NO_DAYS = _m(
    "C232",
    "文件里没有一个日子",
    "there is no day in the file",
    "每行写“日期,off 或 work,名称”",
    "write day, off or work, and name on each line",
)
PAST_DAY = _m(
    "C233",
    "新期限 {day} 早于今天({today})",
    "the new day {day} is before today ({today})",
    "选今天或以后的日子",
    "choose today or a later day",
)
NOTHING_DUE = _m(
    "C234",
    "“{state}”没有期限可以改,或没有单位正在此步",
    "nothing at '{state}' has a day that could be moved",
    "选有期限的步骤;评审、公示等由程序推算的期限,只能在进行中改",
    "choose a step with a day; one that is counted from its beginning can be moved while it runs",
)
NOT_IN_STAGE = _m(
    "C235",
    "这些单位不在此步,不能改期:{units}",
    "these units do not stand at the step, so their day cannot be moved: {units}",
    "只选正在此步的单位",
    "choose units that stand there now",
)
BAD_DAY = _m(
    "C237",
    "“{given}”不是日期",
    "'{given}' is not a day",
    "写成 2026-03-02 这样的日期",
    "write a day such as 2026-03-02",
)
