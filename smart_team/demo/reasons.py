"""What people write when they change, send back, appeal and decide: short and made up."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from smart_team.rubric.items import Item, Redline, Scored

CORRECTED: Final = (
    "核对汇总表,数字与填报不符,按佐证材料更正",
    "佐证材料只能证明其中一部分,其余不予认定",
    "台账与填报不一致,按台账核定",
)
"""Why a claim is found lower."""
STRICTER: Final = (
    "其中一项签字页缺失,不予认定",
    "抽查一项与记录不符,予以扣除",
)
"""Why one of a panel sees less than the others."""
ON_SITE: Final = "现场核查:一项未见落实痕迹,据实核减"
SENT_BACK: Final = {
    "approver": "汇总数与分项数对不上,请核对后重报",
    "district": "佐证材料缺页,请补齐后重报",
    "inspector": "填报口径与评估标准不一致,请按标准重新统计",
}
"""Why each of those who may send work back does so."""
GROUNDS: Final = (
    "该项佐证材料当时漏传,现已补齐,申请按自评认定",
    "核减的一项已在期限内完成,申请复核",
)
UPHELD: Final = "补充材料属实,按单位自评认定"
REJECTED: Final = "补充材料形成于评估期之后,维持原认定"
CHECKED: Final = "以推广或通报文件为准,经核对属实"
BREACHED: Final = "以核查报告为准"
FORGOTTEN: Final = "市级推广文件漏录,经核对属实,补记一次"
"""Why an adjudicator amends a result that is published."""
CORRECTION: Final = "一家单位的市级推广文件漏录,更正其结果"
REWORKED: Final = "一家单位补课经复验合格,按评估办法封顶计分"
"""Why a result is published anew."""
GRANTED: Final = "经核准,本项不适用"


def found_by(item: Item) -> str:
    """Return why a reviewer fills in what the unit does not answer itself."""
    if isinstance(item, Redline):
        return BREACHED
    source = item.source.zh if isinstance(item, Scored) and item.source is not None else None
    return CHECKED if source is None else f"{source},据此核定"


def one_of(reasons: Sequence[str], number: int) -> str:
    """Return one of several reasons; any whole number names one."""
    return reasons[number % len(reasons)]
