"""The whole paper, in the order in which it is made: what leads to a story comes after it."""

from articles.demo import (
    background,
    city_and_state,
    companions,
    health_and_sports,
    next_up,
    work_and_land,
)
from articles.demo.reference_story import REFERENCE_STORY

STORIES = [
    *next_up.STORIES,
    *city_and_state.STORIES,
    *work_and_land.STORIES,
    *health_and_sports.STORIES,
    *background.BEFORE,
    REFERENCE_STORY,
    *companions.STORIES,
    *background.AFTER,
]

# The top of the front page: the lead, then what stands beside it.
FRONT_PAGE = [REFERENCE_STORY.slug, "two-minutes-in-january", "what-recusal-means", "town-hall-bemidji"]
