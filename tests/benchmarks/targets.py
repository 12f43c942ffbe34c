"""What must hold, and what of it does not."""

from tests.benchmarks.kinds import FEEDS, LISTS, STORIES

# By the family of a page: the most bare pages that a rendered one may cost, and the most queries.
COLD = {STORIES: (2.5, 3), LISTS: (3, 3), FEEDS: (3, None)}
MOST_QUERIES_UNCHANGED = 2
LEAST_OF_BARE = {"warm": 0.7, "nginx": 0.7}
MOST_SECONDS = 2


def missed(rows, changes):
    """Yield a line for each target that is missed; `changes` has the seconds after which each was seen."""
    for row in rows:
        for fault in _faults(row):
            yield f"{row.kind.name}, {row.state}: {fault}"
    for page, seconds in changes.items():
        if seconds > MOST_SECONDS:
            yield f"{page}: a change was seen after {seconds:.1f} s, not {MOST_SECONDS}"


def _faults(row):
    if row.state == "cold" and row.kind.family in COLD:
        most, queries = COLD[row.kind.family]
        if row.ratio > most:
            yield f"costs {row.ratio:.2f} bare pages, not {most}"
        if queries is not None and row.queries > queries:
            yield f"asks {row.queries} queries, not {queries}"
    if row.state == "conditional" and row.kind.copied:
        if row.queries is None:
            yield "no answer 304"
        elif row.queries > MOST_QUERIES_UNCHANGED:
            yield f"asks {row.queries} queries, not {MOST_QUERIES_UNCHANGED}"
    if row.is_copied and row.ratio < LEAST_OF_BARE[row.state]:
        yield f"answers {row.ratio:.2g} times as much as what is bare, not {LEAST_OF_BARE[row.state]}"
