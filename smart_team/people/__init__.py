"""People (人员): accounts, sessions, roles, and the one policy table."""
