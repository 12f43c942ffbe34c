"""Telling the WebSub hub, if there is one, which feeds have changed: it tells the readers' programs.

The worker does it, from the outbox. What happened to a story becomes an event of its own for the hub, so that
one that is away is told later and delays nobody else who listens.
"""

from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from articles.models import Author, Correction, Edition, Section, Series, Story
from newsroom.lib import pings
from newsroom.outbox import events
from newsroom.templatetags.newsroom_tags import absolute
from topics.models import Person, Topic

FORMATS = ("rss", "summary.rss", "atom", "json")
# Whose feeds an edition stands in: by which of its relations, what they are, and how the feed is called.
SUBJECTS = [
    ("section", Section, "section_feed"),
    ("authors", Author, "author_feed"),
    ("story__series_parts__series", Series, "series_feed"),
    ("topics", Topic, "topic_feed"),
    ("people", Person, "person_feed"),
]


def story_changed(payload):
    """Let the hub be told of the feeds that the story of an event stands in, or stood in."""
    if settings.NEWSROOM["hub"]:
        events.emit("feeds.changed", addresses=_feeds_of(payload["story"]))


def updates_changed(payload):
    """Let the hub be told of the feeds of a story's updates."""
    if settings.NEWSROOM["hub"]:
        for story in Story.objects.published().filter(pk=payload["story"]):
            addresses = _formats("updates_feed", *story.address_parts, formats=("atom", "json"))
            events.emit("feeds.changed", addresses=addresses)


def series_changed(payload):
    """Let the hub be told of the feed of a series, if readers see it."""
    if settings.NEWSROOM["hub"]:
        for series in Series.objects.public().filter(pk=payload["series"]):
            events.emit("feeds.changed", addresses=_formats("series_feed", series.slug))


def tell(payload):
    """Tell the hub that what is at the `addresses` of an event has changed, all in one request.

    Raises OSError if it cannot be reached or does not accept it; the outbox tries again.
    """
    hub = settings.NEWSROOM["hub"]
    if not hub:  # any more
        return
    form = urlencode([("hub.mode", "publish"), *(("hub.url", address) for address in payload["addresses"])])
    pings.post(hub, form.encode(), "application/x-www-form-urlencoded")


def _feeds_of(story):
    """Return the addresses of all feeds with the story of this id: now, or before its last change."""
    editions = Edition.objects.filter(story=story)
    addresses = _formats("front_feed")
    for relation, model, name in SUBJECTS:
        for subject in model.objects.filter(pk__in=editions.values(relation)):
            addresses += _formats(name, subject.slug)
    if Correction.objects.public().filter(story=story).exists():
        addresses += _formats("corrections_feed", formats=("rss", "atom", "json"))
    return addresses


def _formats(name, *args, formats=FORMATS):
    return [iri_to_uri(absolute(reverse(name, args=[*args, kind]))) for kind in formats]
