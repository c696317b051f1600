"""``python -m smart_team.cli``."""

from smart_team.cli import main

main()
