"""The service under load: what it costs to save, to rank and to publish."""
