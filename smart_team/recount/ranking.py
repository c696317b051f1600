"""Rank and quota within peer groups (§5.4, §5.5)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from math import floor

from smart_team.recount.exact import ZERO, Record, exact
from smart_team.recount.standing import Standing


def place(rubric: Record, standings: Iterable[Standing]) -> None:
    """Rank every peer group and hold it to the quota (§5.4, §5.5)."""
    groups: dict[str | None, list[Standing]] = {}
    for standing in standings:
        if standing.rated is not None:
            groups.setdefault(standing.group, []).append(standing)
    for members in groups.values():
        _rank(members, rubric.get("ties", "competition"))
        if "quota" in rubric:
            _hold_to_quota(rubric, members)


def _ties(members: list[Standing]) -> list[list[Standing]]:
    """Gather units of equal total, best total first."""
    ordered = sorted(members, key=lambda member: -(member.total or ZERO))
    return [list(tie) for _, tie in groupby(ordered, key=lambda member: member.total)]


def _rank(members: list[Standing], ties: str) -> None:
    before = 0
    for number, tie in enumerate(_ties(members)):
        for member in tie:
            member.rank = 1 + (number if ties == "dense" else before)
        before += len(tie)


def _hold_to_quota(rubric: Record, members: list[Standing]) -> None:
    """Allow floor(share * n), at least one; a tie over the line goes whole (§5.4)."""
    quota = rubric["quota"]
    names = [band["grade"] for band in rubric["grades"]]
    band = names.index(quota["grade"])
    allowed = max(1, floor(exact(quota["share"]) * len(members)))
    taken, open_places = 0, True
    for tie in _ties([member for member in members if member.band == band]):
        fits = taken + len(tie) <= allowed
        straddles = taken < allowed and quota.get("ties", "exclude") == "include"
        open_places = open_places and (fits or straddles)
        taken += len(tie)
        if not open_places:
            for member in tie:
                member.band = min(band + 1, len(names) - 1)
                member.notes.append("quota")
