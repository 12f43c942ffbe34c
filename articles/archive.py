"""The archive: on which days, in which months and years stories were first published.

A day is the one in a story's address, in the newsroom's zone. Nothing is counted: whether there is a story is
asked of the index of addresses, so that an archive of a million costs what one of a hundred does.
"""

import datetime
from functools import lru_cache
from itertools import groupby

from django.db import connections
from django.db.models import DateField, DateTimeField
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_date

from articles.models import Edition, Story
from newsroom.lib.json_rows import moment
from newsroom.lib.pagination import paged
from newsroom.lib.prepared import Placeholder, Way, prepared

# Published moments and days in addresses differ by the zone, and by one that a newsroom had before.
A_ZONE = datetime.timedelta(days=2)
# The first day of the month of a day, as each database says it.
MONTH = {"postgresql": "DATE_TRUNC('month', {})::date", "sqlite": "DATE({}, 'start of month')"}
# The month that a walk through the months has reached, and the one after it.
MONTHS = {
    "postgresql": ("months.month", "(months.month + INTERVAL '1 month')"),
    "sqlite": ("months.month", "DATE(months.month, '+1 month')"),
}
# The day that the walk through the days has reached.
REACHED = "walked.day"


def month_after(day):
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)


def months():
    """Return the months that have stories which readers see, as first days, newest first."""
    step = MONTH[connections[Story.objects.db].vendor].format(REACHED)
    days = _walked(datetime.date.min, datetime.date.max, step)
    return sorted({day.replace(day=1) for day in days}, reverse=True)


def years():
    """Return the years of which there are stories, newest first: a list of (year, its months)."""
    return [(year, tuple(found)) for year, found in groupby(months(), key=lambda month: month.year)]


def around(first, after):
    """Return the days with stories from `first` to before `after`, and the nearest before and after those.

    The days are in order; None stands for none.
    """
    days = _walked(first, after, REACHED)
    within = tuple(sorted(day for day in days if first <= day < after))
    earlier, later = ([day for day in days if test(day)] for test in (first.__gt__, after.__le__))
    return within, next(iter(earlier), None), next(iter(later), None)


def _walked(first, after, step):
    """Return the last day with stories before `after`, the last one before the `step` of that, and so on.

    The walk ends with the first that it finds before `first`; and then comes the first day from `after` on.
    That is one query, with a look-up in the index of addresses for each of these days.
    """
    using = Story.objects.db
    connection, (sql, begun, further, later) = connections[using], _walk(using, step)
    values = {"after": after}
    params = [*begun.params(values, connection), *further.params(values, connection)]
    params += [connection.ops.adapt_datefield_value(first), *later.params(values, connection)]
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = [day for (day,) in cursor.fetchall() if day]
    return [parse_date(day) if isinstance(day, str) else day for day in found]


@lru_cache
def _walk(using, step):
    """Return the SQL of the walk, and its three parts, which know their parameters."""
    dated = Story.objects.using(using).published().values("published_on")
    backwards, after = dated.order_by("-published_on"), Placeholder("after", None, DateField())
    begun = Way(backwards.filter(published_on__lt=after)[:1])
    further = Way(backwards.filter(published_on__lt=RawSQL(step, [], DateField()))[:1])  # noqa: S611 (ours)
    later = Way(dated.order_by("published_on").filter(published_on__gte=after)[:1])
    sql = (
        "WITH RECURSIVE walked(day) AS ("  # noqa: S608 (all of it is ours)
        f" SELECT ({begun.sql}) UNION ALL SELECT ({further.sql}) FROM walked WHERE {REACHED} >= %s"
        f") SELECT {REACHED} FROM walked UNION ALL SELECT ({later.sql})"
    )
    return sql, begun, further, later


def last_changes():
    """Return (month, when what readers see of its stories last changed) of each month, newest first.

    An edition that went live counts, what was posted to live coverage, and what was taken out. That is a
    look-up or two in an index for each month, and all of the few that were ever redacted: in two queries.
    """
    using = Edition.objects.db
    connection, (sql, parts) = connections[using], _newest_of_months(using)
    with connection.cursor() as cursor:
        cursor.execute(sql, [param for part in parts for param in part.params({}, connection)])
        rows = cursor.fetchall()
    found = {_read(month): [_read(live), _read(updated)] for month, live, updated in rows if live}
    for day, at in _redactions.fresh():
        found.get(day.replace(day=1), []).append(at)
    return [(month, max(filter(None, moments))) for month, moments in sorted(found.items(), reverse=True)]


@prepared()
def _redactions():
    redacted = Story._meta.get_field("redactions").related_model.objects.values("story")
    published = Story.objects.published().filter(pk__in=redacted).order_by()
    return published.values_list("published_on", "redactions__at")


@lru_cache
def _newest_of_months(using):
    """Return the SQL that walks through the months, and its parts, which know their parameters."""
    month, after = (RawSQL(sql, [], DateField()) for sql in MONTHS[connections[using].vendor])  # noqa: S611 (ours)
    live = Edition.objects.using(using).public().filter(month=month).order_by("-goes_live_at")
    updated = Story.objects.using(using).published().filter(live_changed_at__isnull=False)
    updated = updated.filter(published_on__gte=month, published_on__lt=after).order_by("-live_changed_at")
    parts = [Way(live.values("goes_live_at")[:1]), Way(updated.values("live_changed_at")[:1])]
    sql = (
        "WITH RECURSIVE months(month) AS (SELECT MAX(month) FROM articles_edition UNION ALL"  # noqa: S608 (all ours)
        " SELECT (SELECT MAX(month) FROM articles_edition WHERE articles_edition.month < months.month)"
        f" FROM months WHERE months.month IS NOT NULL) SELECT month, ({parts[0].sql}), ({parts[1].sql})"
        " FROM months WHERE month IS NOT NULL"
    )
    return sql, parts


def _read(value):
    """Return the day or the aware moment that a database gave: SQLite has them as texts, or in no zone."""
    if isinstance(value, str):
        return parse_date(value) if len(value) == 10 else moment(value)
    if isinstance(value, datetime.datetime) and value.tzinfo is None:
        return value.replace(tzinfo=datetime.UTC)
    return value


def bounds(first, after):
    """Return what `stories` asks for the days from `first` to before `after`."""
    moments = [datetime.datetime.combine(day, datetime.time.min, datetime.UTC) for day in (first, after)]
    return {"first": first, "after": after, "since": moments[0] - A_ZONE, "until": moments[1] + A_ZONE}


@paged(
    by="story__first_published_at",
    size=30,
    first=DateField(),
    after=DateField(),
    since=DateTimeField(),
    until=DateTimeField(),
)
def stories(first, after, since, until):
    """What readers see of the stories first published within `bounds`."""
    return (
        Edition.objects.public()
        .for_cards()
        .filter(
            story__published_on__gte=first,
            story__published_on__lt=after,
            # Says nothing new, but lets a database walk along the order that pages have.
            story__first_published_at__gte=since,
            story__first_published_at__lt=until,
        )
    )
