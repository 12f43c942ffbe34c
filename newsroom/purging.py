"""Telling the caches in front of the newsroom, if it has any, what they keep that has changed.

The worker does it, from the outbox, as for the hub: an event of its own, so that a cache that is away is told
later and delays nobody else who listens. It is told twice: what it fetches right after the first time may
come from a copy that nginx, or another process, has had a moment longer.
"""

import logging
from datetime import timedelta
from http import HTTPStatus
from urllib.error import HTTPError

from django.conf import settings
from django.db.models.functions import Now

from newsroom.lib import purges
from newsroom.outbox import events
from newsroom.outbox.models import Event

log = logging.getLogger(__name__)

KIND = "copies.old"
# After so long nobody in between has anything old any more.
AGAIN = timedelta(seconds=3)
# What may be better in a minute.
LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


def listen():
    """Hear the outbox. Called once, when the site starts."""
    events.listen_to_all(changed)
    events.listen(KIND)(tell)


def changed(payload):
    """Let the caches be told of the words of an event, if it has any."""
    words = payload.get("tags")
    if settings.PURGE["kind"] and words:
        events.emit(KIND, words=words)
        again = events.emit(KIND, words=words)
        Event.objects.filter(pk=again.pk).update(due_at=Now() + AGAIN)


def tell(payload):
    """Ask each cache to drop what it keeps under the `words` of an event.

    Raises OSError if one cannot be reached, or has no time; the outbox tries again. What one refuses for
    good, such as a token that it does not believe, is logged, and that is all.
    """
    purge = settings.PURGE
    failed = None
    for address in purge["addresses"] if purge["kind"] else []:
        try:
            purges.purge(purge["kind"], address, purge["token"], payload["words"])
        except HTTPError as error:
            error.close()
            if error.code in LATER or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
                failed = error
            else:
                log.error("%s refuses to purge with %s", address, error.code)
        except OSError as error:
            failed = error
    if failed:
        raise failed
