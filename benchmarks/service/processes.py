"""Processes of the benchmark: started, waited for, and ended by their own ids."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, sleep
from typing import IO, TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT: Final = Path(__file__).resolve().parent.parent.parent
START_SECONDS: Final = 60
STOP_SECONDS: Final = 30


def free_port() -> int:
    """Return a port of this machine that nobody listens on now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def server(words: list[str], port: int, log: Path, more: Mapping[str, str]) -> Iterator[None]:
    """Run ``python -m words``, with further environment, from when it listens until the end.

    What it says goes into a file.
    """
    with log.open("w", encoding="utf-8") as said, _running(words, more, said) as process:
        _wait_for(process, port)
        yield


@contextmanager
def asked(words: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Run a process that answers lines with lines, until the end."""
    with _running(words, {}, None) as process:
        yield process


def ask(process: subprocess.Popen[str], question: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
    """Send a line of JSON and return what the next line holds."""
    _pipe(process.stdin).write(json.dumps(question) + "\n")
    _pipe(process.stdin).flush()
    line = _pipe(process.stdout).readline()
    if not line:
        message = f"{process.args!r} ended with code {process.wait()}"
        raise RuntimeError(message)
    return json.loads(line)


@contextmanager
def _running(
    words: list[str], more: Mapping[str, str], said: IO[str] | None
) -> Iterator[subprocess.Popen[str]]:
    """Run a process; what it says goes into the file `said`, or else can be heard here."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words],
        cwd=ROOT,
        env={**os.environ, **more},
        stdin=subprocess.PIPE,
        stdout=said or subprocess.PIPE,
        stderr=said,
        text=True,
        encoding="utf-8",
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_for(process: subprocess.Popen[str], port: int) -> None:
    until = perf_counter() + START_SECONDS
    while perf_counter() < until and process.poll() is None:
        with socket.socket() as found:
            if found.connect_ex(("127.0.0.1", port)) == 0:
                return
        sleep(0.05)
    message = f"{process.args!r} did not listen"
    raise RuntimeError(message)


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        message = "the process has no pipe"
        raise RuntimeError(message)
    return pipe
