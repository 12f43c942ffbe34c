import datetime

from django.http import Http404
from django.shortcuts import render

from articles.archive import days, month_after, neighbours, stories
from articles.views.story import date_or_404
from newsroom.lib.pagination import keyset_page
from newsroom.lib.tags import depends_on

PAGE = 30


def archive_month(request, year, month):
    """What was first published in a month, newest first."""
    first = begin_or_404(year, month, 1)
    depends_on(f"archive:{first:%Y-%m}")
    return page_of(request, "articles/archive_month.html", first, month_after(first), days=days)


def begin_or_404(year, month, day):
    """Return the day in an address. Raises Http404 for none, or one beside which a calendar ends."""
    first = date_or_404(year, month, day)
    if first.year in (datetime.MINYEAR, datetime.MAXYEAR):
        raise Http404("No such time.")
    return first


def page_of(request, template, first, after, **asked):
    """Return a page of the stories from the day `first` to before `after`. Raises Http404 if there is none.

    `asked` holds what else the template shows: functions that are asked about `first`.
    """
    page = keyset_page(
        stories(first, after), request.GET.get("after", ""), by="story__first_published_at", size=PAGE
    )
    if not page.items:
        raise Http404("Nothing was published then.")
    earlier, later = neighbours(first, after)
    context = {"page": page, "first": first, "earlier": earlier, "later": later}
    context |= {name: function(first) for name, function in asked.items()}
    return render(request, template, context)
