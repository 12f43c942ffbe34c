"""Fills a newsroom with an archive: stories of many years, by the thousand, as if they had been published."""

import datetime
from contextlib import contextmanager
from itertools import chain

from django.db import connection, transaction
from django.utils import timezone

from articles.demo import sign_ins
from articles.demo.archive.cast import EMAIL, find_or_make
from articles.demo.archive.rows import Batch
from articles.demo.archive.telling import Teller
from articles.models import FormerAddress, SearchWords, Story
from articles.search.index import write_terms
from newsroom.accounts import audit
from newsroom.accounts.models import User

YEARS = 12
# Each batch is written whole or not at all.
BATCH = 500
# The newest is a moment old: what goes live now goes live after it.
MARGIN = datetime.timedelta(minutes=1)
OPENS, SHUTS = 5, 23
INDEXED = ("title", "lead", "words")


def stories_of_people():
    """True if somebody has written a story here: of those who came with the demonstration nobody has."""
    ours = [EMAIL, *(email for email, _role in sign_ins())]
    others = User.objects.exclude(email__in=ours)
    return (
        Story.objects.filter(created_by__in=others).exists() or Story.objects.filter(created_by=None).exists()
    )


def fill(stories, *, tell=lambda done, total: None, years=YEARS, seed=None):
    """Add an archive of so many `stories`, spread over the last `years`.

    `tell` is called with how many are done and how many there will be. Each batch stands by itself: what is
    interrupted has the stories that it has told of, and the next run adds its own. `seed` decides what the
    stories say; if not given, it is another each time. No listener hears of them.
    """
    with transaction.atomic():
        cast = find_or_make()
        before = Story.objects.filter(created_by=cast.user).count()
    seed = f"{before}" if seed is None else seed
    until = timezone.now() - MARGIN
    teller = Teller(cast, stories, seed)
    write_terms(teller.known_terms)
    tell(0, stories)
    with _without_indexes(stories):
        moments = _moments(stories, until, years, teller.chance)
        for start in range(0, stories, BATCH):
            with transaction.atomic():
                some = [next(moments) for _number in range(min(BATCH, stories - start))]
                _write(teller, some, until)
            tell(start + len(some), stories)
    audit.record("archive.fill", cast.user, by=cast.user, stories=stories)
    _analyze()


def _moments(count, until, years, chance):
    """Yield when each story was first published, oldest first, in the hours in which a newsroom works."""
    span = years * 365.25 / count
    begin = timezone.localtime(until - datetime.timedelta(days=years * 365.25))
    midnight = begin.replace(hour=0, minute=0, second=0, microsecond=0)
    for number in range(count):
        days, part = divmod((number + chance.random()) * span, 1)
        hours = OPENS + (SHUTS - OPENS) * part
        day = (midnight + datetime.timedelta(days=int(days))).date()
        at = datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(hours=hours)
        yield min(timezone.make_aware(at), until)


def _write(teller, moments, until):
    told = [teller.tell(at, until) for at in moments]
    batch = Batch(teller.cast.user, told)
    _give_addresses(batch.stories)
    batch.write()
    write_terms(batch.terms - teller.known_terms)
    teller.known_terms |= batch.terms
    for one in told:
        teller.remember(one)


def _give_addresses(stories):
    """Give each of `stories`, which have a day and a slug, an address that nothing has or had."""
    days = {story.published_on for story in stories}
    taken = set(
        chain.from_iterable(
            model.objects.filter(published_on__in=days).values_list("published_on", "slug")
            for model in (Story, FormerAddress)
        )
    )
    for story in stories:
        stem, number = story.slug, 1
        while (story.published_on, story.slug) in taken:
            number += 1
            story.slug = f"{stem}-{number}"
        taken.add((story.published_on, story.slug))


@contextmanager
def _without_indexes(stories):
    """Drop the indexes of words while many stories are added to few: to make them anew is quicker then.

    Those of search that a killed run has left away, the next one makes. Within a transaction they stay: what
    has to be checked at its end holds the tables until then.
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        yield
        return
    again = [
        f"CREATE INDEX IF NOT EXISTS search_{column} ON articles_searchwords USING gin ({column})"
        for column in INDEXED
    ]
    if stories > SearchWords.objects.order_by().values("pk")[: stories + 1].count():
        parts = dict(_ask("SELECT indexname, indexdef FROM pg_indexes WHERE indexname LIKE 'parts\\_%'"))
        again += parts.values()
        _run(*(f"DROP INDEX IF EXISTS {name}" for name in (*parts, *(f"search_{c}" for c in INDEXED))))
    try:
        yield
    finally:
        _run(*again)


def _analyze():
    """Let the database look at what has come, before it is asked for it."""
    if connection.vendor == "postgresql":
        _run("ANALYZE" if connection.in_atomic_block else "VACUUM ANALYZE")
    else:
        _run("ANALYZE")


def _run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _ask(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchall()
