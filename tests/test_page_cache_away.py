"""The database is away: readers get pages, marked; the desk is told; what was taken away is never shown."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager

import pytest
from django.db import InterfaceError, OperationalError, connection
from django.urls import reverse

from newsroom import page_cache, unavailable
from newsroom.outbox import changes, events
from tests.copies import POSTGRES, SECRET_KEY, Site, missing, postgres, redis, server
from tests.factories import UserFactory, published
from tests.processes import ROOT

# --- in this process, where the log is said to be away -----------------------------------------------------


@pytest.fixture
def story():
    return published(by=UserFactory(role="administrator"), headline="Council votes")


@pytest.fixture
def away(log, monkeypatch):
    """A context in which the database does not answer, neither for the log nor for pages."""

    asked = []

    def fails(*args, **kwargs):
        asked.append(args)
        raise OperationalError("server closed the connection unexpectedly")

    @contextmanager
    def is_away():
        with monkeypatch.context() as patched:
            patched.setattr(changes.Log, "_select", fails)
            patched.setattr(log, "_next", 0)
            with connection.execute_wrapper(fails):
                yield asked
        log._next = 0

    return is_away


def check_unavailable(answer):
    assert answer.status_code == 503
    assert int(answer["Retry-After"]) > 0
    assert answer["Cache-Control"] == "no-store"
    assert b"Back in a moment" in answer.content


@pytest.mark.django_db(transaction=True)
class TestCopies:
    """What readers get from copies while nobody can say what has changed."""

    def test_a_copy_is_shown_and_marked_and_all_heals(self, away, story):
        site = Site()
        plain = site.get(story.get_absolute_url())
        with away():
            stale = site.get(story.get_absolute_url())
            assert stale.status_code == 200
            assert stale.content == plain.content
            assert stale["Warning"].startswith("110 ")
            assert stale["X-Newsroom-Stale"] == stale["Age"] == "0"
            assert stale["Cache-Control"] == page_cache.CONTROL_STALE
            assert stale["ETag"] == plain["ETag"]
            assert site.head(story.get_absolute_url()).status_code == 200
            assert site.get(story.get_absolute_url(), If_None_Match=plain["ETag"]).status_code == 304
            check_unavailable(site.get("/latest/"))
        again = site.get(story.get_absolute_url())
        assert dict(again.headers) == dict(plain.headers)
        assert site.get("/latest/").status_code == 200

    def test_a_database_that_is_away_when_a_process_begins_is_not_held_to_be_without_json(self, away, story):
        """Django asks what a database can do once for each connection, and keeps what it takes to be so."""
        with away():
            connection.features.__dict__.pop("supports_json_field", None)
            connection.connect()
            assert connection.features.supports_json_field
        assert Site().get("/latest/").status_code == 200

    def test_a_page_that_changed_is_shown_as_it_was_but_not_what_was_taken_away(self, away, story):
        site = Site()
        other = published(by=UserFactory(role="administrator"))
        for address in (story.get_absolute_url(), other.get_absolute_url()):
            site.get(address)
        events.emit("edition.live", tags=[f"story:{story.pk}"])
        events.emit("story.withdrawn", tags=[f"story:{other.pk}"])
        with away():
            assert site.get(story.get_absolute_url()).status_code == 200
            check_unavailable(site.get(other.get_absolute_url()))

    def test_no_kind_of_event_is_thought_harmless_that_takes_something_away(self):
        grave = re.compile("withdr|redact|retract|down|ended|merged|photo|live.changed")
        assert not list(filter(grave.search, changes.ONLY_ADDING))

    def test_after_an_hour_nothing_is_shown(self, away, story, monkeypatch):
        site = Site()
        site.get(story.get_absolute_url())
        monkeypatch.setattr(page_cache, "STALE", 0)
        with away():
            check_unavailable(site.get(story.get_absolute_url()))

    def test_a_process_that_never_knew_anything_shows_nothing(self, away, story, log):
        site = Site()
        site.get(story.get_absolute_url())
        log.forget()
        with away():
            check_unavailable(site.get(story.get_absolute_url()))

    def test_a_page_that_fails_while_it_is_rendered_is_shown_as_it_was(self, log, story, monkeypatch):
        """As when the database goes after the log was asked."""
        site = Site()
        plain = site.get(story.get_absolute_url())
        monkeypatch.setitem(page_cache.LIVES, 200, 0)
        events.emit("edition.live", tags=[f"story:{story.pk}"])
        render = site.cache.get_response
        monkeypatch.setattr(
            site.cache,
            "get_response",
            lambda request: unavailable.unavailable(request, OperationalError("gone")),
        )
        stale = site.get(story.get_absolute_url())
        assert (stale.status_code, stale.content) == (200, plain.content)
        assert "X-Newsroom-Stale" in stale.headers
        monkeypatch.setattr(site.cache, "get_response", render)
        log.look(force=True)
        assert "X-Newsroom-Stale" not in site.get(story.get_absolute_url()).headers

    def test_it_is_asked_now_and_then_whether_it_is_back(self, away, story):
        site = Site()
        site.get(story.get_absolute_url())
        with away() as asked:
            for _ in range(50):
                site.get(story.get_absolute_url())
        assert len(asked) <= 2


@pytest.mark.django_db(transaction=True)
class TestDesk:
    """What the desk and others are told whose answers are not kept."""

    def test_the_desk_is_told_what_happens_and_where_the_text_is(self, away, story, client):
        client.force_login(UserFactory(role="administrator"))
        client.raise_request_exception = False
        for ask in (client.get, client.post):
            with away():
                answer = ask(reverse("admin:articles_story_change", args=[story.pk]))
            check_unavailable(answer)
            assert b"kept in this browser" in answer.content
            assert b"Traceback" not in answer.content
        assert client.get(reverse("admin:articles_story_change", args=[story.pk])).status_code == 200

    def test_signing_in_polls_and_pages_without_copies_get_a_503(self, away, story, client, settings):
        settings.KEEP_COPIES = False
        client.raise_request_exception = False
        with away():
            for address in (
                f"/live/{story.pk}/head.json",
                story.get_absolute_url(),
                "/feed.rss",
                "/nowhere/",
            ):
                check_unavailable(client.get(address))
            check_unavailable(client.post("/admin/login/", {"username": "a@b.example", "password": "x"}))

    @pytest.mark.parametrize(
        ("error", "is_away"),
        [
            (OperationalError("server closed the connection unexpectedly"), True),
            (OperationalError("database is locked"), True),
            (InterfaceError("connection already closed"), True),
            (OperationalError("no such table: x"), False),
            (ValueError("server closed the connection"), False),
        ],
    )
    def test_only_that_the_database_is_away_is_called_so(self, error, is_away):
        assert unavailable.is_away(error) == is_away


# --- for real ----------------------------------------------------------------------------------------------

MAKE = """
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.SECRET_KEY = "{}"
from tests.factories import UserFactory, posted, published
by = UserFactory(role="administrator")
story, cold, gone = [published(by=by, headline=name) for name in ("Council votes", "Cold", "Gone")]
client = Client()
client.force_login(by)
print(story.pk, gone.pk, by.pk, client.cookies["sessionid"].value)
print(*(story.get_absolute_url() for story in (story, cold, gone)))
"""
WITHDRAW = """
import django
django.setup()
from articles import models, publishing
from newsroom.accounts.models import User
publishing.withdraw(story=models.Story.objects.get(pk={}), by=User.objects.get(pk={}), note="Wrong.")
"""


def run(database, code):
    """Run code in a process of its own on a database; return what it printed."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "newsroom.settings.test", "DATABASE_URL": database}
    command = [sys.executable, "-c", code]
    return subprocess.run(
        command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True
    ).stdout


def until(condition, seconds=30):
    """Wait until something is so; return after how many seconds it was."""
    begun = time.monotonic()
    while not condition():
        assert time.monotonic() - begun < seconds
        time.sleep(0.1)
    return time.monotonic() - begun


needs = pytest.mark.skipif(
    POSTGRES is None or missing("redis-server") is not None, reason="PostgreSQL or Redis is not installed"
)


@needs
def test_a_database_that_is_stopped_and_comes_back(tmp_path):
    with postgres() as database, redis(tmp_path) as (cache, redis_process):
        run(
            database.address,
            "from django.core.management import execute_from_command_line as run\n"
            "run(['manage.py', 'migrate', '--verbosity=0'])",
        )
        first, addresses = run(database.address, MAKE.format(SECRET_KEY)).splitlines()
        pk, gone_pk, by, session = first.split()
        address, cold, gone = addresses.split()
        signed_in = {"Cookie": f"sessionid={session}"}
        change = f"/admin/articles/story/{pk}/change/"
        with server(tmp_path / "web", database.address, cache=cache, workers=2) as site:
            before = {page: site.get(page).body for page in (address, "/", "/feed.rss", gone, "/sitemap.xml")}
            form = site.get(change, **signed_in)
            assert form.status == 200
            token = re.search(rb'csrfmiddlewaretoken" value="(\w+)"', form.body)[1].decode()
            cookies = {"Cookie": f"{signed_in['Cookie']}; {form.getheader('Set-Cookie').split(';')[0]}"}
            typed = {
                "Content_Type": "application/x-www-form-urlencoded",
                "Referer": "https://news.example/admin/",
            }
            # Both processes have each page.
            for page in list(before) * 10:
                assert site.get(page).status == 200
            run(database.address, WITHDRAW.format(gone_pk, by))
            assert until(lambda: site.get(gone).status == 410) < 5
            time.sleep(changes.EVERY + 0.3)
            for _ in range(20):
                assert site.get(gone).status == 410
                for page in ("/", "/feed.rss", "/sitemap.xml"):
                    assert site.get(page).status == 200

            database.stop()
            time.sleep(changes.EVERY + 0.3)
            for _ in range(20):
                for page in (address, "/", "/feed.rss", "/sitemap.xml"):
                    answer = site.get(page)
                    assert answer.status == 200, page
                    assert answer.getheader("X-Newsroom-Stale"), page
                    assert b"Gone" not in answer.body, page
                assert site.get(address).body == before[address]
                assert site.get(gone).status == 410
                answer = site.get(cold)
                assert (answer.status, answer.getheader("Cache-Control")) == (503, "no-store")
                assert int(answer.getheader("Retry-After")) > 0
            for answer in (
                site.get(change, **signed_in),
                site.get(change, "POST", f"csrfmiddlewaretoken={token}&headline=Typed", **cookies, **typed),
            ):
                assert answer.status == 503
                assert b"kept in this browser" in answer.body
            assert site.get("/admin/login/").status in (200, 503)
            assert site.get(f"/live/{pk}/head.json").status == 503
            # Redis too: each process goes on with what it has itself.
            redis_process.send_signal(signal.SIGSTOP)
            for _ in range(20):
                begun = time.monotonic()
                assert site.get(address).status == 200
                assert site.get(cold).status == 503
                assert time.monotonic() - begun < 5
            redis_process.send_signal(signal.SIGCONT)

            database.start()
            until(lambda: not site.get(address).getheader("X-Newsroom-Stale"))
            until(lambda: site.get(cold).status == 200)
            time.sleep(changes.RETRY + 1)
            for _ in range(20):
                for page in (address, cold, "/", "/feed.rss"):
                    answer = site.get(page)
                    assert (answer.status, answer.getheader("X-Newsroom-Stale")) == (200, None)
                assert site.get(gone).status == 410
                assert site.get(change, **signed_in).status == 200
                assert site.get(f"/live/{pk}/head.json").status == 200
