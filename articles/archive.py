"""The archive: on which days, in which months and years stories were first published.

A day is the one in a story's address, in the newsroom's zone. Nothing is counted: whether there is a story is
asked of the index of addresses, so that an archive of a million costs what one of a hundred does.
"""

import datetime
from itertools import groupby, pairwise

from django.db.models import Exists

from articles.models import Edition, Story

# Published moments and days in addresses differ by the zone, and by one that a newsroom had before.
A_ZONE = datetime.timedelta(days=2)
# So many months are asked about in one query, that it stays a query that every database takes.
MONTHS_AT_ONCE = 120


def month_after(day):
    """Return the first day of the month after that of `day`."""
    return (day.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)


def months():
    """Return the months that have stories which readers see, as first days, newest first."""
    # The index holds those that have a day, and is used by who says that only these are meant.
    dated = Story.objects.published().filter(published_on__isnull=False)
    ends = [dated.order_by(f"{way}published_on").values_list("published_on", flat=True) for way in ("", "-")]
    first, last = (days.first() for days in ends)
    spans = []
    month = first and first.replace(day=1)
    while month and month <= last:
        spans.append((month, month_after(month)))
        month = spans[-1][1]
    found = []
    for start in range(0, len(spans), MONTHS_AT_ONCE):
        found += _with_stories(spans[start : start + MONTHS_AT_ONCE])
    return found[::-1]


def days(month):
    """Return the days with stories in the month that begins on the day `month`, in order."""
    count = (month_after(month) - month).days
    starts = [month + datetime.timedelta(days=number) for number in range(count + 1)]
    return _with_stories(list(pairwise(starts)))


def _with_stories(spans):
    """Return the first days of those `spans`, each (first day, day after the last), that have stories.

    That is one query: it asks for one story of each.
    """
    has = {
        f"has_{number}": Exists(
            Story.objects.published().filter(published_on__gte=first, published_on__lt=after)
        )
        for number, (first, after) in enumerate(spans)
    }
    # Of one row, whichever: there is one, since there are stories.
    answers = Story.objects.order_by("pk").values(**has)[:1].get()
    return [first for number, (first, _after) in enumerate(spans) if answers[f"has_{number}"]]


def years():
    """Return the years of which there are stories, newest first: a list of (year, its months)."""
    return [(year, list(found)) for year, found in groupby(months(), key=lambda month: month.year)]


def stories(first, after):
    """Return what readers see of the stories first published from the day `first` to before `after`."""
    return (
        Edition.objects.public()
        .for_cards()
        .filter(
            story__published_on__gte=first,
            story__published_on__lt=after,
            # Says nothing new, but lets a database walk along the order that pages have.
            story__first_published_at__gte=_moment(first) - A_ZONE,
            story__first_published_at__lt=_moment(after) + A_ZONE,
        )
    )


def _moment(day):
    return datetime.datetime.combine(day, datetime.time.min, datetime.UTC)


def neighbours(first, after):
    """Return the nearest days with stories before the day `first` and from `after` on, None for none."""
    dated = Story.objects.published().values_list("published_on", flat=True)
    earlier = dated.filter(published_on__lt=first).order_by("-published_on").first()
    return earlier, dated.filter(published_on__gte=after).order_by("published_on").first()
