"""The lines of grade, quota and rank (§5.3 to §5.5)."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from math import floor
from typing import NamedTuple

from smart_team.errors import Text
from smart_team.rubric.schema import Quota
from smart_team.scoring import finding_texts as t
from smart_team.scoring.given import words_of
from smart_team.scoring.numerals import decimal, points, written
from smart_team.scoring.peers import Peers
from smart_team.scoring.units import OTHER_GROUP


class Contest(NamedTuple):
    """How a unit stands among those who would hold the quota's grade."""

    allowed: int
    candidates: int
    better: int
    same: int

    def beyond(self, ties: str) -> bool:
        """Whether the unit is left out; a tie over the line goes, or stays, whole."""
        if ties == "include":
            return self.better >= self.allowed
        return self.better + self.same > self.allowed


def explain_grade(me: Peers) -> Iterator[str]:
    """Yield the quota's line and the grade's; none where the rubric has no grades."""
    grades, quota = me.rubric.grades, me.rubric.quota
    if not grades:
        return
    band = me.band_after_redlines(me.position)
    steps = [*_reached(me), _changed(me)]
    if quota is not None:
        contest = _contest(quota, me)
        is_candidate = band is not None and grades[band].grade == quota.grade
        yield _quota(quota, contest, me, is_candidate=is_candidate)
        if band is not None and is_candidate and contest.beyond(quota.ties):
            band = min(band + 1, len(grades) - 1)
            steps.append(me.say(t.OVER_QUOTA))
    graded = me.say(t.NO_GRADE) if band is None else me.say(t.GRADED, grade=grades[band].grade)
    yield me.say(t.TITLE, title=t.GRADE, line=me.then(*steps, graded))


def _reached(me: Peers) -> Iterator[str]:
    """Yield the line that the total reaches, and the next one that it does not."""
    grades, band = me.rubric.grades, me.band(me.position)
    total = points(me.total)
    if band is not None:
        line, grade = written(grades[band].at_least), grades[band].grade
        yield me.say(t.FROM_LINE, total=total, line=line, grade=grade)
    missed = len(grades) - 1 if band is None else band - 1
    if missed >= 0:
        line, grade = written(grades[missed].at_least), grades[missed].grade
        yield me.say(t.UNDER_LINE, total=total, line=line, grade=grade)


def _changed(me: Peers) -> str:
    """Say what redlines make of the grade, if anything."""
    if any(line.effect == "fail" for line in me.breached(me.position)):
        return me.say(t.LOWEST)
    same = me.band(me.position) == me.band_after_redlines(me.position)
    return "" if same else me.say(t.NO_TOP)


def _contest(quota: Quota, me: Peers) -> Contest:
    grade = [band.grade for band in me.rubric.grades].index(quota.grade)
    totals = [me.totals[each] for each in me.rated if me.band_after_redlines(each) == grade]
    return Contest(
        allowed=max(1, floor(Fraction(quota.share) * len(me.rated))),
        candidates=len(totals),
        better=sum(total > me.total for total in totals),
        same=sum(total == me.total for total in totals),
    )


def _quota(quota: Quota, contest: Contest, me: Peers, *, is_candidate: bool) -> str:
    share, rated = Fraction(quota.share), len(me.rated)
    exact = decimal(share * rated)
    values = {"grade": quota.grade, "rated": rated, "share": written(quota.share), "exact": exact}
    places = me.say(t.QUOTA, allowed=floor(share * rated), **values)
    if share * rated < 1:
        places += me.say(t.AT_LEAST_ONE)
    if not is_candidate:
        return me.then(places, me.say(t.NO_CANDIDATE))
    stands = me.say(t.CANDIDATE, **contest._asdict())
    return me.then(places, stands, me.say(_verdict(contest, quota.ties)))


def _verdict(contest: Contest, ties: str) -> Text:
    crosses = contest.better < contest.allowed < contest.better + contest.same
    if contest.beyond(ties):
        return t.TIE_BEYOND if crosses else t.BEYOND_QUOTA
    return t.TIE_WITHIN if crosses else t.WITHIN


def explain_rank(me: Peers) -> str:
    """Return the line of the rank within the peer group."""
    higher = [total for total in me.totals.values() if total > me.total]
    tied = sum(total == me.total for total in me.totals.values()) - 1
    is_dense = me.rubric.ties == "dense"
    rank = 1 + (len(set(higher)) if is_dense else len(higher))
    line = me.say(t.RANKED, rank=rank, rated=len(me.rated))
    line += me.say(t.RANK_TIED, tied=tied) if tied else ""
    steps = (line, me.say(t.DENSE) if is_dense else "", _group(me))
    return me.say(t.TITLE, title=t.RANK, line=me.then(*steps))


def _group(me: Peers) -> str:
    """Say the peer group in words; nothing where all units are one group."""
    groups, unit = me.rubric.groups, me.scores.units.rows[me.position]
    if groups is None:
        return ""
    if groups.by is not None:
        words = [words_of(getattr(unit, key)).say(me.lang) for key in groups.by]
        return me.say(t.GROUP, group="/".join(words))
    name = me.scores.outcome.group_names[int(me.scores.outcome.groups[me.position])]
    titles = {each.id: each.title.text() for each in groups.lists or ()}
    return me.say(t.GROUP, group=titles.get(name or OTHER_GROUP, t.OTHER_GROUP))
