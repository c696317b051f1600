"""What never gets into a log: whatever is named as personal data or a secret is, at any depth.

Who does what is the audit's to know. A log is read by more people, kept elsewhere and sent around.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from types import FrameType, TracebackType
from typing import Any, Final

from structlog.typing import EventDict, WrappedLogger

REMOVED: Final = "[removed]"
PERSONAL: Final = frozenset(
    {
        "account", "addr", "address", "authorization", "birthday", "body", "client", "code",
        "codes", "cookie", "cookies", "credential", "credentials", "csrf", "digest", "email",
        "forwarded", "headers", "host", "ip", "key", "login", "mail", "mobile", "name", "nonce",
        "otp", "passwd", "password", "passwords", "phone", "pin", "pwd", "query", "secret",
        "session", "source", "subject", "tel", "token", "tokens", "totp", "url", "user", "username",
        "verifier",
    }
)  # fmt: skip
"""Words that no key may hold, alone or among others, as in ``X-Token`` and ``userName``."""
_WORD: Final = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_TOKEN: Final = re.compile(r"\bst[a-z]_[A-Za-z0-9_-]{8,}")
"""What our own tokens look like, wherever they stand."""
_DEEPEST: Final = 6
_FRAMES: Final = 20


def without_personal_data(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Put :data:`REMOVED` in the place of every value that a name or its own form gives away."""
    return {str(key): _clean(str(key), value, 0) for key, value in event.items()}


def plain_errors(_: WrappedLogger, __: str, event: EventDict) -> EventDict:
    """Name an error's type and where it was, never what it says: that may hold a value."""
    found = _error(event.pop("exc_info", None))
    if found is not None:
        event["error"] = type(found).__name__
        event["at"] = _places(found.__traceback__)
    return event


def is_personal(key: str) -> bool:
    """Whether a key names personal data or a secret."""
    return not PERSONAL.isdisjoint(word.lower() for word in _WORD.findall(key))


def _clean(key: str, value: Any, depth: int) -> Any:  # noqa: ANN401 - whatever is logged
    if is_personal(key) or depth > _DEEPEST:
        return REMOVED
    if isinstance(value, str):
        return _TOKEN.sub(REMOVED, value)
    if isinstance(value, Mapping):
        return {str(name): _clean(str(name), each, depth + 1) for name, each in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_clean("", each, depth + 1) for each in value]
    if value is None or isinstance(value, (bool, int, float)):
        return value
    return type(value).__name__


def _error(given: object) -> BaseException | None:
    """Return the error of what a logger was given: itself, its triple, or true for the current."""
    if given is True:
        return sys.exception()
    error = given[1] if isinstance(given, tuple) else given
    return error if isinstance(error, BaseException) else None


def _places(trace: TracebackType | None) -> list[str]:
    """Return the last frames, innermost last: file, line, function."""
    found = []
    while trace is not None:
        found.append(_place(trace.tb_frame, trace.tb_lineno))
        trace = trace.tb_next
    return found[-_FRAMES:]


def _place(frame: FrameType, line: int) -> str:
    code = frame.f_code
    module = frame.f_globals.get("__name__", "?")
    return f"{module}:{line} {code.co_name}"
