"""What readers and editors are told while the database is away: that it is so, not that something broke."""

import logging
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.defaults import server_error as broken

log = logging.getLogger(__name__)

RETRY = 10


def is_away(error):
    """Say whether an error means that the database is away or too busy, and not that we asked nonsense."""
    return isinstance(error, OperationalError | InterfaceError) and "no such" not in str(error)


def unavailable(request, error=None):
    """Return the page that says it, a 503; the desk's also says where the text is."""
    if error is not None:
        log.warning("the database is away: %s: %s", request.path, error)
    is_desk = request.path_info.startswith(reverse("admin:index"))
    page = render_to_string("unavailable.html", {"is_desk": is_desk})
    response = HttpResponse(
        page, status=503, headers={"Retry-After": str(RETRY), "Cache-Control": "no-store"}
    )
    response.is_away = True
    # One line for each is enough.
    response._has_been_logged = True
    return response


def server_error(request):
    """Answer for an error outside of a view: by whose it is."""
    error = sys.exception() if hasattr(sys, "exception") else sys.exc_info()[1]
    if is_away(error):
        return unavailable(request, error)
    return broken(request)
