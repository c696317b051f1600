"""What is refused of settings, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

BAD_SETTINGS = _m(
    "K120",
    "设置 {name} 不对:{detail}",
    "the setting {name} is wrong: {detail}",
    "照 docs/administrator.md 的“设置”一节改正",
    "correct it as the section Settings of docs/administrator.md says",
)
UNREADABLE = _m(
    "U240",
    "设置文件不能读取:{detail}",
    "the settings file cannot be read: {detail}",
    "核对 SMART_TEAM_SETTINGS 写的路径、文件权限和 TOML 写法",
    "check the path in SMART_TEAM_SETTINGS, the file's permissions and its TOML",
)
UNKNOWN = _m(
    "U241",
    "没有名为“{name}”的设置",
    "there is no setting called '{name}'",
    "照 docs/administrator.md 的“设置”一节改正或删去",
    "correct or remove it; the section Settings of docs/administrator.md has them all",
)
