"""Everything the loader refuses: the code, the place, and both languages."""

from __future__ import annotations

import pytest

from smart_team.errors import RubricError
from smart_team.rubric.loader import load_rubric, parse_rubric
from tests.rubric.samples import HEAD, SOUND, rubric

YAML = [
    ("a:\tb", "Y104", 1, 3),
    ("\ufeffformat: 1", "Y103", 1, 1),
    ("a: \x01", "Y105", 1, 4),
    ("a: [1,\nb: 2", "Y106", 3, 1),
    ("a: 'x", "Y106", 1, 6),
    (" a: 1\nb: 2", "Y106", 2, 1),
    ("a: 1\n---\nb: 2", "Y107", 2, 1),
    ("", "Y108", 1, 1),
    ("# nothing\n", "Y108", 1, 1),
    ("a: &x 1", "Y109", 1, 4),
    ("a: *x", "Y109", 1, 4),
    ("a: !!python/object:os.system x", "Y110", 1, 4),
    ("a: !!map {b: 1}", "Y110", 1, 4),
    ("[" * 2000, "Y111", 1, 42),
    ("{a: " * 2000, "Y111", 1, 165),
    ("- " * 2000 + "x", "Y111", 1, 83),
    ("a: 1\na: 2", "Y112", 2, 1),
    ("{? [a] : 1}", "Y113", 1, 4),
    *((f"a: {raw}", "Y114", 1, 4) for raw in (
        "no", "Yes", "on", "OFF", "~", "null", "True", "010", "1_0", "1e3", ".nan", "-.inf",
        "0x1F", "12:30:45", "1.2.3", "+5", "1.", ".5", "2021-04-01", "1,000",
    )),
    ("a:", "Y115", 1, 3),
    ("a: 1234567890123", "Y116", 1, 4),
    ("a: 0.1234567", "Y116", 1, 4),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "line", "column"), YAML)
def test_text_that_could_be_mistaken_is_refused(
    text: str, code: str, line: int, column: int
) -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(text.encode(), "x.yaml")
    found = [(p.message.code, p.place.line, p.place.column) for p in caught.value.problems]
    assert (code, line, column) in found
    assert f"x.yaml:{line}:{column}: " in caught.value.say("zh")
    assert f"[{code}]" in caught.value.say("en")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (SOUND.encode("utf-16"), "Y103"),
        (SOUND.encode("utf-16-le"), "Y103"),
        (SOUND.encode("gb18030"), "Y102"),
        (b"#" * 2_000_001, "Y101"),
    ],
)
def test_wrong_encodings_and_sizes_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(data)
    assert [p.message.code for p in caught.value.problems] == [code]


LEVEL = "{{id: a{0}, title: a, points: 1}}"
TIERS = "type: tiers, tiers: "
EVENTS = "type: deduct, events: [{id: a, title: a, per: 1}]"
SHAPE = [
    (SOUND.replace('version: "1"\n', ""), "R101"),
    (SOUND.replace("full_marks", "fullmarks"), "R102"),
    (rubric("type: boolean, pints: 3"), "R102"),
    (rubric("type: boolean, applies_to: {kind: [court]}"), "R102"),
    (rubric("type: boolean, evidence: {need: true}"), "R102"),
    (rubric("type: levels, levels: [{id: a, title: a, points: 10, x: 1}]"), "R102"),
    (SOUND.replace('version: "1"', "version: 1"), "R103"),
    (SOUND.replace("format: 1", "format: text"), "R104"),
    (SOUND.replace("points: 20", "points: true"), "R103"),
    (SOUND.replace("illustrative: true", "illustrative: 1"), "R103"),
    (f"{HEAD}dimensions: x\n", "R103"),
    (f"{HEAD}dimensions: [x]\n", "R103"),
    ("just text", "R103"),
    (rubric("type: tierz"), "R104"),
    (rubric("answered_by: unit"), "R101"),
    (rubric("type: boolean, applies_to: {kinds: [courts]}"), "R104"),
    (SOUND.replace("points: 20", "points: 0"), "R105"),
    (SOUND.replace("full_marks: 20", "full_marks: 1001"), "R105"),
    (SOUND.replace("full_marks: 20", "full_marks: 20\ndecimals: 5"), "R105"),
    (SOUND.replace('version: "1"', 'version: ""'), "R105"),
    (SOUND.replace('version: "1"', f'version: "{"v" * 65}"'), "R105"),
    (rubric(f"type: levels, levels: [{', '.join(LEVEL.format(n) for n in range(201))}]"), "R105"),
    (SOUND.replace("id: A1", 'id: "1A"'), "R106"),
    (SOUND + SOUND[SOUND.index("      - id: A1"):], "R107"),
    (rubric("type: levels, levels: [{id: a, title: a, points: 10}, {id: a, title: b, points: 1}]"),
     "R107"),
    (rubric("type: mix, categories: [{id: a, title: a, share: 1}, {id: a, title: b, share: 0}]"),
     "R107"),
    (rubric("type: deduct, events: [{id: a, title: a, per: 1}, {id: a, title: b, per: 1}]"), "R107"),
    (f"{HEAD}dimensions: []\n", "R108"),
    (SOUND.replace("illustrative: true", "subject: citizen"), "R109"),
    (rubric("type: count, per: 0.125"), "R110"),
    (rubric("type: boolean", "adjustments: {bonus_cap: 0.125}\n"), "R110"),
    (SOUND.replace("points: 20", "points: 19"), "R111"),
    (SOUND.replace("    indicators:", "    points: 21\n    indicators:"), "R111"),
    (rubric("type: checklist, items: [{id: a, title: a, points: 9}]"), "R112"),
    (rubric("type: levels, levels: [{id: a, title: a, points: 9}]"), "R113"),
    (rubric("type: levels, levels: [{id: a, title: a, points: 11}]"), "R114"),
    (rubric(f"{EVENTS}, floor: 11"), "R114"),
    (rubric(f"{TIERS}[{{at_least: 1, points: 5}}, {{at_least: 2, points: 3}}]"), "R115"),
    (rubric(f"{TIERS}[{{at_most: 2, points: 5}}, {{at_most: 1, points: 3}}]"), "R115"),
    (rubric(f"{TIERS}[{{at_least: 2, points: 5}}, {{at_least: 1, points: 5}}]"), "R115"),
    (rubric(f"{TIERS}[{{at_least: 2, points: 5}}, {{at_most: 1, points: 3}}]"), "R116"),
    (rubric(f"{TIERS}[{{at_least: 2, at_most: 3, points: 5}}]"), "R116"),
    (rubric(f"{TIERS}[{{points: 5}}]"), "R116"),
    (rubric("type: piecewise, curve: [{at: 1, points: 0}, {at: 1, points: 10}]"), "R117"),
    (rubric("type: placing, places: [{to: 2, points: 9}, {to: 1, points: 1}]"), "R117"),
    (rubric("type: linear"), "R118"),
    (rubric("type: linear, zero_at: 1, full_at: 1"), "R118"),
    (SOUND + "grades: [{grade: a, at_least: 1}, {grade: b, at_least: 1}]\n", "R119"),
    (SOUND + "grades: [{grade: a, at_least: 1}, {grade: a, at_least: 0}]\n", "R119"),
    (SOUND + "grades: [{grade: a, at_least: 0}]\nquota: {grade: b, share: 0.3}\n", "R120"),
    (SOUND + "redlines: [{id: R, title: r, effect: cap}]\n", "R121"),
    (SOUND + "redlines: [{id: R, title: r, effect: fail, cap: 3}]\n", "R121"),
    (rubric("type: boolean, answered_by: metric"), "R122"),
    (rubric("type: boolean, metric: team.staff"), "R122"),
    (rubric("type: manual, answered_by: unit"), "R123"),
    (f"{HEAD}dimensions: [{{id: d, title: d}}]\n", "R124"),
    (rubric("type: boolean", "scaled: true\n") .replace("points: 10,", "points: 1000,").replace(
        "indicators:\n", "indicators:\n" + "".join(
            f"      - {{id: X{n}, title: x, points: 1000, type: boolean}}\n" for n in range(10))),
     "R125"),
    (rubric("type: linear, zero_at: 0, full_at: 1, when_empty: zero"), "R126"),
    (SOUND + "quota: {grade: b, share: 0.3}\n", "R127"),
    (SOUND + "groups: {}\n", "R101"),
    (SOUND + "groups: {lists: [{id: a, title: a, applies_to: {}}, {id: a, title: b, applies_to: {}}]}\n",
     "R107"),
    (rubric("type: formula, inputs: [{id: a, title: a}], expression: a +"), "F103"),
    (rubric("type: formula, inputs: [{id: a, title: a}, {id: a, title: b}], expression: a"), "R107"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), SHAPE)
def test_what_makes_no_sense_is_refused_at_its_line(text: str, code: str) -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(text.encode(), "x.yaml")
    problems = [p for p in caught.value.problems if p.message.code == code]
    assert problems, caught.value.say("en")
    assert all(p.place.line and p.place.column for p in problems)
    assert all(p.say(lang) for p in problems for lang in ("zh", "en"))


def test_all_errors_of_a_file_come_together_each_once() -> None:
    text = rubric(
        "type: boolean", "redlines: [{id: R, title: r, effect: cap}]\nbogus: 1\n"
    ).replace("points: 10", "points: 9.125")
    with pytest.raises(RubricError) as caught:
        parse_rubric(text.encode())
    codes = [p.message.code for p in caught.value.problems]
    assert codes == ["R110", "R121", "R102"]


def test_broken_entries_are_not_also_called_missing() -> None:
    with pytest.raises(RubricError) as caught:
        parse_rubric(rubric("type: nothing").encode())
    assert [p.message.code for p in caught.value.problems] == ["R104"]


def test_duplicate_ids_are_found_beside_broken_items() -> None:
    text = SOUND + SOUND[SOUND.index("      - id: A1") :] + "bogus: 1\n"
    text += "redlines: x\nadjustments: {items: [3]}\n"
    with pytest.raises(RubricError) as caught:
        parse_rubric(text.encode())
    assert "R107" in {p.message.code for p in caught.value.problems}


def test_a_file_that_is_not_there_is_named(tmp_path: pytest.TempPathFactory) -> None:
    with pytest.raises(RubricError) as caught:
        load_rubric(f"{tmp_path}/none.yaml")
    assert caught.value.problems[0].message.code == "M108"


def test_only_the_first_hundred_problems_are_printed() -> None:
    text = "\n".join(f"k{n}: no" for n in range(150))
    with pytest.raises(RubricError) as caught:
        parse_rubric(text.encode())
    assert "另有" in caught.value.say("zh")
    assert "more" in caught.value.say("en").splitlines()[-1]


def test_a_sound_rubric_loads() -> None:
    loaded, document = parse_rubric(SOUND.encode())
    assert loaded.id == "sample.annual"
    assert document.place(("dimensions", 0, "indicators", 0, "points")).line == 14
    assert document.place(("nothing", "here")).line == 1
