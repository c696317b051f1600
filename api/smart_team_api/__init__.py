"""HTTP API and pages of Smart Team."""
