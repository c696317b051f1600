"""The synthetic city (示例市): 65 units and plausible answers to any rubric, all made up."""

from smart_team.demo.answers import Line, answers, claims
from smart_team.demo.city import CITY, DISTRICT_OFFICES, DISTRICTS, city_units
from smart_team.demo.facts import Facts, city_facts
from smart_team.demo.files import MARK, write_city
from smart_team.demo.stories import STORIES, Story, story_of, told
from smart_team.demo.streams import SEED

__all__ = [
    "CITY",
    "DISTRICTS",
    "DISTRICT_OFFICES",
    "MARK",
    "SEED",
    "STORIES",
    "Facts",
    "Line",
    "Story",
    "answers",
    "city_facts",
    "city_units",
    "claims",
    "story_of",
    "told",
    "write_city",
]
