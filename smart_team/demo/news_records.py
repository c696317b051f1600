"""What the demo's units send in as team news: four months of articles, in every state.

Texts are plainly examples; every draw is from the unit's code alone, so that each demo tells the
same.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from smart_team.demo.team_records import Move, Told
from smart_team.scoring.units import Unit

MONTHS: Final = 4
"""Months that units tell of, each of thirty days, the last of them up to the demo's day."""
_MOST: Final = 3
"""Articles of a unit in a month, at most."""
_TOLD: Final = (
    ("politics", "开展政治理论集中学习", "围绕年度学习计划，分三个专题开展集中学习和交流研讨。"),
    ("politics", "召开党支部主题党日活动", "活动由党支部组织，在职干警参加，会后形成学习清单。"),
    (
        "training",
        "举办业务能力培训班",
        "培训班安排集中授课、分组研讨和结业测试，全部学员完成学时。",
    ),
    ("training", "组织岗位练兵比武", "比武分理论和实操两部分，按岗位设组，成绩记入培训档案。"),
    ("service", "走访社区听取意见建议", "走访收集的意见逐条登记，明确承办部门和答复时限。"),
    ("service", "优化窗口服务流程", "窗口减少重复填表，推行一次告知，办事指南同步更新。"),
    ("practice", "建立队伍管理月调度机制", "每月调度一次，问题列入清单，逐项明确措施和完成时间。"),
    ("practice", "推行新任职干部导师制", "为新任职干部安排导师，按季度小结，年底统一考评。"),
    ("examples", "学习先进集体工作经验", "通过座谈和实地观摩，梳理可以借鉴的做法并列出落实清单。"),
)
_DETAILS: Final = (
    "第一组由分管领导带队，用两天时间走完六个站点，当场答复十一个问题。",
    "会前发放调查表八十份，收回七十六份，意见集中在排班和值守安排上。",
    "工作专班按周汇总进展，对滞后的三项逐一约谈，月底前全部补齐。",
    "青年干警结成九个学习对子，轮流主讲，课件统一存入资料库供查阅。",
    "后勤部门同步改造了会议室和阅览角，增加图书四百余册，全天开放。",
    "活动分上下午两场，线上同步播放，外勤岗位利用晚间补课并参加测验。",
    "整改台账新增销号日期一栏，由纪检人员按比例抽查，结果每季通报。",
    "邻近区县派员观摩，双方就考勤办法、请假审批和谈心谈话交换了做法。",
)
_SEND: Final = (Move("submit"),)
_PUBLISH: Final = (*_SEND, Move("publish"))
_RETURN: Final = (*_SEND, Move("return", "数字与台账不一致，请核对后重报（示例）"))
_AGAIN: Final = (*_RETURN, Move("resubmit"))
_WAYS: Final = (*[_PUBLISH] * 7, _SEND, _RETURN, (*_AGAIN, Move("publish")), _AGAIN, ())
"""How articles go on, each as often as it stands here."""


def articles(unit: Unit, today: date) -> Iterator[Told]:
    """Yield a unit's articles of each month, the newest month first."""
    draw = Random(f"news-{unit.unit}")  # noqa: S311 - examples are drawn, no secrets
    for month in range(MONTHS):
        for number in range(draw.randrange(_MOST + 1)):
            category, title, text = draw.choice(_TOLD)
            day = today - timedelta(days=1 + 30 * month + draw.randrange(29))
            values = {
                "title": f"{title}（{day.month} 月第 {number + 1} 篇）",
                "text": f"{text}\n\n{draw.choice(_DETAILS)}本文为演示用虚构示例。",
                "happened_on": day.isoformat(),
                "category": category,
            }
            yield Told(values, draw.choice(_WAYS))
