"""Recount (复算): the scoring rule a second time, naively, to hold the engine against.

Written from the rule alone, on exact fractions, one unit at a time, over plain dictionaries as
the YAML gives them. It shares no code with the engine; where the two differ, one of them misreads
the rule, and nothing is published.
"""
