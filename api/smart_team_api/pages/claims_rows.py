"""What the self-assessment shows of each item: its fields, help, evidence, and what it comes to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from smart_team.assessment.drafts import claimable, wishable
from smart_team.assessment.evidence_sight import Evidence
from smart_team.assessment.metrics.told import ToldValue
from smart_team.assessment.views.claim import ClaimView
from smart_team.assessment.views.preview import Preview
from smart_team.assessment.views.whole import Remark
from smart_team.errors import Lang, Problem
from smart_team.rubric.items import Item
from smart_team.scoring.findings import Finding
from smart_team.scoring.plan import Plan
from smart_team_api.pages.answer_fields import Typed, is_grouped
from smart_team_api.pages.answer_parts import Part, parts, words
from smart_team_api.pages.claims_form import Problems, Said, Sort, sort_of_item


@dataclass(frozen=True, slots=True)
class SaidRemark:
    """A reviewer's remark, and its answer in words."""

    remark: Remark
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item of the form. `lacks` says what it lacks: an ``answer``, or ``proof``."""

    item: Item
    sort: Sort
    parts: tuple[Part, ...]
    typed: Typed
    wish: str
    may_wish: bool
    is_grouped: bool
    problems: Mapping[str, Problem]
    remarks: tuple[SaidRemark, ...]
    evidence: tuple[Evidence, ...]
    reusable: tuple[Evidence, ...]
    earlier: str | None
    earlier_points: str | None
    finding: Finding | None
    lacks: str | None
    told: ToldValue | None
    told_words: str


@dataclass(frozen=True, slots=True)
class Form:
    """The form as it is filled in now: its rows by item, and what it comes to."""

    view: ClaimView
    said: Mapping[str, Said]
    problems: Problems
    preview: Preview
    lang: Lang

    def rows(self) -> dict[str, Row]:
        """Return all rows by item."""
        findings = {each.indicator: each for each in self.preview.score.findings}
        items = (item for section in self.view.sections for item in section.items)
        return {item.id: self._row(item, findings) for item in items}

    def _row(self, item: Item, findings: Mapping[str, Finding]) -> Row:
        view, id_ = self.view, item.id
        said, own = self.said.get(id_, Said()), id_ in claimable(view.plan)
        files = tuple(each for each in view.files if id_ in each.items)
        return Row(
            item,
            sort_of_item(item),
            parts(view.plan)[id_] if own else (),
            said.typed,
            said.wish,
            id_ in wishable(view.plan),
            is_grouped(view.plan, id_),
            self.problems.get(id_, {}),
            tuple(self._remarks(item)),
            files,
            tuple(_unused(view.reusable, files)) if own else (),
            *self._earlier(item),
            findings.get(id_),
            self._lacks(id_),
            view.told.get(id_),
            told_words(view.plan, item, view.told.get(id_), self.lang),
        )

    def _remarks(self, item: Item) -> Iterator[SaidRemark]:
        for each in self.view.remarks[item.id]:
            yield SaidRemark(each, words(self.view.plan, item, each.answer, self.lang))

    def _earlier(self, item: Item) -> tuple[str | None, str | None]:
        past = self.view.earlier
        if past is None or item.id not in past.answers:
            return None, None
        said = words(self.view.plan, item, past.answers[item.id], self.lang)
        return said, past.points.get(item.id)

    def _lacks(self, item: str) -> str | None:
        if item in self.preview.missing:
            return "answer"
        return "proof" if item in self.preview.missing_evidence else None


def told_words(plan: Plan, item: Item, told: ToldValue | None, lang: Lang) -> str:
    """Return what a metric answers in words."""
    return "" if told is None else words(plan, item, told.value.answer, lang)


def _unused(reusable: Sequence[Evidence], files: Sequence[Evidence]) -> Iterator[Evidence]:
    """Yield what might be used for an item and is not yet."""
    there = {each.row.file for each in files}
    return (each for each in reusable if each.row.file not in there)
