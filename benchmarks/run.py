"""Run the benchmark: ``python benchmarks/run.py [--quick] [--out docs/benchmarks.md]``."""

from __future__ import annotations

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).resolve().parent.parent)
    from benchmarks.measure import main

    sys.exit(main())
