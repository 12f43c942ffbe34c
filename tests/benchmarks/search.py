"""How long the database takes to find the first twenty among many stories, and for the other pages of such
a newsroom: `make bench-search`.

STORIES says how many (100,000 if not given). They are made in a database of their own, which goes afterwards.
"""

import datetime
import sys
import time

from tests.benchmarks.filling import STORIES, fill  # sets Django up

# isort: split
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from articles import search
from tests.benchmarks import lists
from tests.benchmarks.timing import report, times_of

ALL_FOUR = {"section": "s3", "topic": "t3", "person": "p3", "author": "a3"}


def measure(vocabulary):
    """Print how long each case takes; return how many took longer than they should."""
    common, frequent, rare = vocabulary[0], vocabulary[30], vocabulary[9_000]
    today = timezone.now().date()
    year = {"since": today - datetime.timedelta(days=1200), "until": today - datetime.timedelta(days=835)}
    by_date = {"order": "date"}
    cases = {
        "a word of nearly all": (common, {}, {}),
        "one of nearly all, by date": (common, {}, by_date),
        "a frequent word": (frequent, {}, {}),
        "a frequent word, by date": (frequent, {}, by_date),
        "a rare word": (rare, {}, {}),
        "two frequent words": (f"{frequent} {vocabulary[60]}", {}, {}),
        "three, of all kinds": (f"{common} {frequent} {vocabulary[2_000]}", {}, {}),
        "a phrase": (f'"{common} {frequent}"', {}, {}),
        "a frequent word in a section": (frequent, {"section": "s1"}, {}),
        "a frequent word on a topic": (frequent, {"topic": "t3"}, {}),
        "a frequent word about a person": (frequent, {"person": "p3"}, {}),
        "a frequent word by an author": (frequent, {"author": "a3"}, {}),
        "a frequent word in a year": (frequent, year, {}),
        "a frequent word on a topic in a section": (frequent, {"section": "s3", "topic": "t3"}, {}),
        "the same, about a person by an author": (frequent, ALL_FOUR, {}),
        "a frequent word, limits that nothing fits": (frequent, {"topic": "t3", "person": "p4"}, {}),
        "a phrase, with three limits": (
            f'"{common} {frequent}"',
            {"topic": "t3", "person": "p3", "author": "a3"},
            {},
        ),
        "a frequent word, with all five": (
            frequent,
            ALL_FOUR | year,
            {},
        ),
        "a word of nearly all on a topic, by date": (common, {"topic": "t3"}, by_date),
        "a rare word in a section, by date": (rare, {"section": "s1"}, by_date),
        "no such word": ("zzyzx", {}, {}),
    }
    slow = 0
    for name, (text, filters, options) in cases.items():
        query, filters = search.Query.parse(text), search.Filters(**filters)

        def ask(query=query, filters=filters, options=options):
            return search.search(query, filters=filters, **options)

        slow += report(name, times_of(ask), f", {len(ask().items):>2} found")
    misspelt = search.Query.parse(vocabulary[500][:-1] + "q")
    return slow + report("the nearest word", times_of(lambda: search.nearest(misspelt)))


def main():
    """Make, measure, and end with 1 if a search took longer than it should; lists have no such aim."""
    config = setup_databases(verbosity=0, interactive=False)
    try:
        began = time.perf_counter()
        vocabulary = fill()
        print(
            f"\n{connection.vendor}: {STORIES} stories made and read in {time.perf_counter() - began:.0f} s"
        )
        slow = measure(vocabulary)
        lists.measure()
    finally:
        teardown_databases(config, verbosity=0)
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
