import datetime

from django.http import Http404
from django.shortcuts import render

from articles import archive
from articles.views.story import date_or_404


def archive_month(request, year, month):
    """What was first published in a month, newest first."""
    first = begin_or_404(year, month, 1)
    tag = f"archive:{first:%Y-%m}"
    return page_of(request, "articles/archive_month.html", first, archive.month_after(first), tag=tag)


def begin_or_404(year, month, day):
    """Return the day in an address. Raises Http404 for none, or one beside which a calendar ends."""
    first = date_or_404(year, month, day)
    if first.year in (datetime.MINYEAR, datetime.MAXYEAR):
        raise Http404("No such time.")
    return first


def page_of(request, template, first, after, *, tag):
    """Return a page of the stories from the day `first` to before `after`. Raises Http404 for none.

    `tag` is the word (`newsroom.lib.tags`) for these.
    """
    cursor = request.GET.get("after", "")
    page = archive.stories.page(cursor, tag=tag, **archive.bounds(first, after))
    if not page.items:
        raise Http404("Nothing was published then.")
    days, earlier, later = archive.around(first, after)
    context = {"page": page, "first": first, "days": days, "earlier": earlier, "later": later}
    return render(request, template, context)
