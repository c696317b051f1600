"""Where everything is kept: tables, the audit chain, evidence files, backups."""
