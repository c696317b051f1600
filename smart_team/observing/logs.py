"""The log: one line of JSON an event on standard error, or lines for a person at a screen."""

from __future__ import annotations

import logging
import sys
from typing import Final, Literal, TextIO

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter
from structlog.typing import EventDict, Processor, WrappedLogger

from smart_team.observing.privacy import plain_errors, without_personal_data

Format = Literal["json", "console"]
LOGGER: Final = "smart_team"
_SILENT: Final = ("alembic.runtime.migration", "httpcore", "httpx", "uvicorn.access")
"""Loggers of others whose lines are made of addresses, or say nothing."""


def set_up(format_: Format, stream: TextIO | None = None) -> BoundLogger:
    """Send all that this process logs to one place, in one form; returns the service's logger.

    What other libraries log goes the same way: the sentence as they wrote it in their source,
    never the values that they put into it.
    """
    formatter = ProcessorFormatter(
        foreign_pre_chain=[_only_template], processors=_processors(format_)
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in _SILENT:
        logging.getLogger(name).disabled = True
    for name in ("uvicorn", "uvicorn.error"):
        logging.getLogger(name).handlers.clear()
        logging.getLogger(name).propagate = True
    logger: BoundLogger = structlog.wrap_logger(
        logging.getLogger(LOGGER),
        processors=[structlog.stdlib.filter_by_level, ProcessorFormatter.wrap_for_formatter],
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=True,
    )
    return logger


def _processors(format_: Format) -> list[Processor]:
    last: Processor = (
        structlog.dev.ConsoleRenderer(colors=False)
        if format_ == "console"
        else structlog.processors.JSONRenderer(ensure_ascii=False, sort_keys=True)
    )
    return [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="at_time"),
        plain_errors,
        ProcessorFormatter.remove_processors_meta,
        without_personal_data,
        last,
    ]


def _only_template(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Keep the sentence of a foreign line, and not what was filled in."""
    record: logging.LogRecord = event["_record"]
    event["event"] = record.msg if isinstance(record.msg, str) else type(record.msg).__name__
    event["logger"] = record.name
    return event
