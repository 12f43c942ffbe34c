"""Looking for it: what fits, in which order, one page after another."""

import datetime
import json
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import BigIntegerField, BooleanField, F, Field, Func
from django.http import Http404
from django.utils import timezone

from articles.models import Author, SearchEntry, SearchWords, Section
from newsroom.lib.pagination import pack, stamp, unpack
from newsroom.lib.prepared import Placeholder, prepared, rounded
from topics.models import Person, Topic

SIZE = 20
# So many ways to ask are kept as SQL: one for each choice of limits and of what is few.
STATEMENTS = 200
REFERENCES = 6
# So many in a column are looked at one by one; of more, the newest that fit are soon found, but less soon
# where a filter leaves most of them out. The more words a column has, the longer each takes.
UNFILTERED = {"title": 250, "lead": 250, "words": 250}
FILTERED = {"title": 3000, "lead": 1000, "words": 250}
PHRASE = {"title": 250, "lead": 100, "words": 100}
# So many that fit the filters are looked at one by one, whatever words they have.
FITTING = {"postgresql": 5000, "sqlite": 2000}
# Of more it is only said that there are more.
COUNTED = 200
# The number of what is counted, among those of what is found.
COUNT = -1

# Stands for what is asked for in SQL that is written once; no word has it.
MARK = "\0"


class _Any:
    """Stands for any Query, in SQL that is written once."""

    def for_fts5(self):
        """The mark, as SQLite takes it."""
        return MARK

    for_tsquery = for_fts5


ANY = _Any()

# Where words stand says how much it is about them: in the headline or the name, beside it, anywhere. Within
# each of these the newest is first. (The column that holds the words, and the one that must not.)
RELEVANCE = [("title", ""), ("lead", "title"), ("words", "lead")]
DATE = [("words", "")]
NAMED = {"section": Section, "topic": Topic, "person": Person, "author": Author}
ORDERS = {"relevance": RELEVANCE, "date": DATE}
# What is shown of a face.
PORTRAIT = ("renditions", "has_avif", "focus_x", "focus_y", "alt")


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

    def bounds(self):
        """Return the first key that is of the days asked for as `since`, the first after them as `until`."""
        bounds = {}
        if self.since:
            bounds["since"] = _midnight(self.since)
        if self.until and self.until < datetime.date.max:
            bounds["until"] = _midnight(self.until + datetime.timedelta(days=1))
        return bounds

    def within(self, rows):
        """Return those of `rows`, entries or words of them, that are of the days asked for."""
        return _within(rows, self.bounds())


def _within(rows, bounds):
    """Return those of `rows` whose keys are within `bounds`."""
    if "since" in bounds:
        rows = rows.filter(pk__gte=bounds["since"])
    if "until" in bounds:
        rows = rows.filter(pk__lt=bounds["until"])
    return rows


@dataclass(frozen=True)
class Found:
    """One page: `items` are SearchEntries; `older` is the cursor of the next page, "" on the last.

    `references` are the entries of topics, people and sources that have the words in their names: on the
    first page, if nothing is left out. `count` says how many stories and updates there are in all,
    COUNTED + 1 for more than COUNTED; it is None where only the pages themselves would tell.
    """

    items: list
    references: list
    count: int | None
    older: str
    is_later: bool


def search(query, *, filters=None, order="relevance", after=""):
    """Return the Found page of what readers can see and `query` fits, after a cursor.

    It takes five queries at most. Raises Http404 for a junk cursor.
    """
    tiers = ORDERS[order]
    reached = _place(after, len(tiers)) if after else None
    filters = filters or Filters()
    subjects = _subjects(filters)
    if subjects is None:
        return Found(items=[], references=[], count=0, older="", is_later=bool(after))
    limits = PHRASE if query.has_phrase else FILTERED if filters else UNFILTERED
    fitting = _fitting(filters, subjects)
    if fitting == []:
        return Found(items=[], references=[], count=0, older="", is_later=bool(after))
    few = _few(query, tuple((within, limits[within]) for within, _beyond in tiers)) if fitting is None else {}
    statement = _statement(
        order,
        reached=reached and reached[0],
        few=tuple(few),
        subjects=tuple(subjects) if fitting is None else None,
        bounds=tuple(filters.bounds()),
        is_all=not (reached or filters),
        size=SIZE,
        # To count where a filter or a phrase leaves most of them out could take all there is.
        counted=None if reached or filters or query.has_phrase else COUNTED,
    )
    given = {f"few {column}": keys for column, keys in few.items()} | subjects | filters.bounds()
    given |= {"fitting": fitting, "reached": reached and reached[1]}
    places, count = _asked(statement, query, given)
    news = [place for place in places if place[0] < len(tiers)]
    shown = news[:SIZE]
    entries = _entries([pk for _number, pk in (*shown, *places[len(news) :])])
    older = pack(*shown[-1]) if len(news) > SIZE else ""
    return Found(
        items=[entries[pk] for _number, pk in shown if pk in entries],
        references=[entries[pk] for _number, pk in places[len(news) :] if pk in entries],
        count=count if older or reached else len(shown),
        older=older,
        is_later=bool(after),
    )


@lru_cache(maxsize=STATEMENTS)
def _statement(order, *, reached, few, subjects, bounds, is_all, size, counted):
    """Return the Statement that finds a page of what fits any query; `_asked` is given its values.

    `reached` is the number of the tier that the page before it ended in, None for the first page; `few` are
    the columns, and `subjects` the filters, whose keys are given: None if those of all that fits are. With
    `is_all` it finds the first few references too; up to `counted` of what fits is counted.
    """
    tiers, branches = ORDERS[order], []
    for number, (within, beyond) in enumerate(tiers):
        if reached is not None and number < reached:
            continue
        news = SearchWords.objects.news().filter(words__stands=(ANY, within, beyond))
        if within in few:
            news = _among(news, _later(f"few {within}", Keys()))
        if subjects is None:
            news = _among(news, _later("fitting", Keys()))
        else:
            news = news.about(**{name: _later(name) for name in subjects})
        news = _within(news, {name: _later(name) for name in bounds})
        if reached is not None and number == reached:
            news = news.filter(pk__lt=_later("reached"))
        branches.append((number, news.order_by("-pk")[: size + 1]))
    if is_all:
        named = SearchWords.objects.references().filter(words__stands=(ANY, "title", ""))
        branches.append((len(tiers), named.order_by("-pk")[:REFERENCES]))
    if counted is not None:
        news = SearchWords.objects.news().filter(words__stands=(ANY, "words", ""))
        if "words" in few:
            news = _among(news, _later("few words", Keys()))
        branches.append((COUNT, news.order_by()[: counted + 1]))
    return _written(branches)


def _later(name, field=None):
    return Placeholder(name, None, field or BigIntegerField())


def finds(query):
    """True if readers would find something by `query`."""
    places, _count = _asked(_finding(), query)
    return bool(places)


@lru_cache
def _finding():
    fits = {"words__stands": (ANY, "words", "")}
    found = SearchWords.objects.news().filter(**fits).order_by("-pk")[:1]
    named = SearchWords.objects.references().filter(**fits)[:1]
    return _written([(0, found), (1, named)])


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


def _few(query, limits):
    """Return {column: keys of all entries in which it has the words}, for the columns in which that are few.

    How many are few, `limits` says as (column, most) of each.

    PostgreSQL has to be told. Looking for the newest twenty, it would go through all that there is for a word
    that hardly anything has: of rare words it knows only that they are rare. SQLite goes by its index anyway.
    """
    if connection.vendor != "postgresql":
        return {}
    keys = [[] for _column in limits]
    places, _count = _asked(_seeking(limits), query)
    for number, key in places:
        keys[number].append(key)
    return {column: found for (column, most), found in zip(limits, keys, strict=True) if len(found) <= most}


@lru_cache
def _seeking(limits):
    rows = SearchWords.objects.order_by()
    return _written(
        (number, rows.filter(words__stands=(ANY, column, ""))[: most + 1])
        for number, (column, most) in enumerate(limits)
    )


def _subjects(filters):
    """Return {name: id} of what `filters` name, or None if there is no such thing.

    By its id a database knows how much there is about it.
    """
    asked = {name: slug for name in NAMED if (slug := getattr(filters, name))}
    some = [NAMED[name].objects.filter(slug=slug).order_by() for name, slug in asked.items()]
    places, _count = _places(list(enumerate(some)))
    if len(places) < len(asked):
        return None
    return {name: pk for name, (_number, pk) in zip(asked, places, strict=True)}


def _fitting(filters, subjects):
    """Return the keys of all entries that fit, if `subjects` are given and they are few, or None.

    Databases have to be told this too. They go down what has the words and look each one up, to see whether a
    filter leaves it: where several filters leave little together that would be all.
    """
    if not subjects:
        return None
    most = FITTING[connection.vendor]
    kinds = SearchEntry.objects.about_each(**subjects)
    rows = [(number, filters.within(rows).order_by()) for number, rows in enumerate(kinds)]
    places, _count = _places(rows, most=most + 1)
    return [key for _number, key in places] if len(places) <= most else None


# How a database takes thousands of keys as one value, and looks whether a key is one of them: on SQLite,
# beside what the index of words gives it, and not by looking each one up there.
AMONG = {
    "postgresql": {"template": "(%(expressions)s))", "arg_joiner": " = ANY ("},
    "sqlite": {"template": "(+%(expressions)s)))", "arg_joiner": " IN (SELECT value FROM json_each("},
}


class Keys(Field):
    """Keys as one value, as a database takes them."""

    def get_db_prep_value(self, value, connection, prepared=False):
        """Return the list as SQLite takes one; PostgreSQL has lists."""
        return json.dumps(value) if connection.vendor == "sqlite" else value


def _among(rows, keys):
    """Return those of `rows` whose key is one of the Keys for which the expression `keys` stands."""
    return rows.filter(Func(F("pk"), keys, output_field=BooleanField(), **AMONG[connection.vendor]))


def _places(branches, most=None):
    """Return [(number, primary key)] of all that the numbered querysets find, `most` at most, and None."""
    return _asked(_written(branches, most))


def _written(branches, most=None):
    """Return the SQL, and its parameters, of one query for all that the numbered querysets find.

    The one numbered COUNT is counted. Of more than `most` only some are found. Each is cut off by itself, so
    that a common word is never sorted as a whole; no compound of Django's does that on both databases.
    """
    parts, params = [], []
    for number, rows in branches:
        sql, values = rows.values("pk").query.sql_with_params()
        shown = "COUNT(*)" if number == COUNT else "found.*"
        parts.append(f"SELECT {number}, {shown} FROM ({sql}) AS found")  # noqa: S608 (a number and Django's own)
        params += values
    return " UNION ALL ".join(parts) + (f" LIMIT {most}" if most else ""), params


def _asked(statement, query=None, given=None):
    """Return [(number, primary key)] of all that a `statement` finds, and what it counts, None for nothing.

    In the place of ANY it asks for `query`; in those of Placeholders stand the values `given`.
    """
    sql, params = statement
    if not sql:
        return [], None
    asked = query and (query.for_fts5() if connection.vendor == "sqlite" else query.for_tsquery())
    with connection.cursor() as cursor:
        cursor.execute(sql, [_value(param, asked, given) for param in params])
        rows = sorted(cursor.fetchall(), key=lambda row: (row[0], -row[1]))
    return [row for row in rows if row[0] != COUNT], next((row[1] for row in rows if row[0] == COUNT), None)


def _value(param, asked, given):
    if isinstance(param, Placeholder):
        return param.value_in(given, connection)
    return param.replace(MARK, asked) if isinstance(param, str) and asked else param


def _entries(places):
    """Return the entries with these primary keys by key, with all that a page shows of them."""
    return {entry.pk: entry for entry in _shown.all(places=rounded(places))} if places else {}


@prepared(places=BigIntegerField())
def _shown(places):
    """All that a page shows of entries."""
    return (
        SearchEntry.objects.filter(pk__in=places)
        .select_related(
            "edition__story", "update__story", "story__live_edition", "topic", "person__portrait", "source"
        )
        .only(
            "edition__number",
            "edition__card",
            "edition__facets",
            "edition__body_html",
            "edition__goes_live_at",
            "edition__listed_at",
            "edition__story__slug",
            "edition__story__published_on",
            "edition__story__first_published_at",
            "edition__story__coverage",
            "update__headline",
            "update__text",
            "update__said",
            "update__is_key",
            "update__posted_at",
            "update__amended_at",
            "update__created_at",
            "update__story__slug",
            "update__story__published_on",
            "story__live_edition__story",
            "story__live_edition__card",
            "topic__name",
            "topic__slug",
            "person__name",
            "person__slug",
            "person__role",
            *(f"person__portrait__{field}" for field in PORTRAIT),
            "source__name",
            "source__slug",
            "source__mark",
        )
    )
