"""How long the database takes to find the first twenty among many stories, and for the other pages of such
a newsroom: `make bench-search`.

STORIES says how many (100,000 if not given). They are made in a database of their own, which goes afterwards.
"""

import datetime
import itertools
import sys
import time

from tests.benchmarks.filling import STORIES, busiest, fill, vocabulary  # sets Django up

# isort: split
from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from articles import search
from articles.models import Author, Edition, Section
from newsroom.lib.html import plain
from newsroom.lib.words import spans
from tests.benchmarks import lists
from tests.benchmarks.timing import report, times_of
from topics.models import Person, Topic


def measure():
    """Print how long each case takes; return how many took longer than they should."""
    words = vocabulary()
    common, frequent, rare = words[0], words[80], words[2_000]
    section, topic, person, author = (busiest(model).slug for model in (Section, Topic, Person, Author))
    three = {"topic": topic, "person": person, "author": author}
    every = {"section": section} | three
    today = timezone.now().date()
    year = {"since": today - datetime.timedelta(days=1200), "until": today - datetime.timedelta(days=835)}
    by_date = {"order": "date"}
    cases = {
        "a word of nearly all": (common, {}, {}),
        "one of nearly all, by date": (common, {}, by_date),
        "a frequent word": (frequent, {}, {}),
        "a frequent word, by date": (frequent, {}, by_date),
        "a rare word": (rare, {}, {}),
        "two frequent words": (f"{frequent} {words[120]}", {}, {}),
        "three, of all kinds": (f"{common} {frequent} {words[1_000]}", {}, {}),
        "a phrase": (f'"{said_together(words)}"', {}, {}),
        "a frequent word in a section": (frequent, {"section": section}, {}),
        "a frequent word on a topic": (frequent, {"topic": topic}, {}),
        "a frequent word about a person": (frequent, {"person": person}, {}),
        "a frequent word by an author": (frequent, {"author": author}, {}),
        "a frequent word in a year": (frequent, year, {}),
        "a frequent word on a topic in a section": (frequent, {"section": section, "topic": topic}, {}),
        "the same, about a person by an author": (frequent, every, {}),
        "a phrase, with three limits": (f'"{common} {frequent}"', three, {}),
        "a rare word, with three limits": (rare, three, {}),
        "a frequent word, with all five": (
            frequent,
            every | year,
            {},
        ),
        "a word of nearly all on a topic, by date": (common, {"topic": topic}, by_date),
        "a rare word in a section, by date": (rare, {"section": section}, by_date),
        "no such word": ("zzyzx", {}, {}),
    }
    slow = 0
    for name, (text, filters, options) in cases.items():
        query, filters = search.Query.parse(text), search.Filters(**filters)

        def ask(query=query, filters=filters, options=options):
            return search.search(query, filters=filters, **options)

        slow += report(name, times_of(ask), f", {len(ask().items):>2} found")
    # Each story with all of its words is looked at, so this has no aim.
    nowhere = search.Query.parse(f'"{common} {frequent}"')
    report("a phrase of such words that nothing has", times_of(lambda: search.search(nowhere)))
    misspelt = search.Query.parse(words[500][:-1] + "q")
    return slow + report("the nearest word", times_of(lambda: search.nearest(misspelt)))


def said_together(words):
    """Return the two frequent words that stand one after the other in some story."""
    frequent = set(words[:200])
    text = [word for _start, _end, word in spans(plain(Edition.objects.order_by("pk").first().body_html))]
    return next(f"{a} {b}" for a, b in itertools.pairwise(text) if {a, b} <= frequent)


def main():
    """Make, measure, and end with 1 if a search took longer than it should; lists have no such aim."""
    config = setup_databases(verbosity=0, interactive=False)
    try:
        began = time.perf_counter()
        fill()
        print(
            f"\n{connection.vendor}: {STORIES} stories made and read in {time.perf_counter() - began:.0f} s"
        )
        slow = measure()
        lists.measure()
    finally:
        teardown_databases(config, verbosity=0)
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
