"""What a unit has changed of its claim since it was last sent back."""

from __future__ import annotations

from dataclasses import dataclass

from smart_team.assessment.drafts import Draft, draft_of
from smart_team.assessment.evidence_sight import changed_since
from smart_team.assessment.loading import Submission
from smart_team.assessment.views.happened import SeenMove, moves_of
from smart_team.assessment.views.papers import contents
from smart_team.assessment.views.sight import Sight


@dataclass(frozen=True, slots=True)
class Changes:
    """The return, the claim as it was then, and the items whose answers or evidence changed."""

    since: SeenMove
    before: Draft
    answers: frozenset[str]
    evidence: frozenset[str]

    @property
    def items(self) -> frozenset[str]:
        """All items that changed."""
        return self.answers | self.evidence


def changes_of(found: Submission, sight: Sight, now: Draft) -> Changes | None:
    """Return what changed since the last return that this person knows of; None if there is none.

    `now` is the claim as they see it.
    """
    history = sight.paper.history
    back = [m for m in moves_of(sight) if m.action == "return" and history.is_units(m.after)]
    if not back:
        return None
    since = back[-1]
    before = _claim_at(found, sight, since)
    evidence = changed_since(found, sight.principal, since.at)
    return Changes(since, before, frozenset(_differing(before, now)), evidence)


def _claim_at(found: Submission, sight: Sight, since: SeenMove) -> Draft:
    older = [
        each.id
        for each in sight.paper.revisions
        if each.layer == "self"
        and each.step == since.after
        and each.saved_at <= since.at
        and sight.sees(each)
    ]
    rows = contents(found.connection, older[-1:])
    return draft_of(rows[0].content) if rows else Draft()


def _differing(before: Draft, now: Draft) -> set[str]:
    pairs = ((before.answers, now.answers), (before.wishes, now.wishes))
    return {item for old, new in pairs for item in {*old, *new} if old.get(item) != new.get(item)}
