"""Lint: advice on rubrics that load, and refusals of what this software must never do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from smart_team.errors import Problem
from smart_team.rubric import messages as m
from smart_team.rubric.checks import Finding, outcome_parts, parts
from smart_team.rubric.items import Adjustment, Deduct, Event, Item, Redline, Scored
from smart_team.rubric.ledgers import Choice, FlowAction, FlowState, Ledger, LedgerField, Metric
from smart_team.rubric.loader import problems_at
from smart_team.rubric.modules import Composite, ModuleFile, Part
from smart_team.rubric.schema import Adjustments, Dimension, Rubric
from smart_team.rubric.types import Bilingual, plain
from smart_team.rubric.yaml_text import Document, Path

_Declared = Ledger | LedgerField | Choice | FlowState | FlowAction | Metric
_Named = Rubric | Composite | Dimension | Part | Item | _Declared
_ROWS = ("events", "items", "levels", "inputs", "categories")
"""The rows that have an id and a title of their own."""

PERSONAL_WORDS = (
    "身份证", "手机号", "电话号码", "住址", "户籍地址", "病历", "病史", "健康状况", "宗教信仰",
    "宗教(?!事务|场所|活动场所|工作|团体|领域)", "政治面貌", "指纹", "人脸", "生物特征", "银行卡",
    "银行账户", "行踪", "联系(?:电话|方式)", "微信号", "家庭成员", "案情(?!通报)", "案件内容",
    "亲属姓名", "护照号", "出生日期", "id numbers?", "id cards?",
    "identity (?:card|number)s?", "passport numbers?", "(?:tele)?phone numbers?",
    "mobile numbers?", "^(?:tele|mobile )?phone$", "address(?:es)? of (?:staff|residents|persons)",
    "(?:home|residential|private) address(?:es)?", "dates? of birth",
    "medical (?:record|history)s?", "health status", "religions?", "religious belief",
    "political affiliation", "fingerprints?", "face (?:images?|recognition|scans?)", "facial",
    "biometrics?", "bank (?:card|account)s?", "whereabouts",
    "(?:names? of relatives|relatives'? names?)", "contact (?:numbers?|details)",
    "famil(?:y|ies) members?", "(?:details|content) of (?:the )?cases?",
)  # fmt: skip
"""Personal data: no assessment of an organisation needs it, and the law protects it."""
CITIZEN_WORDS = (
    "上访", "信访登记", "信访量", "信访人次", "重点人员", "吸毒人员", "精神障碍患者",
    "社区矫正(?:人员|对象)(?:人)?数", "邪教", "忠诚度", "个人(?:排名|积分|信用分|评分)",
    "(?:公民|市民|居民|群众)(?:评分|积分|排名)", "petitioners?",
    "petitions (?:filed|lodged|registered|received)", "number of petitions",
    "petition (?:count|visit)s?", "loyalty", "citizen (?:score|ranking)s?",
    "drug (?:user|addict)s?", "mental patients?", "key persons?", "cults?",
    "personal (?:score|ranking)s?",
)  # fmt: skip
"""Counting these scores citizens or persons, and rewards hushing them up."""

_DISCLAIMS = re.compile(
    r"不|勿|无|隐|删|去除|遮|脱敏|\b(?:no|not|never|without|remov\w+|mask\w+)\b"
)
"""In a hint on evidence: what is named is to be left out."""


def _any_of(words: Sequence[str]) -> re.Pattern[str]:
    """Match any of the words: English ones whole, Chinese ones anywhere."""
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in words))


_KINDS = ((_any_of(PERSONAL_WORDS), m.L_PERSONAL_DATA), (_any_of(CITIZEN_WORDS), m.L_CITIZENS))


def lint_rubric(rubric: Rubric, document: Document) -> list[Problem]:
    """Return what is amiss in a rubric that loads, each at its place."""
    return problems_at(document, _lint_rubric(rubric))


def lint_composite(composite: Composite, document: Document) -> list[Problem]:
    """Return what is amiss in a composite that loads, each at its place."""
    return problems_at(document, _lint_composite(composite))


def lint_module(file: ModuleFile, document: Document) -> list[Problem]:
    """Return what is amiss in the ledgers and metrics of a module, each at its place."""
    named = [*_ledger_parts(file), *((("metrics", n), each) for n, each in enumerate(file.metrics))]
    findings = (finding for path, part in named for finding in _lint_name(part, path))
    return problems_at(document, findings)


def _ledger_parts(file: ModuleFile) -> Iterator[tuple[Path, _Declared]]:
    """Yield everything of a module's ledgers that has a name."""
    for number, ledger in enumerate(file.ledgers):
        path: Path = ("ledgers", number)
        yield path, ledger
        for position, field in enumerate(ledger.fields):
            where = (*path, "fields", position)
            yield where, field
            for row, choice in enumerate(getattr(field, "choices", ())):
                yield (*where, "choices", row), choice
        if ledger.flow is not None:
            for key in ("states", "actions"):
                for row, each in enumerate(getattr(ledger.flow, key)):
                    yield (*path, "flow", key, row), each


def _lint_rubric(rubric: Rubric) -> Iterator[Finding]:
    yield from _lint_whole(rubric)
    if rubric.na != "rescale":
        bound = [((), rubric), *parts(rubric)]
        for path, part in bound:
            if part.applies_to is not None and not isinstance(part, Adjustment | Redline):
                yield Finding((*path, "applies_to"), m.L_FULL_FOR_EXCLUDED, {"na": rubric.na})
    for path, part in parts(rubric):
        yield from _lint_name(part, path)
        if isinstance(part, Item):
            yield from _lint_item(part, path)


def _lint_composite(composite: Composite) -> Iterator[Finding]:
    yield from _lint_whole(composite)
    for number, part in enumerate(composite.parts):
        yield from _lint_name(part, ("parts", number))
    for path, item in outcome_parts(composite):
        yield from _lint_name(item, path)
        yield from _lint_item(item, path)


def _lint_whole(whole: Rubric | Composite) -> Iterator[Finding]:
    """Lint what stands at the top of the file, and what stands at its end."""
    if not whole.illustrative and whole.reference is None:
        yield Finding(("id",), m.L_OFFICIAL)
    yield from _lint_name(whole, ())
    if whole.grades and whole.grades[-1].at_least > 0:
        lowest = plain(whole.grades[-1].at_least)
        yield Finding(("grades", len(whole.grades) - 1), m.L_GRADE_GAP, {"at_least": lowest})
    yield from _lint_caps(whole.adjustments)


def _lint_name(part: _Named, path: Path) -> Iterator[Finding]:
    yield from _lint_words(part, path, part.id)
    if part.title.en is None:
        yield Finding((*path, "title"), m.L_LANGUAGE, {"id": part.id})


def _lint_item(item: Item, path: Path) -> Iterator[Finding]:
    if item.reference is None:
        message = m.L_REDLINE_REFERENCE if isinstance(item, Redline) else m.L_REFERENCE
        yield Finding(path, message, {"id": item.id})
    if item.criteria is None:
        yield Finding(path, m.L_DESCRIPTOR, {"id": item.id})
    if isinstance(item, Scored) and item.answered_by == "unit" and not item.evidence.required:
        yield Finding(path, m.L_EVIDENCE, {"id": item.id})
    if isinstance(item, Deduct | Adjustment):
        yield from _lint_events(item, path)


def _lint_events(item: Deduct | Adjustment, path: Path) -> Iterator[Finding]:
    for number, event in enumerate(item.events):
        if event.max is not None and event.per > event.max:
            values: dict[str, object] = {
                "id": event.id,
                "per": plain(event.per),
                "max": plain(event.max),
            }
            yield Finding((*path, "events", number), m.L_UNREACHABLE_EVENT, values)
    most = _most(item.events)
    if (
        isinstance(item, Adjustment)
        and item.cap is not None
        and most is not None
        and most < item.cap
    ):
        values = {"id": item.id, "cap": plain(item.cap), "most": plain(most)}
        yield Finding((*path, "cap"), m.L_UNREACHABLE_CAP, values)


def _most(events: Sequence[Event]) -> Decimal | None:
    """Return what all events can give together, None where one has no limit."""
    limits = [event.max for event in events]
    known = [limit for limit in limits if limit is not None]
    return sum(known, Decimal(0)) if len(known) == len(limits) else None


def _lint_caps(adjustments: Adjustments) -> Iterator[Finding]:
    for sign, name in ((1, "bonus_cap"), (-1, "penalty_cap")):
        cap: Decimal | None = getattr(adjustments, name)
        limits = [
            each.cap if each.cap is not None else _most(each.events)
            for each in adjustments.items
            if each.sign == sign
        ]
        known = [limit for limit in limits if limit is not None]
        if cap is not None and len(known) == len(limits) and sum(known, Decimal(0)) < cap:
            values: dict[str, object] = {"cap": plain(cap), "most": plain(sum(known, Decimal(0)))}
            yield Finding(("adjustments", name), m.L_SMALL_CAP, values)


def _lint_words(part: _Named, path: Path, id_: str) -> Iterator[Finding]:
    """Look for words of persons in what is asked; criteria may say what is not collected."""
    for where, text in _asked(part, path):
        for pattern, message in _KINDS:
            if found := pattern.search(text.lower()):
                yield Finding(where, message, {"id": id_, "word": found.group()})


def _asked(part: Any, path: Path) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - many models
    """Yield the id, title and hint of a part, and of the rows below it that have them."""
    yield (*path, "id"), re.sub(r"[._-]", " ", part.id)
    yield from _texts((*path, "title"), part.title)
    place, hint = _hint_of(part, path)
    if hint is not None:
        hints = _texts(place, hint)
        yield from ((where, text) for where, text in hints if not _DISCLAIMS.search(text.lower()))
    for name in _ROWS:
        rows = getattr(part, name, None)
        for number, row in enumerate(rows if isinstance(rows, tuple) else ()):
            yield from _asked(row, (*path, name, number))


def _hint_of(part: Any, path: Path) -> tuple[Path, Bilingual | None]:  # noqa: ANN401 - as above
    if isinstance(part, Scored | Adjustment):
        return (*path, "evidence", "hint"), part.evidence.hint
    return (*path, "hint"), part.hint if isinstance(part, LedgerField) else None


def _texts(path: Path, words: Bilingual) -> Iterator[tuple[Path, str]]:
    yield from ((path, text) for text in (words.zh, words.en) if text)
