"""What a ratio's denominator counts and how large the ratio tends to be, by words of its title.

The words are those of this project's rubrics; another rubric's indicator that uses none of them
gets a small number of matters and a ratio along its own scale.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from smart_team.demo.desk import Desk
from smart_team.demo.streams import WHOLE


@dataclass(frozen=True)
class Source:
    """What is counted, the ratio's mean and spread in ten-thousandths, and its limits.

    A negative spread is for ratios of which a good unit has less.
    """

    size: str
    mean: int
    spread: int
    low: int = 0
    high: int = WHOLE

    def turned(self) -> Source:
        """Return the source of what is left: of faults where this counts what is in order."""
        low, high = WHOLE - self.high, WHOLE - self.low
        return Source(self.size, WHOLE - self.mean, -self.spread, low, high)


def _survey(size: str = "survey") -> Source:
    return Source(size, 9_330, 250, 8_800, 9_800)


SOURCES: Final[Mapping[str, Source]] = {
    "满意": _survey(),
    "办结质量": Source("finished", 9_400, 450),
    "抽查": Source("sample", 9_400, 450),
    "走访": Source("sample", 9_300, 500),
    "按季": Source("quarters", 9_500, 600),
    "三个规定": Source("months", 9_550, 450),
    "报送量": Source("months", 9_100, 700),
    "退回率": Source("articles", 900, -450),
    "报送及时": Source("articles", 9_000, 600),
    "完整率": Source("staff", 9_930, 90),
    "学时": Source("trainees", 9_650, 220),
    "参学": Source("trainees", 9_850, 120),
    "覆盖率": Source("staff", 9_750, 180),
    "提交率": Source("staff", 9_850, 110),
    "要素齐全": Source("tasks", 9_750, 250),
    "按期办结率": Source("due", 9_200, 500),
    "督办单": Source("orders", 9_750, 350),
    "线索": Source("leads", 9_300, 600),
    "评查": Source("cases", 9_700, 250),
    "整改率": Source("problems", 9_150, 650),
    "销号": Source("problems", 9_050, 700),
    "意见": Source("comments", 9_650, 300),
    "制度制修订": Source("rules", 9_150, 650),
    "长效机制": Source("mechanisms", 9_300, 500),
    "配备": Source("grids", 0, 0),
    "变动": Source("changes", 9_100, 500),
    "推送": Source("pushed", 9_350, 300),
    "转办": Source("referred", 9_300, 300),
    "班次": Source("courses", 9_400, 600),
    "轮训计划": Source("sessions", 9_680, 280),
    "培训计划": Source("courses", 9_600, 450),
    "更新率": Source("library", 1_800, 300),
    "轮训率": Source("grids", 9_680, 180),
    "名额": Source("places", 9_400, 400),
    "测试": Source("tests", 9_700, 150),
    "监督管理": Source("checks", 9_000, 700),
    "责任到岗": Source("projects", 9_400, 500),
    "验收": Source("accepted", 9_100, 650),
    "项目完成": Source("projects", 9_150, 650),
}
"""The first word that a title holds decides."""

RANGES: Final[Mapping[str, tuple[int, int]]] = {
    "survey": (60, 400),
    "sample": (20, 40),
    "quarters": (4, 4),
    "months": (12, 12),
    "articles": (30, 120),
    "orders": (0, 8),
    "leads": (0, 16),
    "cases": (30, 90),
    "problems": (3, 16),
    "comments": (5, 45),
    "rules": (5, 14),
    "changes": (4, 40),
    "courses": (5, 14),
    "sessions": (10, 24),
    "library": (60, 120),
    "places": (10, 60),
    "tests": (60, 300),
    "checks": (4, 12),
    "projects": (4, 10),
    "matters": (8, 40),
}
"""Sizes that are simply drawn, least and most."""
FEW_PROBLEMS: Final = (0, 6)
"""Problems of one kind among several kinds, each with an indicator of its own."""
_MECHANISMS = {"court": 6, "procuratorate": 6, "police": 4, "justice": 4}
_OTHER_MECHANISMS = 3


def _tasks(desk: Desk) -> int:
    return sum(desk.lights().values())


def _due(desk: Desk) -> int:
    tasks = _tasks(desk)
    return tasks - desk.stream("due").below(tasks // 3)


def _finished(desk: Desk) -> int:
    return _due(desk) // 2


def _accepted(desk: Desk) -> int:
    projects = size(desk, "projects")
    return projects - desk.stream("accepted").below(projects // 2)


_OWN: Final[Mapping[str, Callable[[Desk], int]]] = {
    "staff": lambda desk: desk.facts.staff,
    "trainees": lambda desk: desk.facts.trainees,
    "grids": lambda desk: desk.facts.grids,
    "pushed": lambda desk: max(6, desk.facts.officers * 3),
    "referred": lambda desk: max(4, desk.facts.officers // 4),
    "mechanisms": lambda desk: _MECHANISMS.get(desk.facts.unit.kind, _OTHER_MECHANISMS),
    "tasks": _tasks,
    "due": _due,
    "finished": _finished,
    "accepted": _accepted,
}
"""Sizes that follow from the unit or from other sizes."""


def find(title: str) -> Source | None:
    """Return the source of an indicator by its title, if any word tells."""
    return next((source for word, source in SOURCES.items() if word in title), None)


def size(desk: Desk, name: str) -> int:
    """Return a size; within one rubric and unit the same name is always the same number."""
    own = _OWN.get(name)
    return desk.stream(name).between(*RANGES[name]) if own is None else own(desk)
