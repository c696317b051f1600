"""``python -m benchmarks.records``."""

import sys

from benchmarks.records.tables import main

sys.exit(main(sys.argv[1:]))
