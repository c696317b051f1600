"""A second, naive implementation of the scoring rule, to hold the engine against.

Written from the rule alone, on exact fractions, one unit at a time. It shares no
code with the engine; where the two differ, one of them misreads the rule.
"""
