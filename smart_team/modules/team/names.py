"""The ledgers of 队伍管理 by their full names, in one place."""

from __future__ import annotations

from typing import Final

STAFFING: Final = "team.staffing"
POSTS: Final = "team.posts"
COURSES: Final = "team.courses"
ATTAINMENT: Final = "team.attainment"
COMMENDATIONS: Final = "team.commendations"
THREE_RULES: Final = "team.three_rules"
AVOIDANCE_CHECKS: Final = "team.avoidance_checks"
PROBLEMS: Final = "team.problems"
LEDGERS: Final = (
    STAFFING,
    POSTS,
    COURSES,
    ATTAINMENT,
    COMMENDATIONS,
    THREE_RULES,
    AVOIDANCE_CHECKS,
    PROBLEMS,
)
