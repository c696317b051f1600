"""The ledgers of 队建动态 by their full names, and the states of an article, in one place."""

from __future__ import annotations

from typing import Final

ARTICLES: Final = "news.articles"
ADOPTIONS: Final = "news.adoptions"
LEDGERS: Final = (ARTICLES, ADOPTIONS)
PUBLISHED: Final = "published"
PICTURES: Final = "pictures"
"""The field of an article that holds its pictures."""
MONTHS_REACHED: Final = "news.months_reached"
POINTS: Final = "news.adoption_points"
POINTS_CUMULATIVE: Final = "news.adoption_points_cumulative"
RETURNED: Final = "news.returned"
"""The metrics that the desk and the monthly bulletin show."""
