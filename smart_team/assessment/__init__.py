"""Use cases of an assessment; so far: units and answers come in from files."""
