"""What every cycle has in common: how a unit hands in, is sent back, and is reviewed."""

from __future__ import annotations

from functools import partial
from typing import Final

from smart_team.demo import reasons as r
from smart_team.demo.accounts import approver_of, clerk_of, office_of
from smart_team.demo.papers import Paper
from smart_team.demo.proofs import pdf, png, xlsx
from smart_team.demo.rounds import Round

PROOF: Final = "佐证材料汇总(虚构).pdf"
FIGURES: Final = "数据汇总表(虚构).xlsx"
PICTURE: Final = "现场核查照片(虚构).png"
_EACH: Final = 6
"""Minutes between one unit's turn and the next one's."""


def minute(paper: Paper, later: int = 0) -> int:
    """Return a unit's own minute of the day."""
    return paper.position * _EACH + later


def begin_draft(round_: Round, paper: Paper, day: int) -> None:
    """Plan a draft that is half filled in."""
    round_.on(day, minute(paper), partial(round_.city.hands.save, paper, paper.begun()))


def fill_in(round_: Round, paper: Paper, day: int) -> None:
    """Plan a whole draft with its evidence."""
    hands = round_.city.hands
    round_.on(day, minute(paper), partial(hands.save, paper, paper.claimed()))
    round_.on(day, minute(paper, 1), partial(_prove, round_, paper))


def hand_in(round_: Round, paper: Paper, day: int) -> None:
    """Plan that a unit fills in and submits."""
    fill_in(round_, paper, day)
    round_.on(day, minute(paper, 2), partial(round_.city.hands.submit, paper))


def hand_in_again(round_: Round, paper: Paper, day: int, signed: int | None) -> None:
    """Plan that a unit submits what was sent back, and that it is signed on another day."""
    hands = round_.city.hands
    round_.on(day, minute(paper), partial(hands.save, paper, paper.claimed()))
    round_.on(day, minute(paper, 2), partial(hands.submit, paper))
    if signed is not None:
        sign(round_, paper, signed)


def sign(round_: Round, paper: Paper, day: int) -> None:
    """Plan the approver's signature."""
    round_.on(day, minute(paper, 3), partial(round_.city.hands.sign, paper))


def send_back(round_: Round, paper: Paper, day: int, by: str, login: str) -> None:
    """Plan that somebody sends a paper back, with the reason of their role."""
    deed = partial(round_.city.hands.act, login, "return", paper, r.SENT_BACK[by])
    round_.on(day, minute(paper, 4), deed)


def send_back_unsigned(round_: Round, paper: Paper, day: int) -> None:
    """Plan that the unit's approver does."""
    send_back(round_, paper, day, "approver", approver_of(paper.unit.unit))


def send_back_from_district(round_: Round, paper: Paper, day: int) -> None:
    """Plan that the district's office does."""
    send_back(round_, paper, day, "district", office_of(paper.unit.district))


def find(round_: Round, paper: Paper, day: int) -> None:
    """Plan the district office's assessment; the city's own units have none."""
    if paper.unit.district:
        round_.on(day, minute(paper, 5), partial(round_.city.hands.find, paper))


def visit(round_: Round, paper: Paper, day: int) -> None:
    """Plan the check on the spot of a unit that was drawn for it."""
    hands, login = round_.city.hands, round_.panel(paper, 1)[0]
    round_.on(day, minute(paper), partial(hands.show, login, paper, PICTURE, png(paper.position)))
    less = paper.stricter(1, r.ON_SITE)
    if less is not None and paper.position % 2:
        round_.on(day, minute(paper, 1), partial(hands.review, login, paper, less))
    round_.on(day, minute(paper, 2), partial(hands.act, login, "confirm", paper))


def seat(round_: Round, paper: Paper, day: int, size: int) -> None:
    """Plan that a paper's panel is named, and who visits a unit that was drawn for it."""
    seats = round_.city.hands.seat
    panel = round_.panel(paper, size)
    round_.on(day, minute(paper), partial(seats, paper, "review", panel))
    if paper.sampled:
        round_.on(day, minute(paper, 1), partial(seats, paper, "on_site", panel[:1]))


def _prove(round_: Round, paper: Paper) -> None:
    """Hand in what a unit shows: a page for all, figures for some."""
    hands, unit = round_.city.hands, paper.unit
    title = paper.rubric.title.zh
    if not paper.shown:
        return
    login = clerk_of(unit.unit)
    hands.show(login, paper, PROOF, pdf([unit.name, title, "、".join(paper.shown)]))
    if paper.position % 3 == 0:
        figures = {item: paper.claim[item] for item in paper.shown}
        hands.show(login, paper, FIGURES, xlsx(f"{unit.name} {title}", figures))
