"""Finding what readers can see: one interface, with the means of the database behind it.

`search` finds; `put`, `drop` and `rebuild` keep what is found in step with what is published. What was read
is never trusted: `articles.querysets` decides, whenever something is looked for, whether it may be shown.
"""

from articles.search.extracts import beginning, extract, has_all, runs
from articles.search.finding import COUNTED, Filters, Found, finds, search
from articles.search.index import drop, forget, is_wanting, put, rebuild
from articles.search.query import Query
from articles.search.suggestions import nearest

__all__ = [
    "COUNTED",
    "Filters",
    "Found",
    "Query",
    "beginning",
    "drop",
    "extract",
    "finds",
    "forget",
    "has_all",
    "is_wanting",
    "nearest",
    "put",
    "rebuild",
    "runs",
    "search",
]
