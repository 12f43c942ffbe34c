import datetime

from articles.views.archive_month import begin_or_404, page_of
from newsroom.lib.tags import depends_on


def archive_day(request, year, month, day):
    """What was first published on a day, newest first."""
    first = begin_or_404(year, month, day)
    depends_on(f"archive:{first}")
    return page_of(request, "articles/archive_day.html", first, first + datetime.timedelta(days=1))
