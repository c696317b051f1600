"""The service over a store that is there, from settings to closing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from smart_team.assessment.library import Library
from smart_team.assessment.platform import open_platform
from smart_team.people.rules import load_rules
from smart_team.settings import Settings
from smart_team.store.database import open_engine
from smart_team.store.files import EvidenceFiles
from smart_team.store.gate import Clock, Gate
from smart_team.store.migrate import check
from smart_team.store.scanner import ClamScanner, NoScanner
from smart_team.store.signing import load_signer
from smart_team.store.verify import EVIDENCE
from smart_team_api.service import Service


@contextmanager
def opened(settings: Settings, clock: Clock) -> Iterator[Service]:
    """Give the service over the store that settings name; what was begun is finished at the end.

    Raises StoreError unless the database has this program's structure, and what is wrong with
    keys, plugins or modules.
    """
    engine = open_engine(settings.address())
    try:
        check(engine)
        platform = open_platform()
        rules, signer = load_rules(settings, settings.data), load_signer(settings.data)
        scanner = NoScanner() if settings.clamav is None else ClamScanner(settings.clamav)
        files = EvidenceFiles(settings.data / EVIDENCE)
        gate = Gate(engine, clock)
        try:
            yield Service(
                settings=settings,
                gate=gate,
                platform=platform,
                rules=rules,
                files=files,
                scanner=scanner,
                signer=signer,
                library=Library(platform.plugins.scorers),
            )
        finally:
            gate.close()
    finally:
        engine.dispose()
