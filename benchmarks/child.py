"""One contestant in a process of its own, so that memory is counted per contestant.

``python -m benchmarks.child ENGINE UNITS SEED MODE RESULT`` speaks JSON lines with its
parent on standard output (what libraries print goes to standard error):

- ``time``: build, prepare, warm up once, write the results to the file RESULT, say what was
  built; then for each line on standard input, a number of repetitions, answer with
  their durations in ns.
- ``memory``: build, prepare and, with no warm-up, say how many bytes one run adds.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import importlib.metadata
import json
import os
import sys
import threading
from pathlib import Path
from time import perf_counter_ns
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from benchmarks.syn106 import Workload, build

if TYPE_CHECKING:
    from types import ModuleType

    import psutil

SAMPLE_SECONDS = 0.001


def main(arguments: list[str]) -> int:
    """Serve one measurement; a missing library or a failure is an answer too."""
    engine, units, seed, mode, result = arguments
    parent = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    try:
        module = importlib.import_module(f"benchmarks.engines.{engine}")
        workload = build(int(units), int(seed))
        if mode == "time":
            _serve_time(module, workload, Path(result), parent)
        else:
            _serve_memory(module, workload, parent)
    except ModuleNotFoundError as error:
        _say(parent, {"missing": error.name})
    except Exception as error:  # noqa: BLE001 - reported by the parent, whatever it is
        _say(parent, {"failed": f"{type(error).__name__}: {error}"})
    return 0


def _say(parent: IO[str], message: dict[str, Any]) -> None:
    parent.write(json.dumps(message, ensure_ascii=False) + "\n")
    parent.flush()


# --- time ---------------------------------------------------------------------------


def _serve_time(module: ModuleType, workload: Workload, result: Path, parent: IO[str]) -> None:
    prepared = module.prepare(workload)
    facts = _facts(module, workload)
    del workload
    _save(module.run(prepared), result)
    gc.collect()
    _say(parent, facts)
    for line in sys.stdin:
        _say(parent, {"ns": [_time_once(module, prepared) for _ in range(int(line))]})


def _time_once(module: ModuleType, prepared: object) -> int:
    """The duration of one run in ns; its results are dropped afterwards, untimed."""
    start = perf_counter_ns()
    result = module.run(prepared)
    duration = perf_counter_ns() - start
    del result
    return duration


def _facts(module: ModuleType, workload: Workload) -> dict[str, Any]:
    libraries = getattr(module, "LIBRARIES", ())
    return {
        "name": module.NAME,
        "note": getattr(module, "NOTE", ""),
        "input_bytes": workload.input_bytes,
        "versions": {library: importlib.metadata.version(library) for library in libraries},
    }


def _save(results: dict[str, Any], path: Path) -> None:
    """Keep totals (float64), grades (text) and ranks for the parent to compare."""
    kept = {"total": np.asarray(results["total"], dtype=float)}
    if "grade" in results:
        kept["grade"] = np.asarray(results["grade"]).astype(str)
    if "rank" in results:
        kept["rank"] = np.asarray(results["rank"]).astype(np.int64)
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **kept)


# --- memory -------------------------------------------------------------------------


def _serve_memory(module: ModuleType, workload: Workload, parent: IO[str]) -> None:
    import psutil  # noqa: PLC0415 - only this mode needs it

    prepared = module.prepare(workload)
    del workload
    gc.collect()
    _return_free_memory()
    process = psutil.Process()
    sampler = _Sampler(process)
    can_reset = _reset_high_water()
    before = process.memory_info().rss
    lifetime = _lifetime_peak()
    sampler.start()
    result = module.run(prepared)
    sampler.stop()
    after = _lifetime_peak()
    high_water = _high_water() if can_reset else None
    del result
    found = {
        "sampled": sampler.peak - before,
        "rusage": after - before
        if after is not None and lifetime is not None and after > lifetime
        else None,
        "high_water": high_water - before if high_water is not None else None,
    }
    added = max((number for number in found.values() if number is not None), default=0)
    _say(parent, {"added_bytes": max(0, added), "by": found})


class _Sampler(threading.Thread):
    """Watches the resident set of this process, in bytes, once a millisecond."""

    def __init__(self, process: psutil.Process) -> None:
        super().__init__(daemon=True)
        self._process = process
        self._done = threading.Event()
        self.peak: int = process.memory_info().rss

    def run(self) -> None:
        while not self._done.wait(SAMPLE_SECONDS):
            self._look()

    def stop(self) -> None:
        """Look once more and end."""
        self._look()
        self._done.set()
        self.join()

    def _look(self) -> None:
        self.peak = max(self.peak, self._process.memory_info().rss)


def _return_free_memory() -> None:
    """Give freed heap back to the system, or a run would be seen to reuse it for nothing."""
    try:
        ctypes.CDLL(None).malloc_trim(0)
    except (AttributeError, OSError, TypeError):
        return  # not glibc: the sampled figure may then be a little low


def _reset_high_water() -> bool:
    """Start the kernel's peak resident set anew, where the system allows it (Linux)."""
    try:
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    except OSError:
        return False
    return True


def _high_water() -> int | None:
    """The kernel's peak resident set since its reset, in bytes."""
    for line in (
        Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    ):
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return None


def _lifetime_peak() -> int | None:
    """The peak resident set of the process's whole life in bytes, where known."""
    try:
        import resource  # noqa: PLC0415 - not on every system
    except ImportError:
        return None
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
