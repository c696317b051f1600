"""Near-duplicates among articles: golden pairs, and what holds of any texts."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smart_team.ledger.book import Record
from smart_team.modules.news.likeness import ALIKE, alike, likeness, runs_of

TEXT = (
    "三月十日，示例区法院举办业务能力培训班，安排集中授课、分组研讨和结业测试，"
    "四十名干警完成全部学时。培训班邀请示例学院教师讲授裁判文书写作，各庭室交流了办案经验。"
)
FEW_WORDS = TEXT.replace("四十名", "三十八名").replace("各庭室", "各部门")
SAME_FORM = (
    "三月十二日，示例区检察院举办公益诉讼培训班，安排现场观摩和案例研讨，"
    "二十名检察官参加。观摩组走访了两处示范点，随后就线索摸排和证据固定作了专题汇报。"
)


def article(id_: str, text: str, title: str = "标题") -> Record:
    content = {"title": title, "text": text}
    return Record(id_, "news.articles", "D01-court", date(2026, 3, 1), "submitted", content)


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (TEXT, 1),
        (TEXT.replace("，", "， \n").replace("。", "．"), 1),
        (FEW_WORDS, 1),
        (SAME_FORM, 0),
        ("", 0),
    ],
)
def test_golden_pairs(other: str, near: int) -> None:
    assert (likeness(runs_of(TEXT), runs_of(other)) >= ALIKE) == bool(near)


def test_another_title_changes_nothing_and_the_likest_is_first() -> None:
    others = [
        article("b", FEW_WORDS),
        article("c", TEXT, "另一个标题"),
        article("d", SAME_FORM),
        article("a", TEXT),
    ]
    found = alike(article("a", TEXT), others)
    assert [each.id for each, _ in found] == ["c", "b"]
    assert found[0][1] == 100
    assert 100 * ALIKE <= found[1][1] < 100


@given(st.text("培训班a1 ，"), st.text("培训班a1 ，"))
def test_likeness_is_even_handed(one: str, other: str) -> None:
    here, there = runs_of(one), runs_of(other)
    assert likeness(here, there) == likeness(there, here)
    assert 0 <= likeness(here, there) <= 1
    assert likeness(here, here) == 1
