"""Smart Team (智慧队建): all that a module author imports.

Names are loaded on first use, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from smart_team.errors import Lang, Text
    from smart_team.hookspecs import Objection, hookimpl
    from smart_team.ledger.amounts import Figure
    from smart_team.ledger.book import Record
    from smart_team.ledger.periods import Period
    from smart_team.ledger.plugin import Count, Counter
    from smart_team.scoring.plugin import InputKind, Inputs, Params, Scorer
    from smart_team.settings import module_folder

__version__ = "0.1.0"
__all__ = [
    "Count",
    "Counter",
    "Figure",
    "InputKind",
    "Inputs",
    "Lang",
    "Objection",
    "Params",
    "Period",
    "Record",
    "Scorer",
    "Text",
    "hookimpl",
    "module_folder",
]

_HOMES = {
    "Count": "smart_team.ledger.plugin",
    "Counter": "smart_team.ledger.plugin",
    "Figure": "smart_team.ledger.amounts",
    "InputKind": "smart_team.scoring.plugin",
    "Inputs": "smart_team.scoring.plugin",
    "Lang": "smart_team.errors",
    "Objection": "smart_team.hookspecs",
    "Params": "smart_team.scoring.plugin",
    "Period": "smart_team.ledger.periods",
    "Record": "smart_team.ledger.book",
    "Scorer": "smart_team.scoring.plugin",
    "Text": "smart_team.errors",
    "hookimpl": "smart_team.hookspecs",
    "module_folder": "smart_team.settings",
}


def __getattr__(name: str) -> object:
    """Load an exported name from its home."""
    if name not in _HOMES:
        message = f"module 'smart_team' has no attribute {name!r}"
        raise AttributeError(message)
    return getattr(importlib.import_module(_HOMES[name]), name)
