"""Everything that requests need, opened once and closed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Engine
from structlog.stdlib import BoundLogger

from smart_team.assessment.bulk_ledgers import PartShelf, part_shelf
from smart_team.assessment.evidence_rules import LIMITS, Limits
from smart_team.assessment.library import Library
from smart_team.assessment.platform import Platform
from smart_team.observing.metrics import Metrics
from smart_team.people.provider import Provider
from smart_team.people.rules import Rules
from smart_team.settings import Settings
from smart_team.store.files import EvidenceFiles
from smart_team.store.gate import Clock, Gate
from smart_team.store.scanner import Scanner
from smart_team.store.signing import Signer
from smart_team_api.strangers import Strangers


@dataclass(frozen=True)
class Service:
    """The open store with what is needed to work on it."""

    settings: Settings
    gate: Gate
    platform: Platform
    rules: Rules
    files: EvidenceFiles
    scanner: Scanner
    signer: Signer
    library: Library
    log: BoundLogger
    metrics: Metrics = field(default_factory=Metrics)
    strangers: Strangers = field(default_factory=Strangers)
    limits: Limits = LIMITS
    provider: Provider | None = None
    """The provider of single sign-on, where there is one."""
    wake: Callable[[], None] = lambda: None
    """Tells the worker that there is a job."""

    @cached_property
    def parts(self) -> PartShelf:
        """Where the parts of bulk ledgers are."""
        return part_shelf(self.settings)

    @property
    def engine(self) -> Engine:
        """The database."""
        return self.gate.engine

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self.gate.clock
