"""Looking for it: what fits, in which order, one page after another."""

import datetime
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q
from django.http import Http404
from django.utils import timezone

from articles.models import Edition, SearchEntry, SearchWords
from newsroom.lib.pagination import pack, stamp, unpack

SIZE = 20
REFERENCES = 6

# Where words stand says how much it is about them: in the headline or the name, beside it, anywhere. Within
# each of these the newest is first. (The column that holds the words, and the one that must not.)
RELEVANCE = [("title", ""), ("lead", "title"), ("words", "lead")]
DATE = [("words", "")]
ORDERS = {"relevance": RELEVANCE, "date": DATE}


@dataclass(frozen=True)
class Filters:
    """What to leave out: each of these is the address of one, or the first and the last day, or nothing."""

    section: str = ""
    topic: str = ""
    person: str = ""
    author: str = ""
    since: datetime.date | None = None
    until: datetime.date | None = None

    def __bool__(self):
        return self != Filters()

    def narrow(self, news):
        """Return those of `news` that are asked for."""
        editions = Edition.objects
        if self.section:
            news = news.of(editions.filter(section__slug=self.section))
        if self.topic:
            news = news.of(editions.filter(topics__slug=self.topic))
        if self.person:
            news = news.of(
                editions.filter(people__slug=self.person), Q(entry__update__said_by__slug=self.person)
            )
        if self.author:
            news = news.of(
                editions.filter(authors__slug=self.author), Q(entry__update__author__slug=self.author)
            )
        if self.since:
            news = news.filter(pk__gte=_midnight(self.since))
        if self.until and self.until < datetime.date.max:
            news = news.filter(pk__lt=_midnight(self.until + datetime.timedelta(days=1)))
        return news


@dataclass(frozen=True)
class Found:
    """One page: `items` are SearchEntries; `older` is the cursor of the next page, "" on the last.

    `references` are the entries of topics, people and sources that have the words in their names: on the
    first page, if nothing is left out.
    """

    items: list
    references: list
    older: str
    is_later: bool


def search(query, *, filters=None, order="relevance", after=""):
    """Return the Found page of what readers can see and `query` fits, after a cursor, in two queries.

    Raises Http404 for a junk cursor.
    """
    tiers = ORDERS[order]
    reached = _place(after, len(tiers)) if after else None
    branches = []
    for number, (within, beyond) in enumerate(tiers):
        if reached and number < reached[0]:
            continue
        news = SearchWords.objects.news().filter(words__stands=(query, within, beyond))
        if filters:
            news = filters.narrow(news)
        if reached and number == reached[0]:
            news = news.filter(pk__lt=reached[1])
        branches.append((number, news.order_by("-pk")[: SIZE + 1]))
    if not reached and not filters:
        named = SearchWords.objects.references().filter(words__stands=(query, "title", ""))
        branches.append((len(tiers), named.order_by("-pk")[:REFERENCES]))
    places = _places(branches)
    news = [place for place in places if place[0] < len(tiers)]
    shown = news[:SIZE]
    entries = _entries([pk for _number, pk in (*shown, *places[len(news) :])])
    return Found(
        items=[entries[pk] for _number, pk in shown if pk in entries],
        references=[entries[pk] for _number, pk in places[len(news) :] if pk in entries],
        older=pack(*shown[-1]) if len(news) > SIZE else "",
        is_later=bool(after),
    )


def finds(query):
    """True if readers would find something by `query`."""
    fits = {"words__stands": (query, "words", "")}
    found = SearchWords.objects.news().filter(**fits).order_by("-pk")[:1]
    return bool(_places([(0, found), (1, SearchWords.objects.references().filter(**fits)[:1])]))


def _midnight(day):
    try:
        return stamp(timezone.make_aware(datetime.datetime.combine(day, datetime.time())))
    except OverflowError:
        return -(2**63) if day.year < 1970 else 2**63 - 1


def _place(cursor, tiers):
    number, place = unpack(cursor, 2)
    if not 0 <= number < tiers:
        raise Http404("This page does not exist.")
    return number, place


def _places(branches):
    """Return (number, primary key) of all that the numbered querysets find, each in its order, in one query.

    Each is cut off by itself, so that a common word is never sorted as a whole; no compound of Django's does
    that on both databases.
    """
    parts, params = [], []
    for number, rows in branches:
        sql, values = rows.values("pk").query.sql_with_params()
        parts.append(f"SELECT {number}, found.* FROM ({sql}) AS found")  # noqa: S608 (a number and Django's own)
        params += values
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts), params)
        return sorted(cursor.fetchall(), key=lambda row: (row[0], -row[1]))


def _entries(places):
    """Return the entries with these primary keys by key, with all that a page shows of them."""
    entries = SearchEntry.objects.select_related(
        "edition__story", "update__story", "story__live_edition", "topic", "person__portrait", "source"
    ).only(
        "edition__number",
        "edition__card",
        "edition__facets",
        "edition__body_html",
        "edition__listed_at",
        "edition__story__slug",
        "edition__story__published_on",
        "edition__story__coverage",
        "update__headline",
        "update__text",
        "update__said",
        "update__is_key",
        "update__posted_at",
        "update__story__slug",
        "update__story__published_on",
        "story__live_edition__card",
        "topic__name",
        "topic__slug",
        "person__name",
        "person__slug",
        "person__role",
        "person__portrait__renditions",
        "source__name",
        "source__slug",
        "source__mark",
    )
    return entries.in_bulk(places) if places else {}
