"""Scoring: exact, over columns, pure."""
