"""The contestants, one module each; the runner discovers them here.

A contestant has ``NAME: str``, ``prepare(workload) -> Any`` (not timed: its native
input structures, the rubric digested) and ``run(prepared) -> dict[str, ndarray]``
(timed) with ``total`` (float64), and ``grade`` (text) and ``rank`` (whole numbers)
where it computes them.  Optional: ``LIBRARIES: tuple[str, ...]``, the distributions
whose versions the report names, and ``NOTE: str``, one line for the report.
"""
