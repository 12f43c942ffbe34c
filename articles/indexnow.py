"""Telling search engines by IndexNow, if there is a key, which stories have changed.

The worker does it, from the outbox, as for the hub: an event of its own, so that an engine that is away is
told later and delays nobody else who listens. What readers never saw is never named.
"""

import json
import logging
from http import HTTPStatus
from urllib.error import HTTPError
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles.enums import Coverage
from articles.models import Story
from newsroom.lib import pings
from newsroom.outbox import events
from newsroom.templatetags.newsroom_tags import absolute

log = logging.getLogger(__name__)

# What may be better in a minute.
LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}


def story_changed(payload):
    """Let engines be told of the pages of an event's story, if readers see it or saw it."""
    if not settings.NEWSROOM["indexnow"]:
        return
    seen = Story.objects.published() | Story.objects.withdrawn()
    for story in seen.filter(pk=payload["story"]):
        pages = [story.get_absolute_url()]
        if former := payload.get("former"):
            pages.append(reverse("story", args=[*story.address_parts[:3], former]))
        if story.coverage != Coverage.NONE:
            pages.append(story.get_updates_url())
        events.emit("pages.changed", addresses=[iri_to_uri(absolute(page)) for page in pages])


def tell(payload):
    """Tell engines that what is at the `addresses` of an event has changed, all in one request.

    Raises OSError if they cannot be reached, or have no time; the outbox tries again. What they refuse for
    good, such as a key they do not believe, is logged, and that is all.
    """
    ours = settings.NEWSROOM
    if not ours["indexnow"]:  # any more
        return
    told = {
        "host": urlsplit(ours["base_url"]).netloc,
        "key": ours["indexnow"],
        "keyLocation": absolute(reverse("indexnow_key", args=[ours["indexnow"]])),
        "urlList": payload["addresses"],
    }
    try:
        pings.post(ours["indexnow_address"], json.dumps(told).encode(), "application/json; charset=utf-8")
    except HTTPError as error:
        if error.code in LATER or error.code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            raise
        log.warning("IndexNow refuses %s with %s", payload["addresses"], error.code)
