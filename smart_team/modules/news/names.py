"""The ledgers of 队建动态 by their full names, and the states of an article, in one place."""

from __future__ import annotations

from typing import Final

ARTICLES: Final = "news.articles"
ADOPTIONS: Final = "news.adoptions"
LEDGERS: Final = (ARTICLES, ADOPTIONS)
PUBLISHED: Final = "published"
PICTURES: Final = "pictures"
"""The field of an article that holds its pictures."""
