"""Lint: each piece of advice at its place, and silence where all is well."""

from __future__ import annotations

from pathlib import Path

import pytest

from smart_team.assessment.linting import lint_paths
from smart_team.errors import RubricError
from smart_team.rubric.catalog import load_composite
from smart_team.rubric.lint import lint_composite, lint_module, lint_rubric
from smart_team.rubric.loader import load, parse_rubric
from smart_team.rubric.modules import ModuleFile
from tests.rubric.ledger_samples import MODULE
from tests.rubric.samples import SOUND

ROOT = Path(__file__).resolve().parents[2]
BONUS = "adjustments:\n  items:\n    - {id: J, title: {zh: 加, en: J}, type: bonus, reference: r, criteria: c, "
CASES = [
    (SOUND.replace("        reference: 第 1 条\n", ""), "L201"),
    (SOUND.replace("        criteria: 有则得分\n", ""), "L202"),
    (SOUND + BONUS + "cap: 5, events: [{id: a, title: a, per: 1, max: 2}]}\n", "L203"),
    (SOUND + BONUS + "events: [{id: a, title: a, per: 3, max: 2}]}\n", "L204"),
    (SOUND.replace("zh: 有无", "zh: 干警身份证号登记"), "L205"),
    (SOUND.replace("en: Whether", "en: Home address of staff"), "L205"),
    (SOUND + BONUS + "events: [{id: a, title: 手机号, per: 1, max: 2}]}\n", "L205"),
    (SOUND.replace("zh: 有无", "zh: 上访人次"), "L206"),
    (SOUND.replace("illustrative: true\n", ""), "L207"),
    (SOUND + "grades: [{grade: a, at_least: 60}]\n", "L208"),
    (SOUND + "na: full\napplies_to: {kinds: [court]}\n", "L209"),
    (SOUND.replace("title: {zh: 有无, en: Whether}", "title: 有无"), "L210"),
    (SOUND.replace("required: true", "required: false"), "L211"),
    (SOUND + "redlines: [{id: R, title: {zh: 红, en: R}, effect: fail, criteria: c}]\n", "L212"),
    (SOUND + BONUS + "cap: 1, events: [{id: a, title: a, per: 1, max: 2}]}\n  bonus_cap: 5\n", "L213"),
    (SOUND + BONUS + "events: [{id: a, title: a, per: 1, max: 2}]}\n  bonus_cap: 5\n", "L213"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), CASES)
def test_advice(text: str, code: str) -> None:
    problems = lint_rubric(*parse_rubric(text.encode(), "x.yaml"))
    assert [p.message.code for p in problems] == [code]
    assert all(p.place.line and p.say("zh") and p.say("en") for p in problems)


@pytest.mark.parametrize(
    "tail",
    [
        "",
        BONUS + "events: [{id: a, title: a, per: 1}]}\n  bonus_cap: 5\n",
        BONUS + "events: [{id: a, title: a, per: 1}]}\n  penalty_cap: 0\n",
        BONUS + "cap: 2, events: [{id: a, title: a, per: 1, max: 2}]}\n  bonus_cap: 2\n",
        "grades: [{grade: a, at_least: 0}]\nna: full\n",
    ],
)
def test_silence(tail: str) -> None:
    assert not lint_rubric(*parse_rubric((SOUND + tail).encode()))


def test_criteria_may_say_what_is_not_collected() -> None:
    text = SOUND.replace("criteria: 有则得分", "criteria: 不收身份证号")
    assert not lint_rubric(*parse_rubric(text.encode()))


def test_all_shipped_files_are_without_findings() -> None:
    problems, files = lint_paths([ROOT / "rubrics", ROOT / "tests" / "rubrics"])
    assert files > 40
    assert [p.say("en") for p in problems] == []


def test_files_of_every_kind_are_checked(tmp_path: Path) -> None:
    for name in (
        "module.yaml",
        "composite.yaml",
        "procedure.yaml",
        "cases/a.yaml",
        "a.yaml",
        "b.yml",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("format: 2\n", encoding="utf-8")
    problems, files = lint_paths([tmp_path, tmp_path / "a.yaml"])
    assert files == 6
    assert len({p.place.file for p in problems}) == 6


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RubricError):
        lint_paths([tmp_path / "none.yaml"])


INDICATOR = "title: {zh: 有无, en: Whether}"
PERSONAL = {
    "zh": [
        "身份证", "手机号", "电话号码", "住址", "家庭住址", "病历", "健康状况", "宗教", "宗教信仰",
        "政治面貌", "指纹", "人脸", "银行卡号", "行踪", "亲属姓名", "出生日期",
    ],
    "en": [
        "ID number", "Phone number", "Phone", "Home address", "Addresses of residents", "Religion", "Fingerprints",
        "Medical records", "Bank account", "Date of birth", "Relatives' names",
    ],
}  # fmt: skip
CITIZENS = {
    "zh": [
        "上访人次", "信访登记数", "零上访", "重点人员管控数", "吸毒人员", "精神障碍患者", "社区矫正人员数",
        "社区矫正对象人数", "邪教", "忠诚度", "个人排名", "公民评分",
    ],
    "en": ["Petitioners", "Petitions filed", "Number of petitions", "Loyalty", "Personal ranking"],
}  # fmt: skip
INNOCENT = {
    "zh": [
        "服务对象满意率", "窗口服务满意率", "信访事项及时受理率", "民族宗教事务联席会议", "电信教育",
        "群众满意度", "社区矫正人员帮扶率", "网格编号", "个人信息保护制度",
    ],
    "en": [
        "Grid number", "Grid cards", "Petitions handled in time", "Face-to-face meetings", "Addressed",
        "Phone hotline answered", "Difficulty", "Satisfaction of those served", "Cultural events",
    ],
}  # fmt: skip


def titled(lang: str, title: str) -> str:
    other = {"zh": "en: Whether", "en": "zh: 有无"}[lang]
    return SOUND.replace(INDICATOR, f'title: {{{lang}: "{title}", {other}}}')


def found(text: str) -> list[tuple[str, int | None, int | None]]:
    problems = lint_rubric(*parse_rubric(text.encode(), "x.yaml"))
    return [(p.message.code, p.place.line, p.place.column) for p in problems]


@pytest.mark.parametrize(("code", "table"), [("L205", PERSONAL), ("L206", CITIZENS)])
def test_words_of_persons_are_errors(code: str, table: dict[str, list[str]]) -> None:
    for lang, titles in table.items():
        for title in titles:
            assert found(titled(lang, title)) == [(code, 12, 16)], title


def test_words_of_work_are_not() -> None:
    for lang, titles in INNOCENT.items():
        for title in titles:
            assert found(titled(lang, title)) == [], title


@pytest.mark.parametrize(
    "id_", ["id_number", "Home-Address", "staff.phone_number", "religion", "loyalty"]
)
def test_ids_are_read_word_by_word(id_: str) -> None:
    ((code, line, column),) = found(SOUND.replace("id: A1", f"id: {id_}"))
    assert (code in {"L205", "L206"}, line, column) == (True, 11, 13)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("type: checklist; items: [{id: a, title: {zh: 指纹}, points: 20}]", "L205"),
        ("type: levels; levels: [{id: a, title: 零上访, points: 20}]", "L206"),
        ("type: mix; categories: [{id: a, title: 政治面貌, share: 1}]", "L205"),
        ("type: deduct; events: [{id: petitioners, title: a, per: 1}]", "L206"),
        ("type: formula; expression: phone_number; inputs: [{id: phone_number, title: a}]", "L205"),
    ],
)
def test_rows_are_read_too(row: str, code: str) -> None:
    rows = "".join(f"        {line}\n" for line in row.split("; "))
    assert [each for each, *_ in found(SOUND.replace("        type: boolean\n", rows))] == [code]


@pytest.mark.parametrize(
    ("hint", "codes"),
    [
        ("身份证复印件", ["L205"]), ("Copies of ID cards", ["L205"]), ("汇总表", []), ("Address", []),
        ("花名册(隐去身份证号)", []), ("Sheet without phone numbers", []), ("不收身份证", []),
    ],
)  # fmt: skip
def test_hints_ask_for_no_personal_data(hint: str, codes: list[str]) -> None:
    text = SOUND.replace("required: true", f"required: true, hint: {hint}")
    assert [code for code, *_ in found(text)] == codes


def test_the_rubric_s_own_title_is_read() -> None:
    assert found(SOUND.replace("title: {zh: 样例, en: Sample}", "title: 公民评分")) == [
        ("L206", 4, 8), ("L210", 4, 8),
    ]  # fmt: skip


@pytest.mark.parametrize("na", ["full", "zero"])
def test_excluded_units_that_still_score_are_pointed_out_wherever_they_are_excluded(
    na: str,
) -> None:
    text = SOUND.replace(
        "        points: 20\n", "        points: 20\n        applies_to: {kinds: [court]}\n"
    )
    tail = "redlines: [{id: R, title: {zh: r, en: r}, effect: fail, applies_to: {kinds: [court]}, reference: r, criteria: c}]\n"
    assert found(f"{text}na: {na}\n{tail}") == [("L209", 15, 21)]
    assert found(f"{text}{tail}") == []


COMPOSITE = """format: 1
id: annual.composite
version: "1"
title: {zh: 总评, en: Annual}
illustrative: true
parts: [{id: team, title: {zh: 队伍, en: Team}, modules: [team], weight: 1}]
"""


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (COMPOSITE, []),
        (COMPOSITE.replace("illustrative: true\n", ""), ["L207"]),
        (COMPOSITE.replace("{zh: 队伍, en: Team}", "队伍"), ["L210"]),
        (COMPOSITE.replace("zh: 队伍", "zh: 忠诚度"), ["L206"]),
        (COMPOSITE + "grades: [{grade: a, at_least: 60}]\n", ["L208"]),
        (COMPOSITE + "adjustments: {penalty_cap: 5}\n", ["L213"]),
        (
            COMPOSITE + "redlines: [{id: R, title: {zh: r, en: r}, effect: fail}]\n",
            ["L212", "L202"],
        ),
    ],
)
def test_composites_are_advised_on_too(tmp_path: Path, text: str, codes: list[str]) -> None:
    path = tmp_path / "composite.yaml"
    path.write_text(text, encoding="utf-8")
    problems = lint_composite(*load_composite(path))
    assert [p.message.code for p in problems] == codes
    assert all(p.place.line for p in problems)


def test_the_shipped_composite_is_without_findings() -> None:
    assert not lint_composite(*load_composite(ROOT / "rubrics" / "annual" / "composite.yaml"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("{zh: 主办, en: Lead}", "{zh: 主办人身份证号, en: Lead}", "L205"),
        ("{zh: 主办, en: Lead}", "{zh: 联系电话, en: Lead}", "L205"),
        ("{zh: 主办, en: Lead}", "{zh: 主办, en: Contact number}", "L205"),
        ("{zh: 主办, en: Lead}", "{zh: 案情, en: Lead}", "L205"),
        ("{id: lead,", "{id: phone,", "L205"),
        ("{zh: 主办, en: Lead}", "{zh: 主办, en: Lead}, hint: 写手机号", "L205"),
        ("{zh: 进展, en: Reports}", "{zh: 上访人次, en: Reports}", "L206"),
        ("{zh: 大, en: Large}", "{zh: 吸毒人员, en: Large}", "L206"),
        ("{zh: 任务数, en: Tasks}", "{zh: 居民积分, en: Tasks}", "L206"),
        ("{zh: 主办, en: Lead}", "主办", "L210"),
        ("{zh: 大, en: Large}", "大", "L210"),
        ("{zh: 在办, en: Open}", "在办", "L210"),
    ],
)
def test_ledgers_keep_no_personal_data_and_speak_both_languages(
    old: str, new: str, code: str
) -> None:
    text = MODULE.replace(old, new, 1)
    problems = lint_module(*load(ModuleFile, text.encode(), "module.yaml"))
    line = MODULE[: MODULE.index(old)].count("\n") + 1
    assert [(each.message.code, each.place.line) for each in problems] == [(code, line)]


def test_a_hint_may_say_what_a_ledger_does_not_keep() -> None:
    text = MODULE.replace("{zh: 主办, en: Lead}", "{zh: 主办, en: Lead}, hint: 不写手机号", 1)
    assert not lint_module(*load(ModuleFile, text.encode(), "module.yaml"))
