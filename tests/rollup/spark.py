"""A Spark standalone cluster on this machine: a master and two workers, heard on loopback alone."""

from __future__ import annotations

import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Final

import pyspark

HOME: Final = Path(pyspark.__file__).parent
HOST: Final = "127.0.0.1"
EXECUTOR_MEGABYTES: Final = 512
PATIENCE: Final = 90
_URL: Final = re.compile(r"Starting Spark master at (spark://\S+)")
_REGISTERED: Final = "Successfully registered with master"


@contextmanager
def spark_cluster(folder: Path, workers: int = 2) -> Iterator[str]:
    """Start a master and its workers, and give the address; all of them end with the block."""
    with ExitStack() as stack:

        def start(name: str, *words: str) -> Path:
            log = folder / f"{name}-{len(list(folder.iterdir()))}.log"
            kind = f"org.apache.spark.deploy.{name.lower()}.{name}"
            command = [str(HOME / "bin" / "spark-class"), kind, "--host", HOST, "--webui-port", "0"]
            stream = stack.enter_context(log.open("wb"))
            process = subprocess.Popen(
                [*command, *words], env=_environment(), stdout=stream, stderr=subprocess.STDOUT
            )
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return log

        url = _said(start("Master", "--port", "0"), _URL)[1]
        memory = ("--cores", "1", "--memory", f"{EXECUTOR_MEGABYTES}m")
        logs = [
            start("Worker", *memory, "--work-dir", str(folder / f"work{number}"), url)
            for number in range(workers)
        ]
        for log in logs:
            _said(log, re.compile(_REGISTERED))
        yield url


def _environment() -> dict[str, str]:
    ours = {"SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"}
    return {**os.environ, **ours}


def _said(log: Path, wanted: re.Pattern[str]) -> re.Match[str]:
    """Wait until a process has said something, and return that."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = log.read_text(encoding="utf-8", errors="replace")
        if found := wanted.search(said):
            return found
        time.sleep(0.1)
    raise TimeoutError(log.read_text(encoding="utf-8", errors="replace"))
