"""The service over a store that is there, from settings to closing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial

from structlog.stdlib import BoundLogger

from smart_team.assessment.bulk_ledgers import part_shelf
from smart_team.assessment.job_sorts import SORTS
from smart_team.assessment.platform import open_platform
from smart_team.assessment.timekeeper import Duty, Timekeeper, duties
from smart_team.assessment.worker import Alarm, Desk, Worker
from smart_team.observing.metrics import Metrics
from smart_team.people.provider import Provider, client_of
from smart_team.people.rules import load_rules
from smart_team.sending.mail import post_of, send_mail
from smart_team.sending.robots import Robots
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
def opened(settings: Settings, clock: Clock, log: BoundLogger) -> Iterator[Service]:
    """Give the service over the store that settings name, with its worker and its timekeeper.

    What was begun is finished at the end: first they stop, then the gate closes, then the database.
    Raises StoreError unless the database has this program's structure, and what is wrong with
    keys, plugins or modules.
    """
    with ExitStack() as stack:
        engine = open_engine(settings.address())
        stack.callback(engine.dispose)
        check(engine)
        platform, metrics = open_platform(parts=part_shelf(settings)), Metrics()
        rules, signer = load_rules(settings, settings.data), load_signer(settings.data)
        client = client_of(settings)
        provider = None if client is None else stack.enter_context(closing(Provider(client)))
        gate = stack.enter_context(closing(Gate(engine, clock, metrics)))
        metrics.watch(gate)
        library, alarm = platform.library(), _alarm(log)
        desk = Desk(gate, settings.data, platform, library, signer)
        worker = stack.enter_context(closing(Worker(desk, SORTS, alarm)))
        cut_after = settings.audit_days if settings.audit_cut else None
        due = duties(gate, settings.data, signer, library, platform.shelf, cut_after)
        due += _sending(settings, gate, stack)
        stack.enter_context(closing(Timekeeper(due, clock, settings.clock_seconds, alarm)))
        yield Service(
            settings=settings,
            gate=gate,
            platform=platform,
            rules=rules,
            files=EvidenceFiles(settings.data / EVIDENCE),
            scanner=NoScanner() if settings.clamav is None else ClamScanner(settings.clamav),
            signer=signer,
            library=library,
            metrics=metrics,
            log=log,
            provider=provider,
            wake=worker.wake,
        )


def _sending(settings: Settings, gate: Gate, stack: ExitStack) -> list[Duty]:
    """Return what sends notices out of the house, where the settings say where to."""
    found, post = [], post_of(settings)
    if post is not None:
        found.append(Duty("mail", partial(send_mail, gate, post)))
    if settings.webhooks:
        robots = stack.enter_context(closing(Robots(settings)))
        found.append(Duty("post", partial(robots.post, gate)))
    return found


def _alarm(log: BoundLogger) -> Alarm:
    """Return what writes into the log that something went wrong by itself."""
    return lambda what, error: log.error("alarm", duty=what, exc_info=error)
