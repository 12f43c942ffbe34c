"""Telling caches in front of the newsroom what has changed: what they are asked, and when."""

import http.client
import json
import shutil
import subprocess
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core.checks import run_checks

from articles import publishing
from newsroom.lib import purges
from newsroom.outbox import events
from newsroom.outbox.models import Event
from newsroom.purging import KIND
from tests.factories import UserFactory, published
from tests.nginx import DEPLOY
from tests.origin import PUBLIC, Page, origin
from tests.processes import free_port, wait_for


@pytest.fixture
def cache(settings):
    """A cache that keeps what it is asked, and answers with its `status`."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            headers = {name.lower(): value for name, value in self.headers.items()}
            server.asked.append((self.command, self.path, headers, body))
            self.send_response(server.status)
            self.end_headers()

        do_POST = do_PURGE = answer

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    server.asked, server.status = [], 200
    server.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    settings.PURGE = {"kind": "varnish", "addresses": [server.address], "token": ""}
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


WORDS = [f"story:{number}" for number in range(70)]


def test_fastly_is_asked_as_it_documents(cache):
    purges.purge("fastly", f"{cache.address}/service/SU1Z0isxPaozGVKXdv0eY/", "token", WORDS[:2])
    [(method, path, headers, body)] = cache.asked
    assert (method, path, body) == ("POST", "/service/SU1Z0isxPaozGVKXdv0eY/purge", "")
    assert headers["fastly-key"] == "token"
    assert headers["surrogate-key"] == "story:0 story:1"
    assert headers["accept"] == "application/json"
    cache.asked.clear()
    purges.purge("fastly", cache.address, "token", WORDS * 4)
    assert [len(headers["surrogate-key"].split()) for _m, _p, headers, _b in cache.asked] == [256, 24]


def test_cloudflare_is_asked_as_it_documents(cache):
    purges.purge("cloudflare", f"{cache.address}/client/v4/zones/023e105f4ecef8ad", "token", WORDS)
    assert {(method, path) for method, path, _headers, _body in cache.asked} == {
        ("POST", "/client/v4/zones/023e105f4ecef8ad/purge_cache")
    }
    bodies = [json.loads(body) for _method, _path, _headers, body in cache.asked]
    assert [list(body) for body in bodies] == [["tags"]] * 3
    assert [len(body["tags"]) for body in bodies] == [30, 30, 10]
    assert [word for body in bodies for word in body["tags"]] == WORDS
    for _method, _path, headers, _body in cache.asked:
        assert headers["authorization"] == "Bearer token"
        assert headers["content-type"] == "application/json"


# --- from a change to the cache -----------------------------------------------------------------------------


def told(cache):
    """The sets of words that the cache was asked to drop since the last time."""
    while events.tick():
        pass
    asked, cache.asked[:] = list(cache.asked), []
    return [set(headers["xkey"].split()) for _method, _path, headers, _body in asked]


def due_now():
    Event.objects.filter(kind=KIND, delivered_at=None).update(due_at="2020-01-01T00:00Z", claimed_until=None)


@pytest.mark.django_db
def test_a_change_is_told_at_once_and_again_when_nobody_can_have_anything_old(cache):
    by = UserFactory(role="administrator")
    story = published(by=by)
    told(cache)
    due_now()
    told(cache)
    publishing.withdraw(story=story, by=by, note="Wrong.")
    first = told(cache)
    assert any(f"story:{story.pk}" in words for words in first)
    assert told(cache) == []
    for waiting in Event.objects.filter(kind=KIND, delivered_at=None):
        assert 2 < (waiting.due_at - waiting.created_at).total_seconds() < 4
    due_now()
    assert told(cache) == first
    due_now()
    assert told(cache) == []


@pytest.mark.django_db
def test_what_changes_nothing_for_readers_is_not_told(cache):
    events.emit("of.the.desk", something=1)
    assert told(cache) == []
    assert not Event.objects.filter(kind=KIND).exists()


@pytest.mark.django_db
def test_a_cache_that_is_away_is_told_later_and_one_beside_it_at_once(cache, settings):
    settings.PURGE = settings.PURGE | {"addresses": [f"http://127.0.0.1:{free_port()}", cache.address]}
    events.emit("a.change", tags={"story:1"})
    assert told(cache) == [{"story:1"}]
    waiting = Event.objects.filter(kind=KIND, delivered_at=None).order_by("pk").first()
    assert (waiting.attempts, "URLError" in waiting.last_error) == (1, True)
    settings.PURGE = settings.PURGE | {"addresses": [cache.address]}
    due_now()
    assert told(cache) == [{"story:1"}] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(("status", "is_tried_again"), [(503, True), (429, True), (401, False), (404, False)])
def test_what_is_refused_for_good_is_not_asked_for_ever(cache, caplog, status, is_tried_again):
    cache.status = status
    events.emit("a.change", tags={"story:1"})
    assert len(told(cache)) == 1
    first = Event.objects.filter(kind=KIND).order_by("pk").first()
    assert (first.delivered_at is None) == is_tried_again
    assert ("refuses to purge" in caplog.text) != is_tried_again


@pytest.mark.django_db
def test_nobody_is_told_by_default(cache, settings):
    settings.PURGE = {"kind": "", "addresses": [], "token": ""}
    published()
    assert told(cache) == []
    assert not Event.objects.filter(kind=KIND).exists()


@pytest.mark.parametrize(
    ("purge", "count"),
    [
        ({"kind": "", "addresses": [], "token": ""}, 0),
        ({"kind": "varnish", "addresses": ["http://127.0.0.1:6081", "http://10.0.0.2:6081"], "token": ""}, 0),
        ({"kind": "fastly", "addresses": ["https://api.fastly.com/service/x"], "token": "t"}, 0),
        ({"kind": "akamai", "addresses": ["https://x.example"], "token": "t"}, 1),
        ({"kind": "varnish", "addresses": [], "token": ""}, 1),
        ({"kind": "cloudflare", "addresses": ["zones/x"], "token": ""}, 2),
    ],
)
def test_what_could_not_work_is_found_at_start(settings, purge, count):
    settings.PURGE = purge
    assert len([error for error in run_checks() if error.id == "newsroom.E015"]) == count


# --- Varnish itself -----------------------------------------------------------------------------------------

VCL = DEPLOY / "varnish.vcl"
MISSING = next(
    (name for name in ("varnishd",) if shutil.which(name, path="/usr/sbin:/usr/bin") is None), None
)


@contextmanager
def varnish(folder, upstream):
    """Run Varnish with deploy/varnish.vcl in front of a port; give the port on which it listens."""
    port = free_port()
    text = VCL.read_text().replace('.port = "8000"', f'.port = "{upstream}"')
    (folder / "newsroom.vcl").write_text(text)
    # As the user of the tests, whose folder nobody else reads.
    command = [
        "varnishd",
        "-j",
        "none",
        "-F",
        "-n",
        folder / "work",
        "-a",
        f"127.0.0.1:{port}",
        "-s",
        "malloc,32m",
    ]
    command += ["-f", folder / "newsroom.vcl", "-T", "none"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        try:
            wait_for(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(timeout=30)


@pytest.mark.skipif(MISSING is not None, reason="varnishd is not installed")
def test_varnish_keeps_pages_and_drops_what_it_is_asked_to(tmp_path):
    def get(path, **headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        connection.request("GET", path, headers={"X-Forwarded-Proto": "https"} | headers)
        response = connection.getresponse()
        body = response.read().decode()
        connection.close()
        return body, response.getheader("X-Cache")

    def page(body, words, control=PUBLIC):
        return Page(body, control=control, headers={"Surrogate-Key": words, "X-Accel-Expires": "1"})

    with origin() as server, varnish(tmp_path, server.port) as port:
        server.pages = {
            "/robots.txt": Page(),
            "/a/": page("a", "story:1 news"),
            "/b/": page("b", "story:11"),
            "/own/": page("own", "story:1", "private"),
        }
        for path in ("/a/", "/b/", "/own/"):
            get(path)
        assert [get(path)[1] for path in ("/a/", "/b/", "/own/")] == ["HIT", "HIT", "MISS"]
        # Who is signed in gets none and makes none.
        assert get("/a/", Cookie="x=1; sessionid=abc")[1] == "MISS"
        assert get("/a/", Cookie="other=1")[1] == "HIT"
        server.pages |= {"/a/": page("new a", "story:1 news"), "/b/": page("new b", "story:11")}
        assert [get("/a/")[0], get("/b/")[0]] == ["a", "b"]
        purges.purge("varnish", f"http://127.0.0.1:{port}", "", ["story:1", "story:5"])
        assert [get("/a/")[0], get("/b/")[0]] == ["new a", "b"]
        purges.purge("varnish", f"http://127.0.0.1:{port}/", "", ["story:11"])
        assert get("/b/")[0] == "new b"
        # While the newsroom is away.
        server.stop()
        time.sleep(7)
        assert get("/a/") == ("new a", "HIT")
