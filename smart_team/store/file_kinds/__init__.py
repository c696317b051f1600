"""The one list of what an evidence file may be, decided by its content and never by its name.

Anything not on the list is refused, and so is what is on it but may act when opened (macros,
scripts, embedded programs, links that are followed unasked) or may be read as two things.
"""

from __future__ import annotations

from smart_team.store.file_kinds.detecting import detect
from smart_team.store.file_kinds.kinds import JPEG, KINDS, PDF, PNG, WEBP, FileKind
from smart_team.store.file_kinds.names import MAX_NAME, clean_name

__all__ = ["JPEG", "KINDS", "MAX_NAME", "PDF", "PNG", "WEBP", "FileKind", "clean_name", "detect"]
