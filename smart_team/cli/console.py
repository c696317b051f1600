"""What all commands share: language, output, and how a refusal is said."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text as Line

from smart_team.errors import Lang, SmartTeamError

GOOD, FINDINGS, REFUSED = range(3)
"""Exit codes."""
WIDE = 180
"""Columns of output that goes to a file or another program."""


class LangChoice(StrEnum):
    """The languages that ``--lang`` takes."""

    zh = "zh"
    en = "en"


LangOption = Annotated[
    LangChoice,
    typer.Option("--lang", envvar="SMART_TEAM_LANG", help="zh 中文 · en English"),
]


def lang_of(choice: LangChoice) -> Lang:
    """Return the choice as the engine takes it."""
    return "en" if choice is LangChoice.en else "zh"


def output() -> Console:
    """Return the console for what was asked for; wide where nobody looks at a screen."""
    return Console(highlight=False, width=None if sys.stdout.isatty() else WIDE)


def notes() -> Console:
    """Return the console for progress and refusals."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def refusing(lang: Lang) -> Iterator[None]:
    """Say what was refused, line by line, and leave with exit code 2."""
    try:
        yield
    except SmartTeamError as error:
        notes().print(Line(error.say(lang), style="red"))
        raise typer.Exit(REFUSED) from None
