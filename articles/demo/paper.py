"""The whole paper, in the order in which it is made: what leads to a story comes after it."""

from articles.demo import background, next_up
from articles.demo.reference_story import REFERENCE_STORY

STORIES = [
    *next_up.STORIES,
    *background.BEFORE,
    REFERENCE_STORY,
    *background.AFTER,
]

# The top of the front page: the lead, then what stands beside it.
FRONT_PAGE = [REFERENCE_STORY.slug, "two-meetings-reported", "flynn-resigns", "franken-asks-nominee"]
