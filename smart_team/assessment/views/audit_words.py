"""Acts of the audit in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from smart_team.errors import Text
from smart_team.procedure.words import ACTIONS

ACTS: Final[Mapping[str, Text]] = {
    **{str(name): title for name, title in ACTIONS.items()},
    "read": Text("读取", "read"),
    "account": Text("办理本人账号", "own account"),
    "notices": Text("处理通知", "notices"),
    "open_cycle": Text("开启周期", "open a cycle"),
    "move_dates": Text("改期", "move a day"),
    "light": Text("亮灯", "light the records"),
    "count_metrics": Text("重新统计数据项", "count the metrics"),
    "panel_members": Text("分配评估员", "seat inspectors"),
    "manage_units": Text("管理单位", "manage units"),
    "manage_people": Text("管理人员", "manage people"),
    "manage_calendar": Text("管理日历", "keep the calendar"),
    "upload_rubric": Text("上传标准", "upload a rubric"),
    "read_audit": Text("查核审计", "look into the audit"),
    "back_up": Text("请求备份", "ask for a backup"),
    "backup": Text("备份", "backup"),
    "verify": Text("核对", "verification"),
    "restore": Text("恢复", "restore"),
    "import_records": Text("导入记录", "import records"),
    "export": Text("导出", "export"),
    "sign_in": Text("登录", "sign in"),
    "sign_in_begin": Text("开始登录", "begin to sign in"),
    "second_factor_begin": Text("开始第二步验证", "begin the second factor"),
    "change_password_begin": Text("开始修改密码", "begin to change a password"),
    "change_password_check": Text("核对原密码", "check the present password"),
    "set_password": Text("设置密码", "set a password"),
    "download": Text("下载", "download"),
    "mail": Text("发出邮件", "mail sent"),
    "post": Text("推送消息", "message posted"),
    "mark_all_read": Text("通知全部已读", "all notices read"),
    "sign_out": Text("退出", "sign out"),
    "second_factor": Text("第二步验证", "second factor"),
    "use_setup_link": Text("用链接设置密码", "set-up link used"),
    "change_password": Text("修改密码", "change a password"),
    "notify": Text("发出通知", "notices sent"),
    "remind": Text("发出提醒", "reminders sent"),
    "sign_head": Text("签名", "sign the day's head"),
    "purge": Text("清理过期内容", "purge"),
    "cut_audit": Text("移出旧审计记录", "cut the audit"),
    "init": Text("建库", "make the store"),
    "demo": Text("建演示库", "make the demo"),
}
"""What is done by name; an act that is not here is called by its own."""


ACTORS: Final[Mapping[str, Text]] = {
    "clock": Text("系统定时", "the clock"),
    "system": Text("系统", "the system"),
    "anonymous": Text("未登录者", "somebody not signed in"),
}
"""Who acts without being a person."""


def act_title(action: str) -> Text:
    """Return what an act is called."""
    return ACTS.get(action, Text(action, action))
