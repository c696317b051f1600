"""Ledgers (台账): typed records declared in YAML, pure: no SQL, no people."""
