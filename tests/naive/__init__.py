"""Random but valid rubrics, units and answers, to hold the engine against the recount."""
