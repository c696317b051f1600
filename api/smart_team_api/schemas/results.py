"""What checks a result."""

from __future__ import annotations

from smart_team_api.schemas.base import Shown


class KeyShown(Shown):
    """A public key: its id as results name it, and its PEM text."""

    id: str
    pem: str
