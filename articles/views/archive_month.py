import datetime

from django.http import Http404
from django.shortcuts import render

from articles.archive import days, month_after, neighbours, stories
from articles.views.story import date_or_404
from newsroom.lib.pagination import keyset_page

PAGE = 30


def archive_month(request, year, month):
    """What was first published in a month, newest first."""
    first = begin_or_404(year, month, 1)
    tag = f"archive:{first:%Y-%m}"
    return page_of(request, "articles/archive_month.html", first, month_after(first), tag=tag, days=days)


def begin_or_404(year, month, day):
    """Return the day in an address. Raises Http404 for none, or one beside which a calendar ends."""
    first = date_or_404(year, month, day)
    if first.year in (datetime.MINYEAR, datetime.MAXYEAR):
        raise Http404("No such time.")
    return first


def page_of(request, template, first, after, *, tag, **asked):
    """Return a page of the stories from the day `first` to before `after`. Raises Http404 if there is none.

    `tag` is the word (`newsroom.lib.tags`) for these. `asked` holds what else the template shows: functions
    that are asked about `first`.
    """
    asked_for = stories(first, after)
    cursor = request.GET.get("after", "")
    page = keyset_page(asked_for, cursor, by="story__first_published_at", size=PAGE, tag=tag)
    if not page.items:
        raise Http404("Nothing was published then.")
    earlier, later = neighbours(first, after)
    context = {"page": page, "first": first, "earlier": earlier, "later": later}
    context |= {name: function(first) for name, function in asked.items()}
    return render(request, template, context)
