"""A newsroom with very many stories, for benchmarks of what is to be found among them.

Their words are as frequent as words are: the hundredth has a hundredth of the first one's places. A few
thousand texts are told again and again, so that this takes minutes and not hours; to the database every row
is its own.
"""

import datetime
import os
import random
import sys
from itertools import accumulate

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.test")
django.setup()

from django.db import connection  # noqa: E402 (Django is set up first)
from django.db.models import F, OuterRef  # noqa: E402 (once Django stands)
from django.utils import timezone  # noqa: E402 (once Django stands)

from articles.models import Author, Edition, Revision, SearchEntry, Section, Story  # noqa: E402 (once Django stands)
from articles.search import index  # noqa: E402 (once Django stands)
from articles.search.suggestions import is_term  # noqa: E402 (once Django stands)
from newsroom.lib.pagination import stamp  # noqa: E402 (once Django stands)
from newsroom.lib.words import stem  # noqa: E402 (once Django stands)
from topics.models import Person, Topic  # noqa: E402 (once Django stands)

STORIES = int(os.environ.get("STORIES", 100_000))
# A number that no other here divides: else each topic would have the same few texts.
TEXTS = 2_999
BATCH = 1_000
# Of so many stories one waits for a new edition, and one whose new edition is due waits for a worker.
WAITING = 1_000
APART = datetime.timedelta(minutes=50)
INDEXED = ("title", "lead", "words") if connection.vendor == "postgresql" else ()
SYLLABLES = "ba ce di fo gu la me ni po ru sa te vi wo zu bra cle dri flo gru".split()  # noqa: SIM905 (to be read)


def fill():
    """Make the stories, and what search reads of them. Returns their words, the most frequent first."""
    chance = random.Random(1)
    vocabulary = _words(chance)
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))
    sections = [Section.objects.create(name=f"Section {n}", slug=f"s{n}") for n in range(7)]
    subjects = [
        [model.objects.create(name=f"Name {n}", slug=f"{letter}{n}") for n in range(50)]
        for model, letter in ((Topic, "t"), (Person, "p"), (Author, "a"))
    ]
    texts = []
    for _number in range(min(TEXTS, STORIES)):
        headline, dek, body = (
            " ".join(chance.choices(vocabulary, cum_weights=weights, k=count)) for count in (9, 18, 300)
        )
        stems = [[*map(stem, part.split()), ""] for part in (headline, dek, body)]
        columns = [index._column(sum(stems[: n + 1], [])) for n in range(3)]  # noqa: RUF017 (of three)
        texts.append((headline, dek, f"<p>{body}</p>", columns))
    index._write_terms(set(filter(is_term, vocabulary)))
    _run(f"DROP INDEX search_{column}" for column in INDEXED)  # until all is there: that is quicker
    now = timezone.now()
    for first in range(0, STORIES, BATCH):
        _make_some(range(first, min(first + BATCH, STORIES)), now, sections, subjects, texts)
        print(f"{first + BATCH} of {STORIES}", file=sys.stderr)
    _run(f"CREATE INDEX search_{column} ON articles_searchwords USING gin ({column})" for column in INDEXED)
    Story.objects.update(live_edition=Edition.objects.filter(story=OuterRef("pk")).values("pk")[:1])
    _let_some_wait(now)
    _run(["VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE"])
    return vocabulary


def _words(chance):
    """Return some thousand words of two to four syllables."""
    lengths = (chance.randint(2, 4) for _ in range(30_000))
    return list(dict.fromkeys("".join(chance.choices(SYLLABLES, k=length)) for length in lengths))


def _run(statements):
    """Let the database do each of `statements`."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _make_some(numbers, now, sections, subjects, texts):
    """Make the stories with these `numbers`, fifty minutes apart, the last of all `now`."""
    told = [texts[number % len(texts)] for number in numbers]
    at = [now - (STORIES - number) * APART for number in numbers]
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
        _edition(story, revision, text, moment)
        for story, revision, moment, text in zip(stories, revisions, at, told, strict=True)
    )
    for name, rows in zip(("topics", "people", "authors"), subjects, strict=True):
        field = Edition._meta.get_field(name)
        tied, own = field.remote_field.through, field.m2m_reverse_field_name()
        tied.objects.bulk_create(
            tied(**{"edition": edition, own: rows[number % len(rows)]})
            for number, edition in zip(numbers, editions, strict=True)
        )
    entries = SearchEntry.objects.bulk_create(
        SearchEntry(place=stamp(edition.listed_at), story=edition.story, edition=edition)
        for edition in editions
    )
    index._write_words([(entry.place, *text[3]) for entry, text in zip(entries, told, strict=True)])


def _edition(story, revision, text, moment):
    section = story.section
    return Edition(
        story=story,
        revision=revision,
        number=1,
        kind="first",
        goes_live_at=moment,
        listed_at=moment,
        body_html=text[2],
        card={
            "headline": text[0],
            "dek": text[1],
            "label": "",
            "photo": None,
            "byline": [],
            "section": {"id": section.pk, "name": section.name, "slug": section.slug},
        },
        facets={"topics": [], "people": [], "said": [], "cited": []},
        section=section,
    )


def _let_some_wait(now):
    """Give some stories a second edition that is due, and as many one that is not."""
    for first, later in ((0, -1), (WAITING // 2, 1)):
        stories = Story.objects.filter(pk__in=range(first, STORIES * 2, WAITING)).select_related(
            "live_edition"
        )
        for story in stories:
            edition = story.live_edition
            edition.pk, edition._state.adding = None, True
            edition.number, edition.goes_live_at = 2, now + datetime.timedelta(days=later)
            edition.save()
            Story.objects.filter(pk=story.pk).update(queued_edition=edition, updated_at=F("updated_at"))
