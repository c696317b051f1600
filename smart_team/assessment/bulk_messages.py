"""What moving all units of a stage at once refuses, in words."""

from __future__ import annotations

from smart_team.errors import message as _m

NOBODY_THERE = _m(
    "C220",
    "现在没有单位等着“{action}”",
    "no unit waits for '{action}' now",
    "看本环节的进度,等单位走到这一步再办",
    "look at the stage's progress and wait until units have come so far",
)
OTHERS_THERE = _m(
    "C221",
    "等着“{action}”的单位现在有 {now} 个,您看到时是 {seen} 个",
    "{now} units wait for '{action}' now; when you looked there were {seen}",
    "刷新页面,看清后再办",
    "reload the page, look again, then do it",
)
