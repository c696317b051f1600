"""Side-by-side timings of the engine and of the usual ways to do the same work."""
