"""Records by the million, counted by this engine's expression and by the usual tools."""
