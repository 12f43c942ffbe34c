"""What belongs together in the demonstration newsroom: a series that is not finished, and a package."""

from articles.demo.reference_story import SLUG as REFERENCE_SLUG
from articles.enums import SeriesKind

SERIES = [
    {
        "kind": SeriesKind.SERIES,
        "name": "After dark",
        "slug": "after-dark",
        "dek": "Minnesota does not close at six. Five reports on who is awake, what for, and what it pays.",
        "photo": "street",
        "planned": 5,
        "coming": "Next: a kitchen that belongs to a school by day and to six cooks by night.",
        # Of the fourth there is a draft; the fifth has not been begun.
        "parts": (
            "night-bus-hour-later",
            "elevator-night-shift",
            "evening-court-mankato",
            "school-kitchen-night-market",
        ),
    },
    {
        "kind": SeriesKind.PACKAGE,
        "name": "The recusal",
        "slug": "the-recusal",
        "dek": "What the attorney general said under oath, what came out, and what the law asks of him.",
        "parts": (
            REFERENCE_SLUG,
            "two-minutes-in-january",
            "what-recusal-means",
            "ask-twice",
        ),
    },
]
