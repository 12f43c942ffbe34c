"""The whole paper, in the order in which it is made: what leads to a story comes after it."""

from articles import arranging
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

# The fronts that are arranged by hand: of each section (None for the front page) the wells, each with its
# kind, what fills it, its title, and the stories put there with what their slots have of their own.
FRONTS = {
    None: [
        (
            arranging.LEAD,
            "newest",
            "",
            [
                (REFERENCE_STORY.slug, {"related": ["ask-twice", "two-meetings-reported"]}),
                ("two-minutes-in-january", {"headline": "Two minutes in January, line by line"}),
                ("what-recusal-means", {}),
                ("town-hall-bemidji", {}),
            ],
        ),
        (
            arranging.STRIP,
            "section:minnesota",
            "Minnesota today",
            [("county-agrees-to-paint-bridge", {}), ("the-dock-may-stay", {})],
        ),
        (
            arranging.STRIP,
            "topic:small-business",
            "Shops and kitchens",
            [("bakery-by-the-hour", {"photo": "shop"})],
        ),
        (arranging.SECTIONS, "newest", "", []),
    ],
    "minnesota": [
        (arranging.LEAD, "newest", "", [("winter-break-two-more-days", {}), ("the-dock-may-stay", {})]),
        (arranging.STRIP, "topic:transit", "", []),
        (arranging.RIVER, "newest", "", [("bridge-reports-public", {})]),
    ],
}


def arrangement_of(wells, library):
    """Return the arrangement that FRONTS describes, with the rows of `library` for their short names."""
    found = []
    for place, (kind, fill, title, slots) in enumerate(wells):
        is_own = kind == arranging.RIVER and place == len(wells) - 1
        well = arranging.new_well(kind, title=title, fill=_fill(fill, library))
        well["id"] = arranging.OWN_RIVER if is_own else f"well{place}"
        for slug, given in slots:
            own = dict(given)
            if "related" in own:
                own["related"] = [library.stories[each].pk for each in own["related"]]
            if "photo" in own:
                own["photo"] = library.photos[own["photo"]].pk
            well["slots"].append(arranging.new_slot(library.stories[slug].pk, **own))
        found.append(well)
    return {"wells": found}


def _fill(fill, library):
    kind, _colon, slug = fill.partition(":")
    rows = {"section": library.sections, "topic": library.topics}
    return f"{kind}:{rows[kind][slug].pk}" if slug else fill
