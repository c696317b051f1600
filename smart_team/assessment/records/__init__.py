"""Records of ledgers as use cases: enter, change, move, attach, vote, count."""
