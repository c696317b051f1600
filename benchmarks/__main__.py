"""``python -m benchmarks``."""

import sys

from benchmarks.measure import main

sys.exit(main(sys.argv[1:]))
