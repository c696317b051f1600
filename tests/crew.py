"""Writers at work at once until they are stopped, whatever their work is."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from random import Random
from typing import Final, Self

WRITERS: Final = 8
_PAUSE: Final = 0.002


class Writers(ABC):
    """Threads that do their work, each by chance of its own, between entering and leaving."""

    seed: int
    entries: Sequence[object]
    """What is done."""
    strange: Sequence[object]
    """What no writer should meet."""

    def __post_init__(self) -> None:
        self._ended = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(Random(f"{self.seed}-{number}"),))
            for number in range(WRITERS)
        ]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def wait(self, reached: Callable[[Self], bool], patience: float = 120) -> None:
        """Wait until they have come so far."""
        waited = 0.0
        while not reached(self):
            assert not self.strange, self.strange
            assert waited < patience, (self.seed, len(self.entries))
            self._ended.wait(_PAUSE)
            waited += _PAUSE

    @abstractmethod
    def _work(self, random: Random) -> None:
        """Work until the end."""
