"""Looking for malware in an evidence file before it is kept: clamd where there is one."""

from __future__ import annotations

import re
import socket
import struct
from pathlib import Path
from typing import Final, Protocol

from smart_team.errors import FileError, Message, Place, Problem, SmartTeamError
from smart_team.store import file_messages as m

_CHUNK: Final = 65_536
_LONGEST_REPLY: Final = 4096
_ADDRESS: Final = re.compile(
    r"unix:(?P<path>/.+)|tcp:(?P<host>[^:\[\]]+|\[[0-9a-fA-F:.]+\]):(?P<port>\d{1,5})"
)
_REPLY: Final = re.compile(r"stream: (?:(?P<clean>OK)|(?P<found>.+) FOUND)")


class ScannerError(SmartTeamError):
    """Whether a file holds malware could not be found out; it must not be accepted."""


class Scanner(Protocol):
    """What looks through files for malware."""

    def scan(self, path: Path) -> str | None:
        """Return the name of what was found, or None; raises ScannerError where it cannot tell."""


class NoScanner:
    """Finds nothing, where an installation has no scanner."""

    def scan(self, path: Path) -> str | None:  # noqa: ARG002 - what every scanner takes
        """Return None."""
        return None


class ClamScanner:
    """Asks clamd at ``unix:/path`` or ``tcp:host:port`` by its INSTREAM command.

    Each connection, sending and receiving may take `timeout` seconds. Raises ScannerError for an
    address that is not understood.
    """

    def __init__(self, address: str, timeout: float = 60.0) -> None:
        matched = _ADDRESS.fullmatch(address)
        if matched is None:
            raise _error(m.BAD_ADDRESS, address=address)
        self._path: str | None = matched["path"]
        self._peer = ((matched["host"] or "").strip("[]"), int(matched["port"] or 0))
        self._timeout = timeout

    def scan(self, path: Path) -> str | None:
        """Return the name of what clamd found, or None; raises ScannerError for any other reply."""
        try:
            with path.open("rb") as stream, self._connect() as connection:
                try:
                    connection.sendall(b"zINSTREAM\0")
                    while chunk := stream.read(_CHUNK):
                        connection.sendall(struct.pack("!L", len(chunk)) + chunk)
                    connection.sendall(struct.pack("!L", 0))
                except (BrokenPipeError, ConnectionResetError):
                    # It hung up in the middle: its reply says why.
                    pass
                reply = _receive(connection)
        except (OSError, OverflowError) as error:
            raise _error(m.SCANNER_DOWN, detail=error) from error
        matched = _REPLY.fullmatch(reply)
        if matched is None:
            raise _error(m.SCANNER_DOWN, detail=reply or "no reply")
        return matched["found"]

    def _connect(self) -> socket.socket:
        if self._path is None:
            return socket.create_connection(self._peer, self._timeout)
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.settimeout(self._timeout)
            connection.connect(self._path)
        except OSError:
            connection.close()
            raise
        return connection


def require_clean(scanner: Scanner, path: Path, name: str) -> None:
    """Raise FileError where the scanner finds something in the file that was sent as `name`."""
    found = scanner.scan(path)
    if found is not None:
        raise FileError([Problem(m.INFECTED, Place(name), {"found": found})])


def _receive(connection: socket.socket) -> str:
    """Return the reply up to its closing zero; without one it is cut short and says nothing."""
    reply = b""
    while len(reply) <= _LONGEST_REPLY and (part := connection.recv(_LONGEST_REPLY)):
        reply += part
        if b"\0" in part:
            return reply.partition(b"\0")[0].decode("utf-8", "replace")
    return ""


def _error(message: Message, **values: object) -> ScannerError:
    return ScannerError([Problem(message, values=values)])
