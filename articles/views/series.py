from functools import wraps

from django.db.models import BigIntegerField
from django.http import Http404, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse

from articles.models import Edition, Series
from articles.series import MOST_PARTS, find, total_of
from newsroom.lib.prepared import prepared
from newsroom.lib.tags import depends_on


def at_public_address(view):
    """Give a view the series at an address, and send readers on from an address that it had."""

    @wraps(view)
    def found(request, slug, **kwargs):
        try:
            series, is_current = find(slug)
        except Series.DoesNotExist as error:
            raise Http404("Nothing is here.") from error
        if is_current:
            return view(request, series, **kwargs)
        address = reverse(request.resolver_match.url_name, kwargs=kwargs | {"slug": series.slug})
        return HttpResponsePermanentRedirect(address)

    return found


@at_public_address
def series(request, series):
    """A series or a package: what it is, and its parts, those that readers can see, in order."""
    depends_on(f"series:{series.pk}:news")
    parts = parts_of.all(series=series.pk)
    return render(
        request,
        "articles/series.html",
        {"series": series, "parts": parts, "total": total_of(series, len(parts))},
    )


@prepared(series=BigIntegerField())
def parts_of(series):
    """What readers see of the parts of a series, in order."""
    return Edition.objects.public().for_cards().in_series(series)[:MOST_PARTS]
