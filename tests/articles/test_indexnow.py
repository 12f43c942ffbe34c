"""Telling search engines by IndexNow: through the outbox and the network, to an engine that runs here."""

import datetime
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.utils import timezone

from articles import addresses, indexnow, live, publishing
from articles.enums import Coverage
from articles.models import Edition
from newsroom.lib import pings
from newsroom.outbox import events
from newsroom.outbox.models import Event
from tests.factories import StoryFactory, UserFactory, posted, published

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
KEY = "0123456789abcdef"
SECOND = datetime.timedelta(seconds=1)
HOUR = datetime.timedelta(hours=1)


@pytest.fixture
def by():
    return UserFactory(role="administrator")


@pytest.fixture
def engine(settings):
    """An engine that keeps what it is told, and answers with its `status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            server.told.append((self.headers["Content-Type"], json.loads(body)))
            server.may_answer.wait()
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.told, server.status, server.may_answer = [], 202, threading.Event()
    server.may_answer.set()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    address = f"http://127.0.0.1:{server.server_port}/indexnow"
    settings.NEWSROOM = settings.NEWSROOM | {"indexnow": KEY, "indexnow_address": address}
    yield server
    server.may_answer.set()
    server.shutdown()
    thread.join()
    server.server_close()


def told(engine):
    """The addresses that the engine was told of since the last time, without the site's: a list for each."""
    while events.tick():
        pass
    posts, engine.told[:] = list(engine.told), []
    for content_type, post in posts:
        assert content_type == "application/json; charset=utf-8"
        assert post | {"urlList": []} == {
            "host": "127.0.0.1:8000",
            "key": KEY,
            "keyLocation": f"{SITE}/{KEY}.txt",
            "urlList": [],
        }
    return [[address.removeprefix(SITE) for address in post["urlList"]] for _type, post in posts]


def test_is_told_when_a_story_is_published_updated_moved_and_withdrawn(client, engine, by):
    story = published(by=by, slug="sénat")
    address = story.get_absolute_url()
    assert "/s%C3%A9nat/" in address
    assert told(engine) == [[address]]
    publishing.publish(story=story, by=by, correction=("correction", "It was two."))
    assert told(engine) == [[address]]
    addresses.move(story=story, by=by, slug="another")
    story.refresh_from_db()
    assert told(engine) == [[story.get_absolute_url(), address]]
    publishing.withdraw(story=story, by=by, note="It was wrong.")
    assert told(engine) == [[story.get_absolute_url()]]
    assert client.get(story.get_absolute_url()).status_code == 410


def test_the_page_of_its_updates_goes_along(engine, by):
    story = published(by=by)
    told(engine)
    posted(story, by=by)
    assert told(engine) == []  # each update of a live story is not news to a search engine
    live.set_coverage(story=story, by=by, coverage=Coverage.OPEN)
    told(engine)
    story.refresh_from_db()
    publishing.publish(story=story, by=by, correction=("note", "More."))
    assert told(engine) == [[story.get_absolute_url(), story.get_updates_url()]]


def test_is_not_told_of_what_readers_never_saw(engine, by):
    StoryFactory(by=by)
    embargoed = StoryFactory(by=by)
    publishing.set_embargo(story=embargoed, by=by, until=timezone.now() + HOUR)
    scheduled = StoryFactory(by=by)
    publishing.publish(story=scheduled, by=by, goes_live_at=timezone.now() + HOUR)
    for story in (embargoed, scheduled):
        events.emit("story.redacted", story=story.pk)
    assert told(engine) == []


def test_is_told_of_a_scheduled_story_in_its_minute_and_not_before(engine, by):
    story = StoryFactory(by=by)
    publishing.publish(story=story, by=by, goes_live_at=timezone.now() + HOUR)
    assert told(engine) == []
    Edition.objects.filter(story=story).update(goes_live_at=timezone.now() - SECOND)
    story.refresh_from_db()
    assert told(engine) == [[story.get_absolute_url()]]


def test_an_engine_that_is_away_is_told_later(engine, by):
    for status in (503, 429):
        engine.status = status
        published(by=by)
        assert told(engine)
        event = Event.objects.filter(kind="pages.changed").last()
        assert event.delivered_at is None and str(status) in event.last_error
    assert not Event.objects.filter(kind="edition.live", delivered_at=None).exists()  # others have heard
    engine.status = 200
    Event.objects.update(due_at=timezone.now() - SECOND)
    assert len(told(engine)) == 2
    assert not Event.objects.filter(delivered_at=None).exists()


def test_what_is_refused_for_good_is_logged_and_not_tried_again(engine, by, caplog):
    engine.status = 403
    story = published(by=by)
    assert told(engine) == [[story.get_absolute_url()]]
    assert not Event.objects.filter(delivered_at=None).exists()
    assert "IndexNow refuses" in caplog.text and "403" in caplog.text


def test_an_engine_that_hangs_is_not_waited_for(engine, by, monkeypatch):
    monkeypatch.setattr(pings, "TIMEOUT", 0.2)
    engine.may_answer.clear()
    published(by=by)
    told(engine)
    assert "timed out" in Event.objects.get(kind="pages.changed").last_error


def test_without_a_key_nothing_is_asked(by, django_assert_num_queries):
    story = published(by=by)
    with django_assert_num_queries(0):
        indexnow.story_changed({"story": story.pk})
        indexnow.tell({"addresses": [f"{SITE}/"]})
