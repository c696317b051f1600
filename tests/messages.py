"""Every message of the program, found where messages live: modules named so, and the plugins."""

from __future__ import annotations

import importlib
import pkgutil

import smart_team_api

import smart_team
from smart_team.errors import Message

HOMES = sorted(
    each.name
    for package in (smart_team, smart_team_api)
    for each in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    if each.name.endswith("messages")
)
MESSAGES = [
    value
    for home in (*HOMES, "smart_team.plugins")
    for value in vars(importlib.import_module(home)).values()
    if isinstance(value, Message)
]
