"""The feedback list (反馈清单): what a unit lost in a published result, item by item, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from smart_team.assessment import cycle_messages as m
from smart_team.assessment.library import Library
from smart_team.assessment.loading import Submission
from smart_team.assessment.published import Published, Record, newest_published
from smart_team.assessment.sheets import sheets_of
from smart_team.assessment.stage import load_stage
from smart_team.assessment.standings import laid
from smart_team.errors import Lang, Problem
from smart_team.scoring.findings import Finding, explain
from smart_team.scoring.fixed import parse_score, show

Sort = Literal["indicator", "penalty", "redline"]


@dataclass(frozen=True, slots=True)
class Lost:
    """One item that cost a unit something.

    `points` are what it earned (of a penalty, what it took away, below zero), `full` what it could
    have earned, `lost` the difference: texts with six places. A redline costs what its reason says
    and has no points. `reason` is the finding's line; None where the result cannot be explained by
    the plugins that are loaded now.
    """

    item: str
    sort: Sort
    title: str
    points: str | None
    full: str | None
    lost: str | None
    reason: str | None


def feedback_of(found: Submission, library: Library, lang: Lang = "zh") -> list[Lost]:
    """Return what a submission's unit lost in the result that holds of its stage.

    Items stand in the order of the rubric: indicators, penalties, redlines. What is left out as not
    applicable cost nobody anything. Raises RefusedError before the stage is published.
    """
    published = newest_published(found.connection, found.row.stage)
    row = None if published is None else published.unit(found.row.unit)
    if published is None or row is None:
        raise m.RefusedError([Problem(m.NOT_PUBLISHED)])
    findings = findings_of(found.connection, published, found.row.unit, library, lang)
    return list(_lost(row, findings))


def findings_of(
    connection: Connection, published: Published, unit: str, library: Library, lang: Lang
) -> Mapping[str, Finding]:
    """Return the findings of one unit by item, in the rubric's order.

    They are computed from what the result was frozen with.
    """
    stage, sheets = load_stage(connection, published.row.stage), sheets_of(published.row.inputs)
    scores = stage.scores(sheets, library)
    position = scores.units.positions[unit]
    found = explain(scores, laid(stage.plan(library), sheets), position, lang)
    return {each.indicator: each for each in found}


def _lost(row: Record, findings: Mapping[str, Finding]) -> Iterator[Lost]:
    order = {id_: place for place, id_ in enumerate(findings)}
    for id_, cell in sorted(row["indicators"].items(), key=lambda each: order[each[0]]):
        points, full = cell["points"], cell["full"]
        if points is not None and parse_score(points) < parse_score(full):
            lost = show(parse_score(full) - parse_score(points))
            yield _said(findings[id_], "indicator", points, full, lost)
    for id_, effect in sorted(row["adjustments"].items(), key=lambda each: order[each[0]]):
        if effect is not None and parse_score(effect) < 0:
            yield _said(findings[id_], "penalty", effect, None, show(-parse_score(effect)))
    for id_ in row["redlines"]:
        yield _said(findings[id_], "redline", None, None, None)


def _said(
    finding: Finding, sort: Sort, points: str | None, full: str | None, lost: str | None
) -> Lost:
    agrees = finding.points == points
    reason = finding.line if agrees else None
    return Lost(finding.indicator, sort, finding.title, points, full, lost, reason)
