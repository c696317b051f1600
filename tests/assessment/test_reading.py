"""Previews, ranked tables, results and lists, as each person gets them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.drafts import Draft
from smart_team.assessment.publication import publish
from smart_team.assessment.sheets import Sheet
from smart_team.assessment.views.alone import UNPLACED, score_alone
from smart_team.assessment.views.audit import AuditWanted, audit_search
from smart_team.assessment.views.cycles import cycle_view, cycles_list
from smart_team.assessment.views.pages import Page, Span
from smart_team.assessment.views.preview import Preview, preview
from smart_team.assessment.views.published import composition, result, results_list
from smart_team.assessment.views.ranked import RankedRow, compared, ranked
from smart_team.assessment.views.ranking import RankingView, ranking
from smart_team.assessment.views.registry import (
    UnitsWanted,
    districts_list,
    loaded_rubrics,
    modules_list,
    rubric_view,
    rubrics_list,
    unit_view,
    units_list,
)
from smart_team.assessment.views.rollups import Mean, roll_ups
from smart_team.assessment.views.scores import layer_scores
from smart_team.assessment.views.submissions import Wanted, submissions_list
from smart_team.errors import SmartTeamError
from smart_team.rubric.loader import load_rubric
from smart_team.scoring.plan import compile_rubric
from smart_team.scoring.units import Unit
from smart_team.store.database import reading
from smart_team.store.signing import create_key
from smart_team.store.tables import stages
from tests.assessment.office import CLAIMS, MADE_GOOD, Office
from tests.assessment.world import STUDY, UNITS, World, platform

UNIT = "D01-court"
CLERK = f"clerk-{UNIT}"
A8 = {"A8": {"numerator": 492, "denominator": 500}}
LEAGUE = Path(__file__).parents[1] / "rubrics" / "placing" / "league.yaml"


def stage(world: World) -> str:
    return str(next(row.id for row in world.rows(stages) if row.number == 0))


def table(world: World, person: str, **asked: Any) -> RankingView:
    with reading(world.engine) as connection:
        who = world.who(person)
        return ranking(connection, who, stage(world), world.library, **asked)


def previewed(world: World, person: str, draft: Draft, unit: str = UNIT) -> Preview:
    with reading(world.engine) as connection:
        id_ = world.submission(unit)
        who, judged = world.who(person), world.judged()
        return preview(connection, who, id_, draft, **judged, lang="zh")


def read(world: World, what: Callable[..., Any], person: str, *given: Any) -> Any:
    with reading(world.engine) as connection:
        return what(connection, world.who(person), *given)


def code(caught: pytest.ExceptionInfo[SmartTeamError]) -> str:
    return caught.value.problems[0].message.code


# Previews


def test_a_preview_scores_what_fits_and_names_the_rest(world: World) -> None:
    answers = {**A8, "A4": {"count": -1}, "RL1": {"breached": True}, "A99": {"value": 1}}
    found = previewed(world, CLERK, Draft(answers))
    assert found.score.indicators["A8"] == {
        "points": "14.000000",
        "full": "14.000000",
        "status": "scored",
    }
    assert found.score.redlines == ()
    codes = {problem.message.code for problem in found.problems}
    assert m.NOT_ANSWERED_BY.code in codes
    assert len(codes) == 2
    assert "A8" not in found.missing
    assert "A4" in found.missing
    assert "A8" in found.missing_evidence
    line = next(each.line for each in found.score.findings if each.indicator == "A8")
    assert line.endswith("14.00 分")
    assert world.row(world.submission(UNIT)).version == 1


def test_a_reviewer_previews_over_what_lies_below(world: World) -> None:
    id_ = world.submission(UNIT)
    world.save(CLERK, id_, {**A8, "A4": {"count": 3}})
    world.now += timedelta(seconds=1)
    world.pass_to(id_, "preliminary")
    below = previewed(world, "district-D01", Draft())
    over = previewed(world, "district-D01", Draft({"A8": {"numerator": 450, "denominator": 500}}))
    assert below.score.indicators["A8"]["points"] == "14.000000"
    assert over.score.indicators["A8"]["points"] == "0.000000"
    assert over.score.indicators["A4"] == below.score.indicators["A4"]
    assert [each.message.code for each in over.problems] == [m.REVIEW_REASON.code]


def test_nobody_previews_what_they_could_not_save(world: World) -> None:
    with pytest.raises(m.ForbiddenError):
        previewed(world, "admin", Draft(A8))
    with pytest.raises(m.AbsentError):
        previewed(world, "clerk-D02-court", Draft(A8))


def test_a_place_is_left_open_where_the_others_are_not_known() -> None:
    plan = compile_rubric(load_rubric(str(LEAGUE)))
    unit = Unit("D1", "甲区法院", "court", "district", "D01")
    answers: Mapping[str, Any] = {
        "Q1": {"numerator": 9, "denominator": 10},
        "Q3": {"numerator": 1, "denominator": 2},
    }
    procedure = platform().procedures["education_rectification"]
    found = score_alone(plan, procedure, Sheet(unit, "s", "x", Draft(answers)), "zh")
    assert found.unplaced == ("Q1",)
    assert found.indicators["Q1"] == {"points": None, "full": "60.000000", "status": UNPLACED}
    assert found.indicators["Q2"]["status"] == "missing"
    assert (found.total, found.grade) == ("10.000000", None)
    finding = next(each for each in found.findings if each.indicator == "Q1")
    assert (finding.status, finding.points) == (UNPLACED, None)
    assert "名次" in finding.line


# Ranked tables


def row(code_: str, total: str | None, rank: int | None, group: str = "g") -> RankedRow:
    unit = Unit(code_, code_, "court", "district", code_[:2])
    status = "rated" if rank else "held"
    return RankedRow(unit, status, total, None, rank, group, ())


def test_rows_are_listed_by_rank_and_close_ones_marked() -> None:
    rows = [
        row("D4", "70.000000", None),
        row("D2", "80.000000", 2),
        row("D3", "80.000000", 2),
        row("D1", "80.499999", 1),
        row("D5", "79.500000", 4),
        row("D6", "79.600000", 1, "h"),
    ]
    found = ranked(rows)
    assert [each.unit.unit for each in found] == ["D1", "D2", "D3", "D5", "D4", "D6"]
    assert [each.is_close for each in found] == [True, True, True, False, False, False]


def test_means_are_rounded_once_and_stand_beside_their_number() -> None:
    rows = [row("D1", "80.000001", 1), row("D1", "80.000000", 2), row("D2", "70.000000", None)]
    found = roll_ups(rows)
    assert found.districts == {"D1": Mean("80.000001", 2), "D2": Mean(None, 0)}
    assert found.city == found.kinds["court"] == Mean("80.000001", 2)


def test_a_change_tells_points_and_places_won() -> None:
    rows = [row("D1", "80.500000", 1), row("D2", "70.000000", 2), row("D3", "60.000000", 3)]
    before: list[dict[str, Any]] = [
        {"unit": "D1", "total": "79.250000", "rank": 3},
        {"unit": "D2", "total": None, "rank": None},
    ]
    changes = [each.change for each in compared(rows, before)]
    assert changes[0] is not None
    assert (changes[0].total, changes[0].places) == ("1.250000", 2)
    assert changes[1] is not None
    assert (changes[1].total, changes[1].places) == (None, None)
    assert changes[2] is None


def bring(world: World, state: str) -> None:
    for number, unit in enumerate(UNITS):
        id_ = world.submission(unit)
        world.save(f"clerk-{unit}", id_, {"A8": {"numerator": 480 + number, "denominator": 500}})
        world.now += timedelta(seconds=1)
        world.pass_to(id_, "publicity")
    for unit in UNITS if state != "publicity" else ():
        world.now += timedelta(seconds=1)
        world.act("admin", world.submission(unit), "announce")
    for unit in UNITS if state == "rating" else ():
        world.pass_to(world.submission(unit), state)


def test_ranks_are_everybodys_once_all_are_announced(world: World) -> None:
    bring(world, "publicity")
    for unit in UNITS[1:]:
        world.now += timedelta(seconds=1)
        world.act("admin", world.submission(unit), "announce")
    assert table(world, "leader").source == "live"
    own = table(world, CLERK)
    assert (own.source, [each.unit.unit for each in own.rows]) == ("own", [UNIT])
    assert [(each.rank, each.grade) for each in own.rows] == [(None, None)]
    for person in ("author", "nobody", "inspector-4"):
        with pytest.raises(m.AbsentError):
            table(world, person)
    world.act("admin", world.submission(UNITS[0]), "announce")
    shown = table(world, CLERK)
    assert (shown.source, len(shown.rows)) == ("announced", len(UNITS))
    assert all(each.rank for each in shown.rows)
    figures = {each.unit.unit: each.dimensions is not None for each in shown.rows}
    assert figures == {unit: unit == UNIT for unit in UNITS}
    assert shown.states == {"publicity_open": 1}
    with pytest.raises(m.AbsentError):
        table(world, "nobody")
    with pytest.raises(m.AbsentError):
        table(world, CLERK, only_published=True)


def test_what_is_published_is_everybodys_and_figures_are_not(world: World, tmp_path: Path) -> None:
    bring(world, "rating")
    live = table(world, "leader")
    job = partial(
        publish,
        principal=world.who("admin"),
        stage_id=stage(world),
        library=world.library,
        signer=create_key(tmp_path),
    )
    id_ = str(world.write(job, "admin", "publish"))
    shown = table(world, CLERK, against=id_)
    assert (shown.source, shown.publication) == ("published", id_)
    totals = [(each.unit, each.total, each.rank) for each in shown.rows]
    assert totals == [(each.unit, each.total, each.rank) for each in live.rows]
    assert shown.roll_ups == live.roll_ups
    assert {each.change and each.change.total for each in shown.rows} == {"0.000000"}
    assert table(world, "leader", only_published=True).publication == id_
    mine = read(world, result, CLERK, id_)
    assert {each["unit"]: "indicators" in each for each in mine.rows} == {
        unit: unit == UNIT for unit in UNITS
    }
    assert all("indicators" in each for each in read(world, result, "leader", id_).rows)
    listed = read(world, results_list, "author", Span())
    assert [each.id for each in listed.items] == [id_]
    for person in ("nobody",):
        for what, given in ((result, id_), (results_list, Span())):
            with pytest.raises(m.AbsentError):
                read(world, what, person, given)
    for missing in ("0" * 32, "\x00"):
        with pytest.raises(m.AbsentError):
            read(world, result, "leader", missing)
    with pytest.raises(m.AbsentError):
        read(world, composition, "leader", world.cycle)


def test_a_rework_is_previewed_over_the_result_and_counts_once_accepted(
    world: World, tmp_path: Path
) -> None:
    office = Office(world, create_key(tmp_path), tmp_path)
    office.judge(claims={**CLAIMS, "D01-police": {}})
    office.publish()
    office.tell()
    world.now += timedelta(seconds=1)
    # By hand: 42 as published and 50 made good, held at the cap.
    found = previewed(world, CLERK, Draft({**A8, **MADE_GOOD}))
    assert (found.score.total, found.problems) == ("79.990000", ())
    world.save(CLERK, world.submission(UNIT), {**A8, **MADE_GOOD})
    world.now += timedelta(seconds=1)
    world.act(CLERK, world.submission(UNIT), "submit")
    layers = read(world, layer_scores, CLERK, world.submission(UNIT), world.library, "zh")
    totals = [(each.step, each.score.total, each.is_settled) for each in layers]
    assert totals[0] == ("self_assessment", "14.000000", True)
    assert totals[-2:] == [("review", "42.000000", True), ("rework", "79.990000", True)]
    live = {each.unit.unit: each.total for each in table(world, "leader").rows}
    assert live[UNIT] == "42.000000"


# Lists


def turn(list_: Callable[[Span], Page[Any]], key: str) -> list[str]:
    found: list[str] = []
    after = None
    while True:
        page = list_(Span(3, after))
        assert len(page.items) <= 3
        found += [str(getattr(each, key)) for each in page.items]
        if page.next is None:
            return found
        after = page.next


def test_pages_hold_everything_once_and_in_order(world: World) -> None:
    codes = turn(lambda span: read(world, units_list, CLERK, UnitsWanted(), span), "code")
    assert len(codes) == len(set(codes)) == 65
    courts = read(world, units_list, CLERK, UnitsWanted(kind="court", level="district"), Span())
    assert len(courts.items) == 12
    areas = turn(lambda span: read(world, districts_list, CLERK, span), "code")
    assert areas == sorted(areas)
    assert len(areas) == 12
    read_ = partial(read, world, submissions_list)
    mine = turn(lambda span: read_("district-D01", Wanted(), span), "id")
    wanted = {world.submission(unit, n) for unit in (UNIT, "D01-police") for n in range(3)}
    assert set(mine) == wanted
    assert read_("district-D01", Wanted(unit="D02-court"), Span()).items == ()
    (one,) = read_(CLERK, Wanted(stage=stage(world)), Span()).items
    assert (one.unit, one.actions) == (UNIT, ("save", "submit"))


@pytest.mark.parametrize(
    ("make", "wanted"),
    [
        (lambda: Span(0), "C160"),
        (lambda: Span(201), "C160"),
        (lambda: Span(after="a\x00"), "C161"),
        (lambda: Span(after=""), "C161"),
        (lambda: UnitsWanted(kind="church"), "C162"),
        (lambda: UnitsWanted(level="village"), "C162"),
        (lambda: Wanted(state="x" * 121), "C162"),
        (lambda: AuditWanted(result="maybe"), "C162"),
        (lambda: AuditWanted(actor="\n"), "C162"),
    ],
)
def test_what_cannot_be_asked_is_refused(make: Callable[[], Any], wanted: str) -> None:
    with pytest.raises(m.RefusedError) as caught:
        make()
    assert code(caught) == wanted


def test_cycles_are_seen_with_a_submission_or_a_city_role(world: World) -> None:
    def seen(person: str) -> bool:
        items = read(world, cycles_list, person, Span()).items
        assert [each.id for each in items] in ([], [world.cycle])
        return bool(items)

    assert all(map(seen, (CLERK, "district-D02", "leader", "author", "inspector-4")))
    assert not seen("nobody")
    with pytest.raises(m.AbsentError):
        read(world, cycle_view, "nobody", world.cycle, world.library)
    mine = read(world, cycle_view, CLERK, world.cycle, world.library)
    assert [each.states for each in mine.stages] == [{"self_assessment": 1}] * 3
    assert (mine.stages[0].rubric_id, mine.opened_by) == (STUDY, None)
    whole = read(world, cycle_view, "admin", world.cycle, world.library)
    assert (whole.stages[0].states, whole.opened_by) == ({"self_assessment": 4}, "admin")


def test_the_registry_is_for_everybody_with_a_role(world: World) -> None:
    assert read(world, unit_view, CLERK, "D02-court").district == "D02"
    with pytest.raises(m.AbsentError):
        read(world, unit_view, CLERK, "D99-court")
    ids = [each.id for each in modules_list(world.who(CLERK), platform())]
    assert "education_rectification" in ids
    assert ids == sorted(ids)
    assert STUDY in loaded_rubrics(world.who(CLERK), platform())
    (pinned,) = read(world, rubrics_list, CLERK, Span(), STUDY).items
    assert read(world, rubric_view, CLERK, pinned.hash, world.library).id == STUDY
    with pytest.raises(m.ForbiddenError):
        read(world, units_list, "nobody", UnitsWanted(), Span())


def test_the_audit_is_searched_newest_first(world: World) -> None:
    id_ = world.submission(UNIT)
    world.save(CLERK, id_, A8)
    world.now += timedelta(seconds=1)
    with pytest.raises(m.ForbiddenError):
        world.act(f"approver-{UNIT}", id_, "sign")
    found = read(world, audit_search, "auditor", AuditWanted(object=id_), Span())
    assert [(each.action, each.result) for each in found.items] == [
        ("sign", "refused"),
        ("save", "success"),
    ]
    refused = read(world, audit_search, "admin", AuditWanted(result="refused"), Span())
    assert [each.actor for each in refused.items] == [f"approver-{UNIT}"]
    late = read(world, audit_search, "admin", AuditWanted(since=found.items[0].at), Span())
    assert [each.number for each in late.items] == [found.items[0].number]
    numbers = turn(lambda span: read(world, audit_search, "admin", AuditWanted(), span), "number")
    assert numbers == [str(number) for number in range(len(numbers), 0, -1)]
    for person in ("leader", CLERK, "nobody"):
        with pytest.raises(m.ForbiddenError):
            read(world, audit_search, person, AuditWanted(), Span())
    with pytest.raises(m.RefusedError) as caught:
        read(world, audit_search, "admin", AuditWanted(), Span(after="x"))
    assert code(caught) == "C161"
