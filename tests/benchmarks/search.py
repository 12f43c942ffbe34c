"""How long the database takes to find the first twenty among many stories: `make bench-search`.

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
from django.db.models import OuterRef  # noqa: E402
from django.test.utils import setup_databases, teardown_databases  # noqa: E402

from articles import search  # noqa: E402
from articles.models import Edition, Revision, SearchEntry, Section, Story  # noqa: E402
from articles.search import index  # noqa: E402
from articles.search.suggestions import is_term  # noqa: E402
from newsroom.lib.pagination import stamp  # noqa: E402
from newsroom.lib.words import stem  # noqa: E402
from topics.models import Topic  # noqa: E402

STORIES = int(os.environ.get("STORIES", 100_000))
TEXTS = 3_000
BATCH = 1_000
INDEXED = ("title", "lead", "words") if connection.vendor == "postgresql" else ()
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu bra cle dri flo gru".split()  # noqa: SIM905
ROUNDS = 20
LIMIT = 50  # milliseconds
START = datetime.datetime(2010, 1, 1, tzinfo=datetime.UTC)


def words(chance):
    """Return some thousand words of two to four syllables."""
    lengths = (chance.randint(2, 4) for _ in range(30_000))
    return list(dict.fromkeys("".join(chance.choices(SYLLABLES, k=length)) for length in lengths))


def make():
    """Make the stories, and what search reads of them. Returns their words, the most frequent first.

    A few thousand texts are told again and again, so that this takes minutes and not hours; to the database
    every row is its own.
    """
    chance = random.Random(1)
    vocabulary = words(chance)
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))
    section = Section.objects.create(name="Section", slug="s1")
    other = Section.objects.create(name="Other", slug="s2")
    topics = [Topic.objects.create(name=f"Topic {n}", slug=f"t{n}") for n in range(50)]
    texts = []
    for _number in range(min(TEXTS, STORIES)):
        headline, dek, body = (
            " ".join(chance.choices(vocabulary, cum_weights=weights, k=count)) for count in (9, 18, 300)
        )
        stems = [[*map(stem, part.split()), ""] for part in (headline, dek, body)]
        columns = [index._column(sum(stems[: n + 1], [])) for n in range(3)]  # noqa: RUF017
        texts.append((headline, dek, f"<p>{body}</p>", columns))
    index._write_terms(set(filter(is_term, vocabulary)))
    run(f"DROP INDEX search_{column}" for column in INDEXED)  # until all is there: that is quicker
    for first in range(0, STORIES, BATCH):
        make_some(range(first, min(first + BATCH, STORIES)), [section, *[other] * 6], topics, texts)
        print(f"{first + BATCH} of {STORIES}", file=sys.stderr)
    run(f"CREATE INDEX search_{column} ON articles_searchwords USING gin ({column})" for column in INDEXED)
    Story.objects.update(live_edition=Edition.objects.filter(story=OuterRef("pk")).values("pk")[:1])
    run(["VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"])
    return vocabulary


def run(statements):
    """Let the database do each of `statements`."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def make_some(numbers, sections, topics, texts):
    """Make the stories with these `numbers`, fifty minutes apart."""
    told = [texts[number % len(texts)] for number in numbers]
    at = [START + datetime.timedelta(minutes=50 * number) for number in numbers]
    stories = Story.objects.bulk_create(
        Story(
            headline=text[0],
            slug=f"x{number}",
            section=sections[number % len(sections)],
            first_published_at=moment,
            published_on=moment.date(),
        )
        for number, moment, text in zip(numbers, at, told, strict=True)
    )
    revisions = Revision.objects.bulk_create(Revision(story=story, number=1, content={}) for story in stories)
    editions = Edition.objects.bulk_create(
        Edition(
            story=story,
            revision=revision,
            number=1,
            kind="first",
            goes_live_at=moment,
            listed_at=moment,
            body_html=text[2],
            card={"headline": text[0], "dek": text[1]},
            section=story.section,
        )
        for story, revision, moment, text in zip(stories, revisions, at, told, strict=True)
    )
    tied = Edition.topics.through
    tied.objects.bulk_create(
        tied(edition=edition, topic=topics[number % len(topics)])
        for number, edition in zip(numbers, editions, strict=True)
    )
    entries = SearchEntry.objects.bulk_create(
        SearchEntry(place=stamp(edition.listed_at), story=edition.story, edition=edition)
        for edition in editions
    )
    index._write_words([(entry.place, *text[3]) for entry, text in zip(entries, told, strict=True)])


def times_of(work):
    """Return how many milliseconds the database took for what `work` asks, each of ROUNDS times.

    That is to run its statements and fetch the rows. SQLite runs in this process: its time on a processor is
    taken, so that what else the machine does is not counted.
    """
    statements, took = [], []

    def remember(execute, sql, params, many, context):
        statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(remember):
        work()
    clock = time.process_time if connection.vendor == "sqlite" else time.perf_counter
    for _round in range(ROUNDS):
        began = clock()
        for sql, params in statements:
            with connection.cursor() as cursor:
                cursor.execute(sql, params)
                cursor.fetchall()
        took.append((clock() - began) * 1000)
    return took


def measure(vocabulary):
    """Print how long each case takes; return how many took longer than LIMIT."""
    common, frequent, rare = vocabulary[0], vocabulary[30], vocabulary[9_000]
    cases = {
        "a word of nearly all": (common, {}, {}),
        "one of nearly all, by date": (common, {}, {"order": "date"}),
        "a frequent word": (frequent, {}, {}),
        "a frequent word, by date": (frequent, {}, {"order": "date"}),
        "a rare word": (rare, {}, {}),
        "two frequent words": (f"{frequent} {vocabulary[60]}", {}, {}),
        "three, of all kinds": (f"{common} {frequent} {vocabulary[2_000]}", {}, {}),
        "a phrase": (f'"{common} {frequent}"', {}, {}),
        "a frequent word in a section": (frequent, {"section": "s1"}, {}),
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
    return slow


def main():
    """Make, measure, and end with 1 if something took longer than LIMIT."""
    config = setup_databases(verbosity=0, interactive=False)
    try:
        began = time.perf_counter()
        vocabulary = make()
        print(
            f"\n{connection.vendor}: {STORIES} stories made and read in {time.perf_counter() - began:.0f} s"
        )
        slow = measure(vocabulary)
    finally:
        teardown_databases(config, verbosity=0)
    sys.exit(bool(slow))


if __name__ == "__main__":
    main()
