"""How long it takes to find the first twenty among many stories: `make bench-search`.

STORIES says how many (100,000 if not given). They are made in a database of their own, which goes afterwards;
their words are as frequent as words are: the hundredth has a hundredth of the first one's places.
"""

import datetime
import os
import random
import statistics
import sys
import time
from itertools import accumulate

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.test")
django.setup()

from django.db import connection  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from articles import search  # noqa: E402
from articles.models import Edition, Revision, Section, Story  # noqa: E402
from articles.search import index  # noqa: E402
from topics.models import Topic  # noqa: E402

STORIES = int(os.environ.get("STORIES", 100_000))
BATCH = 500
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu bra cle dri flo gru".split()  # noqa: SIM905
ROUNDS = 20
LIMIT = 50  # milliseconds
START = datetime.datetime(2010, 1, 1, tzinfo=datetime.UTC)


def make():
    """Make the stories and let search read them. Returns their vocabulary, the most frequent word first."""
    chance = random.Random(1)
    vocabulary = list(
        dict.fromkeys("".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(30_000))
    )
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))

    def words(count):
        return " ".join(chance.choices(vocabulary, cum_weights=weights, k=count))

    sections = Section.objects.bulk_create(Section(name=f"Section {n}", slug=f"s{n}") for n in range(7))
    topics = [Topic.objects.create(name=f"Topic {n}", slug=f"t{n}") for n in range(50)]
    for first in range(0, STORIES, BATCH):
        numbers = range(first, min(first + BATCH, STORIES))
        at = [START + datetime.timedelta(minutes=50 * number) for number in numbers]
        stories = Story.objects.bulk_create(
            Story(
                headline="x",
                slug=f"x{number}",
                section=sections[number % 7],
                first_published_at=moment,
                published_on=moment.date(),
            )
            for number, moment in zip(numbers, at, strict=True)
        )
        revisions = Revision.objects.bulk_create(
            Revision(story=story, number=1, content={}) for story in stories
        )
        editions = Edition.objects.bulk_create(
            Edition(
                story=story,
                revision=revision,
                number=1,
                kind="first",
                goes_live_at=moment,
                listed_at=moment,
                body_html=f"<p>{words(200)}</p>",
                card={
                    "headline": words(9),
                    "dek": words(18),
                    "byline": [],
                    "label": "",
                    "photo": None,
                    "section": {"id": story.section_id, "name": story.section.name},
                },
                facets={"topics": [], "people": []},
                section=story.section,
            )
            for story, revision, moment in zip(stories, revisions, at, strict=True)
        )
        for story, edition in zip(stories, editions, strict=True):
            story.live_edition = edition
        Story.objects.bulk_update(stories, ["live_edition"])
        Edition.topics.through.objects.bulk_create(
            Edition.topics.through(edition=edition, topic=chance.choice(topics)) for edition in editions
        )
        index._write("edition", [index._of_edition(edition) for edition in editions], [])
        print(f"\r{numbers[-1] + 1} of {STORIES}", end="", file=sys.stderr)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return vocabulary


def times_of(work):
    """Return how many milliseconds `work` took, each of ROUNDS times, the first left out.

    The time of its few queries with what Django does around them: SQLite searches while rows are fetched, so
    that the time of a statement alone would say nothing.
    """
    took = []
    for _round in range(ROUNDS + 1):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return took[1:]


def main():
    """Make, measure, and end with 1 if something took longer than LIMIT."""
    config = setup_databases(verbosity=0, interactive=False)
    try:
        began = time.perf_counter()
        vocabulary = make()
        print(
            f"\n{connection.vendor}: {STORIES} stories made and read in {time.perf_counter() - began:.0f} s"
        )
        common, frequent, rare = vocabulary[0], vocabulary[30], vocabulary[12_000]
        cases = {
            "a word of nearly all": (common, {}, {}),
            "one of nearly all, by date": (common, {}, {"order": "date"}),
            "a frequent word": (frequent, {}, {}),
            "a frequent word, by date": (frequent, {}, {"order": "date"}),
            "a rare word": (rare, {}, {}),
            "two frequent words": (f"{frequent} {vocabulary[60]}", {}, {}),
            "three, of all kinds": (f"{common} {frequent} {vocabulary[2_000]}", {}, {}),
            "a phrase": (f'"{common} {frequent}"', {}, {}),
            "a frequent word in a section": (frequent, {"section": "s3"}, {}),
            "a frequent word on a topic": (frequent, {"topic": "t3"}, {}),
            "a frequent word in a year": (
                frequent,
                {"since": datetime.date(2012, 1, 1), "until": datetime.date(2012, 12, 31)},
                {},
            ),
            "a word of nearly all on a topic, by date": (common, {"topic": "t3"}, {"order": "date"}),
            "no such word": ("zzyzx", {}, {}),
        }
        slow = 0
        for name, (text, filters, options) in cases.items():
            query, filters = search.Query.parse(text), search.Filters(**filters)
            found = search.search(query, filters=filters, **options)
            took = times_of(
                lambda query=query, filters=filters, options=options: search.search(
                    query, filters=filters, **options
                )
            )
            median, worst = statistics.median(took), max(took)
            slow += median > LIMIT
            print(f"{name:<42} {median:7.1f} ms, at worst {worst:7.1f} ms, {len(found.items):>2} found")
        took = times_of(lambda: search.nearest(search.Query.parse(vocabulary[500][:-1] + "q")))
        print(f"{'the nearest word':<42} {statistics.median(took):7.1f} ms, at worst {max(took):7.1f} ms")
    finally:
        teardown_databases(config, verbosity=0)
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
