"""Telling the WebSub hub: through the outbox and the network, to a hub that runs here."""

import datetime
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs

import pytest
from django.utils import timezone

from articles import addresses, publishing, series
from articles.models import Edition, Series
from newsroom.outbox import events
from newsroom.outbox.models import Event
from tests.factories import (
    AuthorFactory,
    PersonFactory,
    SectionFactory,
    StoryFactory,
    TopicFactory,
    UserFactory,
    posted,
    published,
)

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
SECOND = datetime.timedelta(seconds=1)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def hub(settings):
    """A hub that keeps what it is told, as long as its `status` is a good one."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            server.told.append((self.headers["Content-Type"], parse_qs(body)))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.told, server.status = [], 204
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.NEWSROOM = settings.NEWSROOM | {"hub": f"http://127.0.0.1:{server.server_port}/"}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def told(hub):
    """The addresses that the hub was told of since the last time, without the site's."""
    while events.tick():
        pass
    forms, hub.told[:] = list(hub.told), []
    for content_type, form in forms:
        assert content_type == "application/x-www-form-urlencoded"
        assert form["hub.mode"] == ["publish"] and set(form) == {"hub.mode", "hub.url"}
        assert all(address.startswith(f"{SITE}/") for address in form["hub.url"])
    return [address.removeprefix(SITE) for _type, form in forms for address in form["hub.url"]]


def feeds(*pages, kinds=("rss", "summary.rss", "atom", "json")):
    return {f"{page}feed.{kind}" for page in pages for kind in kinds}


def test_is_told_of_every_feed_that_a_story_stands_in(client, hub, by):
    story = published(
        by=by,
        section=SectionFactory(slug="courts"),
        topics=[TopicFactory(slug="sénat")],
        people=[PersonFactory(slug="al")],
        authors=[AuthorFactory(slug="theo")],
    )
    expected = feeds("/", "/sections/courts/", "/topics/s%C3%A9nat/", "/people/al/", "/authors/theo/")
    found = told(hub)
    assert set(found) == expected and len(found) == len(expected)
    for address in found:
        assert client.get(address).status_code == 200
    assert told(hub) == []
    publishing.publish(story=story, by=by, correction=("correction", "It was two."))
    corrections = feeds("/corrections/", kinds=("rss", "atom", "json"))
    assert set(told(hub)) == expected | corrections
    addresses.move(story=story, by=by, slug="another")
    assert set(told(hub)) == expected | corrections
    publishing.withdraw(story=story, by=by, note="It was wrong.")
    assert set(told(hub)) == expected


def test_is_told_of_updates_by_their_own_feeds(hub, by):
    story = published(by=by)
    told(hub)
    posted(story, by=by)
    assert set(told(hub)) == feeds(story.get_updates_url(), kinds=("atom", "json"))
    posted(StoryFactory(by=by), by=by)
    assert told(hub) == []


def test_is_told_of_a_scheduled_story_in_its_minute_and_not_before(hub, by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + datetime.timedelta(hours=1))
    assert told(hub) == []
    Edition.objects.filter(story=story).update(goes_live_at=timezone.now() - SECOND)
    assert feeds("/") < set(told(hub))


def test_a_hub_that_refuses_is_told_again_later(hub, by):
    hub.status = 503
    published(by=by)
    assert told(hub)
    assert Event.objects.get(kind="edition.live").delivered_at  # others who listen to it have heard it
    event = Event.objects.get(kind="feeds.changed")
    assert event.delivered_at is None and "503" in event.last_error
    hub.status = 204
    Event.objects.update(due_at=timezone.now() - SECOND)
    assert feeds("/") < set(told(hub))
    assert Event.objects.get(kind="feeds.changed").delivered_at


def test_without_a_hub_nobody_is_told(by):
    published(by=by)
    assert events.deliver() == 1


def test_without_a_hub_nothing_is_asked(by, django_assert_num_queries):
    from articles import hub

    story = published(by=by)
    with django_assert_num_queries(0):
        hub.story_changed({"story": story.pk})
        hub.updates_changed({"story": story.pk})
        hub.tell({"addresses": [f"{SITE}/feed.rss"]})


def test_a_series_and_the_series_of_a_story(hub, by):
    """Nobody is told of one that readers do not see."""
    draft, story = StoryFactory(by=by), published(by=by)
    told(hub)
    series.save(series=Series(name="Hidden", slug="hidden"), parts=[draft], by=by)
    assert told(hub) == []
    series.save(series=Series(name="After dark", slug="after-dark"), parts=[draft, story], by=by)
    assert set(told(hub)) == feeds("/series/after-dark/")
    publishing.publish(story=story, by=by, correction=("correction", "It was two."))
    assert feeds("/series/after-dark/") <= set(told(hub))
