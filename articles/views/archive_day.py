import datetime

from articles.views.archive_month import begin_or_404, page_of


def archive_day(request, year, month, day):
    """What was first published on a day, newest first."""
    first = begin_or_404(year, month, day)
    after = first + datetime.timedelta(days=1)
    return page_of(request, "articles/archive_day.html", first, after, tag=f"archive:{first}")
