"""Notices that leave the house: by mail to persons, to groups' robots without any name."""
