"""Records by the million: kept in Parquet parts, and counted by one expression.

A part is a file that never changes. Records are appended, corrected and deleted by further parts;
what holds is the newest row of each key. Nothing here knows a database: parts come and go as plain
data, and who lists them makes them count.
"""
