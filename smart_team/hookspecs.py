"""Every hook that a plugin may implement, in one place.

A plugin is a Python module whose functions carry ``@smart_team.hookimpl``; it is found through the
entry-point group ``smart_team``. Hooks are called once when the program starts, unless they say
otherwise. What several plugins return is put together and sorted by name, never by the order in
which plugins were loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pluggy

from smart_team.errors import Text
from smart_team.ledger.plugin import Counter
from smart_team.scoring.plugin import Scorer

PROJECT = "smart_team"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


class Objection(NamedTuple):
    """Why a submission cannot stand: the indicator, and a sentence that says what to mend."""

    indicator: str
    what: Text


@hookspec
def register_modules() -> list[Path]:
    """Return the folders of the modules that the plugin brings.

    Each holds a ``module.yaml`` and the files that it names. Results of all plugins are joined;
    two modules of one name refuse start-up.
    """
    return []


@hookspec
def register_scorers() -> list[Scorer]:
    """Return the scorers that ``type: plugin`` indicators of any rubric may name.

    Results of all plugins are joined; two scorers of one name refuse start-up.
    """
    return []


@hookspec
def register_metrics() -> list[Counter]:
    """Return the counters that a metric of any module may name by ``hook:``.

    Results of all plugins are joined; two counters of one name refuse start-up.
    """
    return []


@hookspec
def check_submission(rubric: str, answers: Mapping[str, Mapping[str, Fraction]]) -> list[Objection]:
    """Return what contradicts itself in one unit's answers, beyond what a rubric can say.

    Called for every unit whenever answers are read, after they were checked against the rubric.
    `rubric` is its id; `answers` the answered indicators' fields as exact numbers (truths and
    checks are 0 or 1, choices their position). Every plugin's objections count.
    """
    return []
