"""What the words mean: one word for one thing, in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from smart_team.errors import Text


@dataclass(frozen=True, slots=True)
class Term:
    """A word, and what it stands for."""

    id: str
    word: Text
    meaning: Text


TERMS: Final[tuple[Term, ...]] = (
    Term(
        "unit",
        Text("单位", "unit"),
        Text(
            "被评估的组织：政法委、法院、检察院、公安、司法行政的市级或区级机关。本系统只评单位，不评个人。",
            "An organisation that is assessed. Persons are never assessed.",
        ),
    ),
    Term(
        "module",
        Text("模块", "module"),
        Text(
            "一项管理工作的全部规定：评估标准、评估办法和数据项。三个基本模块之外，其余都是“X”模块。",
            "All rules of one field of work: rubrics, procedure, metrics. Three are basic.",
        ),
    ),
    Term(
        "rubric",
        Text("评估标准", "rubric"),
        Text(
            "分值和计分规则的一个固定版本，以编号、版本和内容哈希为准；周期开启后不再改变。",
            "A fixed version of points and rules, known by id, version and hash of its content.",
        ),
    ),
    Term(
        "dimension",
        Text("维度", "dimension"),
        Text(
            "评估标准中的一组指标，即一级、二级指标；得分由所属指标合成。",
            "A group of indicators in a rubric; its score is made of theirs.",
        ),
    ),
    Term(
        "indicator",
        Text("指标", "indicator"),
        Text(
            "可以计分的一项；写明分值、题型、谁来填、要不要佐证。",
            "What earns points: how many, by which rule, answered by whom, with what evidence.",
        ),
    ),
    Term(
        "procedure",
        Text("评估办法", "procedure"),
        Text(
            "从自评到公布的步骤：谁办、先后、期限、什么情况退回。",
            "The steps from self-assessment to publication: who acts, when, what is sent back.",
        ),
    ),
    Term(
        "cycle",
        Text("评估周期", "cycle"),
        Text(
            "按一份评估办法和固定的评估标准，对一批单位进行的一次评估，有起止日期。",
            "One run of a procedure and its rubrics for named units between dates.",
        ),
    ),
    Term(
        "stage",
        Text("环节", "stage"),
        Text(
            "周期的一段，对应一份评估标准，在总分中占一定权重。",
            "A part of a cycle with a rubric of its own and a weight in the total.",
        ),
    ),
    Term(
        "submission",
        Text("报送", "submission"),
        Text(
            "一个单位在一个环节的全部材料：答案、佐证、各层评分和办理经过。",
            "All of one unit in one stage: answers, evidence, every layer, and what was done when.",
        ),
    ),
    Term(
        "evidence",
        Text("佐证", "evidence"),
        Text(
            "证明答案的文件，带自己的日期；上传后不会被覆盖。",
            "Files that prove an answer, each with its own date; never overwritten.",
        ),
    ),
    Term(
        "layer",
        Text("层", "layer"),
        Text(
            "谁给出的答案：自评、初评、复评、复核、终评。后一层写在前一层旁边，不覆盖它。",
            "Whose answer it is, from self-assessment to final. Later ones stand beside earlier.",
        ),
    ),
    Term(
        "finding",
        Text("逐分说明", "finding"),
        Text(
            "一项得分怎样算出来的：算式、依据和出处，可以手工复算。",
            "How points came about: the sum, its rule and source, to be recomputed by hand.",
        ),
    ),
    Term(
        "metric",
        Text("数据项", "metric"),
        Text(
            "由模块从已有记录得出的数；指标直接引用，不必再填，对数有疑义可以提出。",
            "A number from a module's own records that an indicator takes; a unit may dispute it.",
        ),
    ),
    Term(
        "ledger",
        Text("台账", "ledger"),
        Text(
            "逐条登记的工作记录；数据项由它统计得出。",
            "Records of work, one by one, from which metrics are counted.",
        ),
    ),
    Term(
        "missing",
        Text("未填", "blank"),
        Text(
            "没有答案，得 0 分。与“不适用”和答了得 0 分是三回事。",
            "No answer: 0 points. Not the same as not applicable, nor as an answer that earns 0.",
        ),
    ),
    Term(
        "not_applicable",
        Text("不适用", "not applicable"),
        Text(
            "标准不要求本单位做这一项，或评审方同意了申请；分值按比例折到其余指标。",
            "The rubric leaves the unit out, or a request was granted; points go to the others.",
        ),
    ),
    Term(
        "redline",
        Text("一票否决", "redline"),
        Text(
            "经核实触犯即降等、封顶或暂缓的情形，如数据造假。",
            "What, once verified, lowers, caps or withholds the result, such as false data.",
        ),
    ),
    Term(
        "grade",
        Text("等次", "grade"),
        Text(
            "总分所在的档次，如优秀、良好、合格；有的等次有比例限制。",
            "The band of the total; some may be given to a share of units only.",
        ),
    ),
    Term(
        "peer_group",
        Text("同类组", "peer group"),
        Text(
            "一起排名的单位，例如各区法院；名次只在组内比。",
            "Units that are ranked together, such as the districts' courts.",
        ),
    ),
    Term(
        "rework",
        Text("整改", "rework"),
        Text(
            "未达标的单位在期限内补做，经验收后按办法规定的上限计分。",
            "What a unit below the line makes good in time; accepted, it counts up to a cap.",
        ),
    ),
    Term(
        "appeal",
        Text("申诉", "appeal"),
        Text(
            "公示之后的申诉期内，单位对一项得分提出异议；由没有评过它的复核员裁决。",
            "A unit's objection to an announced score; decided by who did not review it.",
        ),
    ),
    Term(
        "publication",
        Text("发布", "publication"),
        Text(
            "重新核算无误后冻结并签名的结果；更正另发一版，前后差别公开。",
            "The result, recomputed, frozen and signed; a correction is a new one beside it.",
        ),
    ),
)
